"""From a path to a page: what Drupal's menu router and its URL aliases do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jjscrape.demo.markup import LISTINGS
from jjscrape.demo.rss_feed import rss
from jjscrape.demo.store import FILES, SOFT_404
from jjscrape.demo.view import href, node_href

if TYPE_CHECKING:
    from jjscrape.demo.markup import Markup
    from jjscrape.demo.model import Kind, Node
    from jjscrape.demo.view import View

HTML = "text/html; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"
KIND_OF_LISTING: dict[str, Kind | None] = {
    "news-events-and-blog": None,
    "news": "news",
    "blog": "blog",
    "events": "event",
}
NODE = re.compile(r"node/(\d+)")
TERM = re.compile(r"taxonomy/term/(\d+)")
TERM_FEED = re.compile(r"taxonomy/term/(\d+)/feed")
COMMENT = re.compile(r"comment/(\d+)")


@dataclass(frozen=True, slots=True)
class Page:
    """What a path leads to. `location` is set on redirects; `links` is the `Link` header's value."""

    status: int
    text: str = ""
    media_type: str = HTML
    location: str | None = None
    redirect_id: str | None = None
    links: str | None = None


def page_number(query: dict[str, str]) -> int:
    """Read `?page=2` or `?page=2,0`; what is not a number counts as the first page, as Drupal has it."""
    number = query.get("page", "0").partition(",")[0]
    return int(number) if number.isdecimal() else 0


def moved(location: str, redirect_id: str | None = None) -> Page:
    return Page(301, location=location, redirect_id=redirect_id)


def find(view: View, markup: Markup, query: dict[str, str]) -> Page:
    store = view.store
    path = view.path.strip("/")
    strict = markup.name == "zurb"
    if path in ("", "index.php") and "q" in query:
        path = query["q"].strip("/")
        if strict:
            return moved(canonical(view, path))
    if path in store.redirects:
        number = str(list(store.redirects).index(path) + 1)
        return moved(href(f"/{store.redirects[path]}"), number)
    if strict and path in ("node", "index.php"):
        return moved("/" + carried(view))
    if strict and (view.path.endswith("/") and path):
        return moved(canonical(view, path) + carried(view))
    page = page_number(query)
    if path in ("", "node", "index.php"):
        return Page(200, markup.front_page(view, page))
    if path in LISTINGS:
        nodes = store.posts(KIND_OF_LISTING[path])
        return Page(200, markup.listing_page(view, path, nodes, page))
    if path == "our-projects":
        return Page(200, markup.projects_page(view))
    if path in ("rss.xml", "news-events-and-blog/rss.xml"):
        link = "/" + path.rpartition("/")[0]
        title = markup.site_name if path == "rss.xml" else f"{markup.site_name} - {LISTINGS['news-events-and-blog'][0]}"
        return Page(200, rss(view, markup, title, link.rstrip("/"), store.posts()), RSS)
    if path == SOFT_404_PATH:
        return Page(200, markup.front_page(view, 0))
    if path == "search":
        return Page(302, location="/search/node")
    if path == "search/node":
        return Page(200, markup.message_page(view, "Search", "Please enter some keywords."))
    if path == "user/login":
        return Page(200, markup.message_page(view, "User account", "Enter your user name and password."))
    if path.startswith("users/"):
        return denied(view, markup)
    return node_or_term(view, markup, path, page, strict=strict) or missing(view, markup)


SOFT_404_PATH = (FILES + SOFT_404).strip("/")


def carried(view: View) -> str:
    """Return the query as it was sent: decoded, it could break out of a header."""
    query = urlsplit(view.target).query
    return f"?{query}" if query else ""


def canonical(view: View, path: str) -> str:
    """Return the alias of an internal path, or the path itself."""
    if (match := NODE.fullmatch(path)) and int(match[1]) in view.store.nodes:
        return node_href(view.store.nodes[int(match[1])])
    if (match := TERM.fullmatch(path)) and int(match[1]) in view.store.terms:
        return view.store.terms[int(match[1])].path
    return href(f"/{path}")


def node_or_term(view: View, markup: Markup, path: str, page: int, *, strict: bool) -> Page | None:
    store = view.store
    if (node := store.by_path(path)) is not None:
        return node_page(view, markup, node)
    if (match := NODE.fullmatch(path)) and (numbered := store.nodes.get(int(match[1]))):
        if strict and numbered.published:
            return moved(node_href(numbered))
        return node_page(view, markup, numbered)
    if match := COMMENT.fullmatch(path):
        nid, number = divmod(int(match[1]), 10)
        numbered = store.nodes.get(nid)
        if numbered and 0 < number <= len(numbered.comments) and not strict:
            return node_page(view, markup, numbered)
        return None
    if (match := TERM_FEED.fullmatch(path)) and (term := store.terms.get(int(match[1]))):
        title = f"{markup.site_name} - {term.label}"
        return Page(200, rss(view, markup, title, term.path, store.tagged(term)), RSS)
    if path.startswith("our-projects/") and (term := store.term_by_slug(path.partition("/")[2])):
        return Page(200, markup.theme_page(view, term, page), links=link_header(view, markup, term.path, None))
    if (match := TERM.fullmatch(path)) and (term := store.terms.get(int(match[1]))):
        if strict and term.slug:
            return moved(term.path)
        shortlink = f"/taxonomy/term/{term.tid}"
        return Page(200, markup.term_page(view, term, page), links=link_header(view, markup, term.path, shortlink))
    return None


def link_header(view: View, markup: Markup, path: str, shortlink: str | None) -> str:
    """Write the `Link` header: relative addresses from core, absolute ones from metatag."""
    base = view.base if markup.name == "zurb" else ""
    short = f',<{base}{shortlink}>; rel="shortlink"' if shortlink else ""
    return f'<{base}{path}>; rel="canonical"{short}'


def node_page(view: View, markup: Markup, node: Node) -> Page:
    if not node.published:
        return denied(view, markup)
    links = link_header(view, markup, node_href(node), f"/node/{node.nid}")
    return Page(200, markup.node_page(view, node), links=links)


def denied(view: View, markup: Markup) -> Page:
    return Page(403, markup.message_page(view, "Access denied", "You are not authorized to access this page."))


def missing(view: View, markup: Markup) -> Page:
    echoed = href(view.path).replace("&", "&amp;")
    return Page(404, markup.message_page(view, "Page not found", f'The requested page "{echoed}" could not be found.'))
