"""What the archive knows of each address of a site: when it was asked for, what it answered, and when that changed.

Nothing else is remembered from one crawl to the next, so a plan can be made again from the archive alone: from its
index, and from what each crawl says in its run.json.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from sys import intern
from typing import TYPE_CHECKING

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.exchange import Confirmed, Reference
from jjscrape.archive.field_values import parse_date
from jjscrape.archive.foreign import parse_json
from jjscrape.archive.index import Entry, entries, entry_at
from jjscrape.archive.pieces import Pieces
from jjscrape.archive.reader import Archive, capture_at
from jjscrape.archive.sources import SUMMARY
from jjscrape.crawl.page_size import largest
from jjscrape.files import ordinary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from jjscrape.archive.capture import Capture
    from jjscrape.site import Site

OK = 200
NOT_MODIFIED = 304
SERVER_ERROR = 500
WAIT = frozenset({408, 429})
"""Answers that ask to come again, and say nothing of the address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the archive, as it was sent but free of codings. `confirmed` names the record with the body."""

    capture: Capture
    headers: tuple[tuple[str, str], ...]
    status: int
    body: bytes
    confirmed: Confirmed


@dataclass(slots=True)
class Known:
    """What is known of one address, in as few bytes as it takes, for of a large site there are many.

    `asked` is its newest capture and `good` the newest that says what is there, with the `status` of that and the
    `crawl` that made it; `holds` has the body where `good` is a revisit. These three are where their lines begin in the
    index.
    `when` and `seen` are when the first two were made, and `changed` when the address was last seen to have changed, in
    seconds since 1970; the latter is None for what was there from the beginning, and the same since.
    """

    asked: int
    when: float
    good: int | None = None
    holds: int | None = None
    status: int = 0
    crawl: str = ""
    seen: float = 0.0
    changed: float | None = None


class Past:
    """The captures of a site by their places: path and query as they are asked for, on whatever host."""

    def __init__(self, archive: Path, index: Path, site: Site) -> None:
        """Read the index.

        Raises:
            ArchiveError: a line of it is not CDXJ.
        """
        self._archive = archive
        self._pieces = Pieces(archive)
        # Of each address that is asked for this is asked several times.
        self._place = lru_cache(256)(lambda url: site.fetch_url(url, "http://x").removeprefix("http://x"))
        self._known: dict[str, Known] = {}
        self._answered: tuple[str, Answer | None] | None = None
        """The last answer that was asked for: whether it will do and what has changed are asked one after the other."""
        self._told = changes_told(archive)
        self.shown_elsewhere = frozenset(told_last(archive, "shown_elsewhere"))
        self._first = min(self._told, default="")
        self._index = ordinary(index).open("rb") if index.exists() else BytesIO()
        for _, group in groupby(entries(index), key=lambda entry: entry.surt):
            self._take(entry for entry in group if site.owns(entry.url))

    def place(self, url: str) -> str:
        return self._place(url)

    def of(self, url: str) -> Known | None:
        return self._known.get(self.place(url))

    def __iter__(self) -> Iterator[tuple[str, Known]]:
        return iter(self._known.items())

    def answer(self, url: str) -> Answer | None:
        """The newest good answer at an address; None where there is none, or it is not whole."""
        place = self.place(url)
        if self._answered is None or self._answered[0] != place:
            self._answered = place, self._answer(self._known.get(place))
        return self._answered[1]

    def _answer(self, known: Known | None) -> Answer | None:
        if known is None or known.good is None or known.holds is None:
            return None
        try:
            good = entry_at(self._index, known.good)
            capture = self._read(good)
            holder = capture if known.holds == known.good else self._read(entry_at(self._index, known.holds))
            if capture.truncated or holder.truncated or holder.record_type == "revisit":
                return None
            bound = largest(holder.header("content-type") or "")
            body = Archive([]).body(holder, bound, whole=True) if holder.status == OK else b""
        except (ArchiveError, OSError):
            return None
        unchanged = capture.status == NOT_MODIFIED
        return Answer(
            capture=capture,
            headers=holder.headers if unchanged else capture.headers,
            status=(holder.status if unchanged else capture.status) or OK,
            body=body,
            confirmed=Confirmed(Reference(holder.record_id, holder.url, holder.captured_at), good.digest),
        )

    def records(self, url: str) -> tuple[bytes, ...]:
        """Digests of the records that the newest good answer at an address is made of, as they lie in their files.

        There are none where the index doesn't tell how long they are, or they can't be read.
        """
        known = self.of(url)
        if known is None or known.good is None or known.holds is None:
            return ()
        found = [entry_at(self._index, at) for at in dict.fromkeys((known.good, known.holds))]
        return self._pieces.digests((entry.file, entry.offset, entry.length) for entry in found)

    def close(self) -> None:
        self._pieces.close()
        self._index.close()

    def _read(self, entry: Entry) -> Capture:
        return capture_at(self._archive / entry.file, entry.file, entry.offset, entry.id)

    def _take(self, visits: Iterable[Entry]) -> None:
        """Take the captures of one address, in order of time."""
        originals: dict[str, int] = {}
        for visit in visits:
            place, when = self.place(visit.url), parse_date(visit.date).timestamp()
            known = self._known.get(place)
            if known is None:
                known = self._known[place] = Known(visit.at, when)
            elif known.when <= when:
                known.asked, known.when = visit.at, when
            if not visit.revisit:
                originals[visit.digest] = visit.at
            if tells(visit) and (known.good is None or known.seen <= when):
                if self._changed(place, known.good, visit):
                    known.changed = when
                known.good, known.seen = visit.at, when
                known.status, known.crawl = visit.status, intern(visit.file.partition("/")[0])
                known.holds = originals.get(visit.digest) if visit.revisit else visit.at

    def _changed(self, place: str, before: int | None, visit: Entry) -> bool:
        """Whether a capture says something else than the one before: by what its crawl says, else by its bytes."""
        crawl = visit.file.partition("/")[0]
        told = self._told.get(crawl)
        if before is None:
            return told is not None and crawl > self._first
        if told is not None and place not in told:
            return False
        return visit.digest != entry_at(self._index, before).digest


def changes_told(archive: Path) -> dict[str, frozenset[str] | None]:
    """The places that each crawl found to have changed; None for a crawl that doesn't tell."""
    found: dict[str, frozenset[str] | None] = {}
    for path in archive.glob(f"*/{SUMMARY}"):
        try:
            changed = parse_json(ordinary(path).read_bytes())["changed"]
        except (OSError, ValueError, KeyError, TypeError):
            changed = None
        found[path.parent.name] = frozenset(map(str, changed)) if isinstance(changed, list) else None
    return found


def tells(visit: Entry) -> bool:
    """Whether an answer says what is at an address, be it that nothing is there."""
    return (
        0 < visit.status < SERVER_ERROR and visit.status not in WAIT and (visit.status != NOT_MODIFIED or visit.revisit)
    )


def told_last(archive: Path, what: str) -> list[str]:
    """A list of names in the run.json of the newest crawl that came to its end: `lost`, `shown_elsewhere`."""
    for path in sorted(archive.glob(f"*/{SUMMARY}"), reverse=True):
        try:
            found = parse_json(ordinary(path).read_bytes())
            if found["finish_reason"] == "finished":
                return list(map(str, found[what]))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return []
