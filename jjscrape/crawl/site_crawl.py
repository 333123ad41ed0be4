"""What a crawl of one site knows while it goes on, and what is decided of an address by spider and middlewares."""

from __future__ import annotations

import logging
import sys
from abc import abstractmethod
from typing import TYPE_CHECKING, Any

import scrapy

from jjscrape import printable
from jjscrape.crawl.guard import FRESH_META, guard_of
from jjscrape.pages.markup.outlinks import Rel
from jjscrape.site import ARTICLES, LISTINGS, Kind, Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from jjscrape.crawl.agenda import Agenda
    from jjscrape.crawl.leads import Leads
    from jjscrape.crawl.planning import Plan, Step
    from jjscrape.crawl.traps import Traps
    from jjscrape.crawl.waiting import Visit

log = logging.getLogger(__name__)


class SiteCrawl(scrapy.Spider):
    """The part of a spider that whatever stands between it and the site may ask."""

    site: Site
    plan: Plan
    agenda: Agenda
    traps: Traps

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.dry_run = False
        self.wants_items = True
        self.deepest = 0
        self.unreached: set[str] = set()
        """Origins."""
        self.untrusted = False
        """TLS failed at one of them."""
        self.lost_in_vain = 0
        """How many known addresses that nothing leads to were asked for in a row and gave no answer."""

    @abstractmethod
    def parse(self, response: Response, step: Step, *, start: bool = False, lost: bool = False) -> Iterator[Any]:
        """Note an answer, and yield what it holds and leads to."""

    @abstractmethod
    def failed(self, failure: Failure) -> None:
        """Note a request that got no answer."""

    @abstractmethod
    def is_refused(self, response: Response) -> bool:
        """Whether an answer of the archive is no page: it is asked for anew, and not whether it was changed."""

    def shuns(self, origin: str) -> bool:
        """Tell whether the crawl must not go on there: it can't be reached, or would take the place of broken TLS."""
        return origin in self.unreached or (self.untrusted and origin.startswith("http:"))

    def is_trap(self, url: str) -> bool:
        """Whether an address is one of many that bring nothing. What the site file calls a list is none."""
        key = self.site.key(url)
        return key is not None and self._may_trap(key) and self.traps.closed(key)

    def note_trap(self, url: str, step: Step, records: list[str], leads: list[str]) -> None:
        """Note what an address brought: what its records say, and the keys of what only it led to."""
        key = self.site.key(step.url)
        if key is None or not self._may_trap(key) or self.site.key(url) != key:
            return  # where it redirects to something, that is what it brings
        if said := self.traps.met(key, records, leads):
            log.warning("a trap is closed: %s", said)
            guard_of(self.crawler).summary.traps.append(said)

    def next_steps(self, url: str, kind: Kind, page: Leads, leads: list[str]) -> Iterator[Step]:
        """What to ask for next; `leads` gets the keys of pages and documents that nothing led to before."""
        links = page.links
        if kind in LISTINGS or kind is Kind.PAGE or not page.record:
            targets = (link.url for link in links if link.rel in {Rel.LINK, Rel.DOCUMENT})
            if not self.plan.brings_news(url, targets):
                links = [link for link in links if link.rel is not Rel.PAGER]
        for link in links:
            following = self.plan.admit(link.url, link.rel)
            if following is None or self.is_trap(following.url):
                continue
            key = self.site.key(following.url)
            if key is not None and (self._may_trap(key) or following.rel is Rel.DOCUMENT):
                leads.append(key)
            self.announce(following)
            if not self.dry_run or (self.agenda.past and self.agenda.past.of(following.url)):
                yield following

    def request(self, step: Step, *, start: bool = False, lost: bool = False, fresh: bool = False) -> scrapy.Request:
        # What a crawl rests on is asked for in any case, so that it stands on what the site says now.
        meta: dict[str, Any] = {FRESH_META: True} if start or fresh else {}
        if lost or step.kind in {Kind.FILE, Kind.ASSET} or step.rel is Rel.REQUISITE:
            meta["max_retry_times"] = 1
        return scrapy.Request(
            step.url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"step": step, "start": start, "lost": lost},
            priority=step.priority,
            meta=meta,
            dont_filter=fresh,
        )

    def request_for(self, visit: Visit) -> scrapy.Request:
        """Ask the site, or what stands before it."""
        request = self.request(visit.step, lost=visit.lost)
        request.meta["depth"] = visit.depth
        return request

    def announce(self, step: Step, *, start: bool = False) -> None:
        """In a dry run, print what would be asked for."""
        if self.dry_run and (start or (look := self.agenda.look(step.url)).ask):
            sys.stdout.write(f"{printable.line(step.url)}\t{'a start page' if start else look.why}\n")

    def _may_trap(self, key: str) -> bool:
        return self.site.kind_of_key(key) in ARTICLES | {Kind.PAGE}


def crawl_of(crawler: Crawler) -> SiteCrawl:
    """Return the spider of one of Scrapy's crawlers, as what its middlewares may ask."""
    assert isinstance(crawler.spider, SiteCrawl)
    return crawler.spider
