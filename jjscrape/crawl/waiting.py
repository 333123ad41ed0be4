"""The addresses that wait to be asked for, on the disk, and which were met already, as briefly as that can be kept.

Scrapy's own queue looks through all of a spider's members twice for each request that it puts away, and its filter
serialises each for a fingerprint that it writes to a file: the half of what a download costs. Requests here have the
same two callbacks, and addresses that the plan has written in one way.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from queuelib.queue import FifoDiskQueue
from scrapy import Request
from scrapy.dupefilters import BaseDupeFilter
from w3lib.url import canonicalize_url

from jjscrape.crawl.met import Met

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler

_KEPT = ("url", "method", "body", "meta", "priority", "dont_filter", "flags", "cb_kwargs")


class WaitingRequests:
    """For SCHEDULER_DISK_QUEUE: the requests of one priority, first in, first out."""

    def __init__(self, crawler: Crawler, key: str) -> None:
        self._queue = FifoDiskQueue(key)
        self._spider: Any = crawler.spider

    @classmethod
    def from_crawler(cls, crawler: Crawler, key: str, *_: Any, **__: Any) -> Self:
        return cls(crawler, key)

    def push(self, request: Request) -> None:
        """Put a request away.

        Raises:
            ValueError: it has other callbacks than those of the spider; Scrapy then keeps it in memory.
        """
        ours = self._spider.parse, getattr(self._spider, "failed", None)
        if (request.callback, request.errback) != ours:
            raise ValueError(f"{request} doesn't come back to the spider's parse and failed")
        kept = {name: getattr(request, name) for name in _KEPT}
        try:
            self._queue.push(pickle.dumps((kept, dict(request.headers)), pickle.HIGHEST_PROTOCOL))
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise ValueError(f"{request} can't be written: {error}") from error

    def pop(self) -> Request | None:
        data = self._queue.pop()
        return self._request(data) if data else None

    def peek(self) -> Request | None:
        data = self._queue.peek()
        return self._request(data) if data else None

    def close(self) -> None:
        self._queue.close()

    def __len__(self) -> int:
        return len(self._queue)

    def _request(self, data: bytes) -> Request:
        kept, headers = pickle.loads(data)  # noqa: S301  (this process wrote it, into a folder of its own)
        return Request(callback=self._spider.parse, errback=self._spider.failed, headers=headers, **kept)


class MetAlready(BaseDupeFilter):
    """For DUPEFILTER_CLASS: a few bytes for each address, where Scrapy has forty and a file."""

    def __init__(self) -> None:
        self._met = Met()

    def request_seen(self, request: Request) -> bool:
        # Only the order of a query's parameters can differ between two addresses that the plan takes for one.
        url = canonicalize_url(request.url) if "?" in request.url else request.url
        return not self._met.add(f"{request.method} {url}")

    def log(self, request: Request, spider: Spider) -> None:  # noqa: ARG002  (Scrapy's signature)
        """Count it; a redirect to a page that was there before needs no line."""
        if spider.crawler.stats:
            spider.crawler.stats.inc_value("dupefilter/filtered")
