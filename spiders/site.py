"""`scrapy crawl site`: the whole site, with its documents and what its pages need to be shown."""

from __future__ import annotations

from jjscrape.crawl.spider import SiteSpider
from jjscrape.items import Article, Page, Project, Theme


class WholeSiteSpider(SiteSpider):
    """Asks for everything in scope; `only` narrows it to news, projects, pages or files."""

    name = "site"
    keeps = (Article, Project, Page, Theme)
