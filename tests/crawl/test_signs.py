"""Signs that a whole site is behind a wall."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from jjscrape.crawl.answers import ARCHIVED
from jjscrape.crawl.guard import Guard
from jjscrape.crawl.signs import Signs
from jjscrape.crawl.spider import SiteSpider

PAGE = b"<title>A page</title><body><h1>A page</h1><p>" + b"It says this and that. " * 40
EMPTY = b"<html><body></body></html>"


@pytest.mark.parametrize(("flags", "walls"), [([ARCHIVED], 1), ([], 0)])
def test_what_the_archive_answers_is_no_sign_that_the_site_is_there(flags, walls):
    crawler = get_crawler(SiteSpider, {"TELNETCONSOLE_ENABLED": False})
    crawler.spider = SiteSpider("site")
    guard = Guard(crawler)
    crawler.get_extension = lambda _: guard
    signs = Signs(crawler)
    for body, its in ((EMPTY, []), (PAGE, flags)):
        request = Request("http://jamandjustice-rjc.org/", cb_kwargs={"start": True})
        html = {"Content-Type": "text/html"}
        signs.response_received(HtmlResponse(request.url, 200, html, body, its, request), request)
    assert guard.summary.walls.total() == walls
