"""Scrapy's scheduler, whose waiting addresses lie on the disk, on a disk that may be full."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from scrapy.core.scheduler import Scheduler
from twisted.python.failure import Failure

from jjscrape.crawl.guard import guard_of
from jjscrape.crawl.summary import Finish
from jjscrape.failures import cause_of

if TYPE_CHECKING:
    from scrapy import Request
    from twisted.internet.defer import Deferred

log = logging.getLogger(__name__)

_TOGETHER = 64
"""Addresses that are gone through before anything else has its turn."""


class DiskScheduler(Scheduler):
    """Ends the crawl where an address can't be put down or taken up again.

    Scrapy would wait without end for the page whose links it was putting down.
    """

    def enqueue_request(self, request: Request) -> bool:
        try:
            return super().enqueue_request(request)
        except OSError as error:
            self._stop(error)
            return False

    def next_request(self) -> Request | None:
        """The next address to ask the site for; those that come before it and need not be asked for are gone through.

        What an answer leads to is put away before the next is taken: what is asked for, and in what order, does not
        depend on how long anything takes.
        """
        assert self.crawler is not None
        engine: Any = self.crawler.engine
        if not engine.scraper.slot.is_idle():
            return None
        try:
            for _ in range(_TOGETHER):
                request = super().next_request()
                if request is None or not self._gone_through(request):
                    return request
        except OSError as error:
            self._stop(error)
            return None
        engine._slot.nextcall.schedule()  # noqa: SLF001  (signals and alarms have their turn; else it waits five seconds)
        return None

    def _gone_through(self, request: Request) -> bool:
        """Whether the archive's answer will do; then what it leads to waits as well."""
        assert self.crawler is not None
        walk = getattr(self.spider, "walk", None)
        following = walk(request) if walk else None
        if following is None:
            return False
        try:
            for one in following:
                self.enqueue_request(one)
        except Exception:  # as Scrapy does with what a callback raises
            log.exception("what %s leads to can't be told", request.url)
            guard_of(self.crawler).spider_error(Failure())  # type: ignore[no-untyped-call]
        return True

    def close(self, reason: str) -> Deferred[None] | None:
        """Write down what waits; nothing is gone on with from there, so that a full disk spoils nothing."""
        with suppress(OSError):
            return super().close(reason)
        return None

    def _stop(self, error: OSError) -> None:
        assert self.crawler is not None
        log.error("what waits to be asked for can't be kept: %s", error)
        guard = guard_of(self.crawler)
        guard.summary.left += 1  # it must not pass for one that was seen
        guard.summary.archive_error = guard.summary.archive_error or str(cause_of(error))
        guard.stop(Finish.ARCHIVE)
