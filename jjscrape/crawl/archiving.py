"""A Scrapy download handler that archives every exchange before anything looks at it.

Settings: `JJSCRAPE_ARCHIVE_DIR` (the folder of this crawl; without it nothing is archived),
`JJSCRAPE_ARCHIVE_PREFIX` (of file names), `JJSCRAPE_ARCHIVE_INFO` (a dict of fields for warcinfo) and
`JJSCRAPE_ARCHIVE_INDEX` (a CDXJ file: payloads it knows are stored as revisits).
Stats: `archive/records`, `archive/bytes`, `archive/revisits`, `archive/rebuilt`, `archive/truncated` and
`archive/unanswered` (exchanges without an answer, of which there is nothing to store).
"""

from __future__ import annotations

import atexit
import contextlib
import logging
from collections.abc import Callable, Iterator  # noqa: TC003  (a named tuple's fields are read at run time)
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urldefrag, urlsplit
from weakref import WeakKeyDictionary

import scrapy
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, StopDownload
from scrapy.utils.defer import deferred_from_coro

from jjscrape.archive.chunked import FramingError
from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.exchange import Exchange
from jjscrape.archive.http import head_length, measured, parse_response_head, split_interim
from jjscrape.archive.index import known_payloads
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.clock import now
from jjscrape.crawl.answers import CONFIRMS_META, RECORD_META
from jjscrape.crawl.guard import Guard
from jjscrape.crawl.page_size import TooLargeError
from jjscrape.crawl.page_source import CAPTURE_META
from jjscrape.crawl.refusal import Refused
from jjscrape.crawl.resolving import refused
from jjscrape.crawl.robots import ROBOTS_META
from jjscrape.crawl.wire import Tap, tap_pool, tapping
from jjscrape.failures import cause_of
from jjscrape.items import CaptureRef
from jjscrape.version import VERSION

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from jjscrape.archive.http import ResponseHead

MAXSIZE = "download_maxsize"
"""Scrapy's key for the largest body of a request."""

logger = logging.getLogger(__name__)


