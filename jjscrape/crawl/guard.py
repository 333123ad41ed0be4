"""Watches a crawl: counts what happens, and ends it when going on would be wrong or useless."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sized
from typing import TYPE_CHECKING

from scrapy import Request, signals
from scrapy.exceptions import CloseSpider
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure

from jjscrape.clock import now
from jjscrape.crawl.page_source import source_of
from jjscrape.crawl.refusal import Refused
from jjscrape.crawl.summary import MAX_LISTED, CrawlSummary, Failed, Finish
from jjscrape.pages.walls import wall_of
from jjscrape.site import LISTINGS, READ, Kind, origin_of

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response


log = logging.getLogger(__name__)

FRESH_META = "jjscrape_fresh"
"""In a request's meta: the site itself is to be asked, whatever the archive has."""
FRESH = {FRESH_META: True}
SHUT = frozenset({401, 403})
"""Answers that a page may give for itself, and a server to whom it lets in no more."""
_POLL = 0.25
_REASONS = {"shutdown": Finish.INTERRUPTED, "cancelled": Finish.ERROR, "start_error": Finish.ERROR}


class Guard:
    """A Scrapy extension. `summary` holds the crawl so far, and the whole of it once the spider has closed."""

    def __init__(self, crawler: Crawler) -> None:
        started = now()
        self.crawler = crawler
        self.max_requests = crawler.settings.getint("JJSCRAPE_MAX_REQUESTS")
        self.stopping: str | None = None
        self.summary = CrawlSummary(
            crawl_id=crawler.settings.get("JJSCRAPE_CRAWL_ID") or crawl_id(started),
            site="",
            spider="",
            started=started,
        )
        self._outage_after = crawler.settings.getint("JJSCRAPE_OUTAGE_AFTER")
        self.works: str | None = None
        """A page that this crawl had from the site."""
        self._in_a_row = self._failed_in_a_row = 0
        self._max_in_a_row = crawler.settings.getint("JJSCRAPE_MAX_ERRORS_IN_ROW")
        self._probing: asyncio.Task[None] | None = None
        self._missed = 0
        self._stopped = asyncio.Event()
        self._closing: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        guard = cls(crawler)
        connect = crawler.signals.connect
        connect(guard.spider_opened, signal=signals.spider_opened)
        connect(guard.response_downloaded, signal=signals.response_downloaded)
        connect(guard.item_scraped, signal=signals.item_scraped)
        connect(guard.spider_error, signal=signals.spider_error)
        connect(guard.spider_idle, signal=signals.spider_idle)
        connect(guard.spider_closed, signal=signals.spider_closed)
        return guard

    def spider_opened(self, spider: Spider) -> None:
        self.summary.spider = spider.name
        self.summary.delay = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._watch = asyncio.ensure_future(self._notice_shutdown())

    def response_downloaded(self, response: Response) -> None:
        self.summary.statuses[str(response.status)] += 1
        self.summary.bytes += len(response.body)

    def item_scraped(self, item: Any) -> None:
        self.summary.items[type(item).__name__.lower()] += 1

    def spider_error(self, failure: Failure) -> None:
        self.summary.problems[f"spider.{type(failure.value).__name__}"] += 1

    def spider_idle(self) -> None:
        if self.stopping:
            raise CloseSpider(self.stopping)

    def spider_closed(self, reason: str) -> None:
        summary, stats = self.summary, self.crawler.stats
        if self._watch:
            self._watch.cancel()
        summary.finished = now()
        summary.finish_reason = self.stopping or str(_REASONS.get(reason, reason))
        summary.left += waiting(self.crawler)
        summary.retries = stats.get_value("retry/count", 0)
        summary.robots_verdict = stats.get_value("robots/verdict")
        summary.robots_delay = stats.get_value("robots/crawl_delay")
        summary.robots_forbidden = stats.get_value("robots/forbidden", 0)
        summary.least_gap = stats.get_value("pace/least_gap")
        summary.archive = {
            name.removeprefix("archive/"): value
            for name, value in stats.get_stats().items()
            if name.startswith("archive/") and isinstance(value, int)
        }
        summary.judge(self._missed)

    def may_ask(self) -> bool:
        """Count one request to the network, or end the crawl where that would be one too many."""
        if self.stopping:
            return False
        if self.max_requests and self.summary.requests >= self.max_requests:
            self.stop(Finish.LIMIT)
            return False
        self.summary.requests += 1
        return True

    def answered(self, url: str, status: int, kind: Kind, *, start: bool, asked: bool) -> None:
        """Note the final answer to a request of the spider, be it that of an older crawl (not `asked`)."""
        self.summary.kinds[kind] += 1
        if start:
            self.summary.start_pages[url] = status
        if asked and status in SHUT and self.works is not None:
            self._in_vain()  # one page may be closed; where each is, it is we who are
        elif asked and not 200 <= status < 300:  # noqa: PLR2004
            self._in_a_row = self._failed_in_a_row = 0

    def looked_at(self, url: str, kind: Kind, *, wall: bool) -> None:
        """Note whether what the site answered under 200 was anything, or stood in place of it."""
        if not wall:
            self._in_a_row = self._failed_in_a_row = 0
            if self.works is None and kind in READ:
                self.works = url
        elif self.works is not None:
            self._in_vain()

    def could_not_have(
        self, url: str, kind: Kind, reason: str, *, start: bool, status: int = 0, lost: bool = False
    ) -> None:
        """Note a request that failed for good, and end the crawl if the site seems to be down.

        A status of 0 stands for no answer at all. What nothing led to (`lost`) makes no crawl less complete.
        """
        self.summary.failures += 1
        if start:
            self.summary.start_pages[url] = status
        if len(self.summary.failed) < MAX_LISTED:
            self.summary.failed.append(Failed(url, kind, reason))
        if lost:
            self.summary.unsettled += 1
            return
        page = kind in READ
        self._missed += page
        if kind in LISTINGS or (start and kind is not Kind.FEED):
            self.summary.lists_missed.append(url)
        self._in_vain()

    def _in_vain(self) -> None:
        self._in_a_row += 1
        self._failed_in_a_row += 1  # whatever a probe says of the rest of the site
        if self._max_in_a_row and self._failed_in_a_row >= self._max_in_a_row:
            self.stop(Finish.FAILURES)
        if self._in_a_row >= self._outage_after and not self.stopping and self._probing is None:
            if self.works is None:
                self.stop(Finish.OUTAGE)
            else:
                self._probing = asyncio.ensure_future(self._probe(self.works))

    async def _probe(self, url: str) -> None:
        """Ask for a page that worked: files that can't be made fail one after the other on a site that is well."""
        request = Request(url, callback=NO_CALLBACK, meta={**FRESH, "dont_redirect": True, "max_retry_times": 1})
        try:
            response = await self.crawler.engine.download_async(request)
            well = response.status < 500 and response.status not in SHUT | {408, 429}  # noqa: PLR2004
            reason = f"HTTP {response.status}"
            if well and (wall := wall_of(source_of(response))):
                well, reason = False, str(wall)
        except Exception as error:  # noqa: BLE001  (whatever it is, the page can't be had)
            well, reason = False, f"{type(error).__name__}: {error}"[:300]
        self._probing = None
        if well:
            self._in_a_row = 0
        elif not self.stopping:
            log.info("%s can't be had any more either: %s", url, reason)
            self.summary.outage = reason
            self.stop(Finish.OUTAGE)

    def out_of_reach(self, url: str, why: str) -> None:
        """Note that the origin of an address could not be reached, and why."""
        self.summary.out_of_reach.setdefault(origin_of(url), why)

    def room(self) -> int:
        """Return how many requests the limit leaves; without one, more than any site needs."""
        return self.max_requests - self.summary.requests if self.max_requests else 10**9

    def stop(self, reason: str) -> None:
        """End the crawl: what is on the wire is finished, nothing more is sent, what is known stays unasked."""
        if self.stopping:
            return
        self.stopping = str(reason)
        self._stopped.set()
        log.info("ending the crawl: %s", reason)
        engine = self.crawler.engine
        # A request that waits out a Crawl-delay would otherwise hold up the end for as long.
        for slot in engine.downloader.slots.values():
            while slot.queue:
                _, held = slot.queue.popleft()
                self.summary.requests -= 1
                self.summary.left += 1
                held.errback(Failure(Refused(f"the crawl is ending: {reason}")))  # type: ignore[no-untyped-call]
        self._closing = asyncio.ensure_future(engine.close_spider_async(reason=str(reason)))

    async def _notice_shutdown(self) -> None:
        # `scrapy crawl` answers Ctrl-C itself and tells no one before the last request is through.
        while await self.rest(60):
            pass
        self.stop(Finish.INTERRUPTED)

    async def rest(self, seconds: float) -> bool:
        """Wait, and tell whether the crawl still goes on; an end of the crawl ends the wait."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while (left := until - loop.time()) > 0:
            if self.stopping or not self.crawler.crawling:
                return False
            try:
                await asyncio.wait_for(self._stopped.wait(), min(left, _POLL))
            except TimeoutError:
                continue
        return not self.stopping and self.crawler.crawling


class LimitMiddleware:
    """Stands last before the network, so that retries, redirects and robots.txt count like any request."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LimitMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if not guard_of(self.crawler).may_ask():
            guard_of(self.crawler).summary.left += 1
            raise Refused(f"the crawl is ending: {request.url} is left")


def guard_of(crawler: Crawler) -> Guard:
    """Return the crawl's guard.

    Raises:
        RuntimeError: the extension was switched off; nothing here works without it.
    """
    guard = crawler.get_extension(Guard)
    if guard is None:
        raise RuntimeError("jjscrape.crawl.guard.Guard is missing from EXTENSIONS; put it back")
    return guard


def waiting(crawler: Crawler) -> int:
    """Return how many known addresses the scheduler still holds."""
    scheduler = crawler.engine.scheduler
    return len(scheduler) if isinstance(scheduler, Sized) else 0


def crawl_id(started: datetime) -> str:
    """Return the id of a crawl that began then, like `20261122T102600Z`."""
    return started.strftime("%Y%m%dT%H%M%SZ")
