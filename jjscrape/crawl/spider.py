"""What the project's spiders share: the site, the plan, and the way from an answer to items and next requests."""

from __future__ import annotations

import logging
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.exceptions import DontCloseSpider, DownloadCancelledError, IgnoreRequest

from jjscrape.archive.index import newest_answers
from jjscrape.cache import Cache
from jjscrape.clock import now
from jjscrape.crawl.agenda import Agenda
from jjscrape.crawl.answers import ARCHIVED, CONFIRMED
from jjscrape.crawl.guard import guard_of
from jjscrape.crawl.kept_leads import KeptLeads
from jjscrape.crawl.noticing import ChangeNoticing
from jjscrape.crawl.page_size import TooLargeError
from jjscrape.crawl.page_source import source_of
from jjscrape.crawl.past import Past, told_last
from jjscrape.crawl.planning import EVERYTHING, Group, Plan, PlanError, Step, groups
from jjscrape.crawl.read_pages import PageReader
from jjscrape.crawl.refusal import Refused
from jjscrape.crawl.robots import RobotsMiddleware, Verdict
from jjscrape.crawl.site_crawl import SiteCrawl
from jjscrape.crawl.summary import MAINTAINED, Finish
from jjscrape.crawl.tls import tls_failure
from jjscrape.crawl.traps import Traps
from jjscrape.crawl.walking import Walk
from jjscrape.items import Record, Theme
from jjscrape.pages.markup.outlinks import HTML_TYPES
from jjscrape.pages.walls import is_maintenance, wall_of
from jjscrape.settings import user_agent
from jjscrape.site import READ, Site, load_site
from jjscrape.software import software

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from jjscrape.crawl.leads import Leads
    from jjscrape.crawl.waiting import Visit
    from jjscrape.items import Item

log = logging.getLogger(__name__)

_REQUESTS_EACH = 3
"""What one lost address may cost: itself, a redirect or a second try, and one to spare."""
_FALSE = {"", "0", "false", "no", "off"}


