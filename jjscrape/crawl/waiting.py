"""The addresses that wait to be asked for, on the disk: one that is lost there must not pass for one that was seen."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.core.scheduler import Scheduler

from jjscrape.crawl.guard import guard_of
from jjscrape.crawl.summary import Finish
from jjscrape.failures import cause_of

if TYPE_CHECKING:
    from scrapy import Request

log = logging.getLogger(__name__)


class WaitingRequests(Scheduler):
    """Scrapy's scheduler; where the disk fails it, the crawl ends as one that is not complete."""

    def enqueue_request(self, request: Request) -> bool:
        try:
            return super().enqueue_request(request)
        except OSError as error:
            self._end(error)
            return False

    def next_request(self) -> Request | None:
        try:
            return super().next_request()
        except OSError as error:
            self._end(error)
            return None

    def _end(self, error: OSError) -> None:
        assert self.crawler is not None
        log.error("what waits to be asked for can't be kept: %s", error)
        guard = guard_of(self.crawler)
        guard.summary.archive_error = guard.summary.archive_error or str(cause_of(error))
        guard.summary.left += 1
        guard.stop(Finish.ARCHIVE)
