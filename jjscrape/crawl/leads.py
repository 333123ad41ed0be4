"""What a crawl needs of a page to go on: where it leads, which projects it lists, and whether it is a page at all.

Reading a page's record and its list's entries in full takes ten times as long, and a crawl makes nothing of them: the
dataset is built from the archive. So what can be told at a glance is, from the one tree that the links are taken from;
wherever a glance leaves a doubt, the page is read in full, and what follows for the crawl is the same.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from jjscrape.items import FeedEntry, Record, Teaser
from jjscrape.pages import extract
from jjscrape.pages.counted import said_by
from jjscrape.pages.dispatch import looks_like_html, projects_listed
from jjscrape.pages.failing import DIED, LONGEST
from jjscrape.pages.head import ERROR_TITLE
from jjscrape.pages.markup.outlinks import HTML_TYPES, XML_TYPES, Outlink, Rel, outlinks, tree_of
from jjscrape.pages.markup.sessions import session_in
from jjscrape.pages.markup.soup import BODY_TYPE, Element
from jjscrape.pages.source import LARGEST_PAGE, LARGEST_TEXT
from jjscrape.site import LISTINGS, Kind, absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jjscrape.items import Item
    from jjscrape.pages.source import Source
    from jjscrape.site import Site


def _all(path: str) -> Callable[[Element], list[Any]]:
    return cast("Callable[[Element], list[Any]]", etree.XPath(path, smart_strings=False))


_TEXT = cast("Callable[[Element], str]", etree.XPath("string()", smart_strings=False))
# The first test is for speed: it is true of few elements.
_NODES = _all("descendant::*[contains(@class, 'node')][contains(concat(' ', normalize-space(@class), ' '), ' node ')]")
_UNSEEN = frozenset({"script", "style", "noscript", "option"})
"""Elements whose own text a page does not show."""
_ABOUT = _all("descendant::*/@about")
_CLOSED = frozenset({"maintenance-page", "in-maintenance", "db-offline", "front", "page-404", "page-403", "error404"})
_NAMES_OF_ITSELF = frozenset({"og:url", "dcterms.identifier"})
_TAIL = 3000
_PARTS = re.compile(r"\s+(?:[|»·•\u2013—]|-|::)\s+")
_KEPT, _LONGEST_KEPT = 4096, 200
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Leads:
    """What follows from an answer. `refused`: it is no page at all, but an error in place of one, or half of one.

    `record` tells whether it holds a record, `says` are digests of what its records say; where that was not read in
    `full`, of the text of the node with whatever stands in it beside. `counted` is the digest of the same but for its
    digits: counters and times differ from one look to the next. `projects` are the keys that a list of projects names.
    `items` and `problems` are there where the page was just read in full. `session` is what its links carried of a
    session, as a shape; they are without it.
    """

    links: list[Outlink]
    projects: tuple[str, ...] = ()
    record: bool = False
    says: tuple[str, ...] = ()
    counted: str = ""
    refused: bool = False
    full: bool = False
    items: list[Item] | None = None
    problems: tuple[str, ...] = ()
    session: str = ""


def leads_of(source: Source, site: Site, is_project: Callable[[str], bool]) -> Leads:
    """Read an answer for what a crawl needs of it, at a glance where that is enough.

    `is_project` tells whether a list of projects links to an address. What can't be extracted has its links all the
    same.
    """
    return at_a_glance(source, site) or in_full(source, site, project=is_project(source.url))


def in_full(source: Source, site: Site, *, project: bool) -> Leads:
    """Read an answer with everything it holds."""
    tree = tree_of(source) if source.media_type in HTML_TYPES and len(source.body) <= LARGEST_PAGE else None
    links = outlinks(source, site, tree)
    if source.media_type and source.media_type not in HTML_TYPES | XML_TYPES:
        return Leads(links, full=True, items=[])
    extraction = extract(source, site, project=project)
    items = extraction.items
    links += [Outlink(item.target_url, Rel.LINK) for item in items if isinstance(item, Teaser | FeedEntry)]
    records = [item for item in items if isinstance(item, Record)]
    return Leads(
        links,
        projects=tuple(i.target_id for i in items if isinstance(i, Teaser) and i.role == "projects"),
        record=bool(records),
        says=tuple(_digest(said_by(one)) for one in records if one.title or one.text),
        refused=extraction.refused,
        full=True,
        items=items,
        problems=tuple(extraction.problems),
        session="" if tree is None else session_in(tree),
    )


def at_a_glance(source: Source, site: Site) -> Leads | None:
    """Tell from its markup what a node's page or a list leads to; None where only reading it in full can tell."""
    kind = site.kind(source.url) or Kind.PAGE
    if kind in {Kind.FILE, Kind.ASSET}:
        return Leads(outlinks(source, site))
    if kind is Kind.FEED or source.status != 200 or len(source.body) > LARGEST_TEXT or not looks_like_html(source):  # noqa: PLR2004
        return None
    if DIED in source.body[-_TAIL:].lower() or any(pin.field == "link" for pin in site.pins):
        return None
    tree = tree_of(source)
    body = None if tree is None else tree.find("body")
    if tree is None or body is None or session_in(tree):
        return None
    classes = (body.get("class") or "").split()
    if not _CLOSED.isdisjoint(classes) and (kind not in LISTINGS or {"front"}.isdisjoint(classes)):
        return None
    links = outlinks(source, site, tree)
    own_word = [url for word in _own_words(tree) if word and (url := absolute(source.url, word))]
    if not _lead_to_all(links, _ABOUT(tree), [source.url, *own_word], site):
        return None
    if kind in LISTINGS:
        return _of_list(source, site, kind, tree, body, links)
    if not any(map(BODY_TYPE.match, classes)) or (
        kind is Kind.PAGE and any(site.kind(u) in LISTINGS for u in own_word)
    ):
        return None
    return _of_node(tree, body, links)


