"""What a crawl needs of a page to go on: where it leads, which projects it lists, and whether it is a page at all.

Reading a page's record and its list's entries in full takes ten times as long, and a crawl makes nothing of them: the
dataset is built from the archive. So what can be told at a glance is, from the one tree that the links are taken from;
wherever a glance leaves a doubt, the page is read in full, and what follows for the crawl is the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from jjscrape.items import FeedEntry, Record, Teaser
from jjscrape.pages import extract
from jjscrape.pages.counted import said_by
from jjscrape.pages.dispatch import looks_like_html, projects_listed
from jjscrape.pages.failing import LONGEST
from jjscrape.pages.head import ERROR_TITLE
from jjscrape.pages.markup.outlinks import HTML_TYPES, XML_TYPES, Outlink, Rel, outlinks, tree_of
from jjscrape.pages.markup.soup import BODY_TYPE
from jjscrape.pages.source import LARGEST_TEXT
from jjscrape.site import LISTINGS, Kind, absolute

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    from jjscrape.items import Item
    from jjscrape.pages.source import Source
    from jjscrape.site import Site


def _all(path: str) -> Callable[[HtmlElement], list[Any]]:
    return cast("Callable[[HtmlElement], list[Any]]", etree.XPath(path))


_TEXT = cast("Callable[[HtmlElement], str]", etree.XPath("string()"))
_NODES = _all("descendant::*[contains(concat(' ', normalize-space(@class), ' '), ' node ')]")
_WORDS = _all("descendant::text()[not(parent::script or parent::style or parent::noscript or parent::option)]")
"""The text that a page shows, and in a few cases hides."""
_ABOUT = _all("descendant::*/@about")
_CALLED = _all(
    "descendant::title | descendant::h1 | descendant::h2 | descendant::h3"
    " | descendant::meta[@property or @name]/@content"
)
"""Where the title of a page may stand."""
_OWN_WORD = _all(
    "descendant::link[@rel='canonical']/@href | descendant::meta[@property='og:url']/@content"
    " | descendant::meta[@name='dcterms.identifier' or @property='dcterms.identifier']/@content"
)
"""The addresses that a page may give itself."""
_CLOSED = frozenset({"maintenance-page", "in-maintenance", "db-offline", "front", "page-404", "page-403", "error404"})
_DIED = b"on line"
_TAIL = 3000
_PARTS = re.compile(r"\s+(?:[|»·•\u2013—]|-|::)\s+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Leads:
    """What follows from an answer. `refused`: it is no page at all, but an error in place of one, or half of one.

    `record` tells whether it holds a record, `says` what its records say; where that was not read in full, it is the
    text of the node with whatever stands in it beside. `projects` are the keys that a list of projects names. `items`
    and `problems` are None where the page was not read in full.
    """

    links: list[Outlink]
    projects: tuple[str, ...] = ()
    record: bool = False
    says: tuple[str, ...] = ()
    refused: bool = False
    items: list[Item] | None = None
    problems: tuple[str, ...] = ()

    def without_numbers(self) -> str:
        """What it says but for counters and times, which differ from one look to the next."""
        return _DIGITS.sub("", "\n".join(self.says))


def leads_of(source: Source, site: Site, is_project: Callable[[str], bool]) -> Leads:
    """Read an answer for what a crawl needs of it, at a glance where that is enough.

    `is_project` tells whether a list of projects links to an address. What can't be extracted has its links all the
    same.
    """
    return at_a_glance(source, site) or in_full(source, site, project=is_project(source.url))


def in_full(source: Source, site: Site, *, project: bool) -> Leads:
    """Read an answer with everything it holds."""
    links = outlinks(source, site)
    if source.media_type and source.media_type not in HTML_TYPES | XML_TYPES:
        return Leads(links, items=[])
    extraction = extract(source, site, project=project)
    items = extraction.items
    links += [Outlink(item.target_url, Rel.LINK) for item in items if isinstance(item, Teaser | FeedEntry)]
    records = [item for item in items if isinstance(item, Record)]
    return Leads(
        links,
        projects=tuple(i.target_id for i in items if isinstance(i, Teaser) and i.role == "projects"),
        record=bool(records),
        says=tuple(said_by(one) for one in records if one.title or one.text),
        refused=extraction.refused,
        items=items,
        problems=tuple(extraction.problems),
    )


def at_a_glance(source: Source, site: Site) -> Leads | None:
    """Tell from its markup what a node's page or a list leads to; None where only reading it in full can tell."""
    kind = site.kind(source.url) or Kind.PAGE
    if kind in {Kind.FILE, Kind.ASSET}:
        return Leads(outlinks(source, site))
    if kind is Kind.FEED or source.status != 200 or len(source.body) > LARGEST_TEXT or not looks_like_html(source):  # noqa: PLR2004
        return None
    if _DIED in source.body[-_TAIL:].lower() or any(pin.field == "link" for pin in site.pins):
        return None
    tree = tree_of(source)
    body = None if tree is None else tree.find("body")
    if tree is None or body is None:
        return None
    classes = (body.get("class") or "").split()
    if not _CLOSED.isdisjoint(classes) and (kind not in LISTINGS or {"front"}.isdisjoint(classes)):
        return None
    links = outlinks(source, site, tree)
    own_word = [url for word in _OWN_WORD(tree) if (url := absolute(source.url, word))]
    if not _lead_to_all(links, _ABOUT(tree), [source.url, *own_word], site):
        return None
    if kind in LISTINGS:
        return _of_list(source, site, kind, tree, body, links)
    if not any(map(BODY_TYPE.match, classes)) or (
        kind is Kind.PAGE and any(site.kind(u) in LISTINGS for u in own_word)
    ):
        return None
    return _of_node(tree, body, links)


def _of_node(tree: HtmlElement, body: HtmlElement, links: list[Outlink]) -> Leads | None:
    """A page that says itself that it is a node's has a record."""
    title = tree.findtext(".//title") or ""
    text = "\n".join(map(_TEXT, _NODES(body))) or _TEXT(body)
    if not title.strip() or not text.strip():
        return None
    return Leads(links, record=True, says=(f"{title}\n{text}",))


def _of_list(
    source: Source, site: Site, kind: Kind, tree: HtmlElement, body: HtmlElement, links: list[Outlink]
) -> Leads | None:
    """A list long enough to be no error in place of one; where projects may be in it, its entries are looked at."""
    if sum(len(words.strip()) for words in _WORDS(body)) <= LONGEST or any(map(_is_called_error, _CALLED(tree))):
        return None
    if kind not in {Kind.THEME, Kind.PROJECTS} and b"node-project" not in source.body:
        return Leads(links)
    try:
        projects = projects_listed(source, site)
    except Exception:  # noqa: BLE001  (a hostile page; reading it in full says that it can't be read)
        return None
    return None if projects is None else Leads(links, tuple(projects))


def _is_called_error(named: HtmlElement | str) -> bool:
    text = " ".join((named if isinstance(named, str) else _TEXT(named)).split())
    return any(ERROR_TITLE.match(part) for part in (text, *_PARTS.split(text)))


def _lead_to_all(links: list[Outlink], abouts: list[str], own: list[str], site: Site) -> bool:
    """Whether each page that RDFa says an entry is about is linked to; only reading in full finds one that is not."""
    if not abouts:
        return True
    known = {site.key(link.url) for link in links} | set(map(site.key, own)) | {None}
    urls = filter(None, (absolute(own[0], about) for about in dict.fromkeys(abouts)))
    return all(site.key(url) in known or site.excluded(url) for url in urls)