class ArchivingDownloadHandler(HTTP11DownloadHandler):
    """For `DOWNLOAD_HANDLERS`, both http and https."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._of_crawl = crawler
        self._archive = CrawlArchive.of(crawler)
        # A request that Twisted sent once more would be one that no delay, no count and no archive knows of.
        self._pool.retryAutomatically = False
        if self._archive is not None:
            with contextlib.suppress(AttributeError):  # of another Scrapy: then heads are rebuilt, and that is said
                tap_pool(self._pool)

    async def download_request(self, request: Request) -> Response:
        """Raises what Scrapy's handler raises, and ArchiveError when the archive can't be written."""
        if self._archive is None:
            return await self._asked(request)
        for name in (CAPTURE_META, RECORD_META):
            request.meta.pop(name, None)  # a redirect or a retry hands its own on
        tap, asked_at = Tap(self._archive.folder), now()
        try:
            with tapping(tap):
                response = await self._asked(request)
        except BaseException as error:
            self._archive.keep_failed(request, tap, error)
            raise
        else:
            self._archive.keep(request, tap, response, asked_at)
            return response
        finally:
            self._count_delay_from(request, tap)
            tap.close()

    def _count_delay_from(self, request: Request, tap: Tap) -> None:
        """Let the delay count from when a request was sent, and not from when a connection for it began to be made."""
        engine = self._of_crawl.engine
        slot = engine.downloader.slots.get(request.meta.get("download_slot", "")) if engine is not None else None
        if slot is not None and tap.sent_at is not None:
            slot.lastseen = max(slot.lastseen, tap.sent_at)

    async def _asked(self, request: Request) -> Response:
        if request.meta.get(ROBOTS_META):
            request.meta[MAXSIZE] = 0  # of a robots.txt the first part counts, whatever length it announces
        try:
            return await super().download_request(request)
        except Exception as error:
            if why := refused.get(urlsplit(request.url).hostname or ""):
                raise Refused(why) from error
            raise
        finally:
            request.meta.pop(MAXSIZE, None)

    async def close(self) -> None:
        try:
            await super().close()
        finally:
            if self._archive is not None:
                self._archive.release()


class CrawlArchive:
    """The one archive of a crawl, shared by the handlers of its schemes."""

    @staticmethod
    def of(crawler: Crawler) -> CrawlArchive | None:
        """The crawl's archive, opened when first asked for; None when the settings name no folder."""
        if not crawler.settings.get("JJSCRAPE_ARCHIVE_DIR"):
            return None
        archive = _archives.get(crawler)
        if archive is None:
            archive = _archives[crawler] = CrawlArchive(crawler)
        archive._users += 1
        return archive

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        index = settings.get("JJSCRAPE_ARCHIVE_INDEX")
        info = {
            "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
            "http-header-user-agent": settings.get("USER_AGENT", ""),
            **{name: str(value) for name, value in settings.getdict("JJSCRAPE_ARCHIVE_INFO").items()},
        }
        self._crawler = crawler
        self.folder = Path(settings["JJSCRAPE_ARCHIVE_DIR"])
        self._users = 0
        self._warned = False
        self._last: datetime | None = None
        self._writer = ArchiveWriter(
            self.folder,
            settings.get("JJSCRAPE_ARCHIVE_PREFIX", "crawl"),
            f"jjscrape/{VERSION} scrapy/{scrapy.__version__}",
            info,
            known=known_payloads(Path(index)) if index else None,
        )
        atexit.register(self._writer.close)  # a forced stop skips the handlers' close

    def release(self) -> None:
        """One handler less; with the last one the file gets its final name."""
        self._users -= 1
        if not self._users:
            self._writer.close()
            atexit.unregister(self._writer.close)

    def keep(self, request: Request, tap: Tap, response: Response, asked_at: datetime) -> None:
        """Write an exchange that Scrapy has a response for, and note the capture in the request's meta."""
        exchange = heard(request, tap, response)
        if exchange is None:
            self._warn(request)
            exchange = rebuilt(request, response, asked_at)
        if response.status == HTTPStatus.NOT_MODIFIED and not exchange.truncated:
            exchange = replace(exchange, confirms=request.meta.get(CONFIRMS_META))
        self._write(request, exchange)

    def keep_failed(self, request: Request, tap: Tap, error: BaseException) -> None:
        """Write what came of an exchange that failed."""
        if tap.fault is not None:
            self._stop(tap.fault)
            raise ArchiveError(f"{request.url} could not be kept, and so is not used: {tap.fault}") from error
        answer = answer_in(tap, request.method)
        if not answer.begin or tap.started_at is None:
            self._count("unanswered")
            return
        complete = answer.whole is True  # and Scrapy could not make sense of it
        self._write(request, exchange_of(request, tap, answer, None if complete else reason_for(error)))

    def _write(self, request: Request, exchange: Exchange) -> None:
        before = self._writer.records, self._writer.size
        try:
            written = self._writer.write(exchange)
        except OSError as error:
            self._stop(error)
            raise ArchiveError(f"{exchange.url} could not be archived, and so is not used: {error}") from error
        self._keep_time(exchange.captured_at)
        request.meta[CAPTURE_META] = CaptureRef(written.record_id, written.url, written.captured_at)
        if not exchange.truncated:
            request.meta[RECORD_META] = written.digest
        self._count("records", self._writer.records - before[0])
        self._count("bytes", self._writer.size - before[1])
        self._count("revisits", int(written.record_type == "revisit"))
        self._count("rebuilt", int(exchange.rebuilt))
        self._count("truncated", int(exchange.truncated is not None))

    def _keep_time(self, at: datetime) -> None:
        """Note the shortest time between two requests: the delay that was kept."""
        if self._last is not None and self._crawler.stats is not None:
            self._crawler.stats.min_value("pace/least_gap", round((at - self._last).total_seconds(), 3))
        self._last = at

    def _count(self, name: str, by: int = 1) -> None:
        if by and self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"archive/{name}", by)

    def _warn(self, request: Request) -> None:
        if not self._warned:
            self._warned = True
            logger.warning("The wire was not heard for %s: the archive holds rebuilt heads, marked so", request.url)

    def _stop(self, error: OSError) -> None:
        """A crawl whose archive can't be written is worth nothing: end it instead of trying every page."""
        if guard := self._crawler.get_extension(Guard):
            guard.summary.archive_error = str(cause_of(error))
        if self._crawler.engine is not None and self._crawler.engine.running and self._crawler.spider is not None:
            closing = deferred_from_coro(self._crawler.engine.close_spider_async(reason="archive_unwritable"))
            closing.addErrback(lambda _: None)  # it was being closed already


_archives: WeakKeyDictionary[Crawler, CrawlArchive] = WeakKeyDictionary()


def heard(request: Request, tap: Tap, response: Response) -> Exchange | None:
    """The exchange off the wire; None unless it is one whose status and body are those that Scrapy got."""
    if tap.started_at is None:
        return None
    body = _Compared(response.body)
    answer = answer_in(tap, request.method, body.take)
    stopped = "download_stopped" in response.flags
    if answer.head is None or answer.head.status != response.status or not body.is_same(or_begins=stopped):
        return None
    truncated = None if answer.whole is not False else "unspecified" if stopped else "disconnect"
    return exchange_of(request, tap, answer, truncated)