def _of_node(tree: Element, body: Element, links: list[Outlink]) -> Leads | None:
    """A page that says itself that it is a node's has a record."""
    title = tree.findtext(".//title") or ""
    text = "\n".join(map(_TEXT, _NODES(body))) or _TEXT(body)
    if not title.strip() or not text.strip():
        return None
    said = f"{title}\n{text}"
    return Leads(links, record=True, says=(_digest(said),), counted=_digest(_DIGITS.sub("", said)))


def _digest(said: str) -> str:
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _of_list(
    source: Source, site: Site, kind: Kind, tree: Element, body: Element, links: list[Outlink]
) -> Leads | None:
    """A list long enough to be no error in place of one; where projects may be in it, its entries are looked at."""
    if not _is_long(body) or any(map(_is_called_error, _names_given(tree))):
        return None
    if kind not in {Kind.THEME, Kind.PROJECTS} and b"node-project" not in source.body:
        return Leads(links)
    try:
        projects = projects_listed(source, site)
    except Exception:  # noqa: BLE001  (a hostile page; reading it in full says that it can't be read)
        return None
    return None if projects is None else Leads(links, tuple(projects))


def _own_words(tree: Element) -> Iterator[str | None]:
    """Yield the addresses that a page may give itself."""
    for element in tree.iter("link", "meta"):
        if element.tag == "link" and element.get("rel") == "canonical":
            yield element.get("href")
        elif element.tag == "meta" and (
            element.get("property") in _NAMES_OF_ITSELF or element.get("name") == "dcterms.identifier"
        ):
            yield element.get("content")


def _is_long(body: Element) -> bool:
    """Whether a page shows more text than an error in place of one has; it looks no further than it must."""
    shown = 0
    for element in body.iter():
        if isinstance(element.tag, str) and element.tag not in _UNSEEN:
            shown += len((element.text or "").strip())
        tail = "" if element is body else (element.tail or "").strip()
        if tail and (parent := element.getparent()) is not None and parent.tag not in _UNSEEN:
            shown += len(tail)
        if shown > LONGEST:
            return True
    return False


def _names_given(tree: Element) -> Iterator[str]:
    """Yield what stands where the title of a page may stand."""
    for element in tree.iter("title", "h1", "h2", "h3", "meta"):
        if element.tag != "meta":
            yield _TEXT(element)
        elif element.get("property") is not None or element.get("name") is not None:
            yield element.get("content") or ""


def _is_called_error(name: str) -> bool:
    text = " ".join(name.split())
    return (_is_error_before if len(text) <= _LONGEST_KEPT else _is_error)(text)


def _is_error(text: str) -> bool:
    return any(ERROR_TITLE.match(part) for part in (text, *_PARTS.split(text)))


_is_error_before = lru_cache(_KEPT)(_is_error)
"""Headings of blocks stand on every page, and those of entries on several lists."""


def _lead_to_all(links: list[Outlink], abouts: list[str], own: list[str], site: Site) -> bool:
    """Whether each page that RDFa says an entry is about is linked to; only reading in full finds one that is not."""
    if not abouts:
        return True
    known = {site.key(link.url) for link in links} | set(map(site.key, own)) | {None}
    urls = filter(None, (absolute(own[0], about) for about in dict.fromkeys(abouts)))
    return all(site.key(url) in known or site.excluded(url) for url in urls)
