"""What a crawl reads of pages, of the site's answers and of the archive's: not twice what is kept of them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import scrapy

from jjscrape.crawl.answers import ARCHIVED, CONFIRMED, RECORD_META, archived
from jjscrape.crawl.guard import guard_of
from jjscrape.crawl.leads import Leads, in_full, leads_of
from jjscrape.crawl.page_source import source_of
from jjscrape.pages import extract
from jjscrape.pages.markup.outlinks import HTML_TYPES, XML_TYPES, outlinks
from jjscrape.site import READ

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.http import Response

    from jjscrape.crawl.kept_leads import KeptLeads
    from jjscrape.crawl.site_crawl import SiteCrawl
    from jjscrape.items import Item
    from jjscrape.pages.source import Source

log = logging.getLogger(__name__)


class PageReader:
    """Reads for one crawl. A key is that of what a page leads to (`KeptLeads.key`); empty where it is not kept."""

    def __init__(self, crawl: SiteCrawl, kept: KeptLeads) -> None:
        self.crawl = crawl
        self.kept = kept

    def key_at(self, url: str) -> bytes:
        """What the leads of the archive's answer at an address are kept under; empty where they are not."""
        past = self.crawl.agenda.past
        records = past.records(url) if past else ()
        return self.kept.key(url, records, project=self.crawl.plan.is_project(url))

    def key_of(self, response: Response) -> bytes:
        """The same of an answer that was just archived, as the next crawl will look for it."""
        if ARCHIVED in response.flags:
            return self.key_at(response.url)
        written = response.meta.get(RECORD_META) if response.request else None
        if written is None:
            return b""
        past = self.crawl.agenda.past
        refers = CONFIRMED in response.flags and past is not None
        records = (written, *(past.records(response.url)[-1:] if refers and past else ()))
        return self.kept.key(response.url, records, project=self.crawl.plan.is_project(response.url))

    def source_at(self, url: str) -> Source | None:
        """The archive's answer at an address; None where there is none, or it is not whole."""
        past = self.crawl.agenda.past
        answer = past.answer(url) if past else None
        return None if answer is None else source_of(archived(scrapy.Request(url), answer, ARCHIVED))

    def read(self, source: Source, key: bytes) -> Leads:
        """What a page holds, in full where items are asked for; else it may be kept under the key."""
        crawl = self.crawl
        problems = guard_of(crawl.crawler).summary.problems
        if not crawl.wants_items and (kept := self.kept.of(key)):
            return kept
        try:
            if crawl.wants_items:
                page = in_full(source, crawl.site, project=crawl.plan.is_project(source.url))
            else:
                page = leads_of(source, crawl.site, crawl.plan.is_project)
        except Exception:
            # The archive has the page, so nothing is lost: its links are still worth following.
            log.exception("%s can't be extracted", source.url)
            problems["pages.exception"] += 1
            return Leads(outlinks(source, crawl.site))
        if crawl.wants_items:  # else some pages' problems would be counted, and of most pages none
            problems.update(problem.partition(" (")[0][:120] for problem in page.problems)
        else:
            self.kept.keep(key, page)
        return page

    def confirmed(self, response: Response, key: bytes) -> Leads | None:
        """What is kept of a page that the site says is unchanged; it is kept for the new record too."""
        page = self.kept.of(self.key_at(response.url)) if CONFIRMED in response.flags else None
        if page is not None and not self.crawl.wants_items:
            self.kept.keep(key, page)
            return page
        return None

    def said(self, page: Leads, key: bytes, source: Callable[[], Source | None]) -> list[str]:
        """What its records say. Where only numbers are new in a text, it may be a counter's: then the records tell."""
        crawl = self.crawl

        def read() -> tuple[str, ...]:
            found = source()
            return in_full(found, crawl.site, project=crawl.plan.is_project(found.url)).says if found else page.says

        if not page.full and page.says and crawl.traps.may_repeat(page.counted, page.says):
            return list(self.kept.texts(key, "says", read))
        return list(page.says)

    def items(self, source: Source) -> list[Item]:
        try:
            return list(extract(source, self.crawl.site, project=self.crawl.plan.is_project(source.url)).items)
        except Exception:  # noqa: BLE001  (what can't be read says nothing)
            return []

    def is_refused(self, response: Response) -> bool:
        """Whether an answer of the archive is no page, but an error in place of one."""
        source = source_of(response)
        if self.crawl.site.kind(response.url) not in READ or source.media_type not in HTML_TYPES | XML_TYPES:
            return False
        key = self.key_at(response.url)
        page = self.kept.of(key)
        if page is None:
            try:
                page = leads_of(source, self.crawl.site, self.crawl.plan.is_project)
            except Exception:  # noqa: BLE001  (whatever extraction stumbles over, a page is there)
                return False
            self.kept.keep(key, page)
        return page.refused