class SiteSpider(SiteCrawl):
    """A crawl of one site.

    Arguments (`-a name=value`): `site`, a bundled name or a TOML file; `base_url`, where a copy stands; `only`, a
    list such as `news,files`; `max_requests`; `dry_run`, which asks for robots.txt and the start pages and prints
    what it would ask for. The settings JJSCRAPE_SITE and JJSCRAPE_BASE_URL stand in for the first two.
    """

    groups: frozenset[Group] = EVERYTHING
    """What this spider follows when nothing narrower is asked for."""
    keeps: tuple[type, ...] = ()
    """The items it yields, each record once."""

    reader: PageReader
    walking: Walk
    noticing: ChangeNoticing

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self._yielded: set[tuple[type, str]] = set()
        self._lost: deque[Step] | None = None
        self._orphans: frozenset[str] = frozenset()

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        # The contact may come from the command line, after the settings module has been read.
        settings.set("USER_AGENT", user_agent(settings.get("JJSCRAPE_CONTACT")), priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SiteSpider:
        settings = crawler.settings
        wanted = kwargs.pop("site", None) or settings.get("JJSCRAPE_SITE")
        base_url = kwargs.pop("base_url", None) or settings.get("JJSCRAPE_BASE_URL")
        only = kwargs.pop("only", None)
        dry_run = kwargs.pop("dry_run", None) or settings.get("JJSCRAPE_DRY_RUN")
        limit = kwargs.pop("max_requests", None)
        site = wanted if isinstance(wanted, Site) else load_site(wanted)
        if base_url:
            site = site.at(base_url)
        limit = int(limit or settings.getint("JJSCRAPE_MAX_REQUESTS") or site.max_requests)
        settings.set("JJSCRAPE_MAX_REQUESTS", limit, priority="spider")
        # A pager with nothing but "next" is as deep as it is long.
        settings.set("DEPTH_LIMIT", site.max_pages + 100, priority="spider")
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.site = site
        if not (wanted_groups := groups(only) & cls.groups):
            raise PlanError(f"the {spider.name} spider has none of {only}; use the site spider")
        spider.plan = Plan(site, wanted_groups)
        spider.traps = Traps(settings.getint("JJSCRAPE_TRAP_AFTER"))
        spider.agenda = Agenda(None, site, "", now())
        kept = settings.get("JJSCRAPE_LEADS")
        spider.reader = PageReader(spider, KeptLeads(Cache(Path(kept), software()) if kept else None, site))
        spider.walking = Walk(spider, spider.reader)
        spider.noticing = ChangeNoticing(spider, spider.reader)
        spider.dry_run = str(dry_run or "").lower() not in _FALSE
        spider.deepest = settings.getint("DEPTH_LIMIT")
        spider.wants_items = settings.getbool("JJSCRAPE_ITEMS")
        crawler.signals.connect(spider.ask_for_lost, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        guard = guard_of(self.crawler)
        guard.summary.site, guard.summary.dry_run = self.site.name, self.dry_run
        index = self.crawler.settings.get("JJSCRAPE_ARCHIVE_INDEX")
        past = Past(Path(index).parent, Path(index), self.site) if index else None
        full = self.crawler.settings.getbool("JJSCRAPE_FULL")
        self.agenda = Agenda(past, self.site, guard.summary.crawl_id, guard.summary.started, full=full)
        if not self.crawler.settings.get("JJSCRAPE_CONTACT") and not _on_this_machine(self.site):
            log.warning("set JJSCRAPE_CONTACT to an address at which the site's owner can reach you")
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        assert robots is not None
        robots.site = self.site
        why: list[str] = []
        origins, patience = self.site.addresses(), robots.tries
        for origin in origins:
            if self.shuns(origin):
                continue
            # Only the last resort is worth long patience; a copy on this machine is up or it isn't.
            robots.tries = patience if origin == origins[-1] and not self.site.base_url else 1
            rules = await robots.rules_of(origin)
            if rules.verdict is not Verdict.UNREACHABLE:
                break
            self.unreached.add(origin)
            self.untrusted = self.untrusted or rules.tls
            guard.out_of_reach(origin, rules.why)
            why.append(f"{origin} ({rules.why})")
        else:
            robots.settle(Verdict.UNREACHABLE)
            log.error("the site can't be reached: %s", "; ".join(why))
            guard.stop(Finish.TLS if self.untrusted else Finish.UNREACHABLE)
            return
        for line in why:
            log.warning("%s can't be reached; going on at %s", line, origin)
        self.plan.origin = guard.summary.origin = origin
        steps = self.plan.starts()
        permitted = [step for step in steps if rules.permit(step.url, robots.agent)]
        if not permitted:
            verdict = Verdict.DISALLOWED if rules.verdict is Verdict.ALLOWED else rules.verdict
            robots.settle(verdict)
            log.error(
                "robots.txt of %s %s",
                origin,
                "forbids every start page" if verdict is Verdict.DISALLOWED else f"can't be had ({rules.why})",
            )
            if verdict is not Verdict.DISALLOWED:
                guard.summary.robots_notes.append(f"{origin}/robots.txt can't be had: {rules.why}")
            guard.stop(Finish.ROBOTS)
            return
        robots.settle(Verdict.ALLOWED)
        for step in steps:
            start = step is steps[0] or not self.agenda.rests(step.url)
            self.announce(step, start=start)
            yield self.request(step, start=start)

    def ask_for_lost(self) -> None:
        """At the end of a full crawl, ask once for each known record and document that nothing led to.

        A page that lost its last link is told so from one that was withdrawn. Some at a time, so that an outage and
        the limit on requests end it; what is left then is counted.

        Raises:
            DontCloseSpider: there was something to ask for.
        """
        guard, index = guard_of(self.crawler), self.crawler.settings.get("JJSCRAPE_ARCHIVE_INDEX")
        reached = any(200 <= status < 300 for status in guard.summary.start_pages.values())  # noqa: PLR2004
        if not index or guard.stopping or self.dry_run or self.plan.only != EVERYTHING:
            return
        if guard.summary.lists_missed or not reached:
            return  # nobody knows what these would have led to
        if self._lost is None:
            self._lost = deque(self.plan.lost(newest_answers(Path(index), lambda url: not self.plan.has_met(url))))
            self._orphans = frozenset(map(self.agenda.place, told_last(Path(index).parent, "lost")))
        patience = self.crawler.settings.getint("JJSCRAPE_OUTAGE_AFTER")
        batch_size = min(guard.room() // _REQUESTS_EACH, patience) if self.lost_in_vain < patience else 0
        asked = [self._lost.popleft() for _ in range(min(batch_size, len(self._lost)))]
        for step in asked:
            guard.summary.lost.append(step.url)
            # Once in any case: the answer is the evidence. Then as any other page.
            fresh = self.agenda.place(step.url) not in self._orphans and not self.agenda.look(step.url).had
            self.crawler.engine.crawl(self.request(step, lost=True, fresh=fresh))
        if asked:
            raise DontCloseSpider
        guard.summary.unsettled += len(self._lost)
        self._lost.clear()

    def parse(self, response: Response, step: Step, *, start: bool = False, lost: bool = False) -> Iterator[Any]:
        """Note the answer, yield what it holds, and ask for what it leads to."""
        depth = response.meta.get("depth", 0) + 1
        for found in self._parsed(response, step, start=start, lost=lost):
            if isinstance(found, scrapy.Request):
                if depth > self.deepest:
                    continue
                found.meta["depth"] = depth
            yield found

    def _parsed(self, response: Response, step: Step, *, start: bool, lost: bool) -> Iterator[Any]:
        guard, status = guard_of(self.crawler), response.status
        self.plan.meet(response.url)
        guard.summary.origin = self.plan.origin
        kind = self.site.kind(response.url) or step.kind
        if status >= 500 or status in {408, 429}:  # noqa: PLR2004
            self.lost_in_vain += lost
            why = f"HTTP {status}{MAINTAINED * is_maintenance(source_of(response))}"
            guard.could_not_have(response.url, kind, why, start=start, status=status, lost=lost)
            return
        self.lost_in_vain = 0
        asked = ARCHIVED not in response.flags
        guard.answered(response.url, status, kind, start=start, asked=asked)
        guard.summary.asked_kinds[kind] += asked or self.agenda.look(response.url).had
        if not (start or lost or 200 <= status < 300):  # noqa: PLR2004
            self.note_trap(response.url, step, [], [])
        if not 200 <= status < 300:  # noqa: PLR2004
            return
        source = source_of(response)
        key = self.reader.key_of(response)
        page = self.reader.confirmed(response, key) or self.reader.read(source, key)
        if asked:
            doubtful = guard.works is None and source.media_type in HTML_TYPES and wall_of(source)
            guard.looked_at(response.url, kind, wall=page.refused or bool(doubtful))
        if page.refused and not asked:
            yield self.request(step, lost=lost, fresh=True)  # it may be an error in place of a page
            return
        if self.wants_items:
            yield from self._kept(page.items or ())
        self.plan.name_projects(page.projects)
        self._note_session(page)
        if asked and CONFIRMED not in response.flags:
            yield from self.noticing.pulled(response, source, page)
        leads: list[str] = []
        yield from map(self.request, self.next_steps(response.url, kind, page, leads))
        if not (start or lost):
            self.note_trap(response.url, step, self.reader.said(page, key, lambda: source), leads)

    def failed(self, failure: Failure) -> None:
        """Note a request that got no answer; those that were refused here were never sent."""
        guard, error = guard_of(self.crawler), failure.value
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        step: Step = request.cb_kwargs["step"]
        if isinstance(error, Refused):
            return
        if isinstance(error, DownloadCancelledError | TooLargeError):
            # It will be so the next time too, so the crawl is no less complete.
            log.warning("%s is left: %s", request.url, str(error) or "it is too large")
            guard.summary.skipped["too-large"] += 1
            return
        if guard.stopping:
            guard.summary.left += 1
            return
        reason = f"{type(error).__name__}: {error}"[:300]
        start, lost = (request.cb_kwargs.get(name, False) for name in ("start", "lost"))
        if error is not None and (cause := tls_failure(error)):
            guard.out_of_reach(request.url, cause)
            guard.stop(Finish.TLS)
        self.lost_in_vain += lost
        url = step.url if isinstance(error, IgnoreRequest) else request.url  # of a circle, where it was entered
        guard.could_not_have(url, step.kind, reason, start=start, lost=lost)

    def closed(self, reason: str) -> None:  # noqa: ARG002  (Scrapy's signature)
        summary = guard_of(self.crawler).summary
        summary.skipped.update(self.plan.skipped)
        if self.traps.left:
            summary.skipped["trap"] = self.traps.left
        # Of files a harvest takes the newest capture, whatever crawl it is of.
        summary.shown_elsewhere = [] if summary.lists_missed else self.plan.shown_elsewhere()
        kept = (place for place in self.agenda.kept if self.site.kind(self.plan.origin + place) in READ)
        summary.not_due, summary.changed = sorted(kept), sorted(set(summary.changed))
        self.reader.kept.close()
        if self.agenda.past:
            self.agenda.past.close()

    def _note_session(self, page: Leads) -> None:
        told = f"{page.session}: links carry a session of the visitor's; addresses are asked for without it"
        traps = guard_of(self.crawler).summary.traps
        if page.session and told not in traps:
            log.warning("%s", told)
            traps.append(told)

    def is_refused(self, response: Response) -> bool:
        return self.reader.is_refused(response)

    def walk(self, waits: Visit | scrapy.Request) -> Iterable[Visit | scrapy.Request] | None:
        """Go through a page that need not be asked for; None where it has to be."""
        return self.walking.through(waits)

    def _kept(self, items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            if isinstance(item, self.keeps) and isinstance(item, Record | Theme):
                identity = (type(item), item.id)
                if identity not in self._yielded:
                    self._yielded.add(identity)
                    yield item


def _on_this_machine(site: Site) -> bool:
    return all(urlsplit(origin).hostname in {"127.0.0.1", "localhost", "::1"} for origin in site.addresses())
