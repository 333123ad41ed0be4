"""What the listings, theme pages and feeds say: now, and of what is gone when it was last there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.build.coverage import Weight, crawl_of
from jjscrape.build.identity import renamed
from jjscrape.build.reading import Read, normalise
from jjscrape.items import Document, FeedEntry, Teaser, Theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jjscrape.build.coverage import Crawl
    from jjscrape.release.harvest import Harvest
    from jjscrape.site import Site


def take_listings(reads: Iterable[Read], site: Site, found: Harvest, crawls: Mapping[str, Crawl]) -> None:
    """Take what the newest capture of each page of each listing holds, and every entry of a feed that there was.

    A page of a pager that the crawl which saw the listing's first page last did not reach is left out: the list has
    grown shorter since, unless that crawl broke off. A feed holds the newest posts only; what it said of one that it
    has dropped still stands. `reads` are in order of time.
    """
    reads = list(reads)
    newest = {site.key(read.capture.url) or "": read for read in reads}
    first_pages = {key: crawl_of(read.capture) for key, read in newest.items() if "?" not in key}
    teasers: dict[tuple[str, str, int, int], Teaser] = {}
    for key, read in newest.items():
        name, _, page = key.partition("?")
        newer = first_pages.get(name, crawl_of(read.capture))
        stale = bool(page) and crawl_of(read.capture) != newer and crawls[newer].weight is not Weight.NONE
        for item in map(normalise, read.extraction.items):
            if isinstance(item, Teaser) and not stale:
                # One list may have two addresses, a number and an alias: of each entry the newest is kept.
                teasers[item.list_id, item.role, item.page, item.position] = item
            elif isinstance(item, Theme):
                found.themes.append(item)
            elif isinstance(item, Document):
                found.documents.append(item)
    found.teasers += [teasers[key] for key in sorted(teasers)]
    entries = (item for read in reads for item in read.extraction.items if isinstance(item, FeedEntry))
    found.entries += list({(site.key(e.feed_url), e.target_id): normalise(e) for e in entries}.values())


def project_keys(reads: Iterable[Read]) -> set[str]:
    """What a list of projects ever linked to: a project that was withdrawn is not a page for that."""
    items = (item for read in reads for item in read.extraction.items)
    return {item.target_id for item in items if isinstance(item, Teaser) and item.role == "projects"}


def take_former(reads: Iterable[Read], found: Harvest, ids: Mapping[str, str], last_crawl: Mapping[str, str]) -> None:
    """Take what listings said of records that the newest crawl did not see: gone, or merely not asked for.

    `last_crawl` names for each the crawl that saw it last.
    """
    present = {(t.list_id, t.role, t.target_id) for t in found.teasers}
    former: dict[tuple[str, str, str], Teaser] = {}
    for read in reads:
        for item in read.extraction.items:
            if not isinstance(item, Teaser):
                continue
            teaser = renamed(item, ids)
            key = teaser.list_id, teaser.role, teaser.target_id
            if last_crawl.get(teaser.target_id) == crawl_of(read.capture) and key not in present:
                former[key] = teaser
    found.former += [normalise(former[key]) for key in sorted(former)]
