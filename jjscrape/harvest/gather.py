"""From an archive to a harvest: read, extract, normalise, and choose what each record is now.

Nothing but the archive is read. Each page is extracted by itself; joins come later, in the release. Captures are taken
in order of time, whatever files they lie in, so the same archive gives the same harvest.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jjscrape.archive.copies import distinct
from jjscrape.cache import Cache
from jjscrape.harvest.addresses import remembering
from jjscrape.harvest.attachments import bodies, file_facts
from jjscrape.harvest.coverage import Crawl, Weight, crawls, misdated, set_aside, summaries
from jjscrape.harvest.extracts import Extracts
from jjscrape.harvest.identity import MOVED
from jjscrape.harvest.left_out import tally
from jjscrape.harvest.listings import project_keys, take_listings
from jjscrape.harvest.pictures import picture_facts
from jjscrape.harvest.reading import rendered_kind
from jjscrape.harvest.records import take_records
from jjscrape.harvest.series import without_series
from jjscrape.harvest.templates import crawled
from jjscrape.harvest.unread import lower_weights, note_unread, unread
from jjscrape.harvested import CrawlFacts, Harvest, PinUse
from jjscrape.site import DEFAULT_SITE, LISTINGS, Kind, Site, absolute, bundled_sites, load_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jjscrape.archive.capture import Capture
    from jjscrape.archive.reader import Archive
    from jjscrape.harvest.extracts import Apply
    from jjscrape.harvest.reading import Reading
    from jjscrape.pins import Pin


def harvest(
    archive: Archive,
    site: Site,
    progress: Callable[[int, int], None] | None = None,
    cache: Cache | None = None,
    apply: Apply | None = None,
) -> Harvest:
    """Read an archive of a site.

    Args:
        archive: the archive.
        site: the site.
        progress: called with how many pages of how many are done.
        cache: where extracts are kept; a temporary file if none is given.
        apply: reads payloads elsewhere, such as in other processes.
    """
    if cache is None:
        with Cache(None, "") as temporary:
            return harvest(archive, site, progress, temporary, apply)
    site = remembering(site.also_at(base_urls(archive)))
    in_order = sorted(
        archive.captures(resolving=True),
        key=lambda c: (c.captured_at, c.url, c.record_id, c.warc_file, c.warc_offset),
    )
    listed = len(in_order)
    in_order = distinct(archive, in_order)
    # What a 304 says is unchanged is the page at that time, too.
    captures, crawls_by_id = crawls(archive, map(archive.confirming, in_order), site)
    del in_order
    aside = set_aside(crawls_by_id, site)
    for crawl_id in (crawl_id for ids in aside.values() for crawl_id in ids):
        del crawls_by_id[crawl_id]
    every, captures = len(captures), [capture for capture in captures if capture.crawl in crawls_by_id]
    harvested = Harvest(captures=captures, time_zone=site.time_zone, set_aside={n: len(c) for n, c in aside.items()})
    wanted = [(capture, kind) for capture in captures if (kind := rendered_kind(capture, site))]
    extracts = Extracts(archive, site, cache, apply)
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        if progress:
            progress(done, len(wanted))

    def reading(listings: bool) -> list[Reading]:
        of_kind = [c for c, kind in wanted if (kind in LISTINGS or kind is Kind.FEED) is listings]
        reads = extracts.read_all(((capture, site.key(capture.url) in projects) for capture in of_kind), count)
        for number, one in enumerate(reads):  # a list of projects may lead to the address that the page names itself
            if one.brief.record_id in projects and site.key(one.capture.url) not in projects:
                reads[number] = extracts.read(one.capture, project=True)
        for item in reads:
            if item.brief.problems:
                harvested.problems[item.capture.id] = list(item.brief.problems)
        return reads

    in_time = sorted(crawls_by_id.values(), key=lambda crawl: (crawl.ended, crawl.id))
    newest = next((crawl.id for crawl in reversed(in_time) if crawl.pages), "")
    harvested.summaries = summaries(archive, aside)
    harvested.misdated = misdated(archive, crawls_by_id)
    projects: set[str] = set()
    listings = reading(listings=True)
    lower_weights(listings, site, crawls_by_id)
    harvested.crawls = facts(in_time)
    take_listings(listings, site, harvested, crawls_by_id)
    projects |= project_keys(listings)
    harvested.aliases |= redirects(captures, site)
    others = without_series(reading(listings=False))
    note_unread(others, site, crawls_by_id)
    taken = take_records(others, listings, site, harvested, crawls_by_id, newest, extracts, cache.folder)
    if newest:
        harvested.crawled = crawled(crawls_by_id[newest], captures, [*listings, *others], site)
    harvested.unread = unread([*listings, *others], site, harvested, taken)
    harvested.pins = pins_met(site.pins, (*listings, *others))
    copies = listed - every
    harvested.tally = tally(archive, captures, [*listings, *others], site, copies=copies, aside=every - len(captures))
    harvested.files = file_facts(archive, captures, harvested.documents, site, harvested, extracts.kept)
    harvested.pictures = picture_facts(bodies(archive, extracts.kept), captures, taken, site, harvested.problems)
    return harvested


def facts(in_time: Iterable[Crawl]) -> list[CrawlFacts]:
    """The facts on each crawl. Other people's crawls, which only dates divide, are joined by folder."""
    by_folder: dict[str, list[Crawl]] = {}
    for crawl in in_time:
        by_folder[crawl.folder] = [*by_folder.pop(crawl.folder, []), crawl]
    return [
        CrawlFacts(
            id=folder,
            complete=own_crawls[-1].weight is not Weight.NONE,
            whole_site=own_crawls[-1].weight is Weight.WHOLE,
            captures=sum(crawl.captures for crawl in own_crawls),
        )
        for folder, own_crawls in by_folder.items()
    ]


def pins_met(pins: Iterable[Pin], reads: Iterable[Reading]) -> list[PinUse]:
    """Count of each pin the pages that were read with it, and those on which it chose something."""
    asked: Counter[Pin] = Counter()
    met: Counter[Pin] = Counter()
    for page in (one.brief.pins for one in reads):
        asked.update(page.keys())
        met.update(pin for pin, chose in page.items() if chose)
    return [
        PinUse(pin=f"{pin.table}.{pin.field}", selector=pin.selector, pages=asked[pin], met=met[pin]) for pin in pins
    ]


def redirects(captures: list[Capture], site: Site) -> dict[str, str]:
    """Where each key that redirects within the site leads, by the newest capture of it."""
    targets: dict[str, str] = {}
    for capture in captures:
        key, location = site.key(capture.url), capture.header("location")
        if not capture.got:
            continue
        if key and capture.status in MOVED and location and (target := absolute(capture.url, location)):
            if (other := site.key(target)) and other != key:
                targets[key] = other
        elif key:
            targets.pop(key, None)
    return targets


def base_urls(archive: Archive) -> set[str]:
    """Addresses at which the archive says a copy of the site was crawled."""
    return {info["base-url"] for info in archive.info() if info.get("base-url")}


def site_of(archive: Archive) -> Site:
    """The bundled site that an archive says it is of; the default one where it says none, or several."""
    named = {info["site"] for info in archive.info() if info.get("site") in bundled_sites()}
    return load_site(named.pop() if len(named) == 1 else DEFAULT_SITE)
