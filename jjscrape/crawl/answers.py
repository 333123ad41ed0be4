"""Answers out of the archive where its answer will do: its links are followed as if it had been asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.responsetypes import responsetypes

from jjscrape.crawl.guard import guard_of
from jjscrape.crawl.robots import ROBOTS_META
from jjscrape.items import CaptureRef

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from jjscrape.crawl.past import Answer
    from jjscrape.crawl.spider import SiteSpider

ARCHIVED = "archived"
"""The flag of a response that was not asked of the site, but taken from the archive."""
FRESH_META = "jjscrape_fresh"
"""In a request's meta: the site itself is to be asked, whatever the archive has."""
CAPTURE_META = "jjscrape_capture"
"""In a request's meta: the CaptureRef of the answer."""
_OF_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive"})


class ArchivedAnswers:
    """A downloader middleware. What it answers costs the site nothing: neither a request nor a pause."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchivedAnswers:
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        if request.meta.get(ROBOTS_META) or request.meta.get(FRESH_META) or guard_of(self.crawler).stopping:
            return None
        agenda = self._spider().agenda
        look = agenda.look(request.url)
        if look.ask or agenda.past is None:
            return None
        answer = agenda.past.answer(request.url)
        if answer is None:
            return None  # it is not there whole
        guard_of(self.crawler).summary.had += look.had
        return archived(request, answer)

    def _spider(self) -> SiteSpider:
        from jjscrape.crawl.spider import SiteSpider  # noqa: PLC0415  (the spider needs this module)

        assert isinstance(self.crawler.spider, SiteSpider)
        return self.crawler.spider


def archived(request: Request, answer: Answer) -> Response:
    """The archive's answer as Scrapy's response."""
    capture = answer.capture
    request.meta[CAPTURE_META] = CaptureRef(capture.id, capture.url, capture.captured_at)
    headers: dict[str, list[str]] = {}
    for name, value in answer.headers:
        if name.lower() not in _OF_THE_WIRE:
            headers.setdefault(name, []).append(value)
    content_type = next((value for name, value in answer.headers if name.lower() == "content-type"), "")
    kind = responsetypes.from_args(
        headers={b"Content-Type": content_type.encode("latin-1")}, url=request.url, body=answer.body
    )
    return kind(url=request.url, status=answer.status, headers=headers, body=answer.body, flags=[ARCHIVED])
