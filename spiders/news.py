"""`scrapy crawl news`: every news item, event and blog post, one item each."""

from __future__ import annotations

from jjscrape.crawl.planning import Group
from jjscrape.crawl.spider import SiteSpider
from jjscrape.items import Article


class NewsSpider(SiteSpider):
    """Follows listings, their pagers, theme pages and feeds to the articles they name."""

    name = "news"
    groups = frozenset({Group.NEWS})
    keeps = (Article,)
