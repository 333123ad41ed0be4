"""One scheduled run: lock, crawl, build, gate, publish, report. Safe to kill at any point and to start again."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from jjscrape import files
from jjscrape.archive.index import NAME as INDEX_NAME
from jjscrape.archive.index import write_index
from jjscrape.archive.reader import Archive
from jjscrape.archive.sources import AFTER, SUMMARY
from jjscrape.crawl.summary import TLS_FAILED, duration
from jjscrape.crawled import Crawled, Missed
from jjscrape.datafolder import ARCHIVE, CANDIDATE, DATASETS, locked, new_crawl
from jjscrape.harvest.gather import harvest, site_of
from jjscrape.operate.crawl_order import preceding, stop_if_clock_is_behind
from jjscrape.operate.going_on import BUILT, PARTS, close_what_was_left, go_on, unfinished
from jjscrape.outcome import Exit, Stop
from jjscrape.release.gate.judging import SHOWN
from jjscrape.release.gate.newest_crawl import missed, noted
from jjscrape.release.publish import Publication, publish
from jjscrape.settings import JJSCRAPE_GO_ON_WITHIN as GO_ON_WITHIN
from jjscrape.site import load_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from jjscrape.crawl.summary import CrawlSummary
    from jjscrape.harvested import Tally
    from jjscrape.release.gate.judging import Refusal
    from jjscrape.site import Site

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run may be told. `delay` is in seconds and never shorter than the site's Crawl-delay.

    `accept` names checks of the gate that are overruled.
    """

    only: tuple[str, ...] = ()
    max_requests: int | None = None
    delay: float | None = None
    accept: frozenset[str] = frozenset()
    full: bool = False
    """Look at every page, and not only at those that are due."""
    go_on_within: float = GO_ON_WITHIN
    """Seconds after its beginning for which an interrupted crawl is gone on with."""


@dataclass(slots=True, kw_only=True)
class Run:
    """How a run went."""

    summary: CrawlSummary
    archive: Path
    publication: Publication


def run(site: Site, data: Path, options: Options, progress: Callable[[int, int], None] | None = None) -> Run:
    """Crawl a site into `data`, and publish what the whole archive then says.

    Raises:
        Stop: with the exit code; the archive keeps what was fetched, and the published versions stand as they were.
    """
    with locked(data):
        before = preceding(data / ARCHIVE)
        for sentence in close_what_was_left(data / ARCHIVE, before, site):
            log.warning("closed what a killed run left: %s", sentence)
        stop_if_clock_is_behind(data / ARCHIVE)
        folder = unfinished(data / ARCHIVE, site, ",".join(options.only) or None, options.go_on_within)
        so_far: dict[str, Any] = {}
        if folder is None:
            folder = new_crawl(data / ARCHIVE)
        else:
            so_far = go_on(folder)
            log.warning("going on with crawl %s, which was not finished", folder.name)
        # What the index knows is stored as a revisit, so it must not know what is no longer there.
        write_index(data / ARCHIVE)
        summary = crawl(site, folder, options)
        record = joined(so_far, summary.to_json()) if so_far else {**summary.to_json(), AFTER: before}
        write_summary(folder, record)
        write_index(data / ARCHIVE)
        stop_unless_complete(summary, site, options.accept)
        try:
            publication = publish_archive([data / ARCHIVE], site, data, progress, options.accept)
        except Stop:
            write_summary(folder, record | {BUILT: True})  # it was judged: the next run begins anew
            raise
        record[BUILT] = True
        # Where nothing changed there is no new version whose quality.json could tell of it.
        record["left_out"] = publication.tally.left_out
        if publication.unread:
            record["unread"] = [asdict(answer) for answer in publication.unread]
        write_summary(folder, record)
        return Run(summary=summary, archive=folder, publication=publication)


def joined(so_far: dict[str, Any], last: dict[str, Any]) -> dict[str, Any]:
    """The run.json of a crawl that was gone on with: that of its last part, which ends with the whole, and the rest."""
    held = so_far["archive"]
    archive = last["archive"] | {unit: held[unit] + last["archive"].get(unit, 0) for unit in ("records", "bytes")}
    changed = sorted({*last["changed"], *so_far.get("changed", [])})
    return {**last, "archive": archive, "changed": changed, PARTS: so_far[PARTS], AFTER: so_far.get(AFTER, [])}


def write_summary(folder: Path, record: dict[str, Any]) -> None:
    files.write_text(folder / SUMMARY, json.dumps(record, indent=2, ensure_ascii=False) + "\n")


def crawl(site: Site, folder: Path, options: Options) -> CrawlSummary:
    from jjscrape.crawl.process import crawl as crawl_site  # noqa: PLC0415  (Scrapy takes a second to import)

    return crawl_site(
        site,
        archive_dir=folder,
        only=",".join(options.only) or None,
        max_requests=options.max_requests,
        delay=options.delay,
        settings={"JJSCRAPE_ARCHIVE_INDEX": str(folder.parent / INDEX_NAME), "JJSCRAPE_FULL": options.full},
    )


CUT_SHORT = frozenset({"finished", "limit"})
"""Ends of a crawl after which a person may publish what it got all the same."""


