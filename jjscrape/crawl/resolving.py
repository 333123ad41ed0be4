"""Looks at what a name stands for before the crawl connects to it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from jjscrape.reach import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twisted.internet.defer import Deferred

refused: dict[str, str] = {}
"""Why names were refused: Twisted tells whoever asks only that there was no answer."""


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, for names that do not stand for a near address; those of proxies are the operator's."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802  (Twisted's name)
        return super().getHostByName(name, timeout).addCallback(_looked_at, name)


def _looked_at(address: str, name: str) -> str:
    why = None if name in _proxies() else refusal(name, [address])
    if why is not None:
        refused[name] = why
        raise DNSLookupError(why)
    return address


def _proxies() -> set[str | None]:
    return {urlsplit(url).hostname for url in getproxies().values()}
