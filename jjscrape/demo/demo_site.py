"""The demo site: answers requests from its tables, and changes on command."""

from __future__ import annotations

import gzip
import re
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from jjscrape.demo import answer_key, generated_files, robots_txt, routes
from jjscrape.demo.core import CoreMarkup
from jjscrape.demo.editing import Editing
from jjscrape.demo.response import Response, answer
from jjscrape.demo.static import http_date, static
from jjscrape.demo.store import FILES, Store
from jjscrape.demo.view import View
from jjscrape.demo.zurb import ZurbMarkup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from jjscrape.demo.markup import Markup

MEDIA_TYPES = {
    "css": "text/css",
    "js": "application/javascript",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "ico": "image/vnd.microsoft.icon",
}
STYLE_SHEETS = frozenset({f"{FILES}css/css_foundation.css", "/themes/bartik/css/style.css"})
ASSET_FOLDERS = ("/misc/", "/modules/", "/themes/", "/sites/all/", f"{FILES}css/")


AUTHORITY = re.compile(r"[\w.-]+(:\d+)?", re.ASCII)


def address(target: str, host: str) -> SplitResult | None:
    """Split a request's target, a path or as a proxy gets it a whole URL; None where it is neither."""
    if not target.startswith(("/", "http://", "https://")):
        return None
    try:
        parts = urlsplit(f"http://{host}{target}" if target.startswith("/") else target)
    except ValueError:
        return None
    return parts if AUTHORITY.fullmatch(parts.netloc) and target.isprintable() else None


