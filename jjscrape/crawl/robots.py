"""robots.txt as RFC 9309 has it: what can't be had forbids, what isn't there allows."""

from __future__ import annotations

import asyncio
import logging
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy import Request, signals
from scrapy.exceptions import StopDownload
from scrapy.http.request import NO_CALLBACK

from jjscrape.archive.errors import ArchiveError
from jjscrape.crawl.guard import guard_of
from jjscrape.crawl.page_source import source_of
from jjscrape.crawl.refusal import Refused
from jjscrape.crawl.summary import MAINTAINED, Finish
from jjscrape.crawl.tls import handshake_failure
from jjscrape.pages.walls import is_maintenance
from jjscrape.reach import names_near
from jjscrape.robots_groups import PARSE_LIMIT, read_robots
from jjscrape.site import absolute, host_of, origin_of

if TYPE_CHECKING:
    from protego import Protego
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from jjscrape.site import Site

log = logging.getLogger(__name__)

MAX_REDIRECTS = 5
ROBOTS_META = "jjscrape_robots"
"""In a request's meta: it asks for a robots.txt, so neither scope nor robots.txt bear on it."""


class Verdict(StrEnum):
    """What a robots.txt says about crawling at all."""

    ALLOWED = "allowed"
    DISALLOWED = "disallowed"
    UNREACHABLE = "unreachable"
    SERVER_ERROR = "server-error"
    ELSEWHERE = "elsewhere"
    """It is where this crawl does not go."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one origin. `delay` is its Crawl-delay in seconds, as capped; `why` names what went wrong.

    `tls` says that it was TLS that went wrong: the origin is there, but can't be trusted.
    """

    verdict: Verdict
    parser: Protego | None = None
    delay: float | None = None
    why: str = ""
    tls: bool = False

    def permit(self, url: str, agent: str) -> bool:
        if self.verdict is not Verdict.ALLOWED:
            return False
        return self.parser is None or self.parser.can_fetch(url, agent)


