"""What a page says about itself: its own address, title, language, time of publication, whether it is an error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from jjscrape.pages.failing import failure_of
from jjscrape.pages.markup.clutter import Part
from jjscrape.pages.markup.soup import HEADINGS, Selector, fold, squash, text_of
from jjscrape.site import ARTICLES, FRONT, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.markup.soup import Element, Soup
    from jjscrape.site import Site

TITLE = Selector(
    "title",
    page_title="#page-title, h1.page-title, h1.page-header, h1.page__title, h1.with-tabs, h1.title, "
    ".pane-page-title h1, .pane-node-title h1, .pane-node-title h2",
)
NODE_TITLE = Selector(
    "title in the node",
    field_title=".field-name-title, .field-name-title-field, .field--name-title",
    node_title="h1.node-title, h1.node__title, h2.node-title, h2.node__title, .node-title, .article-title",
    rdfa='[property~="dc:title"], [itemprop=headline]',
)
_TITLE_LAYERS = "page-title, h1, title in the node, og:title, <title>"
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
_ERROR_TITLE = re.compile(
    r"^(?:page not found|access denied|not found|forbidden|site (?:off-?line|under maintenance)"
    r"|.{0,60}under maintenance|error|an? (?:unexpected )?error (?:has )?occurred.*|service unavailable|bad gateway"
    r"|internal server error|temporarily unavailable|offline"
    r"|the website encountered an unexpected error.*"
    r"|(?:error )?(?:40[34]|50[0234])\b(?:\W*(?:error|page not|not found|forbidden|access|internal|bad gateway|service"
    r"|gateway|temporarily|unavailable).*)?)$",
    re.IGNORECASE,
)
_NODE_KINDS = (
    (re.compile(r"(^|-)events?(-|$)"), Kind.EVENT),
    (re.compile(r"(^|-)blogs?(-|$)"), Kind.BLOG),
    (re.compile(r"(^|-)news(-|$)"), Kind.NEWS),
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a page belongs: canonical key, absolute address on the host it was fetched from, other addresses."""

    key: str
    url: str
    also_at: tuple[str, ...]
    rule: str


def address_of(soup: Soup, site: Site) -> Address | None:
    """Return where the page says it belongs, or where it was fetched; None if that is another site's."""
    fetched = soup.source.url
    own = site.key(fetched)
    if own is None:
        return None
    candidates = [(url, "canonical-link") for url in soup.links.get("canonical", ())]
    candidates += [
        (url, "og-url")
        for name in ("og:url", "dcterms.identifier")
        for url in map(soup.absolute, soup.metas.get(name, ()))
        if url
    ]
    chosen, rule, key = fetched, "address", own
    for url, how in candidates:
        other = site.key(url)
        # A page that calls itself the front page, or a node by number, says nothing about its alias.
        if other is None or (other == FRONT and own != FRONT) or re.fullmatch(r"node/\d+", other):
            continue
        if site.kind_of_key(other) in {Kind.FILE, Kind.ASSET, Kind.FEED}:
            continue
        chosen, rule, key = _on_host_of(fetched, url), how, other
        break
    also = [url for url in (fetched, *soup.links.get("shortlink", ())) if site.key(url) is not None]
    others = tuple(dict.fromkeys(url for url in also if url != chosen and (site.key(url) != FRONT or key == FRONT)))
    return Address(key, chosen, others, rule)


def _on_host_of(fetched: str, url: str) -> str:
    here, there = urlsplit(fetched), urlsplit(url)
    return urlunsplit((here.scheme, here.netloc, there.path or "/", there.query, ""))


def kind_of(soup: Soup, site: Site, address: Address, given: Kind | None) -> Kind:
    """Return what the page is: by its address, then by its own canonical address, then by its content type."""
    kind = given or site.kind(soup.source.url) or Kind.PAGE
    if kind in ARTICLES or kind not in {Kind.PAGE, Kind.LISTING}:
        return kind
    canonical = site.kind_of_key(address.key)
    if kind is Kind.PAGE and canonical in ARTICLES | {Kind.THEME, Kind.PROJECTS, Kind.LISTING}:
        kind = canonical
    if kind is Kind.PAGE and soup.node_type and soup.node_type not in {"page", "project"}:
        kind = next((k for pattern, k in _NODE_KINDS if pattern.search(soup.node_type)), kind)
    return kind


def title_of(soup: Soup, surveyed: Mapping[Element, int], site: Site) -> tuple[str | None, str]:
    """Return the page's title and the rule that found it; the site's own name is no title, wherever it stands."""
    names = soup.site_names | {fold(site.title)}

    def good(element: Element) -> str | None:
        text = text_of(element)
        if not text or surveyed.get(element, Part.NONE) & (Part.COMMENT | Part.TEASER):
            return None
        home = next(
            (a.get("rel") == "home" or a.get("href") in {"/", soup.base} for a in element.iterdescendants("a")), False
        )
        return None if home or (fold(text) in names and fold(text) != fold(soup.bare_title)) else text

    found, _ = TITLE.all(soup.body)
    for element in found:
        if element.tag in HEADINGS | {"div", "span"} and (text := good(element)):
            return text, "page-title"
    away = Part.CHROME | Part.VIEW | Part.SLIDES
    h1s = [e for e in surveyed if e.tag == "h1"]
    for element in [e for e in h1s if not surveyed[e] & away] + [e for e in h1s if surveyed[e] & Part.CHROME]:
        if text := good(element):
            return text, "h1"
    og = soup.meta("og:title", "dcterms.title", "twitter:title")
    elements, rule = NODE_TITLE.all(soup.body)
    for element in elements:
        if surveyed.get(element, Part.NONE) & (Part.COMMENT | Part.TEASER | Part.VIEW | Part.BLOCK | Part.CHROME):
            continue
        text = squash(element.get("content")) or text_of(element)
        if text and fold(text) not in names:
            return text, rule
    if og and fold(og[0]) not in names - {fold(soup.bare_title)}:
        return og[0], og[1].replace(":", "-")
    if soup.bare_title:
        return soup.bare_title, "title-element"
    soup.problems.append(f"title: 0 nodes by any of {_TITLE_LAYERS}")
    return None, ""


def language_of(soup: Soup) -> tuple[str | None, str]:
    """Return the page's language tag in lower case for the language, and the rule."""
    root = soup.root
    attributes = [root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang")]
    header = soup.source.headers.get("content-language", "").partition(",")[0].strip()
    meta = soup.meta("dcterms.language", "og:locale")
    for value, rule in (
        *((a, "html-lang") for a in attributes),
        (header, "content-language"),
        (meta[0] if meta else None, "meta"),
    ):
        if value and value.lower() not in {"und", "zxx"} and _LANGUAGE.match(value):
            return value.replace("_", "-"), rule
    return None, ""


def error_of(soup: Soup, key: str, kind: Kind, title: str | None) -> str | None:
    """Return what kind of error page this is although its status says otherwise, or None."""
    classes = set(soup.body_classes)
    if classes & {"maintenance-page", "in-maintenance", "db-offline"}:
        return "the site's maintenance page"
    if soup.node_type is None and title and _ERROR_TITLE.match(title):
        return f"an error page ({title})"
    if soup.node_type is None and classes & {"page-404", "page-403", "error404"}:
        return "an error page"
    if failure := failure_of(soup):
        return failure
    if "front" in classes and key != FRONT and kind in ARTICLES | {Kind.PAGE}:
        return "the front page"
    return None
