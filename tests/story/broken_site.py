"""The demo site with pages that can't be had, and the real command without its long patience.

And without its drawings, which take as long as the crawl and of which no test here says anything.
"""

from __future__ import annotations

import gzip
import json
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import commands

from jjscrape import settings
from jjscrape.cli import main
from jjscrape.demo import DemoSite
from jjscrape.demo.response import Response, answer
from jjscrape.demo.server import Server, running
from jjscrape.release.report import chart

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

SPOILT = gzip.compress(b"<title>t</title><h1>t</h1>", mtime=0)[:10] + b"\xff" * 40
ANSWERS = {
    "refuses": answer(503, [("Retry-After", "0"), ("Content-Type", "text/html")], b"<h1>Busy</h1>"),
    "breaks": answer(500, [("Content-Type", "text/html")], b"<h1>Error</h1>"),
    "spoilt": answer(200, [("Content-Encoding", "gzip"), ("Content-Type", "text/html")], SPOILT),
}
LONG = "long line"
UNDRAWN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


class BrokenSite(DemoSite):
    """`broken` says by path how its answer is broken; `asked` holds the path of every request.

    Beside the answers above, `long line` is the page itself with a header that Scrapy takes for an attack.
    """

    def __init__(self, articles: int = 8) -> None:
        super().__init__("zurb", articles=articles)
        self.broken: dict[str, str] = {}
        self.asked: list[str] = []

    def respond(self, method: str, target: str, headers: Any = ()) -> Response:
        path = unquote(target)
        self.asked.append(path)
        found = ANSWERS.get(self.broken.get(path, "")) or super().respond(method, target, headers)
        if self.broken.get(path) == LONG:
            return Response(found.status, found.reason, [*found.headers, ("X-Tags", "node:1 " * 3000)], found.body)
        return found


def run(url: str, data: Path, *words: object, site: object = "demo") -> subprocess.CompletedProcess[str]:
    return quickly("run", site, "--base-url", url, "--data", data, "--delay", 0, "--full", *words)


def quickly(*words: object) -> subprocess.CompletedProcess[str]:
    return commands.call("broken_site:impatient", *words)


def impatient() -> None:
    chart.svg_of = lambda _: UNDRAWN
    settings.JJSCRAPE_RETRY_PAUSE = 0.01
    settings.RETRY_TIMES = 1
    main()


@contextmanager
def crawled_once(make: Callable[[], DemoSite], data: Path) -> Iterator[Callable[[Path], tuple[Any, str]]]:
    """Crawl a site once for many tests.

    Each call puts a copy of the data into a folder and gives the site as it was crawled, with its address.
    """
    server = Server(make(), 0)
    with running(server) as serving:
        done = run(serving.url, data)
        assert done.returncode == 0, done.stderr

        def as_crawled(folder: Path) -> tuple[Any, str]:
            server.site = make()
            shutil.copytree(data, folder, symlinks=True, dirs_exist_ok=True)
            return server.site, serving.url

        yield as_crawled


def newest(data: Path) -> dict[str, Any]:
    """The run.json of the newest crawl."""
    return json.loads(max((data / "archive").glob("*/run.json")).read_text("utf-8"))


def quality(data: Path) -> dict[str, Any]:
    return json.loads((data / "datasets" / "latest" / "quality.json").read_text("utf-8"))
