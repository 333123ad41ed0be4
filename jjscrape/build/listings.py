"""What the listings, theme pages and feeds of the newest crawl say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.build.reading import Read, normalise
from jjscrape.items import Document, FeedEntry, Teaser, Theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.archive.capture import Capture
    from jjscrape.release.harvest import Harvest
    from jjscrape.site import Site


def take_listings(reads: Iterable[Read], site: Site, found: Harvest) -> None:
    """Take what the newest capture of each page of each listing holds.

    A page of a pager that the crawl which saw the listing's first page last did not reach is left out: the list has
    grown shorter since. `reads` are in order of time.
    """
    newest = {site.key(read.capture.url) or "": read for read in reads}
    first_pages = {key: crawl_of(read.capture) for key, read in newest.items() if "?" not in key}
    teasers: dict[tuple[str, str, int, int], Teaser] = {}
    for key, read in newest.items():
        name, _, page = key.partition("?")
        stale = bool(page) and crawl_of(read.capture) != first_pages.get(name, crawl_of(read.capture))
        for item in map(normalise, read.extraction.items):
            if isinstance(item, Teaser) and not stale:
                # One list may have two addresses, a number and an alias: of each entry the newest is kept.
                teasers[item.list_id, item.role, item.page, item.position] = item
            elif isinstance(item, Theme):
                found.themes.append(item)
            elif isinstance(item, FeedEntry):
                found.entries.append(item)
            elif isinstance(item, Document):
                found.documents.append(item)
    found.teasers += [teasers[key] for key in sorted(teasers)]


def crawl_of(capture: Capture) -> str:
    """The crawl a capture belongs to: its folder, or its file where there is none."""
    return capture.warc_file.rpartition("/")[0] or capture.warc_file
