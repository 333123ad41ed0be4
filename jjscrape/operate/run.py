"""One scheduled run: lock, crawl, build, gate, publish, report. Safe to kill at any point and to start again."""

from __future__ import annotations

import errno
import logging
import os
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from jjscrape import clock, run_record
from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.index import NAME as INDEX_NAME
from jjscrape.archive.index import place_of, write_index
from jjscrape.archive.kept_scans import KeptScans
from jjscrape.archive.reader import Archive
from jjscrape.cache import Cache
from jjscrape.crawled import Crawled, Missed
from jjscrape.datafolder import ARCHIVE, CACHE, DATASETS, EXTRACTS, LEADS, LOCK, locked, new_crawl
from jjscrape.failures import Cause, stop, stop_of
from jjscrape.freed import give_back
from jjscrape.operate.amounts import shown, stop_unless_room
from jjscrape.operate.anew import begin_anew, earlier_parts, listen
from jjscrape.operate.building import Again, Made, publish_archive
from jjscrape.operate.crawl_order import preceding, stop_if_clock_is_behind
from jjscrape.operate.going_on import close_what_was_left, go_on, unfinished
from jjscrape.operate.metrics import free_at
from jjscrape.outcome import Exit, Stop
from jjscrape.release.gate.newest_crawl import missed
from jjscrape.release.store import versions
from jjscrape.release.store.versions import CatalogError
from jjscrape.run_record import Outcome, RecordError, RunRecord
from jjscrape.settings import JJSCRAPE_GO_ON_WITHIN as GO_ON_WITHIN
from jjscrape.settings import JJSCRAPE_MIN_FREE as MIN_FREE
from jjscrape.site import DEFAULT_SITE, load_site
from jjscrape.software import software

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from jjscrape.crawl.summary import CrawlSummary
    from jjscrape.release.publish import Publication
    from jjscrape.site import Site

log = logging.getLogger(__name__)

CUT_SHORT = frozenset({"finished", "limit", "limit-bytes", "limit-time", "limit-failures", "limit-free"})
"""Ends of a crawl after which a person may publish what it got all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run may be told. `delay` is in seconds and never shorter than the site's Crawl-delay.

    `min_free` bytes stay free on the disk. `accept` names checks of the gate that are overruled.
    """

    only: tuple[str, ...] = ()
    max_requests: int | None = None
    max_bytes: int | None = None
    max_seconds: float | None = None
    max_errors_in_row: int | None = None
    min_free: int = MIN_FREE
    delay: float | None = None
    accept: frozenset[str] = frozenset()
    full: bool = False
    """Look at every page, and not only at those that are due."""
    go_on_within: float = GO_ON_WITHIN
    """Seconds after its beginning for which an interrupted crawl is gone on with."""
    named: str = ""
    """The site as the person named it, for the commands that sentences tell."""
    hush: Callable[[], None] = lambda: None
    """Takes what is drawn on the terminal away, for good."""


@dataclass(slots=True, kw_only=True)
class Run:
    """How a run went."""

    record: RunRecord
    archive: Path
    publication: Publication
    unavailable: dict[str, str | None] = field(default_factory=dict)
    """Pages that could not be had, by address, with when each was last seen (UTC, ISO 8601; None: never)."""


