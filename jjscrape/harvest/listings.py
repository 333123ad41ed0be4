"""The entries of listings, theme pages and feeds: as they are now, and the last entries of records that are gone."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from jjscrape.harvest.coverage import Weight, crawl_of
from jjscrape.harvest.identity import renamed
from jjscrape.harvest.reading import normalise
from jjscrape.items import Document, FeedEntry, Teaser, Theme
from jjscrape.site import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from jjscrape.harvest.coverage import Crawl
    from jjscrape.harvest.reading import Reading
    from jjscrape.harvested import Harvest
    from jjscrape.site import Site


def take_listings(reads: Iterable[Reading], site: Site, harvest: Harvest, crawls: Mapping[str, Crawl]) -> None:
    """Take what the newest capture of each page of each listing holds, and every entry of a feed that there was.

    A page of a pager that the crawl which saw the listing's first page last did not reach is left out: the list has
    grown shorter since, unless that crawl broke off. Of somebody else's crawl nobody knows what it set out to reach:
    there only what a newer page of the list names as well is left out of an older one. A feed holds the newest posts
    only; what it said of one that it has dropped still stands. `reads` are in order of time.
    """
    reads = [read for read in reads if read.good]
    newest = {site.key(read.capture.url) or "": read for read in reads}
    teasers: dict[tuple[str, str, int, int], Teaser] = {}
    older: set[tuple[str, str, int, int]] = set()
    for key, read in newest.items():
        stale = left_behind(key, newest, crawls)
        for item in (normalise(item, site) for item in read.items()):
            if isinstance(item, Teaser) and not stale:
                # One list may have two addresses, a number and an alias: of each entry the newest is kept.
                slot = item.list_id, item.role, item.page, item.position
                teasers[slot] = item
                (older.add if successor(key, newest, crawls) else older.discard)(slot)
            elif isinstance(item, Theme):
                harvest.themes.append(item)
            elif isinstance(item, Document):
                harvest.documents.append(item)
    named = {(t.list_id, t.role, t.target_id) for slot, t in teasers.items() if slot not in older}
    harvest.teasers += [
        teaser
        for slot, teaser in sorted(teasers.items(), key=lambda pair: pair[0])
        if slot not in older or (teaser.list_id, teaser.role, teaser.target_id) not in named
    ]
    harvest.teasers += still_there(reads, newest, harvest.teasers, site, crawls)
    feeds = (read for read in reads if read.brief.kind is Kind.FEED)
    entries = (item for read in feeds for item in read.items() if isinstance(item, FeedEntry))
    harvest.entries += list({(site.key(e.feed_url), e.target_id): normalise(e, site) for e in entries}.values())


def still_there(
    reads: Iterable[Reading],
    newest: Mapping[str, Reading],
    present: Iterable[Teaser],
    site: Site,
    crawls: Mapping[str, Crawl],
) -> list[Teaser]:
    """Entries that went from a list's first pages, where the newest crawl of these need not look at the further ones.

    New entries push the older ones on to the next page. Where that was not looked at, an entry is on no page that was,
    and still stands until the whole list is read again: what was on any page since the whole list was read is there.
    """
    since: dict[str, datetime] = {}
    for key, read in newest.items():
        name, _, page = key.partition("?")
        if page and name in newest and key in crawls[crawl_of(newest[name].capture)].not_due:
            since[name] = min(read.capture.captured_at, since.get(name, read.capture.captured_at))
    named = {(teaser.list_id, teaser.role, teaser.target_id) for teaser in present}
    found: dict[tuple[str, str, str], Teaser] = {}
    for read in reads:
        name = (site.key(read.capture.url) or "").partition("?")[0]
        if name in since and read.capture.captured_at >= since[name]:
            for item in read.items():
                if isinstance(item, Teaser) and (place := (item.list_id, item.role, item.target_id)) not in named:
                    found[place] = normalise(item, site)
    return [found[place] for place in sorted(found)]


def successor(key: str, pages: Mapping[str, Reading], crawls: Mapping[str, Crawl]) -> Crawl | None:
    """The newer crawl that saw a list's first page and not this further one.

    None if there is none, if it broke off, or if it met the further page and could not read it.
    """
    name, _, page = key.partition("?")
    first, read = pages.get(name), pages[key]
    if not page or first is None or first.capture.captured_at < read.capture.captured_at:
        return None
    newer = crawls[crawl_of(first.capture)]
    silent = newer.weight is Weight.NONE or key in newer.unread or key in newer.not_due
    return None if silent or newer.id == crawl_of(read.capture) else newer


def left_behind(key: str, pages: Mapping[str, Reading], crawls: Mapping[str, Crawl]) -> bool:
    """Whether a further page of a list was there no more when a newer crawl of ours saw the first one."""
    newer = successor(key, pages, crawls)
    return newer is not None and newer.ours


def project_keys(reads: Iterable[Reading]) -> set[str]:
    """What a list of projects ever linked to: a project that was withdrawn is not a page for that."""
    return {target for read in reads for target in read.brief.projects}


def take_former(
    reads: Iterable[Reading],
    site: Site,
    harvest: Harvest,
    ids: Mapping[str, str],
    last_crawl: Mapping[str, str],
    crawls: Mapping[str, Crawl],
) -> None:
    """Take what listings said of records that the newest crawl did not see: gone, or merely not asked for.

    `last_crawl` names for each the crawl that saw it last. What counts is each page of a listing as it was at the end
    of that crawl, and what it said until the record was known to be gone.
    """
    pages: dict[str, list[Reading]] = defaultdict(list)
    naming: dict[str, dict[str, None]] = defaultdict(dict)
    for read in sorted(filter(lambda read: read.good, reads), key=lambda read: read.capture.captured_at):
        key = site.key(read.capture.url) or read.capture.url
        pages[key].append(read)
        for named in read.brief.targets:
            if (target := ids.get(named, named)) in last_crawl:
                naming[target][key] = None
    present = {(t.list_id, t.role, t.target_id) for t in harvest.teasers}
    former: dict[tuple[str, str, str], Teaser] = {}
    for target, crawl in last_crawl.items():
        last_seen, gone_since = crawls[crawl].ended, harvest.history[target].gone_since
        keys = naming[target]
        then_pages = as_of(last_seen, {key: pages[key] for key in {*keys, *(key.partition("?")[0] for key in keys)}})
        pages_met = [then_pages[key] for key in keys if key in then_pages and not left_behind(key, then_pages, crawls)]
        pages_met += [
            read
            for key in keys
            for read in pages[key]
            if gone_since and last_seen < read.capture.captured_at < gone_since
        ]
        for read in sorted(pages_met, key=lambda read: read.capture.captured_at):
            for item in read.items():
                if isinstance(item, Teaser):
                    teaser = renamed(item, ids)
                    entry_key = teaser.list_id, teaser.role, teaser.target_id
                    if teaser.target_id == target and entry_key not in present:
                        former[entry_key] = teaser
    harvest.former += [normalise(former[key], site) for key in sorted(former)]


def as_of(moment: datetime, pages: Mapping[str, list[Reading]]) -> dict[str, Reading]:
    """The newest capture of each page then, of those that there were. The captures of a page are in order of time."""
    counts = {
        key: bisect_right(reads, moment, key=lambda read: read.capture.captured_at) for key, reads in pages.items()
    }
    return {key: pages[key][count - 1] for key, count in counts.items() if count}
