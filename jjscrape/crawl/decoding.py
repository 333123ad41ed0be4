"""Takes the content codings off answers as a build does, and no further than each kind of answer is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

from jjscrape.archive.coding import decoded, held, is_known, names_of
from jjscrape.archive.errors import BodyError, SwelledError
from jjscrape.crawl.page_size import TooLargeError, largest
from jjscrape.crawl.robots import ROBOTS_META
from jjscrape.robots_groups import PARSE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Request, Spider

_FED: Final = 64 * 1024


class Decoding(HttpCompressionMiddleware):
    """In place of Scrapy's, which takes one bound for all and holds several copies."""

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Response:  # noqa: ARG002  (Scrapy's signature)
        """Give the answer without its codings; where one is unknown, as it came.

        Raises:
            TooLargeError: it is larger than anything of its kind is read.
            BodyError: it is damaged.
        """
        codings = [value.decode("latin-1") for value in response.headers.getlist("Content-Encoding")]
        if request.method == "HEAD" or not codings or not all(map(is_known, names_of(codings))):
            return response
        body = _begin(response, codings) if request.meta.get(ROBOTS_META) else _whole(response, codings)
        cls = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
        # The charset is looked for anew, since it may stand in the page.
        plain = response.replace(cls=cls, body=body, **({"encoding": None} if issubclass(cls, TextResponse) else {}))
        del plain.headers["Content-Encoding"]
        return plain


def _whole(response: Response, codings: list[str]) -> bytes:
    bound = largest((response.headers.get("Content-Type") or b"").decode("latin-1"))
    try:
        return held(decoded(_pieces(response.body), codings, torn_ok=True, largest=bound))
    except SwelledError as error:
        raise TooLargeError(swelled=True) from error


def _begin(response: Response, codings: list[str]) -> bytes:
    """Decode as much of a robots.txt as counts, and no more: one that swells is there all the same."""
    begun: list[bytes] = []
    size = 0
    try:
        for piece in decoded(_pieces(response.body), codings, torn_ok=True):
            begun.append(piece[: PARSE_LIMIT + 1 - size])
            size += len(piece)
            if size > PARSE_LIMIT:
                break
    except BodyError:
        if not begun:
            raise
    return b"".join(begun)


def _pieces(body: bytes) -> Iterator[bytes]:
    return (body[at : at + _FED] for at in range(0, len(body), _FED))
