"""Keeps a crawl on its site: what is asked for, and where redirects may lead."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.redirect import BaseRedirectMiddleware
from scrapy.exceptions import IgnoreRequest

from jjscrape.crawl.guard import FRESH_META
from jjscrape.crawl.refusal import Refused
from jjscrape.crawl.robots import ROBOTS_META
from jjscrape.crawl.site_crawl import crawl_of
from jjscrape.site import absolute, origin_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


log = logging.getLogger(__name__)

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_MOVES = 2
CIRCLES = "redirected in circles"


class ScopeMiddleware:
    """Refuses every request that leaves the site, whoever made it, and puts the rest onto the origin in use."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ScopeMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> Request | None:
        if request.meta.get(ROBOTS_META):
            return None
        spider = crawl_of(self.crawler)
        if not spider.site.owns(request.url) or spider.site.excluded(request.url):
            self.crawler.stats.inc_value("scope/refused")
            raise Refused(f"{request.url} is not to be asked for")
        if not request.meta.get(FRESH_META) and spider.is_trap(request.url):
            raise Refused(f"{request.url} is one of many that bring nothing")
        if origin_of(request.url) != spider.plan.origin:
            return request.replace(url=spider.site.fetch_url(request.url, spider.plan.origin))
        return None


class ScopedRedirect(BaseRedirectMiddleware):
    """Follows redirects within the site. One that leaves it goes to the spider as the answer it is.

    A redirect that changes nothing but the host's `www.` or the scheme moves the whole crawl there.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self._moves = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ScopedRedirect:
        return cls(crawler)

    def handle_referer(self, request: Request, response: Response) -> None:  # noqa: ARG002
        """Send no Referer, as everywhere."""
        request.headers.pop("Referer", None)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        location = response.headers.get("Location")
        if response.status not in REDIRECTS or not location or request.meta.get("dont_redirect"):
            return response
        spider = crawl_of(self.crawler)
        site, plan = spider.site, spider.plan
        target = absolute(request.url, location.decode("utf-8", "replace"))
        if target is None or site.excluded(target):
            self.crawler.stats.inc_value("scope/redirects_left")
            return response
        url = site.fetch_url(target, plan.origin)
        if url == request.url:
            origin = origin_of(target)
            if origin == plan.origin and origin == origin_of(request.url):
                raise IgnoreRequest(CIRCLES)
            if site.base_url or origin == plan.origin or self._moves >= _MAX_MOVES or spider.shuns(origin):
                return response
            self._moves += 1
            log.info("the site has moved from %s to %s; going on there", plan.origin, origin)
            plan.origin = origin
            url = site.fetch_url(target, origin)
        if url in request.meta.get("redirect_urls", ()):
            raise IgnoreRequest(CIRCLES)  # Scrapy would drop it, as one that was asked for, without a word
        redirected = self._build_redirect_request(request, response, url=url)
        return self._redirect(redirected, request, response.status)
