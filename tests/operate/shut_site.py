"""The demo site with something before it: a refusal, a form or a notice in place of pages; and the command without its
long patience."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import commands
from small_site import small

from jjscrape import cli, settings
from jjscrape.demo import DemoSite
from jjscrape.demo.response import Response, answer

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

HTML = ("Content-Type", "text/html; charset=utf-8")


def page(body: str, status: int = 200, title: str = "A site") -> Response:
    text = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return answer(status, [HTML], text.encode())


SHUT = {
    "blocked": page("<h1>Forbidden</h1>", 403),
    "password": page("<h1>Unauthorized</h1>", 401),
    "rate-limited": answer(429, [HTML, ("Retry-After", "0")], b"<h1>Slow down</h1>"),
    "errors": page("<h1>Oh</h1>", 500),
    "missing": page("<h1>Not found</h1>", 404),
    "maintenance": page(
        "<h1>Site under maintenance</h1><p>We will be back shortly.</p>", 503, "Site under maintenance"
    ),
    "maintenance with 200": page("<p>This site is currently under maintenance.</p>", 200, "Site under maintenance"),
    "moved": answer(301, [("Location", "http://127.0.0.9:9/elsewhere"), ("Content-Length", "0")]),
    "challenge": page("<p>Checking your browser before you go on.</p>", 200, "Just a moment..."),
    "login": page('<h1>Log in</h1><form><input name="name"><input type="password" name="pass"></form>'),
    "login elsewhere": answer(302, [("Location", "/user/login"), ("Content-Length", "0")]),
    "cookies": page("<p>We use cookies. To go on, please accept all cookies.</p><button>I agree</button>"),
}


class ShutSite(DemoSite):
    """`shut` is a name above, or None; after `good` answers of pages if that is a number. robots.txt is as usual."""

    def __init__(self, shut: str | None = None, good: int = 0, articles: int = 5) -> None:
        super().__init__("core", articles=articles)
        small(self)
        self.shut, self.good, self.given = shut, good, 0
        self.robots_txt: Response | None = None

    def respond(self, method: str, target: str, headers: Any = ()) -> Response:
        if unquote(target) == "/robots.txt":
            return self.robots_txt or super().respond(method, target, headers)
        self.given += 1
        if self.shut and self.given > self.good:
            return SHUT[self.shut]
        return super().respond(method, target, headers)


def run(url: str, data: Path, *words: object, site: object = "demo", **env: str) -> subprocess.CompletedProcess[str]:
    told = ("run", site, "--base-url", url, "--data", data, "--delay", 0, *words)
    return commands.call("shut_site:quickly", *told, **env)


def quickly() -> None:
    settings.JJSCRAPE_RETRY_PAUSE = 0.01
    settings.RETRY_TIMES = 1
    cli.main()


def newest(data: Path) -> dict[str, Any]:
    """The run.json of the newest crawl."""
    return json.loads(max((data / "archive").glob("*/run.json")).read_text("utf-8"))
