"""The entries of the lists on a page, whatever their markup.

Rows are known by the classes of Views, teasers and filters; where a theme prints none, by links that only an entry has:
a heading that is a link, or "Read more".
"""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.clutter import Part
from jjscrape.pages.markup.selectors import Selector
from jjscrape.pages.markup.soup import HEADINGS, KEPT, Element, fold, is_element, squash, text_of, tokens
from jjscrape.pages.node.wording import READ_MORE, RELATED_HEADING
from jjscrape.site import ARTICLES, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jjscrape.pages.parsed import ParsedPage

ROW_TITLE = Selector(
    "title of a row",
    title_field=".views-field-title, .field-name-title, .field-name-title-field, "
    ".node-title, .node__title, .views-field-title-1",
    heading="h1, h2, h3, h4, h5, h6",
    rdfa='[property~="dc:title"]',
)
MISSING = "entries: 0 nodes by any of views-row, teaser, linked-heading, read-more"
_ROW = re.compile(
    r"^(views-row|node-teaser|node--teaser|view-mode-teaser|mix_item|mix|search-result"
    r"|views-table-row|masonry-item|isotope-element)$"
)
_MOST_SIBLINGS = 40
"""How many siblings an entry without an element of its own may have."""
_NO_ENTRIES = Part.CHROME | Part.COMMENT | Part.SHARE | Part.META


@dataclass(slots=True)
class Entry:
    """One row of a listing and the node it leads to. `at` is where it stands on the page; the row may be a copy."""

    row: Element
    target_id: str
    target_url: str
    slides: bool
    at: Element


@dataclass(frozen=True, eq=False)
class _ListsOf:
    """The page whose entries are looked for. `related` says that it is a node's page with lists beside the text."""

    page: ParsedPage
    related: bool

    def entry(self, row: Element, target: tuple[str, str], at: Element) -> Entry:
        return Entry(row, *target, bool(self.page.survey.get(at, Part.NONE) & Part.SLIDES), at)


def find_entries(page: ParsedPage, *, related: bool = False) -> list[Entry]:
    """Return the entries of all lists in the page's content, in document order, each target once."""
    answer = ENTRIES.first(_ListsOf(page, related))
    entries = answer[0] if answer else []
    order = {element: index for index, element in enumerate(page.survey)}
    entries.sort(key=lambda entry: order.get(entry.at, 0))
    plain = {entry.target_id for entry in entries if not entry.slides}
    once: dict[str, Entry] = {}
    for entry in entries:
        if not (entry.slides and entry.target_id in plain):
            once.setdefault(entry.target_id, entry)
    return list(once.values())


def _pinned(asked: _ListsOf) -> list[Entry] | None:
    page = asked.page
    rows = page.pins.elements(page.soup.body, "entry")
    return [entry for row in rows if (entry := _entry(asked, row))] or None


def _rows_and_links(asked: _ListsOf) -> list[Entry] | None:
    rows = rows_of(asked.page.survey)
    return _entries_of(asked, rows) + _by_links(asked, set(rows)) or None


def _items_of_lists(asked: _ListsOf) -> list[Entry] | None:
    if asked.related:
        return None
    parts = asked.page.survey.items()
    rows = [e for e, part in parts if e.tag in {"li", "tr"} and not part & (_NO_ENTRIES | Part.LINKS)]
    return _entries_of(asked, rows) or None


def _entries_of(asked: _ListsOf, rows: Iterable[Element]) -> list[Entry]:
    return [entry for row in rows if (entry := _entry(asked, row))]


def rows_of(survey: Mapping[Element, int]) -> list[Element]:
    """Return the outermost elements that a class calls a row of a list."""
    rows: list[Element] = []
    inside: set[Element] = set()
    around_titles = _around_single_titles(survey)
    for element, part in survey.items():
        parent = element.getparent()
        if parent is not None and parent in inside:
            inside.add(element)
        elif not part & _NO_ENTRIES and (element in around_titles or _is_called_row(element)):
            rows.append(element)
            inside.add(element)
    return rows


def _around_single_titles(survey: Mapping[Element, int]) -> set[Element]:
    """Views' title field names its parent as a row where that holds one such field and has no class of a row itself."""
    holders = Counter(e.getparent() for e in survey if "views-field-title" in tokens(e) and e.tag != "th")
    return {e for e, count in holders.items() if count == 1 and e is not None and "view-content" not in tokens(e)}


def _is_called_row(element: Element) -> bool:
    return element.tag not in {"ul", "ol", "body"} and _call_row(element.get("class") or "")


