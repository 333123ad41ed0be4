"""A site on loopback whose answers a test writes down, and a crawl of it in a process of its own."""

from __future__ import annotations

import contextlib
import json
import tempfile
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands import PATIENCE, Begun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HTML = {"Content-Type": "text/html; charset=utf-8"}
QUICK = {"JJSCRAPE_RETRY_PAUSE": 0.05, "RETRY_TIMES": 2, "ITEM_PIPELINES": {}}


@dataclass
class Answer:
    body: bytes | str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(HTML))
    wait: float = 0.0


def page(*hrefs: str, status: int = 200) -> Answer:
    links = "".join(f'<p><a href="{href}">x</a></p>' for href in hrefs)
    return Answer(f"<!DOCTYPE html><title>t</title><body><h1>t</h1>{links}</body>", status)


def moved(to: str, status: int = 301) -> Answer:
    return Answer("", status, {"Location": to})


@dataclass
class OddSite:
    """`asked` holds (time, path with query, Host) of every request; `answer` gives what is sent back."""

    answer: Callable[[str, int], Answer | None]
    asked: list[tuple[float, str, str]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    url: str = ""
    port: int = 0

    @property
    def paths(self) -> list[str]:
        return [path for _, path, _ in self.asked]


@contextlib.contextmanager
def odd_site(answers: dict[str, Any] | Callable[[str, int], Answer | None]) -> Iterator[OddSite]:
    """Serve the answers by path; a list is given out one by one, its last again and again. What has none is 404."""

    def given(path: str, turn: int) -> Answer | None:
        found = answers.get(path) if isinstance(answers, dict) else answers(path, turn)
        if isinstance(found, list):
            found = found[min(turn, len(found) - 1)]
        return found

    site = OddSite(given)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            turn = site.paths.count(self.path)
            site.asked.append((time.monotonic(), self.path, self.headers["Host"]))
            site.agents.append(self.headers["User-Agent"])
            answer = site.answer(self.path, turn) or page(status=404)
            time.sleep(answer.wait)
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            head = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
            start = f"HTTP/1.1 {answer.status} X\r\n{head}Content-Length: {len(body)}\r\n\r\n"
            with contextlib.suppress(OSError):
                self.wfile.write(start.encode() + body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_port
    site.url = f"http://127.0.0.1:{site.port}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def site_file(
    folder: Path, origins: list[str], start: list[str] | None = None, crawl: dict[str, Any] | None = None
) -> str:
    path = folder / "odd.toml"
    lines = ['extends = "jamandjustice"', 'name = "odd"', f"origins = {json.dumps(origins)}", "family = []"]
    lines += [f"start = {json.dumps(start or ['/'])}", "try = []", "[crawl]"]
    lines += [f"{name} = {json.dumps(value)}" for name, value in (crawl or {}).items()]
    path.write_text("\n".join(lines))
    return str(path)


@dataclass
class Crawling:
    begun: Begun
    summary: Path

    @property
    def pid(self) -> int:
        return self.begun.pid

    def end(self, patience: float = PATIENCE) -> tuple[dict[str, Any], str, str]:
        """Return the summary, standard output and standard error."""
        done = self.begun.end(patience)
        assert done.returncode == 0, done.stderr
        return json.loads(self.summary.read_text()), done.stdout, done.stderr


def begin_crawl(folder: Path, site: str, **options: Any) -> Crawling:
    options = {"delay": 0, **options}
    options["settings"] = {**QUICK, **options.get("settings", {})}
    own = Path(tempfile.mkdtemp(dir=folder))
    (own / "job.json").write_text(json.dumps({"site": site, "options": options}))
    return Crawling(Begun("crawl_once:main", own / "job.json", own / "summary.json"), own / "summary.json")


def crawl(folder: Path, site: str, **options: Any) -> tuple[dict[str, Any], str, str]:
    return begin_crawl(folder, site, **options).end()
