"""Of an answer that says it is a page no more is taken in than of any page is ever read.

Files may be larger (DOWNLOAD_MAXSIZE). What came of a page until then is archived and marked; it is read by nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.exceptions import StopDownload

from jjscrape.archive.coding import LARGEST_HELD
from jjscrape.archive.field_values import media_type
from jjscrape.pages.markup.outlinks import HTML_TYPES, XML_TYPES
from jjscrape.pages.source import LARGEST_PAGE

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http.headers import Headers


READ: Final = HTML_TYPES | XML_TYPES | {"text/css", ""}
"""Types of what a crawl reads; an answer without one may be a page. Of anything else only the bytes are compared."""


def largest(content_type: str) -> int:
    """Bytes, free of codings, beyond which an answer of this type is not looked at."""
    return LARGEST_PAGE if (media_type(content_type) or "") in READ else LARGEST_HELD


class TooLargeError(StopDownload):
    """A page without an end, or one larger than any is read, be it that it only swells to that."""

    def __init__(self, *, swelled: bool = False) -> None:
        super().__init__(fail=True)
        self._swelled = swelled

    def __str__(self) -> str:
        if self._swelled:
            return "decoded, it is larger than anything of its kind is read; it is archived as it came, and not read"
        return f"over {LARGEST_PAGE} bytes of a page; what came until then is archived, and not read"


class PageSize:
    """A Scrapy extension; it counts bytes as they are sent, so that codings have a bound of their own."""

    def __init__(self) -> None:
        self._received: WeakKeyDictionary[Request, int] = WeakKeyDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PageSize:
        extension = cls()
        crawler.signals.connect(extension.headers_received, signal=signals.headers_received)
        crawler.signals.connect(extension.bytes_received, signal=signals.bytes_received)
        return extension

    def headers_received(self, headers: Headers, request: Request) -> None:
        if media_type((headers.get("Content-Type") or b"").decode("latin-1")) in HTML_TYPES:
            self._received[request] = 0

    def bytes_received(self, data: bytes, request: Request) -> None:
        if request in self._received:
            self._received[request] += len(data)
            if self._received[request] > LARGEST_PAGE:
                raise TooLargeError
