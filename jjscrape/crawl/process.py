"""Runs one crawl in this process and says what came of it."""

from __future__ import annotations

import contextlib
import logging
import signal
import sys
import tempfile
import threading
from typing import TYPE_CHECKING, Any

from jjscrape.logs import Lines
from jjscrape.printable import printable

if TYPE_CHECKING:
    from asyncio import Task
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from types import FrameType

    from scrapy.crawler import Crawler

    from jjscrape.crawl.summary import CrawlSummary
    from jjscrape.site import Site

_ASKING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
PROGRESS_LOG = "jjscrape.crawl.progress"
LOG_NAME = "crawl.log"
QUEUE = ".queue-"
"""Begins the name of the folder, beside the WARC files, of the addresses that wait; none is left but by `kill -9`."""
_FORMAT = "%(asctime)s [%(name)s] %(levelname)s: %(message)s"


def crawl(
    site: Site,
    *,
    spider: str = "site",
    archive_dir: Path | None = None,
    crawl_id: str | None = None,
    only: str | None = None,
    max_requests: int | None = None,
    delay: float | None = None,
    dry_run: bool = False,
    contact: str | None = None,
    settings: Mapping[str, Any] | None = None,
) -> CrawlSummary:
    """Crawl the site into WARC files in `archive_dir`, or without an archive.

    Warnings go to standard error, the whole log into `crawl.log` beside the WARC files. `crawl_id` is by default the
    folder's name, or the time. `delay`, in seconds, can only slow a crawl down where robots.txt names a Crawl-delay. No
    items are read of its pages, since nobody would get them. `settings` override Scrapy's for this crawl. SIGINT,
    SIGTERM and SIGHUP end it in good order, with what is on the wire finished and the archive closed; a second one ends
    it at once.

    A dry run prints the addresses it would ask for and keeps no archive.

    Raises:
        RuntimeError: this process has crawled before; an event loop of Twisted's can't be started twice.
    """
    # Scrapy takes most of a second to import, which no other command should pay. This part of it reads the source of
    # everything that is being called, and so comes first, where that is least.
    import scrapy.core.downloader.contextfactory  # noqa: F401, PLC0415
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415
    from scrapy.settings import Settings  # noqa: PLC0415
    from scrapy.utils.reactor import is_reactor_installed  # noqa: PLC0415

    from jjscrape.crawl.guard import guard_of  # noqa: PLC0415
    from jjscrape.crawl.planning import groups  # noqa: PLC0415

    if is_reactor_installed():
        raise RuntimeError("this process has crawled already; start a new one for each crawl")
    groups(only)  # a wish that can't be had should fail before anything is set up
    values = Settings()
    values.setmodule("jjscrape.settings", priority="project")
    chosen: dict[str, Any] = {"LOG_ENABLED": False, "LOG_INSTALL_ROOT_HANDLER": False, "STATS_DUMP": False}
    chosen |= {"JJSCRAPE_ITEMS": False, "ITEM_PIPELINES": {}, "DOWNLOADER_STATS": False}
    if archive_dir is not None and not dry_run:
        archive_dir.mkdir(parents=True, exist_ok=True)
        chosen["JJSCRAPE_ARCHIVE_DIR"] = str(archive_dir)
        chosen["JJSCRAPE_ARCHIVE_PREFIX"] = f"{site.name}-{crawl_id or archive_dir.name}"
        chosen["JJSCRAPE_ARCHIVE_INFO"] = _about(site, spider, only, max_requests, delay)
    if crawl_id or archive_dir:
        chosen["JJSCRAPE_CRAWL_ID"] = crawl_id or (archive_dir.name if archive_dir else None)
    if delay is not None:
        chosen["DOWNLOAD_DELAY"] = delay
    if contact is not None:
        chosen["JJSCRAPE_CONTACT"] = contact
    values.update({**chosen, **(settings or {})}, priority="cmdline")

    kept = archive_dir if archive_dir is not None and not dry_run else None
    with _queue(kept) as queue, _logging(kept / LOG_NAME if kept else None):
        values.set("JOBDIR", queue, priority="cmdline")
        process = AsyncCrawlerProcess(values)
        # Scrapy lets its own lines be made from DEBUG on: one for each answer, which no handler here would keep.
        logging.getLogger("scrapy").setLevel(logging.NOTSET)
        crawler = process.create_crawler(spider)
        task = process.crawl(crawler, site=site, only=only, max_requests=max_requests, dry_run=dry_run)
        with _ending_in_order(lambda: _interrupt(crawler), process._stop_reactor):  # noqa: SLF001
            process.start(install_signal_handlers=False)
        if task.done() and not task.cancelled():
            _raise_why(task)
    return guard_of(crawler).summary


