"""Where a page leads: every address that its markup, style sheets or feed entries name."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from jjscrape.pages.markup.decoding import decode
from jjscrape.pages.markup.floods import end_of_tags, without_attribute_floods
from jjscrape.pages.markup.sessions import without_session
from jjscrape.pages.markup.soup import Element, is_element
from jjscrape.pages.markup.xml import xml_root
from jjscrape.pages.source import LARGEST_PAGE
from jjscrape.site import Kind, absolute, host_of, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jjscrape.pages.source import Source
    from jjscrape.site import Site

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
XML_TYPES = frozenset({"text/xml", "application/xml", "application/rss+xml", "application/atom+xml"})
_CSS_COMMENT = re.compile(r"/\*[\s\S]*?(?:\*/|\Z)")
# Bounded, so that a style sheet of nothing but "url(" takes no longer to read than any other.
_CSS_URL = re.compile(
    r"""url\(\s{0,20}(?:"([^"\n]{0,2048})"|'([^'\n]{0,2048})'|([^\s"'()]{1,2048}))\s{0,20}\)"""
    r"""|@import\s{1,20}(?:"([^"\n]{0,2048})"|'([^'\n]{0,2048})')""",
    re.IGNORECASE,
)
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))")
_BEFORE_ADDRESS = re.compile(r"[\s,]*")
_ADDRESS = re.compile(r"\S+")
# lxml.html's own parser asks Python for a class for each element that is looked at.
_PARSER = etree.HTMLParser(encoding="utf-8")
_REFRESH = re.compile(r"\s*(?:[\d.]+\s*)?[;,]\s*url\s*=\s*[\"']?([^\"']+)", re.IGNORECASE)
_PAGER_REL = frozenset({"next", "prev", "previous"})
_SHEET_REL = frozenset({"stylesheet", "icon", "apple-touch-icon", "mask-icon", "manifest", "preload"})
_SOURCES = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "input": ("src",),
    "body": ("background",),
    "image": ("href",),
}


class Rel(StrEnum):
    """How a page points at an address: to read on, to turn a list's page, to a file, or to show itself."""

    LINK = "link"
    PAGER = "pager"
    DOCUMENT = "document"
    REQUISITE = "requisite"

    __hash__ = str.__hash__  # Enum's is written in Python, and links are looked up by it


_Pair = tuple[str, Rel]
"""A link as it is written, and how the element points with it."""


class Outlink(NamedTuple):
    """An absolute http or https address, without its fragment, as the page spells it."""

    url: str
    rel: Rel


def outlinks(source: Source, site: Site, tree: Element | None = None) -> list[Outlink]:
    """Return where an HTML page, a style sheet or a feed leads, in order, each address once per `rel`.

    `tree` is what `tree_of` made of the page, where that was asked before.

    Addresses of other hosts are among them, except those of frames: a framed page of another host is no part of
    this one. Of anything else, of what is too long for a page, and of what can't be parsed, nothing is returned; of a
    page with more tags than any real one, the addresses in those that count.
    """
    media = source.media_type
    if len(source.body) > LARGEST_PAGE:
        return []
    if media == "text/css":
        pairs = ((href, Rel.REQUISITE) for href in _css(decode(source.body, source.content_type)))
        return _resolved(source.url, source.url, pairs, site)
    if media in HTML_TYPES or (not media and source.body.lstrip()[:1] == b"<"):
        tree = tree_of(source) if tree is None else tree
        return [] if tree is None else _of_page(tree, source, site)
    if media in XML_TYPES:
        return _resolved(source.url, source.url, _of_feed(source), site)
    return []


def tree_of(source: Source) -> Element | None:
    """Parse an HTML page for its links, without a session in them; None for what can't be parsed."""
    try:
        text = decode(source.body, source.content_type)
        text = without_attribute_floods(text[: end_of_tags(text)])
        root = etree.fromstring(text.encode("utf-8", "replace"), _PARSER)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    if root is not None:
        without_session(root, source)
    return root


def _of_page(root: Element, source: Source, site: Site) -> list[Outlink]:
    base = source.url
    for element in root.iter("base"):
        if resolved := absolute(source.url, element.get("href") or ""):
            base = resolved
            break
    return _resolved(source.url, base, _of_elements(root, source.url, base), site)


def _of_elements(root: Element, page: str, base: str) -> Iterator[_Pair]:
    styled = _STYLED(root)
    for element in root.iter() if styled else root.iter(*_POINTING):
        if not is_element(element):
            continue
        if element.tag == "iframe":
            target = absolute(base, element.get("src") or "")
            if target and host_of(target) == host_of(page):
                yield target, Rel.REQUISITE
        else:
            yield from _BY_TAG.get(element.tag, _of_sources)(element)
        if styled and (style := element.get("style")):
            yield from ((href, Rel.REQUISITE) for href in _css(style))


