"""Pages that nobody wrote: one for each month of a calendar, say, or for each word that nothing is tagged with.

By itself each could be a page of the site that shows no node. Beside its likes, which say the same but for numbers and
months, it is one view of the same list, and no record: a crawl that closes them as a trap has many by then, and another
crawl would have others. And where a link goes one folder deeper each time it is followed, the same page answers below
itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jjscrape.pages.counted import place, repeats, shape, winds_around
from jjscrape.site import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.archive.capture import Capture
    from jjscrape.harvest.extract import Extract, RecordSeen
    from jjscrape.harvest.reading import Reading
    from jjscrape.items import Item

Series = tuple[str, str]
"""The shape of the addresses, or the part of the site they stand in; and a digest of what the pages say but for numbers
and months."""
Said = tuple[str, int | None, str | None, str]
"""Table, number of the node, title and digest of the text."""
SEVERAL: Final = 6
"""So many addresses, at least: a few pages that say "Coming soon" are pages all the same."""


class OneOfSeries:
    """A capture whose page is no record, though by itself it could be one."""

    __slots__ = ("brief", "capture")

    good = True

    def __init__(self, capture: Capture, brief: Extract) -> None:
        self.capture, self.brief = capture, brief

    @staticmethod
    def items() -> list[Item]:
        return []


def without_series(reads: Iterable[Reading]) -> list[Reading]:
    """The same readings; those of pages of one series, or of a page below itself, hold no record any more.

    What ever said something of its own is no such page, whatever it says now: that may be the site's fault.
    """
    reads = list(reads)
    ids: dict[Series, set[str]] = defaultdict(set)
    for read in reads:
        for series, record_id in _series(read.brief):
            ids[series].add(record_id)
    own = {seen.id for read in reads if read.good for seen in read.brief.records if _likes(read.brief, ids) < SEVERAL}
    below = _below_themselves(reads)
    return [_below_itself(_in_its_series(read, _likes(read.brief, ids), own), below) for read in reads]


def _below_themselves(reads: list[Reading]) -> dict[str, str]:
    """The keys that repeat a part of themselves and never said anything but another does, each with that other.

    The other is the shortest address whose parts it has in their order: `about` of `about/about`.
    """
    reads = [read for read in reads if read.good]
    deeper = {seen.id for read in reads for seen in read.brief.records if repeats(seen.id)}
    if not deeper:
        return {}
    said: dict[str, set[Said]] = defaultdict(set)
    keys: dict[Said, set[str]] = defaultdict(set)
    for read in reads:
        for seen in read.brief.records:
            said[seen.id].add(_said(seen))
            keys[_said(seen)].add(seen.id)
    found = {}
    for key in deeper:
        others = [one for one in keys[next(iter(said[key]))] if winds_around(key, one) and said[key] <= said[one]]
        if others:
            found[key] = min(others, key=lambda one: (one.count("/"), one))
    return found


def _said(seen: RecordSeen) -> Said:
    """What a record says, wherever it stands; of one without a text, all that its page holds."""
    return seen.table, seen.node_id, seen.folded_title, seen.text_digest or seen.content_digest


def _below_itself(read: Reading, below: dict[str, str]) -> Reading:
    above = next((below[seen.id] for seen in read.brief.records if seen.id in below), None)
    return read if above is None else _no_record(read, f"the page {above} again, below itself")


def _likes(brief: Extract, ids: dict[Series, set[str]]) -> int:
    """How many addresses there are of the largest series that a page's records would be of."""
    return max((len(ids[series]) for series, _ in _series(brief)), default=0)


def _in_its_series(read: Reading, count: int, own: set[str]) -> Reading:
    brief = read.brief
    if count < SEVERAL or any(seen.id in own for seen in brief.records):
        return read
    return _no_record(read, f"one of {count} pages that say the same but for numbers and months")


def _no_record(read: Reading, what: str) -> Reading:
    return OneOfSeries(read.capture, replace(read.brief, kind=Kind.LISTING, nodeless=what, records=(), count=0))


def _series(brief: Extract) -> list[tuple[Series, str]]:
    """The series that a page's records would be of, each with its id: by its address's shape, and by its place."""
    return [
        ((name, seen.series_digest), seen.id)
        for seen in brief.records
        if seen.series_digest and not brief.nodeless
        for name in (shape(seen.id), place(seen.id))
        if name and name != seen.id
    ]
