"""Scrapy's scheduler, whose waiting addresses lie on the disk, on a disk that may be full."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from scrapy.core.scheduler import Scheduler

from jjscrape.crawl.guard import guard_of
from jjscrape.crawl.summary import Finish
from jjscrape.failures import cause_of

if TYPE_CHECKING:
    from scrapy import Request
    from twisted.internet.defer import Deferred

log = logging.getLogger(__name__)


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
        try:
            return super().next_request()
        except OSError as error:
            self._stop(error)
            return None

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
