"""Asks again, after a pause that grows or that the server names; meanwhile nothing else is asked for."""

from __future__ import annotations

import logging
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import NotConfigured

from jjscrape.clock import now
from jjscrape.crawl.guard import guard_of
from jjscrape.crawl.summary import Finish
from jjscrape.crawl.tls import is_lasting

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = logging.getLogger(__name__)


class PatientRetry(RetryMiddleware):
    """Scrapy's retries, with waiting in between.

    With one request at a time (CONCURRENT_REQUESTS = 1), a request that waits here holds up the whole crawl, which
    is what a server wants that says 429 or 503.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self._first_pause = crawler.settings.getfloat("JJSCRAPE_RETRY_PAUSE")
        self._longest_pause = crawler.settings.getfloat("JJSCRAPE_RETRY_PAUSE_MAX")
        if self._first_pause < 0:
            raise NotConfigured("JJSCRAPE_RETRY_PAUSE must not be negative")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PatientRetry:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        if response.status not in self.retry_http_codes or request.meta.get("dont_retry"):
            return response
        asked = retry_after(response.headers.get("Retry-After"), now())
        if asked is not None and asked > self._longest_pause:
            log.warning("%s asks to be left alone for %d s; ending the crawl", response.url, asked)
            guard_of(self.crawler).summary.asked_to_wait = asked
            guard_of(self.crawler).stop(Finish.WAIT)
            return response
        again = self._retry(request, f"HTTP {response.status}")
        return again if again and await self._rest(request, f"HTTP {response.status}", asked) else response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:  # type: ignore[override]
        if not isinstance(exception, self.exceptions_to_retry) or request.meta.get("dont_retry"):
            return None
        if is_lasting(exception):
            return None
        again = self._retry(request, exception)
        return again if again and await self._rest(request, str(exception) or type(exception).__name__) else None

    async def _rest(self, request: Request, why: str, asked: float | None = None) -> bool:
        done: int = request.meta.get("retry_times", 0)
        pause = min(self._first_pause * 2**done, self._longest_pause)
        pause = pause if asked is None else asked
        log.warning("%s: %s; asking again in %g s", request.url, why, pause)
        return await guard_of(self.crawler).rest(pause)


def retry_after(header: bytes | None, at: datetime) -> float | None:
    """Read a Retry-After header, seconds or an HTTP date, as seconds from `at` (UTC); None if it is neither."""
    text = (header or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if until.tzinfo is None:
        return None
    return max(0.0, (until - at).total_seconds())