@lru_cache(KEPT)
def _call_row(classes: str) -> bool:
    return any(map(_ROW.match, classes.split()))


# Which node a row leads to


def _target(asked: _ListsOf, href: str | None) -> tuple[str, str] | None:
    """The node a link leads to as (key, address); None for anything else, the page itself included."""
    page, site = asked.page, asked.page.site
    url = page.soup.absolute(href)
    key = site.key(url) if url else None
    if url is None or key is None:
        return None
    path = key.partition("?")[0]
    if path == page.address.key.partition("?")[0] or "?" in key or site.kind_of_key(key) not in ARTICLES | {Kind.PAGE}:
        return None
    return None if any(pattern.search(path) for pattern in site.exclude) else (key, url)


def _entry(asked: _ListsOf, row: Element) -> Entry | None:
    if pinned := asked.page.pins.ask(row, "link"):
        chosen = [e.get("href") for e in pinned.elements] if pinned.pin.attribute is None else [*pinned.values]
        hrefs: Iterable[str | None] = chosen
    else:
        hrefs = _hrefs_by_weight(asked, row)
    target = next((target for href in hrefs if (target := _target(asked, href))), None)
    return asked.entry(row, target, row) if target else None


def _hrefs_by_weight(asked: _ListsOf, row: Element) -> Iterator[str | None]:
    for link in _links_by_weight(asked, row):
        if not asked.page.survey.get(link, Part.NONE) & _NO_ENTRIES:
            yield link.get("href")
    yield _about(row)


def _links_by_weight(asked: _ListsOf, row: Element) -> Iterator[Element]:
    """Yield a row's links, first those that surely lead to its node: of the title, "Read more", of the picture."""
    title = ROW_TITLE.first(row, asked.page.soup.names)
    if title is not None:
        yield from title.iter("a")
    links = list(row.iter("a"))
    yield from (link for link in links if READ_MORE.match(text_of(link)))
    yield from (link for link in links if next(link.iter("img"), None) is not None)
    yield from links


def _about(row: Element) -> str | None:
    """Return the address in RDFa's `about`, of the row or in it, that is no account's."""
    abouts = (e.get("about") or "" for e in row.iter() if is_element(e))
    return next((about for about in abouts if about and "/users" not in about), None)


# Entries without a class


@dataclass(frozen=True, eq=False)
class _StrongLinks:
    """Links that only an entry has, each with the node it leads to, and the targets below every element."""

    targets: dict[Element, tuple[str, str]] = field(default_factory=dict)
    below: dict[Element, set[str]] = field(default_factory=dict)

    def add(self, link: Element, target: tuple[str, str], body: Element) -> None:
        self.targets[link] = target
        for above in (link, *link.iterancestors()):
            self.below.setdefault(above, set()).add(target[0])
            if above is body:
                break

    def others_below(self, element: Element, target: str) -> set[str]:
        return self.below.get(element, set()) - {target}


def _by_links(asked: _ListsOf, rows: set[Element]) -> list[Entry]:
    """Entries without a class to tell them: the widest element around a strong link that holds no other entry."""
    strong = _strong_links(asked, rows)
    around_rows = {row.getparent() for row in rows}
    entries = []
    for link, target in strong.targets.items():
        row = _widest_around(asked, link, strong, around_rows)
        wraps_link_alone = row.tag in {"p", "li", "ul", "div"} and READ_MORE.match(text_of(row))
        if row.tag in HEADINGS | {"a"} or wraps_link_alone:
            row = _gather(row, target[0], strong)
        entries.append(asked.entry(row, target, link))
    return entries


def _strong_links(asked: _ListsOf, rows: set[Element]) -> _StrongLinks:
    strong, body = _StrongLinks(), asked.page.soup.body
    inside: set[Element] = set()
    known: set[str] = set()
    under_related = False
    for element, part in asked.page.survey.items():
        parent = element.getparent()
        if element in rows or (parent is not None and parent in inside):
            inside.add(element)
            continue
        if element.tag in HEADINGS and not part & _NO_ENTRIES:
            under_related = _keeps_related(element, under_related=under_related)
        if element.tag != "a" or part & (_NO_ENTRIES | Part.HIDDEN):
            continue
        listed = asked.related and under_related and _is_alone(element)
        if not listed and not _is_strong(element, part):
            continue
        if (target := _target(asked, element.get("href"))) and target[0] not in known:
            known.add(target[0])
            strong.add(element, target, body)
    return strong


