"""What waits to be asked for: it lies on the disk, by priority, and what the archive can answer for is never asked for.

In place of Scrapy's own scheduler, whose queues are made for any request of any spider.
"""

from __future__ import annotations

import logging
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from queuelib.queue import FifoDiskQueue, FifoMemoryQueue
from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.utils.job import job_dir
from twisted.python.failure import Failure

from jjscrape.crawl.guard import guard_of
from jjscrape.crawl.summary import Finish
from jjscrape.crawl.waiting import MetAlready, Visit, packed, unpacked, visit_of
from jjscrape.failures import cause_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

_TOGETHER = 64
"""Addresses that are gone through before anything else has its turn."""


class DiskScheduler(BaseScheduler):
    """Hands out the highest priority first, and within one what came first; without a folder (JOBDIR) from memory.

    Ends the crawl where an address can't be put down or taken up again: Scrapy would wait without end for the page
    whose links it was putting down. Nothing is gone on with from the folder; the archive says what a crawl had.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        folder = job_dir(crawler.settings)
        self._folder = Path(folder) if folder else None
        self._spider: Any = None
        self._met = MetAlready()
        self._queues: dict[int, Any] = {}
        self._held: deque[Request] = deque()
        """What can't be written."""
        self._size = self._put = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        self._spider = spider

    def close(self, reason: str) -> None:  # noqa: ARG002  (Scrapy's signature)
        """Close the files, on a disk that may be full."""
        for queue in self._queues.values():
            with suppress(OSError):
                queue.close()
        assert self._crawler.stats is not None
        self._crawler.stats.set_value(f"scheduler/enqueued/{'disk' if self._folder else 'memory'}", self._put)

    def has_pending_requests(self) -> bool:
        return len(self) > 0

    def __len__(self) -> int:
        return self._size + len(self._held)

    def enqueue_request(self, request: Request) -> bool:
        """Put a request away; tells whether it is to be asked for: one address is once, unless told otherwise."""
        if not request.dont_filter and not self._met.is_new(request.url, request.method):
            return False
        try:
            return self._add(visit_of(request, self._spider) or request, request.priority)
        except ValueError:
            self._held.append(request)
            return True

    def next_request(self) -> Request | None:
        """The next address to ask the site for; those that come before it and need not be asked for are gone through.

        What an answer leads to is put away before the next is taken: what is asked for, and in what order, does not
        depend on how long anything takes.
        """
        engine: Any = self._crawler.engine
        if not engine.scraper.slot.is_idle():
            return None
        try:
            for _ in range(_TOGETHER):
                waits = self._next()
                if waits is None:
                    return None
                following = self._spider.walk(waits)
                if following is None:
                    return waits if isinstance(waits, Request) else self._spider.request_for(waits)
                self._go_through(following)
        except OSError as error:
            self._stop(error)
            return None
        engine._slot.nextcall.schedule()  # noqa: SLF001  (signals and alarms have their turn; else it waits five seconds)
        return None

    def _go_through(self, following: Iterable[Visit | Request]) -> None:
        """Put away what a page of the archive leads to."""
        try:
            for one in following:
                if isinstance(one, Request):
                    self.enqueue_request(one)
                elif self._met.is_new(one.step.url):
                    self._add(one, one.step.priority)
        except Exception:  # as Scrapy does with what a callback raises
            log.exception("what a page of the archive leads to can't be told")
            guard_of(self._crawler).spider_error(Failure())  # type: ignore[no-untyped-call]

    def _add(self, waits: Visit | Request, priority: int) -> bool:
        data = packed(waits, self._spider)
        try:
            if priority not in self._queues:
                where = self._folder
                self._queues[priority] = FifoDiskQueue(where / str(priority)) if where else FifoMemoryQueue()
            self._queues[priority].push(data)
        except OSError as error:
            self._stop(error)
            return False
        self._size += 1
        self._put += 1
        return True

    def _next(self) -> Visit | Request | None:
        if self._held:
            return self._held.popleft()
        priority = max((priority for priority, queue in self._queues.items() if len(queue)), default=None)
        if priority is None:
            return None
        data = self._queues[priority].pop()
        self._size -= 1
        return unpacked(data, self._spider)

    def _stop(self, error: OSError) -> None:
        log.error("what waits to be asked for can't be kept: %s", error)
        guard = guard_of(self._crawler)
        guard.summary.left += 1  # it must not pass for one that was seen
        guard.summary.archive_error = guard.summary.archive_error or str(cause_of(error))
        guard.stop(Finish.ARCHIVE)
