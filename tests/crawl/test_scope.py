"""The last check before a request is sent, whichever spider made it."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.statscollectors import StatsCollector

from jjscrape.crawl.planning import Plan
from jjscrape.crawl.scope import ScopeMiddleware
from jjscrape.crawl.spider import SiteSpider
from jjscrape.crawl.traps import Traps
from jjscrape.site import load_site

COPY = "http://127.0.0.1:8900"


@pytest.fixture
def scope():
    crawler, spider = Crawler(SiteSpider), SiteSpider("odd")
    spider.site = load_site("jamandjustice").at(COPY)
    spider.plan, spider.traps = Plan(spider.site), Traps(30)
    crawler.spider, crawler.stats = spider, StatsCollector(crawler)
    return ScopeMiddleware(crawler)


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.test/news/a",
        "http://urbanfood-rjc.org/news/a",
        "http://127.0.0.1:8901/news/a",
        f"{COPY}/user/login",
        f"{COPY}/?q=user/login",
        f"{COPY}/index.php?q=search/node",
        "http://127.0.0.1:8900@elsewhere.test/",
    ],
)
def test_what_is_out_of_scope_is_refused(scope, url):
    with pytest.raises(IgnoreRequest):
        scope.process_request(Request(url))
    assert scope.crawler.stats.get_value("scope/refused") == 1


def test_what_is_in_scope_is_asked_of_the_origin_in_use(scope):
    assert scope.process_request(Request(f"{COPY}/news/a")) is None
    moved = scope.process_request(Request("https://www.jamandjustice-rjc.org/news/a?page=1"))
    assert moved is not None
    assert moved.url == f"{COPY}/news/a?page=1"
