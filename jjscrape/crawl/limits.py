"""Ends a crawl at the limits it was given: bytes received, time taken, room left on the disk."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import signals

from jjscrape.crawl.guard import guard_of
from jjscrape.crawl.summary import Finish

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Limits:
    """A Scrapy extension. A limit of 0 is none; requests are counted by the guard, before they are sent."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.max_bytes = settings.getint("JJSCRAPE_MAX_BYTES")
        self.max_seconds = settings.getfloat("JJSCRAPE_MAX_TIME")
        self.min_free = settings.getint("JJSCRAPE_MIN_FREE")
        folder = settings.get("JJSCRAPE_ARCHIVE_DIR")
        self._folder = Path(folder) if folder else None
        self._alarm: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Limits:
        limits = cls(crawler)
        connect = crawler.signals.connect
        connect(limits.spider_opened, signal=signals.spider_opened)
        connect(limits.response_downloaded, signal=signals.response_downloaded)
        connect(limits.spider_closed, signal=signals.spider_closed)
        return limits

    def spider_opened(self) -> None:
        """Set the alarm: a server that sends nothing would otherwise have all the time it takes."""
        if self.max_seconds:
            guard, loop = guard_of(self.crawler), asyncio.get_running_loop()
            self._alarm = loop.call_later(self.max_seconds, guard.stop, Finish.TIME)

    def response_downloaded(self) -> None:
        guard = guard_of(self.crawler)
        if self.max_bytes and guard.summary.bytes >= self.max_bytes:
            guard.stop(Finish.BYTES)
        elif self._folder and self.min_free and shutil.disk_usage(self._folder).free < self.min_free:
            guard.stop(Finish.FREE)

    def spider_closed(self) -> None:
        if self._alarm:
            self._alarm.cancel()