class RobotsMiddleware:
    """Asks each origin for its robots.txt once, before anything else, and holds the crawl to it.

    `site` says which hosts a robots.txt may redirect to; without one it is the origin's own alone.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._max_delay = crawler.settings.getfloat("JJSCRAPE_MAX_CRAWL_DELAY")
        self.tries: int = crawler.settings.getint("RETRY_TIMES")
        self.site: Site | None = None
        self._asked: dict[str, asyncio.Future[Rules]] = {}
        self._received: WeakKeyDictionary[Request, int] = WeakKeyDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.bytes_received, signal=signals.bytes_received)
        return middleware

    def bytes_received(self, data: bytes, request: Request) -> None:
        """Take no more of a robots.txt than counts: one that is larger is there all the same (RFC 9309, 2.5)."""
        if request.meta.get(ROBOTS_META):
            self._received[request] = self._received.get(request, 0) + len(data)
            if self._received[request] > PARSE_LIMIT:
                raise StopDownload(fail=False)

    async def process_request(self, request: Request) -> None:
        if request.meta.get(ROBOTS_META):
            return
        rules = await self.rules_of(request.url)
        if rules.tls:
            guard_of(self.crawler).out_of_reach(request.url, rules.why)
            guard_of(self.crawler).stop(Finish.TLS)
            raise Refused(f"{request.url}: {rules.why}")
        if not rules.permit(request.url, self.agent):
            self.crawler.stats.inc_value("robots/forbidden")
            raise Refused(f"robots.txt forbids {request.url}")

    def permits(self, url: str) -> bool:
        """Whether the rules of the address's origin are known, and permit it."""
        asked = self._asked.get(origin_of(url))
        return asked is not None and asked.done() and not asked.exception() and asked.result().permit(url, self.agent)

    async def rules_of(self, url: str) -> Rules:
        """Return the rules of the address's origin, asking for them the first time."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._asked:
            self._asked[origin] = asyncio.ensure_future(self._ask(origin))
        return await self._asked[origin]

    def settle(self, verdict: Verdict) -> None:
        """Record what the crawl was told about the origin it keeps to."""
        self.crawler.stats.set_value("robots/verdict", str(verdict))

    async def _ask(self, origin: str) -> Rules:
        url = f"{origin}/robots.txt"
        for _ in range(MAX_REDIRECTS + 1):
            meta = {ROBOTS_META: True, "dont_redirect": True, "max_retry_times": self.tries}
            request = Request(url, callback=NO_CALLBACK, priority=1000, meta=meta)
            try:
                response = await self.crawler.engine.download_async(request)
            except ArchiveError:
                raise
            except Exception as error:  # noqa: BLE001  (whatever kept it from us, it can't be had)
                log.info("%s can't be had: %s: %s", url, type(error).__name__, error)
                broken = handshake_failure(error) if url.startswith("https:") else None
                why = broken or f"{type(error).__name__}: {error}".strip(": ")
                return Rules(Verdict.UNREACHABLE, why=why, tls=broken is not None)
            self.crawler.stats.inc_value(f"robots/status/{response.status}")
            location = _location(response)
            if location is None:
                return self._read(origin, response)
            target = absolute(response.url, location)
            if target is None or not self._follows(origin, target):
                why = f"it redirects to {location[:200]!r}, which is not followed: that is no address of the site's own"
                return Rules(Verdict.ELSEWHERE, why=why)
            url = target
        return Rules(Verdict.ALLOWED, why=f"more than {MAX_REDIRECTS} redirects")

    def _follows(self, origin: str, target: str) -> bool:
        """Whether a redirect may lead there: another service on its network is none of ours to ask."""
        host = host_of(target)
        if host == host_of(origin):
            return True
        if self.site is None or self.site.base_url or not self.site.knows(target):
            return False
        return self.site.owns(target) or not names_near(host.rpartition(":")[0] if host.count(":") == 1 else host)

    def _read(self, origin: str, response: Response) -> Rules:
        status = response.status
        if status == 429 or not 200 <= status < 500:  # noqa: PLR2004
            if 300 <= status < 400:  # noqa: PLR2004  (a redirect to nowhere: there is no robots.txt)
                return Rules(Verdict.ALLOWED, why=f"HTTP {status}")
            log.warning("robots.txt answers %s: nothing may be fetched until it can be had", status)
            return Rules(Verdict.SERVER_ERROR, why=f"HTTP {status}{MAINTAINED * _is_maintenance(response)}")
        if status >= 400:  # noqa: PLR2004
            return Rules(Verdict.ALLOWED, why=f"HTTP {status}")
        read = read_robots(response.body, self.agent)
        for note in read.notes:
            log.warning("%s: %s", response.url, note)
            guard_of(self.crawler).summary.robots_notes.append(f"{response.url}: {note}")
        delay = self._delay(read.rules)
        if delay is not None:
            self._slow_down(origin, delay)
        return Rules(Verdict.ALLOWED, read.rules, delay)

    def _delay(self, parser: Protego) -> float | None:
        asked = parser.crawl_delay(self.agent)
        if asked is None or math.isnan(asked) or asked < 0:
            return None
        if asked > self._max_delay:
            log.warning("Crawl-delay of %g s is cut to %g s (JJSCRAPE_MAX_CRAWL_DELAY)", asked, self._max_delay)
        return min(asked, self._max_delay)

    def _slow_down(self, origin: str, delay: float) -> None:
        crawler = self.crawler
        delay = max(delay, crawler.settings.getfloat("DOWNLOAD_DELAY"))
        crawler.stats.set_value("robots/crawl_delay", delay)
        host, downloader = urlsplit(origin).hostname or "", crawler.engine.downloader
        # Kept in the settings of the slot too: Scrapy forgets a slot that has been idle for a minute.
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": delay, "jitter": 0.0}
        if slot := downloader.slots.get(host):
            slot.delay, slot.concurrency, slot.jitter = delay, 1, 0.0


def _is_maintenance(response: Response) -> bool:
    return is_maintenance(source_of(response))


def _location(response: Response) -> str | None:
    location = response.headers.get("Location")
    if response.status not in {301, 302, 303, 307, 308} or not location:
        return None
    return location.decode("latin-1")
