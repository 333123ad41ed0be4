"""What the project's spiders share: the site, the plan, and the way from an answer to items and next requests."""

from __future__ import annotations

import logging
import sys
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.exceptions import DontCloseSpider, DownloadCancelledError, IgnoreRequest
from scrapy.http import Response

from jjscrape import printable
from jjscrape.archive.index import newest_answers
from jjscrape.cache import Cache
from jjscrape.clock import now
from jjscrape.crawl.agenda import Agenda
from jjscrape.crawl.answers import ARCHIVED, CAPTURE_META, CONFIRMED, NOT_MODIFIED, OK, RECORD_META, archived
from jjscrape.crawl.changes import Entry, content, entries, turn
from jjscrape.crawl.guard import FRESH_META, guard_of
from jjscrape.crawl.kept_leads import KeptLeads
from jjscrape.crawl.leads import Leads, in_full, leads_of
from jjscrape.crawl.page_size import TooLargeError
from jjscrape.crawl.past import Past, told_last
from jjscrape.crawl.planning import EVERYTHING, Group, Plan, PlanError, Step, groups
from jjscrape.crawl.refusal import Refused
from jjscrape.crawl.robots import RobotsMiddleware, Verdict
from jjscrape.crawl.scope import REDIRECTS, ScopedRedirect
from jjscrape.crawl.summary import MAINTAINED, Finish
from jjscrape.crawl.tls import tls_failure
from jjscrape.crawl.traps import Traps
from jjscrape.crawl.waiting import Visit
from jjscrape.items import CaptureRef, Record, Theme
from jjscrape.pages import extract
from jjscrape.pages.markup.outlinks import HTML_TYPES, XML_TYPES, Rel, outlinks
from jjscrape.pages.source import Source
from jjscrape.pages.walls import is_maintenance, wall_of
from jjscrape.settings import user_agent
from jjscrape.site import ARTICLES, LISTINGS, READ, Kind, Site, absolute, load_site, origin_of
from jjscrape.software import software

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from jjscrape.items import Item

log = logging.getLogger(__name__)

_REQUESTS_EACH = 3
"""What one lost address may cost: itself, a redirect or a second try, and one to spare."""
_PAGES = frozenset({OK, NOT_MODIFIED})
_WALKED = _PAGES | REDIRECTS
"""Answers of the archive that a crawl goes through by itself."""
_FALSE = {"", "0", "false", "no", "off"}


