"""From archives to a published version: what `jjscrape build` does, and a run behind its crawl."""

from __future__ import annotations

import shlex
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING

from jjscrape.datafolder import ARCHIVE, CANDIDATE, DATASETS, locked
from jjscrape.failures import Cause, stop
from jjscrape.freed import give_back
from jjscrape.outcome import Exit, Stop
from jjscrape.release.gate.judging import SHOWN
from jjscrape.release.gate.newest_crawl import noted
from jjscrape.release.store import checksums
from jjscrape.site import bundled_sites, load_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from jjscrape.harvested import Harvest, Tally
    from jjscrape.operate.archives import Opened, Workers
    from jjscrape.release.gate.judging import Refusal
    from jjscrape.release.publish import Prepared, Publication
    from jjscrape.site import Site

MANY = 1000
"""Captures of an archive of which rows are written by a process begun anew: that takes a third of a second."""
SEEN = frozenset({200, 304})


@dataclass(frozen=True, slots=True)
class Again:
    """What a person would have to say to build from the same archive again; `accept` are checks overruled already."""

    data: Path
    _: KW_ONLY
    site: str = ""
    base_url: str | None = None
    archives: tuple[str, ...] = ()
    accept: frozenset[str] = frozenset()

    def build(self, *checks: str) -> str:
        """The command that publishes what is in the archive although these checks speak against it."""
        words = ["jjscrape", "build", *self.archives, "--data", str(self.data)]
        # Our own archives say which bundled site they are of, and where it was crawled.
        if self.site and (self.archives or self.site not in bundled_sites()):
            words += ["--site", self.site]
        if self.base_url and self.archives:
            words += ["--base-url", self.base_url]
        for check in sorted({*checks, *self.accept}):
            words += ["--accept", check]
        return shlex.join(words)