def run(site: Site, data: Path, options: Options, progress: Callable[[int, int], None] | None = None) -> Run:
    """Crawl a site into `data`, and publish what the whole archive then says.

    Raises:
        Stop: with the exit code; the archive keeps what was fetched, and the published versions stand as they were.
    """
    again = Again(data, site=options.named, base_url=site.base_url, accept=options.accept)
    earlier = earlier_parts()
    with locked(data, earlier.lock if earlier else None):
        found = earlier and _crawled_before(data / ARCHIVE / earlier.crawl)
        if found:
            folder, record = found
        else:
            if earlier:
                listen()
            folder, record = _crawled(site, data, options)
            record.write(folder)
            options.hush()
            begin_anew(folder, data / LOCK)
            give_back()
        with recorded(record, folder):
            if earlier:
                listen()
            made = earlier.what_was_made() if earlier and found else None
            if made is None:
                with kept_scans(data) as scans:
                    write_index(data / ARCHIVE, scans)
                del scans  # of each capture it holds what it may meet again
                give_back()
                stop_unless_complete(record, site, again)

            def write_anew(made: Made) -> None:
                options.hush()
                begin_anew(folder, data / LOCK, made)

            try:
                publication = publish_archive(
                    [data / ARCHIVE], site, data, again, progress, made=made, before_writing=write_anew
                )
            except Stop:
                record.built = True  # it was judged: the next run begins anew
                raise
            record.built = True
            # Where nothing changed there is no new version whose quality.json could tell of it.
            record.left_out = publication.tally.left_out
            unavailable = publication.unavailable
            record.unavailable = [{"url": url, "last_seen": seen} for url, seen in unavailable.items()]
            record.unread = [asdict(answer) for answer in publication.unread]
            record.pins = [asdict(use) for use in publication.pins]
            version = publication.version.id if publication.version else None
            record.outcome = Outcome(version=version, new=publication.new)
        return Run(record=record, archive=folder, publication=publication, unavailable=unavailable)


def _crawled(site: Site, data: Path, options: Options) -> tuple[Path, RunRecord]:
    """Crawl, and return the crawl's folder and its record, which is still to be written."""
    stop_unless_room(data, options.min_free)
    for written in (data / ARCHIVE, data / DATASETS):
        if written.is_dir() and not os.access(written, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(written))
    with damage_told(data):
        versions.check(data / DATASETS)
        place_of(data / ARCHIVE)
    before = preceding(data / ARCHIVE)
    for sentence in close_what_was_left(data / ARCHIVE, before, site):
        log.warning("closed what a killed run left: %s", sentence)
    with kept_scans(data) as scans:
        try:
            stop_if_clock_is_behind(data / ARCHIVE, scans)
        except Stop as end:
            end.cause = Cause.CLOCK
            raise
        folder = unfinished(data / ARCHIVE, site, ",".join(options.only) or None, options.go_on_within)
        so_far = None
        if folder is None:
            folder = new_crawl(data / ARCHIVE)
        else:
            so_far = go_on(folder)
            log.warning("going on with crawl %s, which was not finished", folder.name)
        # What the index knows is stored as a revisit, so it must not know what is no longer there.
        write_index(data / ARCHIVE, scans)
    del scans
    give_back()
    summary = crawl(site, folder, options)
    record = _begun_record(so_far, summary, before)
    record.asked = {
        "free": shown(free_at(folder)),
        "least": shown(options.min_free),
        "in_a_row": str(options.max_errors_in_row or ""),
    }
    return folder, record


@contextmanager
def kept_scans(data: Path) -> Iterator[KeptScans]:
    """What is kept of the files in a data folder's archive; each is read through once."""
    with Cache(data / CACHE / EXTRACTS, software()) as cache:
        yield KeptScans(cache)


def _crawled_before(folder: Path) -> tuple[Path, RunRecord] | None:
    """The same of a crawl that this process made before it began anew; None where its record is not there any more."""
    with suppress(RecordError):
        if record := run_record.read(folder):
            return folder, record
    return None


@contextmanager
def damage_told(data: Path) -> Iterator[None]:
    """What can't be published into, or indexed, is said before a site is asked for anything in vain.

    Raises:
        Stop: with what is damaged.
    """
    try:
        yield
    except (CatalogError, ArchiveError) as error:
        raise stop(Cause.DAMAGED, where=data, detail=error) from error


def _begun_record(so_far: RunRecord | None, summary: CrawlSummary, before: list[str]) -> RunRecord:
    """The record of a crawl; of one that was gone on with, that of its last part, which ends with the whole."""
    record = RunRecord.of(summary.to_json())
    record.after = before
    if so_far:
        for unit in ("records", "bytes"):
            record.archive[unit] = record.archive.get(unit, 0) + so_far.archive.get(unit, 0)
        record.changed = sorted({*record.changed, *so_far.changed})
        record.parts, record.after = so_far.parts, so_far.after
    return record


