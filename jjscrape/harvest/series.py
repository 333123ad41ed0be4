"""Pages that nobody wrote: one for each month of a calendar, say, or for each word that nothing is tagged with.

By itself each could be a page of the site that shows no node. Beside its likes, which say the same but for numbers and
months, it is one view of the same list, and no record: a crawl that closes them as a trap has many by then, and another
crawl would have others.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jjscrape.pages.counted import place, shape
from jjscrape.site import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.archive.capture import Capture
    from jjscrape.harvest.extract import Extract
    from jjscrape.harvest.reading import Reading
    from jjscrape.items import Item

Series = tuple[str, str]
"""The shape of the addresses, or the part of the site they stand in; and a digest of what the pages say but for numbers
and months."""
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
    """The same readings; those of pages of one series hold no record any more.

    What ever said something of its own is no such page, whatever it says now: that may be the site's fault.
    """
    reads = list(reads)
    ids: dict[Series, set[str]] = defaultdict(set)
    for read in reads:
        for series, record_id in _series(read.brief):
            ids[series].add(record_id)
    own = {seen.id for read in reads if read.good for seen in read.brief.records if _likes(read.brief, ids) < SEVERAL}
    return [_in_its_series(read, _likes(read.brief, ids), own) for read in reads]


def _likes(brief: Extract, ids: dict[Series, set[str]]) -> int:
    """How many addresses there are of the largest series that a page's records would be of."""
    return max((len(ids[series]) for series, _ in _series(brief)), default=0)


def _in_its_series(read: Reading, count: int, own: set[str]) -> Reading:
    brief = read.brief
    if count < SEVERAL or any(seen.id in own for seen in brief.records):
        return read
    what = f"one of {count} pages that say the same but for numbers and months"
    return OneOfSeries(read.capture, replace(brief, kind=Kind.LISTING, nodeless=what, records=(), count=0))


def _series(brief: Extract) -> list[tuple[Series, str]]:
    """The series that a page's records would be of, each with its id: by its address's shape, and by its place."""
    return [
        ((name, seen.series_digest), seen.id)
        for seen in brief.records
        if seen.series_digest and not brief.nodeless
        for name in (shape(seen.id), place(seen.id))
        if name and name != seen.id
    ]
