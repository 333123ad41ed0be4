"""The crawls in an archive, and what each proves: one that saw only part of a site proves nothing of the rest.

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
from jjscrape.harvest.reading import ROBOTS, rendered_kind
from jjscrape.robots_groups import AGENT, PARSE_LIMIT, read_robots

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from protego import Protego

    from jjscrape.archive.byte_range import ByteRange
    from jjscrape.archive.capture import Capture
    from jjscrape.archive.reader import Archive
    from jjscrape.archive.sources import WarcFile
    from jjscrape.archive.wacz_reader import Entry
    from jjscrape.site import Site

OK = 200
PAUSE = timedelta(hours=6)
"""A longer time without captures, or between two of one page, begins another crawl, if nothing else divides them."""


class Weight(IntEnum):
    """Whether a page that a crawl was refused, or did not meet, counts as gone; the pages it did get always count."""

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
    """The WARC files of one crawl, or of several of somebody else's, and what run.json and warcinfo say of them."""

    id: str
    files: list[WarcFile] = field(default_factory=list)
    warcinfo: dict[str, str] = field(default_factory=dict)
    summaries: list[dict[str, Any]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """In bytes; a file that was given twice, in a WACZ as well, counts once."""
        return sum(
            {file.name.rpartition("/")[2]: file.byte_range.end - file.byte_range.begin for file in self.files}.values()
        )

    def weight(self, site: Site) -> Weight:
        """By run.json and warcinfo. A crawl some of whose files are missing proves no page gone."""
        weights = [weight_of(summary, self.warcinfo, site) for summary in self.summaries]
        if any(file.name.endswith(OPEN) for file in self.files) and not weights:
            return Weight.NONE  # a crawl that never came to its end
        if any(bytes_written(summary) not in {None, self.size} for summary in self.summaries):
            weights.append(Weight.ANSWERS)
        return min(weights, default=Weight.ANSWERS)


def crawl_of(capture: Capture) -> str:
    """The crawl a capture belongs to, by the folder of its file unless the capture names it."""
    return capture.crawl or capture.warc_file.rpartition("/")[0] or capture.warc_file


def crawls(archive: Archive, captures: Iterable[Capture], site: Site) -> tuple[list[Capture], dict[str, Crawl]]:
    """Return the captures with the crawls they are of, and these by name. `captures` are in order of time."""
    all_folders = folders(archive)
    add_warcinfo(all_folders, archive)
    folder_of = {file.byte_range: folder for folder in all_folders for file in folder.files}
    captures = list(captures)
    capture_folders = [folder_of[capture.byte_range] for capture in captures]
    crawl_ids = crawl_ids_of(captures, capture_folders, site)
    weights = {folder.id: folder.weight(site) for folder in all_folders}
    with_crawls: list[Capture] = []
    by_name: dict[str, Crawl] = {}
    for capture, folder, crawl_id in zip(captures, capture_folders, crawl_ids, strict=True):
        if crawl_id not in by_name:
            by_name[crawl_id] = Crawl(
                crawl_id,
                weights[folder.id],
                capture.captured_at,
                folder=folder.id,
                ours=bool(folder.summaries),
                summary=folder.summaries[0] if folder.summaries else {},
                not_due=not_due(folder.summaries, site),
            )
        crawl = by_name[crawl_id]
        crawl.ended = capture.captured_at
        crawl.captures += 1
        robots = site.key(capture.url) == ROBOTS
        crawl.pages += capture.served and capture.got and not robots
        if robots and capture.status == OK and capture.got:
            crawl.robots = rules(archive, capture)
        with_crawls.append(replace(capture, crawl=crawl_id))
    return with_crawls, by_name


def folders(archive: Archive) -> list[Folder]:
    """The folders that the files of an archive lie in, or lay in when they were packed.

    A crawl's folder may have been named itself, so that the names of its files have none.
    """
    by_name: dict[str, Folder] = {}
    summaries: dict[tuple[ByteRange | str, ...], list[dict[str, Any]]] = {}
    for file in archive.files:
        name, _, _ = file.name.rpartition("/")
        root = (str(file.path.resolve().parent),) if not file.packed else (str(file.path.resolve()), name)
        if root not in summaries:
            entry = file.beside(SUMMARY)
            summaries[root] = [read_summary(entry)] if entry else []
        if not name:
            name = file.path.resolve().parent.name if summaries[root] and not file.packed else file.name
        folder = by_name.setdefault(name, Folder(name))
        folder.files.append(file)
        folder.summaries += [summary for summary in summaries[root] if summary not in folder.summaries]
    return list(by_name.values())


def add_warcinfo(folders_read: Iterable[Folder], archive: Archive) -> None:
    """Add to each folder what the warcinfo records of its files say."""
    by_name: dict[str, list[Folder]] = defaultdict(list)
    for folder in folders_read:
        for name in {file.name for file in folder.files}:
            by_name[name].append(folder)
    for info in archive.info():
        for folder in by_name[info["warc_file"]]:
            folder.warcinfo.update(info)


def crawl_ids_of(captures: Iterable[Capture], capture_folders: Iterable[Folder], site: Site) -> list[str]:
    """Name the crawl of each capture: its folder, if that has a run.json, else the crawl that its date places it in."""
    begun: dict[str, list[str]] = defaultdict(list)
    last: dict[str, datetime] = {}
    last_asked: dict[str, dict[str, datetime]] = defaultdict(dict)
    order = []
    for capture, folder in zip(captures, capture_folders, strict=True):
        captured_at, folder_id = capture.captured_at, folder.id
        pages = last_asked[folder_id]
        again = rendered_kind(capture, site) is not None and captured_at - pages.get(capture.url, captured_at) > PAUSE
        if folder_id not in last or (not folder.summaries and (again or captured_at - last[folder_id] > PAUSE)):
            begun[folder_id].append(f"{folder_id}@{captured_at:%Y%m%dT%H%M%SZ}")
            pages.clear()
        last[folder_id] = pages[capture.url] = captured_at
        order.append((folder_id, len(begun[folder_id]) - 1))
    return [begun[folder_id][nth] if len(begun[folder_id]) > 1 else folder_id for folder_id, nth in order]


def weight_of(summary: dict[str, Any], warcinfo: dict[str, str], site: Site) -> Weight:
    """Weigh one of our crawls by its summary and by what its warcinfo says it was asked to do.

    One that could not have a few pages still met what it met; but what those link to, it can't know to be gone.
    """
    missed = isinstance(summary.get("missed"), int) and summary["missed"] > 0 and not summary.get("lists_missed")
    if (summary.get("complete") is not True and not missed) or summary.get("finish_reason") != "finished":
        return Weight.NONE
    if summary.get("dry_run"):
        return Weight.NONE
    narrow = summary.get("spider") != "site" or "only" in warcinfo or summary.get("site") != site.name
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


def bytes_written(summary: dict[str, Any]) -> int | None:
    """The bytes a crawl says it wrote into its WARC files."""
    stated = summary.get("archive")
    size = stated.get("bytes") if isinstance(stated, dict) else None
    return size if isinstance(size, int) else None


def set_aside(crawls_by_id: Mapping[str, Crawl], site: Site) -> dict[str, list[str]]:
    """The crawls that the site file sets aside, and for each the ids it has here: none of one that is not there."""
    found: dict[str, list[str]] = {name: [] for name in sorted(site.set_aside)}
    for crawl in crawls_by_id.values():
        name = crawl.folder.rpartition("/")[2]
        if name in found:
            found[name].append(crawl.id)
    return found


def summaries(archive: Archive, without: Collection[str] = ()) -> list[dict[str, Any]]:
    """The run.json of every crawl in an archive that has one, by crawl id; `without` are folders to pass over."""
    present = (
        summary
        for folder in folders(archive)
        if folder.id.rpartition("/")[2] not in without
        for summary in folder.summaries
        if summary
    )
    return sorted(present, key=lambda summary: str(summary.get("crawl_id", "")))


def misdated(archive: Archive, crawls_by_id: Mapping[str, Crawl]) -> list[str]:
    """Sentences on crawls that ended, by the dates of their captures, after one that says that they went before it."""
    ended: dict[str, datetime] = {}
    for crawl in crawls_by_id.values():
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
    """Read a run.json; a damaged one counts as empty."""
    try:
        with entry.byte_range.open() as stream:
            data = stream.read()
        if entry.sha256 not in {None, hashlib.sha256(data).hexdigest()}:
            return {}
        summary = parse_json(data)
    except (OSError, ValueError):
        return {}
    return summary if isinstance(summary, dict) else {}


def rules(archive: Archive, capture: Capture) -> Protego | None:
    """Read a robots.txt as far as it counts, however long it is; None where it can't be read."""
    body = b""
    try:
        for piece in archive.pieces(capture):
            body += piece
            if len(body) > PARSE_LIMIT:
                break
    except ArchiveError:
        return None
    return read_robots(body).rules
