"""What a page says about itself: its own address, kind, language, whether it is an error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from jjscrape.pages.address import Address
from jjscrape.pages.failing import failure_of
from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.site import ARTICLES, FRONT, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.pages.markup.soup import Soup
    from jjscrape.pages.parsed import ParsedPage
    from jjscrape.site import Site

_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
_NUMBERED = re.compile(r"node/\d+")
ERROR_TITLE = re.compile(
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
class _Fetched:
    """A page as it was fetched; `key` is the canonical key of the address it was fetched from."""

    soup: Soup
    site: Site
    key: str


def address_of(soup: Soup, site: Site) -> Address | None:
    """Return where the page says it belongs, or where it was fetched; None if that is another site's."""
    fetched = soup.source.url
    fetched_key = site.key(fetched)
    answer = ADDRESS.first(_Fetched(soup, site, fetched_key)) if fetched_key is not None else None
    if answer is None:
        return None
    (key, url), rule = answer
    aliases = (fetched, *soup.links.get("shortlink", ()))
    keys = {alias: site.key(alias) for alias in aliases if alias != url}
    also_at = tuple(alias for alias, other in keys.items() if other is not None and (other != FRONT or key == FRONT))
    return Address(key, url, also_at, rule)


def _by_canonical_link(asked: _Fetched) -> tuple[str, str] | None:
    return _first_of_its_own(asked, asked.soup.links.get("canonical", ()))


def _by_metadata(asked: _Fetched) -> tuple[str, str] | None:
    contents = [content for name in ("og:url", "dcterms.identifier") for content in asked.soup.metas.get(name, ())]
    return _first_of_its_own(asked, filter(None, map(asked.soup.absolute, contents)))


def _as_fetched(asked: _Fetched) -> tuple[str, str]:
    return asked.key, asked.soup.source.url


def _first_of_its_own(asked: _Fetched, urls: Iterable[str]) -> tuple[str, str] | None:
    """Return key and address of the first that says where the page belongs."""
    for url in urls:
        key = asked.site.key(url)
        # A page that calls itself the front page, or a node by number, says nothing about its alias.
        if key is None or (key == FRONT and asked.key != FRONT) or _NUMBERED.fullmatch(key):
            continue
        if asked.site.kind_of_key(key) not in {Kind.FILE, Kind.ASSET, Kind.FEED}:
            return key, _on_host_of(asked.soup.source.url, url)
    return None


ADDRESS: Ladder[_Fetched, tuple[str, str]] = Ladder(
    "url",
    "address",
    (
        Rule("canonical-link", "the head's `canonical` link", _by_canonical_link),
        Rule("og-url", "the head's `og:url`, then `dcterms.identifier`", _by_metadata),
        Rule("address", "the address that the page was fetched from", _as_fetched),
    ),
)


def _on_host_of(fetched: str, url: str) -> str:
    host, named = urlsplit(fetched), urlsplit(url)
    return urlunsplit((host.scheme, host.netloc, named.path or "/", named.query, ""))


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


def _language_of_root(soup: Soup) -> str | None:
    root = soup.root
    return _language_tag(root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang"))


def _language_of_header(soup: Soup) -> str | None:
    return _language_tag(soup.source.headers.get("content-language", "").partition(",")[0].strip())


def _language_of_metadata(soup: Soup) -> str | None:
    meta = soup.meta("dcterms.language", "og:locale")
    return _language_tag(meta[0]) if meta else None


def _language_tag(*values: str | None) -> str | None:
    """Return the first value that names a language, with hyphens."""
    for value in values:
        if value and value.lower() not in {"und", "zxx"} and _LANGUAGE.match(value):
            return value.replace("_", "-")
    return None


LANGUAGE: Ladder[Soup, str] = Ladder(
    "language",
    "language",
    (
        Rule("html-lang", "the `lang` attribute of the whole page", _language_of_root),
        Rule("content-language", "the server's header", _language_of_header),
        Rule("meta", "the head's `dcterms.language`, then `og:locale`", _language_of_metadata),
    ),
)


def error_of(page: ParsedPage) -> str | None:
    """Return what kind of error page this is although its status says otherwise, or None."""
    soup = page.soup
    classes = set(soup.body_classes)
    if classes & {"maintenance-page", "in-maintenance", "db-offline"}:
        return "the site's maintenance page"
    if soup.node_type is None and page.title and ERROR_TITLE.match(page.title):
        return f"an error page ({page.title})"
    if soup.node_type is None and classes & {"page-404", "page-403", "error404"}:
        return "an error page"
    if failure := failure_of(soup):
        return failure
    if "front" in classes and page.address.key != FRONT and page.kind in ARTICLES | {Kind.PAGE}:
        return "the front page"
    return None
