"""Answers out of the archive where its answer will do, and asks for the rest only if it was changed since.

Drupal 7 says 304 only where both validators are sent back and fit. What it then says is unchanged, the archive has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.responsetypes import responsetypes

from jjscrape.crawl.guard import FRESH_META, guard_of
from jjscrape.crawl.page_source import CAPTURE_META
from jjscrape.crawl.refusal import Refused
from jjscrape.crawl.robots import ROBOTS_META
from jjscrape.crawl.site_crawl import crawl_of
from jjscrape.items import CaptureRef

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from jjscrape.crawl.past import Answer

ARCHIVED = "archived"
"""The flag of a response that was not asked of the site, but taken from the archive."""
CONFIRMED = "confirmed"
"""The flag of a response from the archive that the site says is unchanged."""
RECORD_META = "jjscrape_record"
"""In a request's meta: the digest of the record that was written of the answer; not of half an answer."""
CONFIRMS_META = "jjscrape_confirms"
"""In a request's meta: what a 304 will say is unchanged."""
OK, NOT_MODIFIED = 200, 304
_VALIDATORS = (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))
_OF_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive"})


class ArchivedAnswers:
    """A downloader middleware. What it answers costs the site nothing: neither a request nor a pause."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchivedAnswers:
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        for _, name in _VALIDATORS:
            request.headers.pop(name, None)  # a redirect or a retry hands its own on
        request.meta.pop(CONFIRMS_META, None)
        request.meta.pop(RECORD_META, None)
        if request.meta.get(ROBOTS_META) or guard_of(self.crawler).stopping:
            return None
        spider = crawl_of(self.crawler)
        agenda = spider.agenda
        answer = agenda.past.answer(request.url) if agenda.past else None
        if answer is None:
            if spider.dry_run and not request.meta.get(FRESH_META):
                raise Refused(f"{request.url} is only planned for")
            return None  # it is not there, or not whole
        look = agenda.look(request.url)
        if look.pulled and not spider.dry_run:
            request.meta[FRESH_META] = True  # where it redirects to as well
        fresh = request.meta.get(FRESH_META)
        if not fresh and (spider.dry_run or not look.ask):
            if not look.had and not look.ask:
                agenda.kept.add(agenda.place(request.url))
            guard_of(self.crawler).summary.had += look.had
            capture = answer.capture
            request.meta[CAPTURE_META] = CaptureRef(capture.id, capture.url, capture.captured_at)
            return archived(request, answer, ARCHIVED)
        if answer.status == OK and not spider.is_refused(archived(request, answer, ARCHIVED)):
            ask_for_change(request, answer)
        return None

    def process_response(self, request: Request, response: Response) -> Response:
        if response.status != NOT_MODIFIED or CONFIRMS_META not in request.meta:
            return response
        agenda = crawl_of(self.crawler).agenda
        answer = agenda.past.answer(request.url) if agenda.past else None
        return response if answer is None else archived(request, answer, CONFIRMED)


def ask_for_change(request: Request, answer: Answer) -> None:
    """Send back the validators of the answer that is there, as far as it has them; a 304 may have told newer ones."""
    for ours, name in _VALIDATORS:
        if value := answer.capture.header(ours) or next((v for n, v in answer.headers if n.lower() == ours), None):
            request.headers[name] = value
            request.meta[CONFIRMS_META] = answer.confirmed


def archived(request: Request, answer: Answer, flag: str) -> Response:
    """The archive's answer as Scrapy's response."""
    headers: dict[str, list[str]] = {}
    for name, value in answer.headers:
        if name.lower() not in _OF_THE_WIRE:
            headers.setdefault(name, []).append(value)
    content_type = next((value for name, value in answer.headers if name.lower() == "content-type"), "")
    kind = responsetypes.from_args(
        headers={b"Content-Type": content_type.encode("latin-1")}, url=request.url, body=answer.body
    )
    return kind(url=request.url, status=answer.status, headers=headers, body=answer.body, flags=[flag])