def _keeps_related(heading: Element, *, under_related: bool) -> bool:
    """Return whether what follows a heading stands under "Related": behind it, or behind a linked heading below it."""
    if RELATED_HEADING.match(text_of(heading)):
        return True
    return under_related and next(heading.iter("a"), None) is not None


def _is_alone(link: Element) -> bool:
    parent = link.getparent()
    return parent is not None and parent.tag in {"li", "div", "span", "p"} and text_of(link) == text_of(parent)


def _is_strong(link: Element, part: int) -> bool:
    """Return whether a link is one that only an entry has: a whole heading, around one, or "Read more"."""
    text = text_of(link)
    heading = next((a for a in link.iterancestors() if a.tag in HEADINGS), None)
    if (heading is not None and fold(text_of(heading)) == fold(text)) or READ_MORE.match(text):
        return True
    return not part & Part.BLOCK and next(link.iterdescendants(*HEADINGS), None) is not None


def _widest_around(asked: _ListsOf, link: Element, strong: _StrongLinks, around_rows: set[Element | None]) -> Element:
    row = link
    for above in link.iterancestors():
        if above is asked.page.soup.body or above.tag in {"main", "body"}:
            break
        if len(strong.below.get(above, ())) != 1 or above in around_rows:
            break
        row = above
    return row


def _gather(first: Element, target: str, strong: _StrongLinks) -> Element:
    """Copy an entry that is flat among its neighbours into an element of its own.

    A heading goes with what follows it, a "Read more" with what stands before it, up to the next heading or entry.
    """
    is_heading = first.tag in HEADINGS
    parts = [first, *_following(first, target, strong)] if is_heading else [*_preceding(first, target, strong), first]
    row = etree.Element("div")
    for part in filter(is_element, parts):
        row.append(deepcopy(part))
        row[-1].tail = None
        tail = squash(part.tail)
        if tail and (part is not first or is_heading):
            etree.SubElement(row, "div").text = tail
    return row


def _following(first: Element, target: str, strong: _StrongLinks) -> list[Element]:
    parts: list[Element] = []
    for element in first.itersiblings():
        if len(parts) + 1 >= _MOST_SIBLINGS or element.tag in HEADINGS or strong.others_below(element, target):
            break
        parts.append(element)
    return parts


def _preceding(first: Element, target: str, strong: _StrongLinks) -> list[Element]:
    parts: list[Element] = []
    for element in first.itersiblings(preceding=True):
        if len(parts) + 1 >= _MOST_SIBLINGS or strong.others_below(element, target):
            break
        parts.insert(0, element)
        if element.tag in HEADINGS:
            break
    return parts


def _alike(asked: _ListsOf) -> list[Entry] | None:
    """Sisters of one tag, each of which leads to one article and no other."""
    if asked.related:
        return None
    targets = _articles_below(asked)
    sisters: dict[tuple[Element, str], list[Element]] = {}
    for element, below in targets.items():
        parent = element.getparent()
        if len(below) == 1 and parent is not None and len(targets.get(parent, below)) != 1:
            sisters.setdefault((parent, str(element.tag)), []).append(element)
    rows = [row for together in sisters.values() if len(together) > 1 for row in together]
    return [asked.entry(row, next(iter(targets[row].items())), row) for row in rows] or None


def _articles_below(asked: _ListsOf) -> dict[Element, dict[str, str]]:
    """The articles that links below each element lead to, as keys with addresses."""
    page, below = asked.page, dict[Element, dict[str, str]]()
    for element, part in page.survey.items():
        if element.tag != "a" or part & (_NO_ENTRIES | Part.HIDDEN | Part.BLOCK | Part.LINKS) or not text_of(element):
            continue
        target = _target(asked, element.get("href"))
        if target is None or page.site.kind_of_key(target[0]) not in ARTICLES:
            continue
        for above in element.iterancestors():
            if above is page.soup.body or above.tag in {"p", "main"}:
                break
            below.setdefault(above, {})[target[0]] = target[1]
    return below


ENTRIES: Ladder[_ListsOf, list[Entry]] = Ladder(
    "entries of a list",
    "",
    (
        Rule("pin", "the entries that the site file pins", _pinned),
        Rule(
            "rows-and-links",
            "rows and teasers by their classes, and outside them linked headings and `Read more`",
            _rows_and_links,
        ),
        Rule("list-items", "items of plain lists and rows of tables that lead to a node", _items_of_lists),
        Rule("alike", "sisters of one tag, each of which leads to one article", _alike),
    ),
)
