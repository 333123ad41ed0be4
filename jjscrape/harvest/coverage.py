"""The crawls in an archive, and what each can testify to: one that saw only part of a site says nothing of the rest.

Our crawls keep a run.json beside their WARC files. An archive without one is somebody else's: what the site answered
there counts, what is missing there means nothing. Nor does such an archive tell where one crawl ends and the next
begins; the dates of its captures do.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.foreign import parse_json
from jjscrape.archive.journal import OPEN
from jjscrape.archive.sources import AFTER, SUMMARY
from jjscrape.harvest.reading import rendered_kind
from jjscrape.robots_groups import AGENT, read_robots

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from protego import Protego

    from jjscrape.archive.capture import Capture
    from jjscrape.archive.place import Place
    from jjscrape.archive.reader import Archive
    from jjscrape.archive.sources import WarcFile
    from jjscrape.archive.wacz import Entry
    from jjscrape.site import Site

ROBOTS = "robots.txt"
OK = 200
PAUSE = timedelta(hours=6)
"""A longer silence, or the same page again after longer, is another crawl, where nothing else tells them apart."""


class Weight(IntEnum):
    """What a crawl's silence and refusals are worth; the pages it did get always count."""

    NONE = 0
    """It broke off, or its record is missing: neither counts."""
    ANSWERS = 1
    """The site's 403, 404 and 410 count."""
    WHOLE = 2
    """It saw the whole site: what it did not meet is not there."""


@dataclass(slots=True)
class Crawl:
    """One crawl. `ended` is the time of its newest capture, `pages` counts answers of 200.

    `robots` are the rules it was given, by the last answer. `unread` are the keys at which it got half a page, or an
    error in place of one, and nothing better; `not_due` those it need not look at yet. `folder` is what its files lie
    in; `ours` says that it has a run.json, so that it is known to be one crawl.
    """

    id: str
    weight: Weight
    ended: datetime
    captures: int = 0
    pages: int = 0
    robots: Protego | None = field(default=None, repr=False)
    folder: str = ""
    ours: bool = True
    unread: set[str] = field(default_factory=set, repr=False)
    not_due: frozenset[str] = field(default=frozenset(), repr=False)
    summary: dict[str, Any] = field(default_factory=dict, repr=False)
    """Its run.json, as far as that can be read."""

    def forbids(self, url: str) -> bool:
        return self.robots is not None and not self.robots.can_fetch(url, AGENT)