def build_only(
    sources: list[str],
    data: Path,
    site_name: str,
    base_url: str | None,
    progress: Callable[[int, int], None] | None = None,
    accept: frozenset[str] = frozenset(),
    workers: Workers | None = None,
) -> Publication:
    """Build from archives alone. Without a site's name the archive says whose it is, or the default site is meant.

    Raises:
        Stop: the gate refused it, or another process holds the data folder.
    """
    from jjscrape.harvest.gather import site_of  # noqa: PLC0415
    from jjscrape.operate.archives import ALONE, opened  # noqa: PLC0415

    named = load_site(site_name) if site_name else None
    with locked(data):
        with opened(sources, data, workers or ALONE) as found:
            site = named or site_of(found.archive)
            if base_url:
                site = site.also_at([base_url])
            archives = tuple(sources) if sources != [str(data / ARCHIVE)] else ()
            again = Again(data, site=site_name, base_url=base_url, archives=archives, accept=accept)
            made = _made(found, sources, site, data, again, progress)
        del found  # with its archive, and all that this holds of captures
        give_back()
        return publish_made(made, site, data, again)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made of an archive: rows to publish, or else how publishing ended, and what is to be told.

    `large` says that there are many rows. `unavailable` are pages that the newest crawl could not have, with when each
    was last seen.
    """

    rows: Prepared | None
    ended: Publication | None
    large: bool
    noted: list[str]
    unavailable: dict[str, str | None]


def publish_archive(
    sources: Iterable[Path | str],
    site: Site,
    data: Path,
    again: Again | None = None,
    progress: Callable[[int, int], None] | None = None,
    *,
    made: Made | None = None,
    before_writing: Callable[[Made], None] | None = None,
) -> Publication:
    """Build the dataset from archives and publish it into `data`.

    `made` is what was made of them already. `before_writing` is called with what was made of large ones, in between.

    Raises:
        Stop: the gate refused it.
    """
    again = again or Again(data)
    if made is None:
        made = make(sources, site, data, again, progress)
        if made.large and before_writing:
            before_writing(made)
    return publish_made(made, site, data, again)


def make(
    sources: Iterable[Path | str],
    site: Site,
    data: Path,
    again: Again,
    progress: Callable[[int, int], None] | None = None,
) -> Made:
    """Build from archives what is to be published into `data`."""
    from jjscrape.operate.archives import opened  # noqa: PLC0415

    sources = list(sources)
    with opened(sources, data) as found:
        return _made(found, sources, site, data, again, progress)


def _made(
    found: Opened,
    sources: Iterable[Path | str],
    site: Site,
    data: Path,
    again: Again,
    progress: Callable[[int, int], None] | None,
) -> Made:
    # What reads pages and writes tables is imported where that begins: a crawl has a process of its own, without it.
    from jjscrape.release.publish import Publication, prepare  # noqa: PLC0415

    harvested = found.harvest(site, progress)
    give_back()
    if not harvested.captures:
        raise Stop(
            Exit.USAGE,
            f"there is no capture in {', '.join(map(str, sources))}, {instead(harvested.tally)}; give WARC files or "
            "folders of them",
        )
    told = noted(harvested.crawled)
    told += [
        f"the site file sets crawl {name} aside, and the archive holds none of that name: mend or remove it there"
        for name, count in harvested.set_aside.items()
        if not count
    ]
    many, unavailable = len(harvested.captures) >= MANY, last_seen(harvested)
    rows = prepare(harvested, site, data / DATASETS, accept=again.accept, candidate=data / CANDIDATE, once=True)
    ended = rows if isinstance(rows, Publication) else None
    return Made(
        rows=None if isinstance(rows, Publication) else rows,
        ended=ended,
        large=many and ended is None,
        noted=told,
        unavailable=unavailable,
    )


def publish_made(made: Made, site: Site, data: Path, again: Again) -> Publication:
    """Publish what was made of an archive into `data`.

    Raises:
        Stop: the gate refused it.
    """
    from jjscrape.release.publish import publish_prepared  # noqa: PLC0415

    publication = made.ended
    if publication is None:
        assert made.rows is not None
        publication = publish_prepared(
            made.rows, site, data / DATASETS, accept=again.accept, candidate=data / CANDIDATE
        )
    publication.noted = list(made.noted)
    if publication.version and not publication.new:
        # That it is the same was told by the catalog's hash, so nothing has read its files.
        publication.noted += checksums.faults(data / DATASETS / publication.version.id)
    publication.unavailable = made.unavailable
    if publication.refused:
        raise refusal_of(publication.refused, data, again)
    return publication


def last_seen(found: Harvest) -> dict[str, str | None]:
    """Pages that the newest crawl could not have, each with the time of its newest capture in a crawl before."""
    newest = found.crawled
    if newest is None:
        return {}
    seen: dict[str, str | None] = dict.fromkeys(newest.missed.urls)
    for capture in sorted(found.captures, key=lambda capture: capture.captured_at):
        known = capture.url in seen and capture.url not in newest.unseen
        if known and capture.crawl != newest.id and capture.status in SEEN:
            seen[capture.url] = capture.captured_at.isoformat()
    return seen


def refusal_of(refused: Iterable[Refusal], data: Path, again: Again) -> Stop:
    """Say why the gate refused a version, and the very command that publishes it all the same."""
    refused = list(refused)
    reasons = "; ".join(f"{refusal.check}: {refusal.reason}{examples(refusal)}" for refusal in refused)
    checks = [refusal.check for refusal in refused]
    return stop(
        Cause.TEMPLATES if checks == ["templates"] else Cause.GATE,
        detail=reasons,
        kept=data / CANDIDATE,
        accept=again.build(*checks),
    )


def instead(tally: Tally) -> str:
    """What there is where there is no capture."""
    clauses = [f"but {tally.in_words}"] if tally.left_out else []
    clauses += tally.faults[:SHOWN]
    clauses += [f"{path} is an archive in a form that can't be read" for path in tally.unread_files[:SHOWN]]
    return "; ".join(clauses) or "nor any other record"


def examples(refusal: Refusal) -> str:
    return f" ({', '.join(refusal.rows)})" if refusal.rows else ""
