"""The demo site: answers requests from its tables, and changes on command."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from threading import RLock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from jjscrape.demo import files, robots, routes, truth
from jjscrape.demo.content import alias_of
from jjscrape.demo.core import CoreMarkup
from jjscrape.demo.markup import View
from jjscrape.demo.model import LONDON, Byline, EventDate, Image, Kind, Node, Term
from jjscrape.demo.response import Response, answer
from jjscrape.demo.slugs import unused
from jjscrape.demo.store import FILES, OPENED, Store
from jjscrape.demo.zurb import ZurbMarkup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jjscrape.demo.markup import Markup

STATIC_MODIFIED = OPENED - timedelta(days=30)
TWO_WEEKS = "max-age=1209600"
MEDIA_TYPES = {
    "css": "text/css",
    "js": "application/javascript",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "ico": "image/vnd.microsoft.icon",
}
ASSET_FOLDERS = ("/misc/", "/modules/", "/themes/", "/sites/all/", f"{FILES}css/")


class DemoSite:
    """A small Drupal-7-shaped site that answers requests without any network.

    `style` is `zurb` or `core`. `articles` is the number of news items, blog posts and events: fewer than are bundled
    keeps the newest, more adds invented older ones. With `churn`, two renders of one page differ where Drupal's do
    (tokens, cache busters), counted per address. Every method may be called while a server is serving the site; a
    change moves the site's own clock on by an hour and shows at once. Times are Europe/London where no zone is given.
    """

    def __init__(
        self,
        style: str = "zurb",
        articles: int | None = None,
        churn: bool = True,
        crawl_delay: float | None = None,
    ) -> None:
        self.store = Store(articles)
        self.churn = churn
        self.crawl_delay = crawl_delay
        self._lock = RLock()
        self._renders: Counter[str] = Counter()
        self._outage = False
        self._robots: robots.RobotsMode = "normal"
        self._withdrawn: dict[str, Node] = {}
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
        parts = urlsplit(target if "://" in target else f"//{sent.get('host', 'localhost')}{target}")
        path = unquote(parts.path) or "/"
        if self._outage:
            body = b"<!DOCTYPE html><title>Site under maintenance</title><h1>Site under maintenance</h1>"
            return answer(503, [*common, ("Content-Type", routes.HTML)], body)
        if path == "/robots.txt":
            if self._robots == "error":
                return answer(500, [*common, ("Content-Type", "text/plain"), ("Content-Length", "0")])
            text = robots.robots_txt(self._robots, self.crawl_delay)
            return static(common, text.encode(), "text/plain", sent)
        data = self._file(path)
        if data is not None:
            media_type = MEDIA_TYPES.get(path.rpartition(".")[2], "application/octet-stream")
            return static(common, data, media_type, sent)
        local = parts.path + (f"?{parts.query}" if parts.query else "")
        return self._page(common, f"http://{parts.netloc}", path, local, sent)

    def _file(self, path: str) -> bytes | None:
        if path.startswith(ASSET_FOLDERS) and path.endswith((".css", ".js")):
            return f"/* {path} */\n".encode()
        if path.startswith(ASSET_FOLDERS) and path.endswith((".png", ".ico")):
            return files.png(path, 16, 16)
        make = self.store.files().get(path) if path.startswith(FILES) else None
        return make() if make else None

    def _page(self, common: list[tuple[str, str]], base: str, path: str, target: str, sent: dict[str, str]) -> Response:
        packed = "gzip" in sent.get("accept-encoding", "")
        etag = f'"{int(self.store.changed.timestamp())}-{int(packed)}"'
        modified = http_date(self.store.changed)
        cached = self._renders[target] > 0 and self.churn
        headers = [
            *common,
            ("X-Content-Type-Options", "nosniff"),
            ("X-Drupal-Cache", "HIT" if cached else "MISS"),
            ("Expires", "Sun, 19 Nov 1978 05:00:00 GMT"),
        ]
        fresh = (sent.get("if-none-match"), sent.get("if-modified-since")) == (etag, modified)
        query = dict(parse_qsl(urlsplit(target).query, keep_blank_values=True))
        salt = str(self._renders[target]) if self.churn else ""
        view = View(self.store, base, path, target, salt)
        page = routes.find(view, self._markup, query)
        self._renders[target] += 1
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

    def truth(self, base_url: str = "http://jamandjustice-rjc.org") -> list[dict[str, Any]]:
        """Return a row per node: what a perfect reading of the site in its present state would find.

        `published_source` says where the date can be read at present: metadata, feed, byline or None. URLs start
        with `base_url`; `body_text` has a line per paragraph, heading and list item.
        """
        with self._lock:
            return truth.rows(self.store, self.style, base_url.rstrip("/"))

    # Changes

    def edit(self, path: str, *, title: str | None = None, body: str | None = None, themes: Iterable[str] | None = None,
             event: EventDate | None = None) -> None:  # fmt: skip
        """Change a node in place, alias and all else kept. `body` is plain text, a blank line between paragraphs;
        its first paragraph becomes the teaser. `themes` are slugs or labels.
        """
        with self._lock:
            node = self._node(path)
            if title is not None:
                node.title = title
            if body is not None:
                node.paragraphs = split(body)
            if themes is not None:
                node.themes = self._terms(themes)
            if event is not None:
                node.event = event
            self.store.touch()
            node.modified = self.store.local_now()

    def add(
        self,
        kind: Kind,
        title: str,
        *,
        body: str | None = None,
        themes: Iterable[str] = (),
        byline: str | None = None,
        authors: Iterable[str] = (),
        event: EventDate | None = None,
        project: str | None = None,
        created: datetime | None = None,
        image_alt: str | None = None,
    ) -> str:
        """Add a published node, dated now unless `created` says otherwise, and return its path."""
        with self._lock:
            self.store.touch()
            nid = self.store.next_nid()
            alias = unused(alias_of(kind, title), self.store.aliases)
            when = created or self.store.local_now()
            names = tuple(authors)
            if event is None and kind == "event":
                day = self.store.local_now().replace(hour=10, minute=0, second=0)
                event = EventDate(day + timedelta(days=14))
            node = Node(
                nid=nid,
                kind=kind,
                title=title,
                alias=alias,
                created=when if when.tzinfo else when.replace(tzinfo=LONDON),
                modified=self.store.local_now(),
                themes=self._terms(themes),
                summary=f"A new entry, number {nid}.",
                paragraphs=split(body) if body is not None else None,
                byline=Byline(byline, "first", names, names) if byline and body is None else None,
                event=event,
                project=project,
                image=Image(f"added-{nid}.png", image_alt) if image_alt else None,
            )
            self.store.nodes[nid] = node
            self.store.aliases[alias] = nid
            self.store.redirects.pop(alias, None)
            return f"/{alias}"

    def unpublish(self, path: str) -> None:
        """Answer 403 for a node and drop it from every list."""
        with self._lock:
            self._node(path).published = False
            self.store.touch()

    def delete(self, path: str) -> None:
        """Answer 404 for a node and drop it from every list."""
        with self._lock:
            node = self._node(path)
            del self.store.nodes[node.nid]
            del self.store.aliases[node.alias]
            self.store.gone.add(node.nid)
            self._withdrawn[node.alias] = node
            self.store.touch()

    def restore(self, path: str) -> None:
        """Bring back what was unpublished or deleted."""
        with self._lock:
            alias = unquote(path).strip("/")
            node = self._withdrawn.pop(alias, None)
            if node is None:
                node = self._node(path)
            node.published = True
            self.store.nodes[node.nid] = node
            self.store.aliases[node.alias] = node.nid
            self.store.gone.discard(node.nid)
            self.store.touch()

    def move(self, path: str, new_path: str) -> None:
        """Give a node another alias; the old one redirects there."""
        with self._lock:
            node = self._node(path)
            old, new = node.alias, unquote(new_path).strip("/")
            if new in self.store.aliases:
                raise ValueError(f"{new_path} is another node's alias")
            del self.store.aliases[old]
            node.alias = new
            self.store.aliases[new] = node.nid
            for alias, target in self.store.redirects.items():
                if target == old:
                    self.store.redirects[alias] = new
            self.store.redirects.pop(new, None)
            self.store.redirects[old] = new
            self.store.touch()

    def outage(self, on: bool = True) -> None:
        """Answer 503 to everything, robots.txt included, until switched off."""
        self._outage = on

    def robots(self, mode: robots.RobotsMode) -> None:
        """Choose robots.txt: `normal`, `disallow` (nobody may fetch anything) or `error` (500)."""
        if mode not in ("normal", "disallow", "error"):
            raise ValueError(f"no robots mode {mode!r}: there are 'normal', 'disallow' and 'error'")
        self._robots = mode

    def restyle(self, style: str) -> None:
        """Put the whole site into another markup style."""
        with self._lock:
            self._markup = self._markup_of(style)
            self.store.touch()

    def _node(self, path: str) -> Node:
        node = self.store.by_path(unquote(path))
        if node is None:
            raise KeyError(f"no node at {path}")
        return node

    def _terms(self, names: Iterable[str]) -> tuple[Term, ...]:
        """Find terms by slug or label; a label that no term has becomes a tag outside the vocabulary."""
        found = []
        for name in names:
            term = next((t for t in self.store.terms.values() if name in (t.slug, t.label)), None)
            if term is None:
                term = Term(max(self.store.terms) + 1, name)
                self.store.terms[term.tid] = term
            found.append(term)
        return tuple(found)


def split(body: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in body.split("\n\n") if part.strip()) or ("",)


def http_date(time: datetime) -> str:
    return format_datetime(time.astimezone(UTC), usegmt=True)


def static(common: list[tuple[str, str]], data: bytes, media_type: str, sent: dict[str, str]) -> Response:
    """Answer as Apache does for a file: an ETag of its own, which alone suffices for a 304."""
    etag = f'"{len(data):x}-{sha256(data).hexdigest()[:13]}"'
    headers = [
        *common,
        ("Last-Modified", http_date(STATIC_MODIFIED)),
        ("ETag", etag),
        ("Accept-Ranges", "bytes"),
        ("Cache-Control", TWO_WEEKS),
    ]
    if sent.get("if-none-match") == etag:
        return answer(304, headers)
    return answer(200, [*headers, ("Content-Length", str(len(data))), ("Content-Type", media_type)], data)
