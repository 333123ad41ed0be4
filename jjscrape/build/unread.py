"""Answers that are no page: halves, errors in place of one, what can't be decoded or is too large.

None takes the place of a good capture of the same page, and none is passed over in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.build.coverage import Weight, crawl_of
from jjscrape.release.harvest import Unread
from jjscrape.site import LISTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jjscrape.build.coverage import Crawl
    from jjscrape.build.reading import Read
    from jjscrape.items import CaptureRef
    from jjscrape.release.harvest import Harvest
    from jjscrape.site import Site

BODY = "body: "
"""Begins the problem of a capture whose bytes are not those of a whole page, whatever they say."""


def weigh(listings: Iterable[Read], site: Site, crawls: Mapping[str, Crawl]) -> None:
    """A crawl that did not read a whole list did not see all that is there. `listings` are in order of time.

    An error where no crawl ever got a list is no list.
    """
    last: dict[tuple[str, str], Read] = {}
    good: set[str] = set()
    for read in listings:
        key = site.key(read.capture.url) or ""
        last[crawl_of(read.capture), key] = read
        if read.good:
            good.add(key)
    for (name, key), read in last.items():
        if read.good or read.extraction.kind not in LISTINGS:
            continue
        crawl = crawls[name]
        crawl.unread.add(key)
        if key in good or read.extraction.problems[-1].startswith(BODY):
            crawl.weight = min(crawl.weight, Weight.ANSWERS)


def unread(reads: Iterable[Read], site: Site, found: Harvest) -> list[Unread]:
    """Tell of each page's newest answer, if it is none, and what the page keeps instead. `reads` are in order of time.

    A record keeps what its newest good capture says, a list what its newest good one holds.
    """
    newest: dict[str, Read] = {}
    kept: dict[str, CaptureRef | None] = {}
    for read in reads:
        key = site.key(read.capture.url) or read.capture.url
        newest[key] = read
        if read.good:
            kept[key] = next((item.capture for item in read.extraction.items), None)
    for record in (*found.articles, *found.projects, *found.pages):
        kept[record.id] = record.capture
    told = []
    for key, read in sorted(newest.items()):
        if read.good:
            continue
        record_id = found.aliases.get(key, key)
        stands = kept.get(record_id) or kept.get(key)
        if stands and stands.captured_at > read.capture.captured_at:
            continue  # got again since, at another address
        told.append(
            Unread(
                capture_id=read.capture.record_id,
                url=read.capture.url,
                why="; ".join(read.extraction.problems),
                record_id=record_id,
                kept=stands.id if stands else None,
            )
        )
    return told