def _of_anchor(element: Element) -> Iterable[_Pair]:
    href, relations = element.get("href"), element.get("rel")
    if not href:
        return ()
    turns = relations and not _PAGER_REL.isdisjoint(relations.lower().split())
    return ((href, Rel.PAGER if turns else Rel.LINK),)


def _of_meta(element: Element) -> Iterable[_Pair]:
    if (element.get("http-equiv") or "").lower() == "refresh" and (
        refresh := _REFRESH.match((element.get("content") or "")[:4096])
    ):
        return ((refresh[1], Rel.LINK),)
    return ()


def _of_style(element: Element) -> Iterable[_Pair]:
    return [(href, Rel.REQUISITE) for href in _css(element.text or "")]


def _of_sources(element: Element) -> Iterable[_Pair]:
    values = [(name, value) for name in _SOURCES.get(element.tag, ()) if (value := element.get(name))]
    return [(url, Rel.REQUISITE) for name, value in values for url in _named(name, value)]


def _named(name: str, value: str) -> Iterable[str]:
    return _of_srcset(value) if name == "srcset" else (value,)


def _of_srcset(value: str) -> Iterator[str]:
    """Return the addresses of `one.png 1x, two.png 2x`, as a browser parts them."""
    at = 0
    while address := _ADDRESS.match(value, _end(_BEFORE_ADDRESS.match(value, at))):
        url = address[0].rstrip(",")
        yield url
        # A comma ends the words that tell for which screen an address is, unless it stood at the address itself.
        at = address.end() if url != address[0] else value.find(",", address.end()) + 1 or len(value)


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _of_link_element(element: Element) -> Iterable[_Pair]:
    href, rels = element.get("href"), set((element.get("rel") or "").lower().split())
    if not href:
        return ()
    if rels & _SHEET_REL:
        return ((href, Rel.REQUISITE),)
    if rels & _PAGER_REL:
        return ((href, Rel.PAGER),)
    if "alternate" in rels and not element.get("hreflang"):
        # Drupal's zurb theme prints feeds without a type, so the type is not asked for.
        return ((href, Rel.LINK),)
    return ()


_BY_TAG = {
    "a": _of_anchor,
    "area": _of_anchor,
    "link": _of_link_element,
    "meta": _of_meta,
    "style": _of_style,
}
"""How an element names addresses, by its tag; any other by the attributes in `_SOURCES`."""
_POINTING = (*_BY_TAG, *_SOURCES, "iframe")
"""The few elements that name addresses, which lxml picks out in a tenth of the time that looking at all takes."""
_STYLED = etree.XPath("boolean(descendant-or-self::*[@style])")


def _of_feed(source: Source) -> Iterator[_Pair]:
    root = xml_root(source)
    if root is None:
        return
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2] if is_element(element) else ""
        if name == "link":
            if href := (element.get("href") or element.text or "").strip():
                yield href, Rel.LINK
        elif name == "enclosure" and (file := element.get("url")):
            yield file, Rel.DOCUMENT
        elif name == "loc" and element.text:
            yield element.text.strip(), Rel.LINK


def _resolved(page: str, base: str, pairs: Iterable[_Pair], site: Site) -> list[Outlink]:
    own, origin = site.key(page), origin_of(base)
    own_list = None if own is None else own.partition("?")[0]
    links: dict[Outlink, None] = {}
    for href, rel in dict.fromkeys(pairs):  # much of a page leads to the same few places
        if href.startswith("#"):
            continue
        url = _absolute(base, origin, href)
        if url is None:
            continue
        if rel is Rel.LINK and (key := site.key(url)) is not None:
            if site.kind_of_key(key) is Kind.FILE:
                rel = Rel.DOCUMENT  # noqa: PLW2901
            elif key != own and key.partition("?")[0] == own_list:
                rel = Rel.PAGER  # noqa: PLW2901
        links[Outlink(url, rel)] = None
    return list(links)


def _absolute(base: str, origin: str, href: str) -> str | None:
    """Resolve a link; most on a page are of menus and name their place in full, so that they are known already."""
    if href.startswith("/") and not href.startswith("//"):
        return absolute(origin, href)
    if href.startswith(("http://", "https://")):
        return absolute("", href)
    return absolute(base, href)


def _css(text: str) -> Iterator[str]:
    for groups in _CSS_URL.findall(_CSS_COMMENT.sub(" ", text)):
        href = next((group for group in groups if group), "")
        if href:
            yield _CSS_ESCAPE.sub(_unescaped, href)


def _unescaped(escape: re.Match[str]) -> str:
    if not escape[1]:
        return escape[2]
    point = int(escape[1], 16)
    return chr(point) if 0 < point < 0x110000 and not 0xD800 <= point < 0xE000 else "\ufffd"  # noqa: PLR2004
