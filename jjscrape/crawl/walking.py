"""Going through pages that need not be asked for, from what the archive and what is kept of them say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import scrapy
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from jjscrape.crawl.answers import ARCHIVED, NOT_MODIFIED, OK, archived
from jjscrape.crawl.guard import FRESH_META, guard_of
from jjscrape.crawl.planning import Step
from jjscrape.crawl.robots import RobotsMiddleware
from jjscrape.crawl.scope import REDIRECTS, ScopedRedirect
from jjscrape.crawl.waiting import Visit
from jjscrape.site import absolute, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jjscrape.crawl.leads import Leads
    from jjscrape.crawl.read_pages import PageReader
    from jjscrape.crawl.site_crawl import SiteCrawl

_PAGES = frozenset({OK, NOT_MODIFIED})
_WALKED = _PAGES | REDIRECTS
"""Answers of the archive that a crawl goes through by itself."""


class Walk:
    """What the middlewares and `parse` would make of the archive's answers, without reading these again.

    Most of what a weekly run meets are such pages.
    """

    def __init__(self, crawl: SiteCrawl, reader: PageReader) -> None:
        self.crawl = crawl
        self.reader = reader

    def through(self, waits: Visit | scrapy.Request) -> Iterable[Visit | scrapy.Request] | None:
        """What a page leads to; None where the site has to be asked, or Scrapy has to see to it."""
        crawl = self.crawl
        visit, url = waits if isinstance(waits, Visit) else _visit_of(waits), _url_of(waits)
        past, guard = crawl.agenda.past, guard_of(crawl.crawler)
        known = past.of(url) if past else None
        if visit is None or known is None or known.status not in _WALKED:
            return None
        if crawl.wants_items or guard.stopping or origin_of(url) != crawl.plan.origin:
            return None
        robots = crawl.crawler.get_downloader_middleware(RobotsMiddleware)
        if robots is None or not robots.permits(url):
            return None
        if crawl.is_trap(url):
            return ()
        look = crawl.agenda.look(url)
        if look.ask and not crawl.dry_run:
            return None
        following = self._page_at(visit, url, had=look.had) if known.status in _PAGES else self._moved(waits, url)
        if following is not None:
            if not look.ask and not look.had:
                crawl.agenda.kept.add(crawl.agenda.place(url))
            guard.summary.had += look.had
        return following

    def _page_at(self, visit: Visit, url: str, *, had: bool) -> Iterator[Visit | scrapy.Request] | None:
        key = self.reader.key_at(url)
        page = self.reader.kept.of(key)
        if page is None:
            source = self.reader.source_at(url)
            if source is None or source.status != OK:
                return None
            page = self.reader.read(source, key)
        return self._walked(visit, url, page, key, had=had)

    def _walked(
        self, visit: Visit, url: str, page: Leads, key: bytes, *, had: bool
    ) -> Iterator[Visit | scrapy.Request]:
        crawl = self.crawl
        guard, depth = guard_of(crawl.crawler), visit.depth + 1
        crawl.plan.meet(url)
        kind = crawl.site.kind(url) or visit.step.kind
        crawl.lost_in_vain = 0
        guard.answered(url, OK, kind, start=False, asked=False)
        guard.summary.asked_kinds[kind] += had
        if page.refused:
            yield crawl.request(visit.step, lost=visit.lost, fresh=True)  # it may be an error in place of a page
            return
        crawl.plan.name_projects(page.projects)
        leads: list[str] = []
        for step in crawl.next_steps(url, kind, page, leads):
            if depth <= crawl.deepest:
                yield Visit(step, depth)
        if not visit.lost:
            said = self.reader.said(page, key, lambda: self.reader.source_at(url))
            crawl.note_trap(url, visit.step, said, leads)

    def _moved(self, waits: Visit | scrapy.Request, url: str) -> list[Visit | scrapy.Request] | None:
        """Where the archive says that an address leads; whatever is not plain is for Scrapy's way round."""
        crawl = self.crawl
        told = self.reader.kept.texts(self.reader.key_at(url), "moved", lambda: self._location_at(url))
        target = absolute(url, told[1]) if told else None
        if target is None or crawl.site.excluded(target) or crawl.site.fetch_url(target, crawl.plan.origin) == url:
            return None
        redirects = crawl.crawler.get_downloader_middleware(ScopedRedirect)
        if redirects is None:
            return None
        request = crawl.request_for(waits) if isinstance(waits, Visit) else waits
        response = Response(url, status=int(told[0]), headers={"Location": told[1]}, flags=[ARCHIVED])
        try:
            found = redirects.process_response(request, response)
        except IgnoreRequest:
            return None
        return [found] if isinstance(found, scrapy.Request) else None

    def _location_at(self, url: str) -> tuple[str, ...]:
        """The status and the target of a redirect that the archive has; nothing where it has none that is whole."""
        past = self.crawl.agenda.past
        answer = past.answer(url) if past else None
        location = answer and archived(scrapy.Request(url), answer, ARCHIVED).headers.get("Location")
        return (str(answer.status), location.decode("utf-8", "replace")) if answer and location else ()


def _url_of(waits: Visit | scrapy.Request) -> str:
    return waits.step.url if isinstance(waits, Visit) else waits.url


def _visit_of(request: scrapy.Request) -> Visit | None:
    """The visit of a request that was redirected; None of one that is to be sent in any case, or not a page's."""
    told = request.cb_kwargs
    if request.meta.get(FRESH_META) or told.get("start") or not isinstance(step := told.get("step"), Step):
        return None
    return Visit(step, request.meta.get("depth", 0), told["lost"])
