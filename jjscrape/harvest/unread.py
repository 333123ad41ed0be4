"""Answers that are no page: halves, errors in place of one, what can't be decoded or is too large.

None replaces a good capture of the same page, and each is reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.harvest.coverage import Weight, crawl_of
from jjscrape.harvest.reading import ref_to
from jjscrape.harvested import Unread
from jjscrape.site import LISTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jjscrape.harvest.coverage import Crawl
    from jjscrape.harvest.reading import Reading
    from jjscrape.harvest.records import Taken
    from jjscrape.harvested import Harvest
    from jjscrape.items import CaptureRef
    from jjscrape.site import Site

BODY = "body: "
"""Begins the problem of a capture whose bytes are not those of a whole page, whatever they say."""


def lower_weights(listings: Iterable[Reading], site: Site, crawls: Mapping[str, Crawl]) -> None:
    """A crawl that could not read a listing did not see the whole site, and proves no page gone by absence.

    `listings` are in order of time. An error where no crawl ever got a list is no list.
    """
    listings = list(listings)
    good = {site.key(read.capture.url) for read in listings if read.good}
    for crawl, key, read in note_unread(listings, site, crawls):
        if read.brief.kind in LISTINGS and (key in good or read.brief.problems[-1].startswith(BODY)):
            crawl.weight = min(crawl.weight, Weight.ANSWERS)


def note_unread(reads: Iterable[Reading], site: Site, crawls: Mapping[str, Crawl]) -> list[tuple[Crawl, str, Reading]]:
    """Note at which keys each crawl got no page, and nothing better after it. `reads` are in order of time."""
    last: dict[tuple[str, str], Reading] = {}
    for read in reads:
        place = crawl_of(read.capture), site.key(read.capture.url) or ""
        if read.good:
            last.pop(place, None)
        else:
            last[place] = read
    missed = [(crawls[name], key, read) for (name, key), read in last.items()]
    for crawl, key, _ in missed:
        crawl.unread.add(key)
    return missed


def unread(reads: Iterable[Reading], site: Site, harvest: Harvest, taken: Iterable[Taken]) -> list[Unread]:
    """Report each page whose newest answer is no page, and the capture that it keeps instead.

    A record keeps what its newest good capture says, a list what its newest good one holds.
    """
    reads = sorted(reads, key=lambda read: read.capture.captured_at)
    newest: dict[str, Reading] = {}
    kept_by_key: dict[str, CaptureRef | None] = {}
    for read in reads:
        key = site.key(read.capture.url) or read.capture.url
        newest[key] = read
        if read.good:
            kept_by_key[key] = ref_to(read.capture) if read.brief.count else None
    for record in taken:
        kept_by_key[record.id] = record.capture
    moved = {target: key for key, target in sorted(harvest.aliases.items()) if kept_by_key.get(key)}
    unread = []
    for key, read in sorted(newest.items()):
        if read.good:
            continue
        record_id = harvest.aliases.get(key, key)
        if not kept_by_key.get(record_id):
            record_id = moved.get(key, record_id)  # it led here, and nothing good was ever here
        kept_capture = kept_by_key.get(record_id) or kept_by_key.get(key)
        if kept_capture and kept_capture.captured_at > read.capture.captured_at:
            continue  # got again since, at another address
        unread.append(
            Unread(
                capture_id=read.capture.id,
                url=read.capture.url,
                why="; ".join(read.brief.problems),
                record_id=record_id,
                kept=kept_capture.id if kept_capture else None,
            )
        )
    return unread