class SiteSpider(scrapy.Spider):
    """A crawl of one site.

    Arguments (`-a name=value`): `site`, a bundled name or a TOML file; `base_url`, where a copy stands; `only`, a
    list such as `news,files`; `max_requests`; `dry_run`, which asks for robots.txt and the start pages and prints
    what it would ask for. The settings JJSCRAPE_SITE and JJSCRAPE_BASE_URL stand in for the first two.
    """

    groups: frozenset[Group] = EVERYTHING
    """What this spider follows when nothing narrower is asked for."""
    keeps: tuple[type, ...] = ()
    """The items it yields, each record once."""

    site: Site
    plan: Plan
    agenda: Agenda
    traps: Traps
    kept_leads: KeptLeads

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.dry_run = False
        self.wants_items = True
        self.deepest = 0
        self._unreached: set[str] = set()
        self._untrusted = False
        self._yielded: set[tuple[type, str]] = set()
        self._lost: deque[Step] | None = None
        self._lost_in_vain = 0
        self._entries: dict[str, set[Entry]] = {}
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
        spider.kept_leads = KeptLeads(Cache(Path(kept), software()) if kept else None, site)
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
            self._unreached.add(origin)
            self._untrusted = self._untrusted or rules.tls
            guard.out_of_reach(origin, rules.why)
            why.append(f"{origin} ({rules.why})")
        else:
            robots.settle(Verdict.UNREACHABLE)
            log.error("the site can't be reached: %s", "; ".join(why))
            guard.stop(Finish.TLS if self._untrusted else Finish.UNREACHABLE)
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
            self._announce(step, start=start)
            yield self._request(step, start=start)

    def shuns(self, origin: str) -> bool:
        """Tell whether the crawl must not go on there: it can't be reached, or would take the place of broken TLS."""
        return origin in self._unreached or (self._untrusted and origin.startswith("http:"))

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
        batch_size = min(guard.room() // _REQUESTS_EACH, patience) if self._lost_in_vain < patience else 0
        asked = [self._lost.popleft() for _ in range(min(batch_size, len(self._lost)))]
        for step in asked:
            guard.summary.lost.append(step.url)
            # Once in any case: the answer is the evidence. Then as any other page.
            fresh = self.agenda.place(step.url) not in self._orphans and not self.agenda.look(step.url).had
            self.crawler.engine.crawl(self._request(step, lost=True, fresh=fresh))
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
            self._lost_in_vain += lost
            why = f"HTTP {status}{MAINTAINED * is_maintenance(source_of(response))}"
            guard.could_not_have(response.url, kind, why, start=start, status=status, lost=lost)
            return
        self._lost_in_vain = 0
        asked = ARCHIVED not in response.flags
        guard.answered(response.url, status, kind, start=start, asked=asked)
        guard.summary.asked_kinds[kind] += asked or self.agenda.look(response.url).had
        if not (start or lost or 200 <= status < 300):  # noqa: PLR2004
            self._note_trap(response.url, step, [], [])
        if not 200 <= status < 300:  # noqa: PLR2004
            return
        source = source_of(response)
        key = self._key_of(response)
        page = self._confirmed(response, key) or self._read(source, key)
        if asked:
            doubtful = guard.works is None and source.media_type in HTML_TYPES and wall_of(source)
            guard.looked_at(response.url, kind, wall=page.refused or bool(doubtful))
        if page.refused and not asked:
            yield self._request(step, lost=lost, fresh=True)  # it may be an error in place of a page
            return
        if self.wants_items:
            yield from self._kept(page.items or ())
        self.plan.name_projects(page.projects)
        self._note_session(page)
        if asked and CONFIRMED not in response.flags:
            yield from self._changes(response, source, page)
        leads: list[str] = []
        yield from map(self._request, self._next(response.url, kind, page, leads))
        if not (start or lost):
            self._note_trap(response.url, step, self._said(page, key, lambda: source), leads)

    def request_for(self, visit: Visit) -> scrapy.Request:
        """Ask the site, or what stands before it."""
        request = self._request(visit.step, lost=visit.lost)
        request.meta["depth"] = visit.depth
        return request

    def walk(self, waits: Visit | scrapy.Request) -> Iterable[Visit | scrapy.Request] | None:
        """Go through a page that need not be asked for; None where the site has to be, or Scrapy has to see to it.

        Yields what the page leads to. It is what the middlewares and `parse` would make of the archive's answer, but
        that need not be read again: most of what a weekly run meets are such pages.
        """
        visit, url = waits if isinstance(waits, Visit) else _visit_of(waits), _url_of(waits)
        past, guard = self.agenda.past, guard_of(self.crawler)
        known = past.of(url) if past else None
        if visit is None or known is None or known.status not in _WALKED:
            return None
        if self.wants_items or guard.stopping or origin_of(url) != self.plan.origin:
            return None
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        if robots is None or not robots.permits(url):
            return None
        if self.is_trap(url):
            return ()
        look = self.agenda.look(url)
        if look.ask and not self.dry_run:
            return None
        following = self._page_at(visit, url, had=look.had) if known.status in _PAGES else self._moved(waits, url)
        if following is not None:
            if not look.ask and not look.had:
                self.agenda.kept.add(self.agenda.place(url))
            guard.summary.had += look.had
        return following

    def _page_at(self, visit: Visit, url: str, *, had: bool) -> Iterator[Visit | scrapy.Request] | None:
        key = self._key_at(url)
        page = self.kept_leads.of(key)
        if page is None:
            source = self._source_at(url)
            if source is None or source.status != OK:
                return None
            page = self._read(source, key)
        return self._walked(visit, url, page, key, had=had)

    def _moved(self, waits: Visit | scrapy.Request, url: str) -> list[Visit | scrapy.Request] | None:
        """Where the archive says that an address leads; whatever is not plain is for Scrapy's way round."""
        key = self._key_at(url)
        told = self.kept_leads.texts(key, "moved", lambda: self._location_at(url))
        target = absolute(url, told[1]) if told else None
        if target is None or self.site.excluded(target) or self.site.fetch_url(target, self.plan.origin) == url:
            return None
        redirects = self.crawler.get_downloader_middleware(ScopedRedirect)
        if redirects is None:
            return None
        request = self.request_for(waits) if isinstance(waits, Visit) else waits
        response = Response(url, status=int(told[0]), headers={"Location": told[1]}, flags=[ARCHIVED])
        try:
            found = redirects.process_response(request, response)
        except IgnoreRequest:
            return None
        return [found] if isinstance(found, scrapy.Request) else None

    def _location_at(self, url: str) -> tuple[str, ...]:
        """The status and the target of a redirect that the archive has; nothing where it has none that is whole."""
        answer = self.agenda.past.answer(url) if self.agenda.past else None
        location = answer and archived(scrapy.Request(url), answer, ARCHIVED).headers.get("Location")
        return (str(answer.status), location.decode("utf-8", "replace")) if answer and location else ()

    def _walked(
        self, visit: Visit, url: str, page: Leads, key: bytes, *, had: bool
    ) -> Iterator[Visit | scrapy.Request]:
        guard, depth = guard_of(self.crawler), visit.depth + 1
        self.plan.meet(url)
        kind = self.site.kind(url) or visit.step.kind
        self._lost_in_vain = 0
        guard.answered(url, OK, kind, start=False, asked=False)
        guard.summary.asked_kinds[kind] += had
        if page.refused:
            yield self._request(visit.step, lost=visit.lost, fresh=True)  # it may be an error in place of a page
            return
        self.plan.name_projects(page.projects)
        leads: list[str] = []
        for step in self._next(url, kind, page, leads):
            if depth <= self.deepest:
                yield Visit(step, depth)
        if not visit.lost:
            self._note_trap(url, visit.step, self._said(page, key, lambda: self._source_at(url)), leads)

    def _key_at(self, url: str) -> bytes:
        """What the leads of the archive's answer at an address are kept under; empty where they are not."""
        records = self.agenda.past.records(url) if self.agenda.past else ()
        return self.kept_leads.key(url, records, project=self.plan.is_project(url))

    def _key_of(self, response: Response) -> bytes:
        """The same of an answer that was just archived, as the next crawl will look for it."""
        if ARCHIVED in response.flags:
            return self._key_at(response.url)
        written = response.meta.get(RECORD_META) if response.request else None
        if written is None:
            return b""
        past = self.agenda.past
        refers = CONFIRMED in response.flags and past is not None
        records = (written, *(past.records(response.url)[-1:] if refers and past else ()))
        return self.kept_leads.key(response.url, records, project=self.plan.is_project(response.url))

    def _source_at(self, url: str) -> Source | None:
        """The archive's answer at an address; None where there is none, or it is not whole."""
        answer = self.agenda.past.answer(url) if self.agenda.past else None
        return None if answer is None else source_of(archived(scrapy.Request(url), answer, ARCHIVED))

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
        self._lost_in_vain += lost
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
        self.kept_leads.close()
        if self.agenda.past:
            self.agenda.past.close()

    def _read(self, source: Source, key: bytes) -> Leads:
        """What a page holds, in full where items are asked for; else it may be kept under the key."""
        problems = guard_of(self.crawler).summary.problems
        if not self.wants_items and (kept := self.kept_leads.of(key)):
            return kept
        try:
            if self.wants_items:
                page = in_full(source, self.site, project=self.plan.is_project(source.url))
            else:
                page = leads_of(source, self.site, self.plan.is_project)
        except Exception:
            # The archive has the page, so nothing is lost: its links are still worth following.
            log.exception("%s can't be extracted", source.url)
            problems["pages.exception"] += 1
            return Leads(outlinks(source, self.site))
        if self.wants_items:  # else some pages' problems would be counted, and of most pages none
            problems.update(problem.partition(" (")[0][:120] for problem in page.problems)
        else:
            self.kept_leads.keep(key, page)
        return page

    def _confirmed(self, response: Response, key: bytes) -> Leads | None:
        """What is kept of a page that the site says is unchanged; it is kept for the new record too."""
        page = self.kept_leads.of(self._key_at(response.url)) if CONFIRMED in response.flags else None
        if page is not None and not self.wants_items:
            self.kept_leads.keep(key, page)
            return page
        return None

    def _said(self, page: Leads, key: bytes, source: Callable[[], Source | None]) -> list[str]:
        """What its records say. Where only numbers are new in a text, it may be a counter's: then the records tell."""

        def read() -> tuple[str, ...]:
            found = source()
            return in_full(found, self.site, project=self.plan.is_project(found.url)).says if found else page.says

        if not page.full and page.says and self.traps.may_repeat(page.counted, page.says):
            return list(self.kept_leads.texts(key, "says", read))
        return list(page.says)

    def is_trap(self, url: str) -> bool:
        """Whether an address is one of many that bring nothing. What the site file calls a list is none."""
        key = self.site.key(url)
        return key is not None and self._may_trap(key) and self.traps.closed(key)

    def _may_trap(self, key: str) -> bool:
        return self.site.kind_of_key(key) in ARTICLES | {Kind.PAGE}

    def _note_trap(self, url: str, step: Step, records: list[str], leads: list[str]) -> None:
        key = self.site.key(step.url)
        if key is None or not self._may_trap(key) or self.site.key(url) != key:
            return  # where it redirects to something, that is what it brings
        if said := self.traps.met(key, records, leads):
            log.warning("a trap is closed: %s", said)
            guard_of(self.crawler).summary.traps.append(said)

    def _note_session(self, page: Leads) -> None:
        told = f"{page.session}: links carry a session of the visitor's; addresses are asked for without it"
        traps = guard_of(self.crawler).summary.traps
        if page.session and told not in traps:
            log.warning("%s", told)
            traps.append(told)

    def _changes(self, response: Response, source: Source, page: Leads) -> Iterator[scrapy.Request]:
        """Note whether a page says something else than it did, and pull forward what a list tells of."""
        past = self.agenda.past
        answer = past.answer(response.url) if past else None
        place = self.agenda.place(response.url)
        changed = guard_of(self.crawler).summary.changed
        if past is None or answer is None or answer.status != response.status:
            changed.append(place)
            return
        before = archived(scrapy.Request(response.url), answer, ARCHIVED)
        if before.body == response.body:
            return
        then = source_of(before)
        if then.media_type not in HTML_TYPES | XML_TYPES:
            changed.append(place)
            return
        was, items = self._extracted(then), page.items if page.items is not None else self._extracted(source)
        if content(was) == content(items):
            return
        changed.append(place)
        name = place.partition("?")[0]
        if name not in self._entries:
            others = [other for other, _ in past if other.partition("?")[0] == name]
            self._entries[name] = {entry for other in others for entry in entries(self._extracted_at(other))}
        found = turn(entries(was), entries(items), self._entries[name])
        listed = f"what {place} says of it has changed"
        for url in (*found.told, *found.missing):
            if self.site.owns(url) and self.agenda.pull(url, listed):
                yield from self._anew(url)
        if found.moved:
            for other in self.agenda.open(name):
                yield from self._anew(self.plan.origin + other)

    def _anew(self, url: str) -> Iterator[scrapy.Request]:
        """Ask for what the archive was taken at its word for before something told of a change."""
        target = self.site.fetch_url(url, self.plan.origin)
        place = self.agenda.place(target)
        if place not in self.agenda.kept:
            return
        self.agenda.kept.discard(place)
        step = Step(target, self.site.kind(target) or Kind.PAGE, Rel.LINK, 40)
        if self.dry_run:
            self._announce(step)
        else:
            yield self._request(step, fresh=True)

    def _extracted(self, source: Source) -> list[Item]:
        try:
            return list(extract(source, self.site, project=self.plan.is_project(source.url)).items)
        except Exception:  # noqa: BLE001  (what can't be read says nothing)
            return []

    def _extracted_at(self, place: str) -> list[Item]:
        url = self.plan.origin + place
        source = self._source_at(url)
        return [] if source is None else self._extracted(source)

    def is_refused(self, response: Response) -> bool:
        """Whether an answer of the archive is no page: it is asked for anew, and not whether it was changed."""
        source = source_of(response)
        if self.site.kind(response.url) not in READ or source.media_type not in HTML_TYPES | XML_TYPES:
            return False
        key = self._key_at(response.url)
        page = self.kept_leads.of(key)
        if page is None:
            try:
                page = leads_of(source, self.site, self.plan.is_project)
            except Exception:  # noqa: BLE001  (whatever extraction stumbles over, a page is there)
                return False
            self.kept_leads.keep(key, page)
        return page.refused

    def _kept(self, items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            if isinstance(item, self.keeps) and isinstance(item, Record | Theme):
                identity = (type(item), item.id)
                if identity not in self._yielded:
                    self._yielded.add(identity)
                    yield item

    def _next(self, url: str, kind: Kind, page: Leads, leads: list[str]) -> Iterator[Step]:
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
            self._announce(following)
            if not self.dry_run or (self.agenda.past and self.agenda.past.of(following.url)):
                yield following

    def _request(self, step: Step, *, start: bool = False, lost: bool = False, fresh: bool = False) -> scrapy.Request:
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

    def _announce(self, step: Step, *, start: bool = False) -> None:
        if self.dry_run and (start or (look := self.agenda.look(step.url)).ask):
            sys.stdout.write(f"{printable.line(step.url)}\t{'a start page' if start else look.why}\n")


def _url_of(waits: Visit | scrapy.Request) -> str:
    return waits.step.url if isinstance(waits, Visit) else waits.url


def _visit_of(request: scrapy.Request) -> Visit | None:
    """The visit of a request that was redirected; None of one that is to be sent in any case, or not a page's."""
    told = request.cb_kwargs
    if request.meta.get(FRESH_META) or told.get("start") or not isinstance(step := told.get("step"), Step):
        return None
    return Visit(step, request.meta.get("depth", 0), told["lost"])


def _on_this_machine(site: Site) -> bool:
    return all(urlsplit(origin).hostname in {"127.0.0.1", "localhost", "::1"} for origin in site.addresses())


def source_of(response: Response) -> Source:
    """Return what the pages are extracted from, with the capture if the answer was archived."""
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    capture = response.meta.get(CAPTURE_META) if response.request else None
    return Source(
        url=response.url,
        body=response.body,
        captured_at=capture.captured_at if isinstance(capture, CaptureRef) else now(),
        headers=headers,
        status=response.status,
        capture=capture if isinstance(capture, CaptureRef) else None,
    )