def _raise_why(task: Task[None]) -> None:
    """Raise what ended a crawl, if anything did."""
    try:
        task.result()
    except RuntimeError as error:
        # Scrapy closes what it never opened, and so hides why the crawl could not begin, such as a full disk.
        if isinstance(error.__context__, OSError):
            raise error.__context__ from None
        raise


def _about(
    site: Site, spider: str, only: str | None, max_requests: int | None, delay: float | None
) -> dict[str, object]:
    """What a warcinfo record tells of this crawl. A build reads `site` and `base-url`, or it could not know a copy."""
    fields = {
        "isPartOf": site.title,
        "site": site.name,
        "base-url": site.base_url,
        "spider": spider,
        "only": only,
        "max-requests": max_requests,
        "delay": delay,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _interrupt(crawler: Crawler) -> None:
    from jjscrape.crawl.guard import guard_of  # noqa: PLC0415
    from jjscrape.crawl.summary import Finish  # noqa: PLC0415

    guard_of(crawler).stop(Finish.INTERRUPTED)


@contextlib.contextmanager
def _ending_in_order(stop: Callable[[], None], kill: Callable[[], None]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the main thread's affair
        return
    import asyncio  # noqa: PLC0415

    loop = asyncio.get_event_loop_policy().get_event_loop()
    received = 0

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        nonlocal received
        received += 1
        loop.call_soon_threadsafe(stop if received == 1 else kill)

    told = [signal.SIGINT, signal.SIGTERM]
    # A terminal that is closed ends a crawl too, unless nohup said that it shall not.
    told += [number for number in _ASKING if number not in told and signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, on_signal) for number in told}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _queue(folder: Path | None) -> Iterator[str | None]:
    """Where the addresses wait that are still to be asked for: on the disk, or ten thousand links would fill memory.

    Nothing is gone on with from there; the archive says what a crawl had.
    """
    if folder is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix=QUEUE, dir=folder, ignore_cleanup_errors=True) as queue:
        yield queue


@contextlib.contextmanager
def _logging(path: Path | None) -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    handlers: list[logging.Handler] = [Talk()]
    if path is not None:
        handlers.append(CrawlLog(path, encoding="utf-8"))
        handlers[-1].setLevel(logging.INFO)
        handlers[-1].setFormatter(Lines(_FORMAT, traces=True))
    root.setLevel(min(level, logging.INFO) if level else logging.INFO)
    for handler in handlers:
        root.addHandler(handler)
    try:
        yield
    finally:
        root.setLevel(level)
        for handler in handlers:
            root.removeHandler(handler)
            with contextlib.suppress(OSError):
                handler.close()


class CrawlLog(logging.FileHandler):
    """The whole log of a crawl. Where the disk takes no more of it, the crawl says why by itself."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (logging's name)
        """Keep quiet; logging would print a traceback for each line that is lost."""


class Talk(logging.Handler):
    """Writes warnings, and where the crawl begins and ends, to what standard error is at that moment."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        # What went wrong in the code is for crawl.log, where a report of it is taken from.
        self.setFormatter(Lines(traces=False))
        self.addFilter(lambda record: record.levelno >= logging.WARNING or record.name == PROGRESS_LOG)

    def emit(self, record: logging.LogRecord) -> None:
        # Looked up each time: the progress line replaces the stream while it draws.
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(printable(self.format(record)) + "\n")