def stop_unless_complete(summary: CrawlSummary, site: Site, accept: frozenset[str] = frozenset()) -> None:
    """Publish nothing new from a crawl that missed more of the site than a few pages.

    Raises:
        Stop: saying which way it fell short.
    """
    if ("crawl-complete" in accept or "crawl-complete" not in site.policy.stops) and summary.finish_reason in CUT_SHORT:
        return  # what it is worth is for the gate to say
    where = summary.origin or site.addresses()[0]
    match summary.finish_reason:
        case "interrupted":
            raise Stop(Exit.INTERRUPTED, "interrupted; what was fetched is archived, run the same command to go on")
        case "limit":
            raise Stop(
                Exit.LIMITED,
                f"stopped after {summary.requests} requests, before the crawl was complete; nothing was published: "
                "run again to go on from there, or raise --max-requests",
            )
        case "unreachable":
            raise Stop(Exit.UNREACHABLE, f"{where} can't be reached; nothing was published: try again later")
        case "tls":
            origin, cause = next(item for item in summary.out_of_reach.items() if item[1].startswith(TLS_FAILED))
            host = origin.partition("://")[2]
            raise Stop(
                Exit.UNREACHABLE,
                f"{origin} can't be trusted, {cause}; nothing was asked for over http in its stead, and nothing "
                f"was published: see to the certificate, or, to crawl without TLS, say so with --base-url http://{host}",
            )
        case "robots":
            why = f" ({'; '.join(summary.robots_notes)})" if summary.robots_notes else ""
            raise Stop(
                Exit.UNREACHABLE,
                f"the robots.txt of {where} forbids the crawl or can't be had{why}; nothing was published",
            )
        case "outage":
            raise Stop(Exit.UNREACHABLE, f"{where} answered with errors only; nothing was published: try again later")
        case "asked_to_wait":
            raise Stop(
                Exit.UNREACHABLE,
                f"{where} asks to be left alone for {duration(summary.asked_to_wait or 0)}; nothing was published: run "
                "again after that, and the crawl goes on",
            )
        case "archive_unwritable":
            raise Stop(
                Exit.UNEXPECTED, "the archive could not be written; see to the disk's space and rights, and run again"
            )
        case "error":
            raise Stop(
                Exit.UNEXPECTED, "the crawl broke off by an error; crawl.log beside the archive's files tells of it"
            )
    if summary.lists_missed:
        raise Stop(
            Exit.REFUSED,
            f"crawl-complete: {'; '.join(summary.incomplete_because)}; nothing was published: run again, or publish "
            "what there is with --accept crawl-complete",
        )
    met = Crawled(id=summary.crawl_id, missed=Missed.of(summary.to_json()))
    most = site.policy.threshold("pages-missed") or 0.0
    if "pages-missed" in site.policy.stops - accept and (found := missed(met, most)):
        raise Stop(
            Exit.REFUSED,
            f"pages-missed: {found[0]}; nothing was published: run again, or publish what there is with "
            "--accept pages-missed",
        )


def preview(site: Site, data: Path, options: Options) -> None:
    """Print to standard output what a run would fetch, an address a line with the reason behind a tab.

    Only the start pages are asked for; where the pages lead that the archive has, it says.

    Raises:
        Stop: the site can't be reached.
    """
    from jjscrape.crawl.process import crawl as crawl_site  # noqa: PLC0415

    summary = crawl_site(
        site,
        archive_dir=None,
        only=",".join(options.only) or None,
        max_requests=options.max_requests,
        delay=options.delay,
        dry_run=True,
        settings={"JJSCRAPE_ARCHIVE_INDEX": str(data / ARCHIVE / INDEX_NAME), "JJSCRAPE_FULL": options.full},
    )
    if summary.finish_reason != "finished":
        stop_unless_complete(summary, site)


def build_only(
    sources: list[str],
    data: Path,
    site_name: str,
    base_url: str | None,
    progress: Callable[[int, int], None] | None = None,
    accept: frozenset[str] = frozenset(),
) -> Publication:
    """Build from archives alone. Without a site's name the archive says whose it is, or the default site is meant.

    Raises:
        Stop: the gate refused it, or another process holds the data folder.
    """
    with locked(data):
        site = load_site(site_name) if site_name else site_of(Archive(sources))
        if base_url:
            site = site.also_at([base_url])
        return publish_archive(sources, site, data, progress, accept)


def publish_archive(
    sources: Iterable[Path | str],
    site: Site,
    data: Path,
    progress: Callable[[int, int], None] | None = None,
    accept: frozenset[str] = frozenset(),
) -> Publication:
    """Build the dataset from archives and publish it into `data`.

    Raises:
        Stop: the gate refused it.
    """
    sources = list(sources)
    archive = Archive(sources)
    found = harvest(archive, site, progress)
    if not found.captures:
        raise Stop(
            Exit.USAGE,
            f"there is no capture in {', '.join(map(str, sources))}, {instead(found.tally)}; give WARC files or "
            "folders of them",
        )
    publication = publish(found, site, data / DATASETS, accept=accept, candidate=data / CANDIDATE)
    publication.noted = noted(found.crawled)
    if publication.refused:
        reasons = "; ".join(f"{refusal.check}: {refusal.reason}{examples(refusal)}" for refusal in publication.refused)
        kept = f"{data / CANDIDATE} keeps what was refused"
        raise Stop(
            Exit.REFUSED,
            f"refused, {reasons}. The version before stands, {kept}; look at it, and overrule with "
            + " ".join(f"--accept {refusal.check}" for refusal in publication.refused),
        )
    return publication


def instead(tally: Tally) -> str:
    """What there is where there is no capture."""
    told = [f"but {tally.said}"] if tally.left_out else []
    told += tally.faults[:SHOWN]
    told += [f"{path} is an archive in a form that can't be read" for path in tally.unread_files[:SHOWN]]
    return "; ".join(told) or "nor any other record"


def examples(refusal: Refusal) -> str:
    return f" ({', '.join(refusal.rows)})" if refusal.rows else ""
