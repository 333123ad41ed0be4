"""Slows down where the server does: it shall never work more than half of the time for us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import signals

from jjscrape.crawl.guard import guard_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_WEIGHT = 0.3
"""Of the newest answer, in the mean that decides: one slow page among quick ones says little."""


class Pace:
    """A Scrapy extension. The delay it sets is never shorter than the larger of theirs and ours, nor than no delay."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._slowest = crawler.settings.getfloat("JJSCRAPE_SLOWEST_DELAY")
        self._mean: float | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Pace:
        pace = cls(crawler)
        crawler.signals.connect(pace.response_downloaded, signal=signals.response_downloaded)
        return pace

    def response_downloaded(self, response: Response, request: Request) -> None:  # noqa: ARG002  (Scrapy's signal)
        latency = request.meta.get("download_latency")
        floor = self.floor()
        if not latency or not floor:
            return
        self._mean = latency if self._mean is None else self._mean + _WEIGHT * (latency - self._mean)
        # A delay is from one request to the next, so that twice the time of an answer leaves as long a rest.
        wanted = max(floor, min(2 * self._mean, self._slowest))
        slots: dict[str, Any] = self.crawler.engine.downloader.slots
        if slot := slots.get(str(request.meta.get("download_slot"))):
            slot.delay = wanted
        summary = guard_of(self.crawler).summary
        summary.slowest_delay = max(summary.slowest_delay, round(wanted, 3))

    def floor(self) -> float:
        """Seconds between requests at least."""
        asked = self.crawler.stats.get_value("robots/crawl_delay") or 0.0
        return max(float(asked), self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
