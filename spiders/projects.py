"""`scrapy crawl projects`: every project and every theme, one item each."""

from __future__ import annotations

from jjscrape.crawl.planning import Group
from jjscrape.crawl.spider import SiteSpider
from jjscrape.items import Project, Theme


class ProjectsSpider(SiteSpider):
    """Follows the projects page and the theme pages to the projects they list."""

    name = "projects"
    groups = frozenset({Group.PROJECTS})
    keeps = (Project, Theme)