class _Compared:
    """Compares a body, as it comes in pieces, with one that is there: a large one would else be held twice."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._same = True
        self._at = 0

    def take(self, piece: bytes) -> None:
        self._same = self._same and self._body.startswith(piece[: max(0, len(self._body) - self._at)], self._at)
        self._at += len(piece)

    def is_same(self, *, or_begins: bool) -> bool:
        """Whether they are the same, or the one that is there is where the other begins."""
        return self._same and (self._at >= len(self._body) if or_begins else self._at == len(self._body))


class Heard(NamedTuple):
    """An answer off the wire: `begin` with its head and `more` that follows, up to where its framing ends it.

    `head` is None where it has none, or is not framed as it says; then `begin` and `more` are all that came. `whole` is
    that of `Message`.
    """

    interim: bytes
    begin: bytes
    more: Callable[[], Iterator[bytes]] | None
    head: ResponseHead | None
    whole: bool | None


def answer_in(tap: Tap, method: str, taken: Callable[[bytes], object] = lambda _: None) -> Heard:
    """Take apart what came in; `taken` is given the body, free of chunks, piece by piece."""
    interim, begin = split_interim(bytes(tap.received.begin))
    held = len(tap.received) == len(tap.received.begin)
    all_of_it = Heard(interim, begin, None if held else tap.received.more, None, None)
    start = head_length(begin)
    head = parse_response_head(begin[:start]) if start else None
    if start is None or head is None:
        return all_of_it
    try:
        length, whole = measured(head, method, chain((begin[start:],), tap.received.more()), taken)
    except FramingError:
        return all_of_it
    beyond = start + length - len(begin)
    more = partial(_first, tap.received.more, beyond) if beyond > 0 else None
    return Heard(interim, begin[: start + length], more, head, whole)


def _first(pieces: Callable[[], Iterator[bytes]], size: int) -> Iterator[bytes]:
    for piece in pieces():
        yield piece[:size]
        size -= len(piece)
        if size <= 0:
            return


def exchange_of(request: Request, tap: Tap, answer: Heard, truncated: str | None) -> Exchange:
    assert tap.started_at is not None  # it is set before anything can come in
    return Exchange(
        url=urldefrag(request.url)[0],
        method=request.method,
        request=bytes(tap.sent),
        response=answer.begin,
        more=answer.more,
        interim=answer.interim,
        captured_at=tap.started_at,
        ip=tap.ip,
        truncated=truncated,
    )


def rebuilt(request: Request, response: Response, asked_at: datetime) -> Exchange:
    """An exchange made of Scrapy's objects: the body is as received but for chunks, the heads are written anew."""
    parts = urlsplit(request.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    asked = [f"{request.method} {path} HTTP/1.1\r\n".encode()]
    if b"Host" not in request.headers:
        asked.append(f"Host: {parts.netloc.rpartition('@')[2]}\r\n".encode())
    try:
        reason = HTTPStatus(response.status).phrase
    except ValueError:
        reason = ""
    answered = [f"HTTP/1.1 {response.status} {reason}\r\n".encode()]
    lines = [(name, value) for name, values in response.headers.items() for value in values]
    own_length = request.method != "HEAD" and response.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
    dropped = (b"transfer-encoding", b"content-length") if own_length else (b"transfer-encoding",)
    answered += [name + b": " + value + b"\r\n" for name, value in lines if name.lower() not in dropped]
    if own_length:
        answered.append(b"Content-Length: %d\r\n" % len(response.body))
    return Exchange(
        url=urldefrag(request.url)[0],
        method=request.method,
        request=b"".join([*asked, *_lines(request), b"\r\n", request.body]),
        response=b"".join([*answered, b"\r\n", response.body]),
        captured_at=asked_at,
        ip=str(response.ip_address) if response.ip_address else None,
        # Of a status that no status line can have, a reader is told that something is wrong.
        truncated="disconnect" if "dataloss" in response.flags else None if response.status > 99 else "unspecified",  # noqa: PLR2004
        rebuilt=True,
    )


def _lines(request: Request) -> list[bytes]:
    return [name + b": " + value + b"\r\n" for name, values in request.headers.items() for value in values]


def reason_for(error: BaseException) -> str:
    """Why a record is truncated, in the words of ISO 28500."""
    if isinstance(error, DownloadTimeoutError):
        return "time"
    if isinstance(error, DownloadCancelledError | TooLargeError):
        return "length"  # Scrapy cancels a download itself only for its size
    if isinstance(error, StopDownload) or not isinstance(error, Exception):
        return "unspecified"
    return "disconnect"