@dataclass(slots=True)
class Folder:
    """The WARC files of one crawl, or of several of somebody else's, and what is told of them."""

    id: str
    files: list[WarcFile] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    summaries: list[dict[str, Any]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """In bytes; a file that was given twice, in a WACZ as well, counts once."""
        return sum({file.name.rpartition("/")[2]: file.place.end - file.place.begin for file in self.files}.values())

    def weight(self, site: Site) -> Weight:
        """By run.json and warcinfo. Of a crawl that is not there whole no silence counts."""
        found = [weight_of(summary, self.about, site) for summary in self.summaries]
        if any(file.name.endswith(OPEN) for file in self.files) and not found:
            return Weight.NONE  # a crawl that never came to its end
        if any(written(summary) not in {None, self.size} for summary in self.summaries):
            found.append(Weight.ANSWERS)
        return min(found, default=Weight.ANSWERS)


def crawl_of(capture: Capture) -> str:
    """The crawl a capture belongs to, by the folder of its file unless it is told."""
    return capture.crawl or capture.warc_file.rpartition("/")[0] or capture.warc_file


def crawls(archive: Archive, captures: Iterable[Capture], site: Site) -> tuple[list[Capture], dict[str, Crawl]]:
    """Return the captures with the crawls they are of, and these by name. `captures` are in order of time."""
    known = folders(archive)
    read_what_crawls_state(known, archive)
    by_place = {file.place: folder for folder in known for file in folder.files}
    captures = list(captures)
    homes = [by_place[capture.place] for capture in captures]
    parts = divided(captures, homes, site)
    weights = {folder.id: folder.weight(site) for folder in known}
    settled: list[Capture] = []
    found: dict[str, Crawl] = {}
    for capture, home, part in zip(captures, homes, parts, strict=True):
        crawl = found.setdefault(
            part,
            Crawl(
                part,
                weights[home.id],
                capture.captured_at,
                folder=home.id,
                ours=bool(home.summaries),
                summary=home.summaries[0] if home.summaries else {},
                not_due=not_due(home.summaries, site),
            ),
        )
        crawl.ended = capture.captured_at
        crawl.captures += 1
        robots = site.key(capture.url) == ROBOTS
        crawl.pages += capture.served and capture.got and not robots
        if robots and capture.status == OK and capture.got:
            crawl.robots = rules(archive, capture)
        settled.append(replace(capture, crawl=part))
    return settled, found


def folders(archive: Archive) -> list[Folder]:
    """The folders that the files of an archive lie in, or lay in when they were packed.

    A crawl's folder may have been named itself, so that the names of its files have none.
    """
    found: dict[str, Folder] = {}
    summaries: dict[tuple[Place | str, ...], list[dict[str, Any]]] = {}
    for file in archive.files:
        name, _, _ = file.name.rpartition("/")
        where = (str(file.path.resolve().parent),) if not file.packed else (str(file.path.resolve()), name)
        if where not in summaries:
            entry = file.beside(SUMMARY)
            summaries[where] = [read_summary(entry)] if entry else []
        if not name:
            name = file.path.resolve().parent.name if summaries[where] and not file.packed else file.name
        folder = found.setdefault(name, Folder(name))
        folder.files.append(file)
        folder.summaries += [summary for summary in summaries[where] if summary not in folder.summaries]
    return list(found.values())


def read_what_crawls_state(known: Iterable[Folder], archive: Archive) -> None:
    """Add to each folder what the warcinfo records of its files say."""
    by_name: dict[str, list[Folder]] = defaultdict(list)
    for folder in known:
        for name in {file.name for file in folder.files}:
            by_name[name].append(folder)
    for info in archive.info():
        for folder in by_name[info["warc_file"]]:
            folder.about.update(info)


def divided(captures: Iterable[Capture], homes: Iterable[Folder], site: Site) -> list[str]:
    """Name the crawl of each capture: its folder, if that has a run.json, else what its date makes of it."""
    begun: dict[str, list[str]] = defaultdict(list)
    last: dict[str, datetime] = {}
    seen: dict[str, dict[str, datetime]] = defaultdict(dict)
    parts = []
    for capture, home in zip(captures, homes, strict=True):
        at, name = capture.captured_at, home.id
        pages = seen[name]
        again = rendered_kind(capture, site) is not None and at - pages.get(capture.url, at) > PAUSE
        if name not in last or (not home.summaries and (again or at - last[name] > PAUSE)):
            begun[name].append(f"{name}@{at:%Y%m%dT%H%M%SZ}")
            pages.clear()
        last[name] = pages[capture.url] = at
        parts.append((name, len(begun[name]) - 1))
    return [begun[name][part] if len(begun[name]) > 1 else name for name, part in parts]


def weight_of(summary: dict[str, Any], about: dict[str, str], site: Site) -> Weight:
    """Weigh one of our crawls by its summary and by what its warcinfo says it was asked to do.

    One that could not have a few pages still met what it met; but what those link to, it can't know to be gone.
    """
    missed = isinstance(summary.get("missed"), int) and summary["missed"] > 0 and not summary.get("lists_missed")
    if (summary.get("complete") is not True and not missed) or summary.get("finish_reason") != "finished":
        return Weight.NONE
    if summary.get("dry_run"):
        return Weight.NONE
    narrow = summary.get("spider") != "site" or "only" in about or summary.get("site") != site.name
    skipped = summary.get("skipped") or {}
    cut_short = any(summary.get(name) for name in ("left", "unsettled", "traps")) or skipped.get("pager-limit")
    return Weight.ANSWERS if narrow or cut_short or missed else Weight.WHOLE


def not_due(summaries: Iterable[dict[str, Any]], site: Site) -> frozenset[str]:
    """The keys of pages that a crawl says need not be looked at yet: it met links to them, and asked for none."""
    found: set[str] = set()
    for summary in summaries:
        origin, places = summary.get("origin"), summary.get("not_due")
        if isinstance(origin, str) and isinstance(places, list):
            found.update(key for place in places if (key := site.key(f"{origin}{place}")))
    return frozenset(found)


def written(summary: dict[str, Any]) -> int | None:
    """The bytes a crawl says it wrote into its WARC files."""
    stated = summary.get("archive")
    size = stated.get("bytes") if isinstance(stated, dict) else None
    return size if isinstance(size, int) else None


def summaries(archive: Archive) -> list[dict[str, Any]]:
    """The run.json of every crawl in an archive that has one, by crawl id."""
    found = (summary for folder in folders(archive) for summary in folder.summaries if summary)
    return sorted(found, key=lambda summary: str(summary.get("crawl_id", "")))


def misdated(archive: Archive, known: Mapping[str, Crawl]) -> list[str]:
    """Sentences on crawls that ended, by the dates of their captures, after one that says that they went before it."""
    ended: dict[str, datetime] = {}
    for crawl in known.values():
        name = crawl.folder.rpartition("/")[2]
        ended[name] = max(ended.get(name, crawl.ended), crawl.ended)
    named: dict[str, None] = {}
    for folder in folders(archive):
        own = folder.id.rpartition("/")[2]
        for summary in folder.summaries:
            before = summary.get(AFTER)
            for name in sorted(map(str, before)) if isinstance(before, list) else []:
                if own in ended and name in ended and ended[name] > ended[own]:
                    named[
                        f"crawl {name} is dated to {ended[name]:%Y-%m-%d %H:%M} UTC, though crawl {own}, which ended "
                        f"{ended[own]:%Y-%m-%d %H:%M} UTC, was made after it: a clock was wrong, and where both have a "
                        "page the later date counts"
                    ] = None
    return list(named)


def read_summary(entry: Entry) -> dict[str, Any]:
    """Read a run.json; a damaged one tells of nothing."""
    try:
        with entry.place.open() as stream:
            data = stream.read()
        if entry.sha256 not in {None, hashlib.sha256(data).hexdigest()}:
            return {}
        found = parse_json(data)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def rules(archive: Archive, capture: Capture) -> Protego | None:
    try:
        return read_robots(archive.body(capture)).rules
    except ArchiveError:
        return None
