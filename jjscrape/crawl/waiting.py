"""The addresses that wait to be asked for, as briefly as they can be written, and which were met already.

Scrapy's own queue looks through all of a spider's members twice for each request that it puts away, and its filter
serialises each for a fingerprint that it writes to a file: the half of what a download costs. Requests here have the
same two callbacks, and addresses that the plan has written in one way; of most a few words tell all there is to tell.
"""

from __future__ import annotations

import marshal
import pickle
from typing import Any, Final, NamedTuple

from scrapy import Request
from w3lib.url import canonicalize_url

from jjscrape.crawl.met import Met
from jjscrape.crawl.planning import Step
from jjscrape.pages.markup.outlinks import Rel
from jjscrape.site import Kind

_KEPT: Final = ("url", "method", "body", "meta", "priority", "dont_filter", "flags", "cb_kwargs")
_BRIEF: Final = frozenset({"depth", "max_retry_times"})
"""What a request's meta may hold that follows from its visit."""
_VISIT, _REQUEST = b"v", b"r"
_KINDS: Final = {str(kind): kind for kind in Kind}
_RELS: Final = {str(rel): rel for rel in Rel}


class Visit(NamedTuple):
    """A step that waits: `depth` links from where the crawl began. Nothing led to what is `lost`."""

    step: Step
    depth: int = 0
    lost: bool = False


def packed(waits: Visit | Request, spider: Any) -> bytes:
    """What waits, as bytes.

    Raises:
        ValueError: a request has other callbacks than those of the spider, or holds what can't be written.
    """
    if isinstance(waits, Visit):
        step = waits.step
        return _VISIT + marshal.dumps((step.url, str(step.kind), str(step.rel), step.priority, waits.depth, waits.lost))
    ours = spider.parse, getattr(spider, "failed", None)
    if (waits.callback, waits.errback) != ours:
        raise ValueError(f"{waits} doesn't come back to the spider's parse and failed")
    kept = {name: getattr(waits, name) for name in _KEPT}
    try:
        return _REQUEST + pickle.dumps((kept, dict(waits.headers)), pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise ValueError(f"{waits} can't be written: {error}") from error


def unpacked(data: bytes, spider: Any) -> Visit | Request:
    """What `packed` wrote, in this process and into a folder of its own."""
    if data[:1] == _VISIT:
        url, kind, rel, priority, depth, lost = marshal.loads(data[1:])  # noqa: S302
        return Visit(Step(url, _KINDS[kind], _RELS[rel], priority), depth, lost)
    kept, headers = pickle.loads(data[1:])  # noqa: S301
    return Request(callback=spider.parse, errback=spider.failed, headers=headers, **kept)


def visit_of(request: Request, spider: Any) -> Visit | None:
    """The visit that the spider made a request for; None where the request has more to say than that."""
    told = request.cb_kwargs
    step = told.get("step")
    plain = not (request.dont_filter or request.headers or request.flags or request.body or request.cookies)
    if step is None or not plain or request.method != "GET" or not request.meta.keys() <= _BRIEF:
        return None
    ours = request.url == step.url and request.callback == spider.parse and request.errback == spider.failed
    return Visit(step, request.meta.get("depth", 0), told["lost"]) if ours and not told["start"] else None


class MetAlready:
    """The addresses that waited once: a few bytes for each, where Scrapy's filter has forty and a file."""

    def __init__(self) -> None:
        self._met = Met()

    def is_new(self, url: str, method: str = "GET") -> bool:
        """Note an address, and tell whether it is new."""
        # Only the order of a query's parameters can differ between two addresses that the plan takes for one.
        return self._met.add(f"{method} {canonicalize_url(url) if '?' in url else url}")
