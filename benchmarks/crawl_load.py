"""Serves the demonstration site for a measurement: each answer is made once, and pages are as long as is asked for.

    python benchmarks/crawl_load.py ARTICLES PAGE_BYTES identity|gzip

Prints its address; then, for every line it reads, how many requests it has answered since the line before.
"""

from __future__ import annotations

import gzip
import sys
from typing import TYPE_CHECKING

from jjscrape.demo import DemoSite
from jjscrape.demo.response import Response
from jjscrape.demo.server import Server, running

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BLOCK = (
    '<div class="block block-views"><h2>On this site</h2><p>A page of a real site carries blocks, menus and scripts '
    'around its words, and the <a href="/our-projects">projects</a> stand beside <em>news</em> and <strong>dates'
    '</strong>.</p><ul><li class="leaf"><a href="/news">All the news</a></li><li class="leaf"><a href="/blog">All posts'
    "</a></li></ul><p>What is said here is the same on each page, as the foot of a page is; a crawler reads it every "
    "time, and an archive keeps it.</p></div>\n"
)


class Load(DemoSite):
    """The demonstration site with its answers kept, and its pages filled up to a length."""

    def __init__(self, articles: int, page_bytes: int, *, packed: bool) -> None:
        super().__init__(articles=articles)
        self._page_bytes = page_bytes
        self._packed = packed
        self._kept: dict[tuple[str, str, bool], Response] = {}

    def respond(
        self, method: str, target: str, headers: Mapping[str, str] | Iterable[tuple[str, str]] = ()
    ) -> Response:
        pairs = headers.items() if hasattr(headers, "items") else headers
        sent = {name.lower(): value for name, value in pairs}
        packed = "gzip" in sent.pop("accept-encoding", "") and self._packed
        if "if-none-match" in sent:
            return super().respond(method, target, sent)
        key = (method, target, packed)
        if key not in self._kept:
            self._kept[key] = self._made(super().respond(method, target, sent), packed=packed)
        return self._kept[key]

    def _made(self, plain: Response, *, packed: bool) -> Response:
        if not (plain.header("Content-Type") or "").startswith("text/html") or not plain.body:
            return plain
        blocks = BLOCK.encode() * max(0, -(-(self._page_bytes - len(plain.body)) // len(BLOCK)))
        body = plain.body.replace(b"</body>", blocks + b"</body>")
        if not packed:
            return Response(plain.status, plain.reason, plain.headers, body)
        headers = [*plain.headers, ("Content-Encoding", "gzip")]
        return Response(plain.status, plain.reason, headers, gzip.compress(body, 6, mtime=0))


def main() -> None:
    articles, page_bytes, coding = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    server = Server(Load(articles, page_bytes, packed=coding == "gzip"), 0)
    with running(server) as serving:
        print(serving.url, flush=True)
        for _ in sys.stdin:
            print(len(serving.requests), flush=True)
            serving.requests.clear()


if __name__ == "__main__":
    main()
