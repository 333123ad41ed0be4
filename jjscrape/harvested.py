"""What a build gathered from an archive: the input of the tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from jjscrape.archive.errors import DAMAGED, IN_PARTS, UNPLACED
from jjscrape.counts import many

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from jjscrape.archive.capture import Capture
    from jjscrape.crawled import Crawled
    from jjscrape.items import Article, Document, FeedEntry, Page, Project, Record, Teaser, Theme


UNREAD_BODY: Final = "body that can't be read"
BESIDE: Final = ("warcinfo", "request", "metadata", "conversion", "continuation", "record of another type")
"""Records that are no captures."""
FAULTS: Final = (DAMAGED, UNPLACED, IN_PARTS, UNREAD_BODY)
"""Reasons to leave a capture out that should not be."""


@dataclass(slots=True, kw_only=True)
class History:
    """How a record stands in the archive. Times are UTC."""

    status: str
    first_seen: datetime
    last_seen: datetime
    last_changed: datetime
    content_digest: str
    hosts: list[str]
    gone_since: datetime | None = None
    gone_evidence: str | None = None
    """The status the site answered with, or `absence`; None for what is live."""


@dataclass(slots=True, kw_only=True)
class FileFacts:
    """What the archive holds at a file's address. `capture_id` is None where it holds nothing usable.

    `refused_in` is the capture that showed it missing, or something else than it should be.
    """

    status: str
    media_type: str | None = None
    size: int | None = None
    sha256: str | None = None
    capture_id: str | None = None
    refused_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A title and text that a record had since a time (UTC), and the first capture that has them."""

    since: datetime
    capture_id: str
    title: str
    text: str | None

    def says(self, title: str | None, text: str | None) -> bool:
        return (self.title, self.text or "") == (title, text or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the site answered at an address: an HTTP status code."""

    status: int
    capture_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """The newest answer at an address, of which nothing is published: `why` says what it is instead of a page.

    `kept` is the older capture that the page's rows are still made from; None where there is none, and so no row.
    """

    capture_id: str
    url: str
    why: str
    record_id: str
    kept: str | None

    def __str__(self) -> str:
        keeps = f"keeps what capture {self.kept} says" if self.kept else "has nothing published of it"
        return f"{self.record_id} {keeps}: capture {self.capture_id} of {self.url} is no page ({self.why})"


@dataclass(frozen=True, slots=True, kw_only=True)
class PinUse:
    """A pin of the site file, by table and field: of how many `pages` it was asked, on how many it chose anything."""

    pin: str
    selector: str
    pages: int
    met: int

    def __str__(self) -> str:
        return f"{self.pin} ({self.selector}) chose something on {self.met} of {many(self.pages, 'page')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlFacts:
    """A crawl in the archive. `complete`: pages refused are gone; `whole_site`: so are those that it did not meet."""

    id: str
    complete: bool
    whole_site: bool
    captures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """All records of an archive: what was made of them, and why nothing was, so that both together are `records`.

    `used` are pages, lists, feeds and files; `left_out` counts the others by reason. `faults` tells of damaged records
    and of those that lack what a capture needs; `unread_files` names archives in forms that can't be read.
    """

    records: int = 0
    used: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    unread_files: list[str] = field(default_factory=list)

    @property
    def captures(self) -> int:
        """Records that are captures, or were before they were damaged."""
        return self.records - sum(self.left_out.get(kind, 0) for kind in BESIDE)

    @property
    def in_words(self) -> str:
        """In words, the most first."""
        in_order = sorted(self.left_out.items(), key=lambda item: (-item[1], item[0]))
        return ", ".join(f"{count} {reason}" for reason, count in in_order)


@dataclass(frozen=True, slots=True)
class Held:
    """Captures as a whole: the time of the newest one (UTC), and a hash of them all."""

    until: datetime
    sha256: str

    @classmethod
    def of(cls, captures: Iterable[Capture]) -> Held:
        captures = list(captures)
        return cls(max(capture.captured_at for capture in captures), archive_hash(captures))


def archive_hash(captures: Iterable[Capture]) -> str:
    """Return one sha256 for the captures a version was made from, wherever their files lie and in whatever order."""
    lines = sorted(f"{c.id} {c.payload_digest or '-'} {c.url}\n" for c in captures)
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


@dataclass(slots=True, kw_only=True)
class Harvest:
    """Normalised items, the newest of each record, with their history and all their revisions, by record.

    Of a large site records and revisions lie on the disk (`jjscrape.shelf`): each is another object when read.
    `files` is by document id, `pictures` by the address of each picture that is archived, `answers` by key.

    `time_zone` is that of the site's clocks, an IANA name.
    """

    articles: Sequence[Article] = field(default_factory=list)
    projects: Sequence[Project] = field(default_factory=list)
    pages: Sequence[Page] = field(default_factory=list)
    time_zone: str = "Europe/London"
    history: dict[str, History] = field(default_factory=dict)
    revisions: Mapping[str, Sequence[Revision]] = field(default_factory=dict)
    themes: list[Theme] = field(default_factory=list)
    teasers: list[Teaser] = field(default_factory=list)
    former: list[Teaser] = field(default_factory=list)
    """What listings said of records that the newest crawl did not see, in the crawl that saw them last."""
    entries: list[FeedEntry] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    files: dict[str, FileFacts] = field(default_factory=dict)
    pictures: dict[str, FileFacts] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    captures: list[Capture] = field(default_factory=list)
    crawls: list[CrawlFacts] = field(default_factory=list)
    """In order of time."""
    summaries: list[dict[str, Any]] = field(default_factory=list)
    """What each crawl wrote of itself (run.json), in order of time; nothing of archives that hold no such file."""
    crawled: Crawled | None = None
    """The newest crawl that got any page, for the gate."""
    aliases: dict[str, str] = field(default_factory=dict)
    """Keys that lead to a record or listing under another key: node numbers, old aliases, redirects."""
    set_aside: dict[str, int] = field(default_factory=dict)
    """The crawls that the site file sets aside, and how many of each name the archive holds."""
    misdated: list[str] = field(default_factory=list)
    """Sentences on crawls whose dates contradict the order in which they were made."""
    tally: Tally = field(default_factory=Tally)
    pins: list[PinUse] = field(default_factory=list)
    """In the site file's order."""
    unread: list[Unread] = field(default_factory=list)
    """By key of the page."""
    kept: dict[str, list[str]] = field(default_factory=dict)
    """By record, what its page states no more and an older capture does, under the first column's name."""
    problems: dict[str, list[str]] = field(default_factory=dict)
    """What extraction could not settle, by capture id: named problems for the run's report, never silence."""
    held: Held | None = None
    """What captures told that were let go of."""
    unsettled: dict[str, list[str]] | None = None
    """The same by record; None where the records themselves have to be asked."""

    def records(self) -> Iterator[Record]:
        return chain(self.articles, self.projects, self.pages)

    def record_problems(self) -> dict[str, list[str]]:
        """What could not be settled of records, each sentence once, in the order of their ids."""
        known = self.unsettled
        if known is None:
            known = {record.id: record.problems for record in self.records() if record.problems}
        return {record_id: list(dict.fromkeys(known[record_id])) for record_id in sorted(known)}

    def let_go_of_records(self) -> None:
        """Free what records take, once their rows are made; their problems remain."""
        self.unsettled = self.record_problems()
        self.articles, self.projects, self.pages, self.revisions, self.history = [], [], [], {}, {}

    def let_go_of_captures(self) -> None:
        """Free what else only rows are made of; what a version says of its archive remains."""
        self.held = self.of_archive()
        self.captures, self.teasers, self.former, self.entries, self.documents = [], [], [], [], []
        self.files, self.pictures, self.answers, self.aliases, self.problems = {}, {}, {}, {}, {}

    def of_archive(self) -> Held:
        return self.held or Held.of(self.captures)