@contextmanager
def recorded(record: RunRecord, folder: Path) -> Iterator[None]:
    """Write how what is made of a crawl ended into its record, which is there already."""
    try:
        yield
    except Stop as end:
        record.outcome = failed(end)
        raise
    except KeyboardInterrupt:
        record.outcome = failed(stop(Cause.INTERRUPTED))
        raise
    except OSError as error:
        record.outcome = failed(stop_of(error, folder))
        raise
    except Exception as error:
        record.outcome = failed(Stop(Exit.UNEXPECTED, f"{type(error).__name__}: {error}", cause=Cause.UNEXPECTED))
        raise
    finally:
        if record.outcome:
            record.outcome.ended = clock.now().isoformat()
        with suppress(OSError):  # the disk that is full is the reason more often than not
            record.write(folder)


def failed(end: Stop) -> Outcome:
    return Outcome(code=end.code, cause=end.cause, sentence=end.sentence)


def crawl(site: Site, folder: Path, options: Options) -> CrawlSummary:
    from jjscrape.crawl.process import crawl as crawl_site  # noqa: PLC0415  (Scrapy takes a second to import)

    return crawl_site(
        site,
        archive_dir=folder,
        only=",".join(options.only) or None,
        max_requests=options.max_requests,
        delay=options.delay,
        settings={
            "JJSCRAPE_ARCHIVE_INDEX": str(folder.parent / INDEX_NAME),
            "JJSCRAPE_LEADS": str(folder.parent.with_name(CACHE) / LEADS),
            "JJSCRAPE_FULL": options.full,
            "JJSCRAPE_MAX_BYTES": options.max_bytes or 0,
            "JJSCRAPE_MAX_TIME": options.max_seconds or 0,
            "JJSCRAPE_MAX_ERRORS_IN_ROW": options.max_errors_in_row or 0,
            "JJSCRAPE_MIN_FREE": options.min_free,
        },
    )


def stop_unless_complete(record: RunRecord, site: Site, again: Again) -> None:
    """Publish nothing new from a crawl that missed more of the site than a few pages.

    Raises:
        Stop: saying which way it fell short.
    """
    from jjscrape.operate.diagnosis import ended_early  # noqa: PLC0415  (it reads pages, see `_publish`)

    accept = again.accept
    if ("crawl-complete" in accept or "crawl-complete" not in site.policy.stops) and record.finish_reason in CUT_SHORT:
        return  # what it is worth is for the gate to say
    if early := ended_early(record, site.addresses()[0]):
        raise early
    if record.lists_missed:
        detail = "; ".join(record.incomplete_because)
        raise stop(Cause.LISTS_MISSED, detail=detail, accept=again.build("crawl-complete"))
    met = Crawled(id=record.crawl_id, missed=Missed.of(record))
    most = site.policy.threshold("pages-missed") or 0.0
    if "pages-missed" in site.policy.stops - accept and (finding := missed(met, most)):
        raise stop(Cause.PAGES_MISSED, detail=finding[0], accept=again.build("pages-missed"))


def preview(site: Site, data: Path, options: Options) -> None:
    """Print to standard output what a run would fetch, an address a line with the reason behind a tab.

    Only the start pages are asked for; where the pages lead that the archive has, it says.

    Raises:
        Stop: the site can't be reached.
    """
    from jjscrape.crawl.process import crawl as crawl_site  # noqa: PLC0415
    from jjscrape.operate.diagnosis import ended_early  # noqa: PLC0415

    summary = crawl_site(
        site,
        archive_dir=None,
        only=",".join(options.only) or None,
        max_requests=options.max_requests,
        delay=options.delay,
        dry_run=True,
        settings={"JJSCRAPE_ARCHIVE_INDEX": str(data / ARCHIVE / INDEX_NAME), "JJSCRAPE_FULL": options.full},
    )
    if early := ended_early(RunRecord.of(summary.to_json()), site.addresses()[0]):
        raise early


def site_for(data: Path, site_name: str) -> Site:
    """The site that is named, or else the one that the archive in `data` says it is of."""
    from jjscrape.harvest.gather import site_of  # noqa: PLC0415

    if site_name:
        return load_site(site_name)
    return site_of(Archive([data / ARCHIVE])) if (data / ARCHIVE).is_dir() else load_site(DEFAULT_SITE)
