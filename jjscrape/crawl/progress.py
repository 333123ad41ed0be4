"""Shows a person how far the crawl is and how long it may take; leaves two lines in a log."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured

from jjscrape.crawl.guard import guard_of, waiting
from jjscrape.crawl.summary import duration

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = logging.getLogger(__name__)


class Progress:
    """A Scrapy extension. With JJSCRAPE_PROGRESS unset it draws only where standard error is a terminal."""

    def __init__(self, crawler: Crawler, *, drawing: bool) -> None:
        self.crawler = crawler
        self._line = Line() if drawing else None
        self._began = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        wish = crawler.settings.get("JJSCRAPE_PROGRESS")
        if wish is not None and not crawler.settings.getbool("JJSCRAPE_PROGRESS"):
            raise NotConfigured
        progress = cls(crawler, drawing=sys.stderr.isatty() if wish is None else True)
        connect = crawler.signals.connect
        connect(progress.spider_opened, signal=signals.spider_opened)
        if progress._line:
            connect(progress.request_reached_downloader, signal=signals.request_reached_downloader)
            connect(progress.response_downloaded, signal=signals.response_downloaded)
        connect(progress.spider_closed, signal=signals.spider_closed)
        return progress

    def spider_opened(self, spider: Spider) -> None:
        self._began = asyncio.get_running_loop().time()
        if self._line:
            self._line.start()
        else:
            log.info("crawl %s of %s begins", guard_of(self.crawler).summary.crawl_id, _site_of(spider))

    def request_reached_downloader(self, request: Request) -> None:
        if self._line:
            self._line.show(request.url, *self._counts())

    def response_downloaded(self, response: Response) -> None:
        if self._line:
            self._line.show(response.url, *self._counts())

    def spider_closed(self) -> None:
        summary = guard_of(self.crawler).summary
        if self._line:
            self._line.stop()
        log.info(
            "crawl %s ends (%s): %d requests, %d failed, %d left, %.1f MB, %s",
            summary.crawl_id,
            self._reason(),
            summary.requests,
            summary.failures,
            summary.left,
            summary.bytes / 1e6,
            duration(asyncio.get_running_loop().time() - self._began),
        )

    def _reason(self) -> str:
        guard = guard_of(self.crawler)
        return guard.stopping or guard.summary.finish_reason

    def _counts(self) -> tuple[int, int, float]:
        """Return how many requests are done, how many are known, and the seconds the rest may take."""
        done = sum(guard_of(self.crawler).summary.statuses.values())
        to_do = waiting(self.crawler) + len(self.crawler.engine.downloader.active)
        pace = (asyncio.get_running_loop().time() - self._began) / done if done else 0.0
        delay = self.crawler.stats.get_value("robots/crawl_delay") or self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        return done, done + to_do, to_do * max(pace, delay)


class Line:
    """One line on standard error, drawn over itself."""

    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415  (slow to import, and only a terminal needs it)
        from rich.progress import BarColumn, TextColumn  # noqa: PLC0415
        from rich.progress import Progress as Bar  # noqa: PLC0415

        self._bar = Bar(
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[left]}"),
            TextColumn("{task.description}", markup=False),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=1, left="")

    def start(self) -> None:
        self._bar.start()

    def show(self, url: str, done: int, known: int, seconds: float) -> None:
        left = f"about {duration(seconds)} left" if done and seconds else ""
        self._bar.update(self._task, completed=done, total=max(known, 1), description=url, left=left)

    def stop(self) -> None:
        self._bar.stop()


def _site_of(spider: Spider) -> str:
    site = getattr(spider, "site", None)
    return site.addresses()[0] if site else spider.name