class DemoSite(Editing):
    """A small Drupal-7-shaped site that answers requests without any network.

    `style` is `zurb` or `core`. `articles` is the number of news items, blog posts and events: fewer than are bundled
    keeps the newest, more adds invented older ones. With `churn`, two renders of one page differ where Drupal's do
    (tokens, cache busters): a page is rendered once and then comes from the cache, until a change or `clear_cache`
    empties that. Every method may be called while a server is serving the site; a
    change moves the site's own clock on by an hour and shows at once. Times are Europe/London where no zone is given.
    """

    def __init__(
        self,
        style: str = "zurb",
        articles: int | None = None,
        churn: bool = True,
        crawl_delay: float | None = None,
    ) -> None:
        super().__init__(Store(articles))
        self.churn = churn
        self.crawl_delay = crawl_delay
        self._cached: dict[str, datetime] = {}
        self._outage = False
        self._robots: robots_txt.RobotsMode = "normal"
        self._markup = self._markup_of(style)

    def _markup_of(self, style: str) -> Markup:
        text = self.store.content
        if style == "core":
            return CoreMarkup(text.name, text.slogan)
        if style == "zurb":
            return ZurbMarkup(text.umbrella, text.name, text.slogan)
        raise ValueError(f"no markup style {style!r}: there are 'core' and 'zurb'")

    @property
    def style(self) -> str:
        return self._markup.name

    # Answers

    def respond(
        self, method: str, target: str, headers: Mapping[str, str] | Iterable[tuple[str, str]] = ()
    ) -> Response:
        """Answer one request. `target` is the request line's: a path with its query, or a whole URL as a proxy gets it.

        The host for absolute links is the URL's, else the Host header's.
        """
        pairs = headers.items() if hasattr(headers, "items") else headers
        sent = {name.lower(): value for name, value in pairs}
        with self._lock:
            full = self._answer(method, target, sent)
        if method == "HEAD":
            return Response(full.status, full.reason, full.headers, b"")
        return full

    def _answer(self, method: str, target: str, sent: dict[str, str]) -> Response:
        common = [("Date", http_date(self.store.now)), ("Server", "Apache")]
        if method not in ("GET", "HEAD"):
            return answer(405, [*common, ("Allow", "GET, HEAD"), ("Content-Length", "0")])
        parts = address(target, sent.get("host", "localhost"))
        if parts is None:
            return answer(400, [*common, ("Content-Length", "0")])
        path = unquote(parts.path) or "/"
        if self._outage:
            body = b"<!DOCTYPE html><title>Site under maintenance</title><h1>Site under maintenance</h1>"
            return answer(503, [*common, ("Content-Type", routes.HTML)], body)
        if path == "/robots.txt":
            if self._robots == "error":
                return answer(500, [*common, ("Content-Type", "text/plain"), ("Content-Length", "0")])
            text = robots_txt.robots_txt(self._robots, self.crawl_delay)
            return static(common, text.encode(), "text/plain", sent)
        data = self._file(path)
        if data is not None:
            media_type = MEDIA_TYPES.get(path.rpartition(".")[2], "application/octet-stream")
            return static(common, data, media_type, sent)
        local = parts.path + (f"?{parts.query}" if parts.query else "")
        return self._page(common, f"http://{parts.netloc}", path, local, sent)

    def _file(self, path: str) -> bytes | None:
        if path in STYLE_SHEETS:
            return resources.files("jjscrape.demo").joinpath("style.css").read_bytes()
        if path.startswith(ASSET_FOLDERS) and path.endswith((".css", ".js")):
            return f"/* {path} */\n".encode()
        if path.startswith(ASSET_FOLDERS) and path.endswith((".png", ".ico")):
            return generated_files.png(path, 16, 16)
        make = self.store.files().get(path) if path.startswith(FILES) else None
        return make() if make else None

    def _page(self, common: list[tuple[str, str]], base: str, path: str, target: str, sent: dict[str, str]) -> Response:
        packed = "gzip" in sent.get("accept-encoding", "")
        etag = f'"{int(self.store.changed.timestamp())}-{int(packed)}"'
        modified = http_date(self.store.changed)
        cached = self.churn and self._cached.get(target) == self.store.changed
        headers = [
            *common,
            ("X-Content-Type-Options", "nosniff"),
            ("X-Drupal-Cache", "HIT" if cached else "MISS"),
            ("Expires", "Sun, 19 Nov 1978 05:00:00 GMT"),
        ]
        fresh = (sent.get("if-none-match"), sent.get("if-modified-since")) == (etag, modified)
        query = dict(parse_qsl(urlsplit(target).query, keep_blank_values=True))
        salt = f"{self.store.changed.timestamp():.0f}" if self.churn else ""
        view = View(self.store, base, path, target, salt)
        page = routes.find(view, self._markup, query)
        self._cached[target] = self.store.changed
        if page.location is not None:
            moved = [*headers, ("Cache-Control", "no-cache, must-revalidate"), ("Location", base + page.location)]
            moved += [("X-Redirect-ID", page.redirect_id)] if page.redirect_id else []
            return answer(page.status, [*moved, ("Content-Length", "0"), ("Content-Type", routes.HTML)])
        age = 3600 if self.style == "zurb" else 0
        headers += [
            ("Cache-Control", f"public, max-age={age}"),
            ("Content-Language", "en"),
            ("X-Frame-Options", "SAMEORIGIN"),
        ]
        if page.media_type == routes.HTML:
            headers.append(("X-Generator", "Drupal 7 (http://drupal.org)"))
        if page.links:
            headers.append(("Link", page.links))
        headers += [("Etag", etag), ("Last-Modified", modified), ("Vary", "Cookie,Accept-Encoding")]
        if fresh and page.status == 200:  # noqa: PLR2004
            return answer(304, headers)
        body = page.text.encode()
        if packed:
            headers.append(("Content-Encoding", "gzip"))
            body = gzip.compress(body, 6, mtime=0)
        return answer(page.status, [*headers, ("Content-Type", page.media_type)], body)

    def truth(self, base_url: str = "http://localhost") -> list[dict[str, Any]]:
        """Return a row per node: what a perfect reading of the site in its present state would find.

        `published_source` says where the date can be read at present: metadata, feed, byline or None. URLs start
        with `base_url`; `body_text` has a line per paragraph, heading and list item.
        """
        with self._lock:
            return answer_key.rows(self.store, self.style, base_url.rstrip("/"))

    def clear_cache(self) -> None:
        """Have every page rendered anew, as a cron run does: nothing is changed, but validators and tokens are."""
        with self._lock:
            self.store.touch()

    def outage(self, on: bool = True) -> None:
        """Answer 503 to everything, robots.txt included, until switched off."""
        self._outage = on

    def robots(self, mode: robots_txt.RobotsMode) -> None:
        """Choose robots.txt: `normal`, `disallow` (nobody may fetch anything) or `error` (500)."""
        if mode not in ("normal", "disallow", "error"):
            raise ValueError(f"no robots mode {mode!r}: there are 'normal', 'disallow' and 'error'")
        self._robots = mode

    def restyle(self, style: str) -> None:
        """Put the whole site into another markup style."""
        with self._lock:
            self._markup = self._markup_of(style)
            self.store.touch()
