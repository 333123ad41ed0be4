"""Notes what a crawl's answers say of the site as a whole: that it has moved, or that something stands before it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import signals

from jjscrape.crawl.answers import ARCHIVED
from jjscrape.crawl.guard import guard_of
from jjscrape.crawl.page_source import source_of
from jjscrape.crawl.robots import ROBOTS_META
from jjscrape.crawl.site_crawl import SiteCrawl
from jjscrape.crawl.summary import Finish
from jjscrape.pages.markup.outlinks import HTML_TYPES
from jjscrape.pages.walls import Wall, wall_of
from jjscrape.site import absolute, origin_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from jjscrape.crawl.summary import CrawlSummary

_OK = 200
_UNAVAILABLE = 503


class Signs:
    """A Scrapy extension. With the first page of the site's own there is nothing more to find out."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._is_there = False
        self._enough = crawler.settings.getint("JJSCRAPE_OUTAGE_AFTER")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Signs:
        signs = cls(crawler)
        crawler.signals.connect(signs.response_received, signal=signals.response_received)
        return signs

    def response_received(self, response: Response, request: Request) -> None:
        """Look at an answer that came through, redirects that stay on the site and retries aside."""
        spider = self.crawler.spider
        if self._is_there or request.meta.get(ROBOTS_META) or not isinstance(spider, SiteCrawl):
            return
        if ARCHIVED in response.flags:
            return  # it is what the site said another time
        guard = guard_of(self.crawler)
        summary = guard.summary
        if summary.walls.total() >= self._enough and not request.cb_kwargs.get("start"):
            guard.stop(Finish.WALLED)  # all start pages have answered, and none of them was one
            return
        if 300 <= response.status < 400:  # noqa: PLR2004
            self._led_away(response, spider, summary)
        elif response.status in {_OK, _UNAVAILABLE}:
            source = source_of(response)
            if source.media_type not in HTML_TYPES:
                return
            wall = wall_of(source)
            if response.status == _UNAVAILABLE:
                summary.walls[Wall.MAINTENANCE] += wall is Wall.MAINTENANCE
            elif wall is None:
                self._is_there = True
                summary.walls.clear()
                summary.moved_to.clear()
            else:
                summary.walls[wall] += 1

    @staticmethod
    def _led_away(response: Response, spider: SiteCrawl, summary: CrawlSummary) -> None:
        location = response.headers.get("Location")
        target = absolute(response.url, location.decode("utf-8", "replace")) if location else None
        if target is None:
            return
        if not spider.site.owns(target):
            summary.moved_to[origin_of(target)] += 1
        elif "login" in urlsplit(target).path:
            summary.walls[Wall.LOGIN] += 1
