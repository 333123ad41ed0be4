"""A listing: its entries in order, whatever their markup, and where its next page is.

Rows are told by the classes of Views, teasers and filters; where a theme prints none, by links that only an entry has:
a heading that is a link, or "Read more".
"""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from jjscrape.items import Teaser
from jjscrape.normalise.themes import theme_id as id_of_theme
from jjscrape.pages.head import Address, address_of
from jjscrape.pages.markup.clutter import Part, survey
from jjscrape.pages.markup.soup import HEADINGS, Selector, Soup, fold, is_element, remove, squash, text_of, tokens
from jjscrape.pages.node.dissect import dissect
from jjscrape.pages.node.wording import READ_MORE, RELATED_HEADING
from jjscrape.pages.theme import theme_labels, theme_of, themes_on
from jjscrape.site import ARTICLES, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jjscrape.items import Item
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.source import Source
    from jjscrape.site import Site

NEXT = Selector(
    "next page",
    title='a[title="Go to next page"]',
    pager_next="li.pager-next a, li.pager__item--next a, li.pager-item-next a, li.next a, "
    ".pager-load-more a, a.pager-next",
    rel_next='a[rel~="next"]',
    infinite_scroll="ul.pager--infinite-scroll a, .pager-show-more-next a",
)
ROW_TITLE = Selector(
    "title of a row",
    title_field=".views-field-title, .field-name-title, .field-name-title-field, "
    ".node-title, .node__title, .views-field-title-1",
    heading="h1, h2, h3, h4, h5, h6",
    rdfa='[property~="dc:title"]',
)
_ROW = re.compile(
    r"^(views-row|node-teaser|node--teaser|view-mode-teaser|mix_item|mix|search-result"
    r"|views-table-row|masonry-item|isotope-element)$"
)
_NEXT_TEXT = re.compile(r"^(next\b.*|older( posts)?|load more|show more|\u203a|»|>|>>)$", re.IGNORECASE)
# How many siblings an entry without an element of its own may have.
_REACH = 40
_ABOUT = re.compile(r"^read more\s+about\s+", re.IGNORECASE)
_UNSAFE = Part.CHROME | Part.COMMENT | Part.SHARE | Part.META


@dataclass(slots=True)
class Entry:
    """One row of a listing and the node it leads to. `at` is where it stands on the page; the row may be a copy."""

    row: Element
    target_id: str
    target_url: str
    slides: bool
    at: Element


def listing_items(soup: Soup, site: Site, address: Address, kind: Kind) -> list[Item]:
    """Return the themes a listing describes and its entries, by role and position."""
    surveyed = survey(soup.body)
    themes = themes_on(soup, site, address, kind, surveyed)
    known = frozenset(fold(theme.label) for theme in themes if theme.label) | theme_labels(soup, site, surveyed)
    theme_id = theme_of(soup, address, kind)
    entries = find_entries(soup, site, address.key, surveyed)
    teasers: list[Item] = []
    positions: dict[str, int] = {}
    for entry in entries:
        role = _role(site, entry, kind)
        if role is None:
            continue
        position = positions.get(role, 0)
        positions[role] = position + 1
        teaser = _teaser(soup, site, entry, address, role, position, known)
        if theme_id and (
            not teaser.theme_labels or theme_id in {id_of_theme(t) for t in teaser.theme_labels} or role == "posts"
        ):
            teaser.theme_id = theme_id
        teasers.append(teaser)
    if not teasers:
        themes = [theme for theme in themes if theme.label]
        soup.problems.append("entries: 0 nodes by any of views-row, teaser, linked-heading, read-more")
    return [*themes, *teasers]


def related_teasers(soup: Soup, site: Site, address: Address) -> list[Teaser]:
    """Return the entries of blocks and views beside a node's own text. Leaves the tree as it was."""
    copy = Soup.of(soup.source)
    if copy is None:
        return []
    surveyed = survey(copy.body)
    entries = [
        e for e in find_entries(copy, site, address.key, surveyed, related=True) if site.kind(e.target_url) in ARTICLES
    ]
    return [_teaser(copy, site, e, address, "related", i, frozenset()) for i, e in enumerate(entries)]


def _role(site: Site, entry: Entry, kind: Kind) -> str | None:
    classes = {c for e in entry.row.iter() if is_element(e) for c in tokens(e) if c.startswith("node-")}
    if site.kind(entry.target_url) in ARTICLES:
        return "posts"
    if "node-page" in classes:
        return None
    return "projects" if kind in {Kind.THEME, Kind.PROJECTS} or "node-project" in classes else None


# Rows


def find_entries(
    soup: Soup, site: Site, own: str, surveyed: Mapping[Element, int], *, related: bool = False
) -> list[Entry]:
    """Return the entries of all lists in the page's content, in document order, each target once."""
    found = rows_of(surveyed)
    entries = [entry for row in found if (entry := _entry(soup, site, own, row, surveyed))]
    covered = set(found)
    entries += _by_links(soup, site, own, surveyed, covered, related=related)
    if not entries and not related:
        rows = [e for e, part in surveyed.items() if e.tag in {"li", "tr"} and not part & (_UNSAFE | Part.LINKS)]
        entries = [entry for row in rows if (entry := _entry(soup, site, own, row, surveyed))]
    if not entries and not related:
        entries = _by_likeness(soup, site, own, surveyed)
    order = {element: index for index, element in enumerate(surveyed)}
    entries.sort(key=lambda entry: order.get(entry.at, 0))
    plain = {entry.target_id for entry in entries if not entry.slides}
    once: dict[str, Entry] = {}
    for entry in entries:
        if not (entry.slides and entry.target_id in plain):
            once.setdefault(entry.target_id, entry)
    return list(once.values())


def rows_of(surveyed: Mapping[Element, int]) -> list[Element]:
    rows: list[Element] = []
    inside: dict[Element, bool] = {}
    # Views' title field names its parent as a row where that holds one such field and has no class of a row itself.
    titles = [e.getparent() for e in surveyed if "views-field-title" in tokens(e) and e.tag != "th"]
    entries = {e for e, n in Counter(titles).items() if n == 1 and e is not None and "view-content" not in tokens(e)}
    for element, part in surveyed.items():
        parent = element.getparent()
        if parent is not None and inside.get(parent):
            inside[element] = True
            continue
        if part & _UNSAFE or not (element.get("class") or element in entries):
            continue
        if element in entries or (
            any(_ROW.match(token) for token in tokens(element)) and element.tag not in {"ul", "ol", "body"}
        ):
            rows.append(element)
            inside[element] = True
    return rows


def _by_likeness(soup: Soup, site: Site, own: str, surveyed: Mapping[Element, int]) -> list[Entry]:
    """The last resort: sisters of one tag, each of which leads to one article and no other."""
    targets: dict[Element, dict[str, str]] = {}
    for element, part in surveyed.items():
        if element.tag != "a" or part & (_UNSAFE | Part.HIDDEN | Part.BLOCK | Part.LINKS) or not text_of(element):
            continue
        target = _target(soup, site, own, element)
        if target is None or site.kind_of_key(target[0]) not in ARTICLES:
            continue
        for above in element.iterancestors():
            if above is soup.body or above.tag in {"p", "main"}:
                break
            targets.setdefault(above, {})[target[0]] = target[1]
    sisters: dict[tuple[Element | None, str], list[Element]] = {}
    for element, found in targets.items():
        parent = element.getparent()
        if len(found) == 1 and parent is not None and len(targets.get(parent, found)) != 1:
            sisters.setdefault((parent, str(element.tag)), []).append(element)
    return [
        Entry(row, *next(iter(targets[row].items())), bool(surveyed.get(row, Part.NONE) & Part.SLIDES), row)
        for rows in sisters.values()
        if len(rows) > 1
        for row in rows
    ]


def _target(soup: Soup, site: Site, own: str, link: Element) -> tuple[str, str] | None:
    """The node a link leads to as (key, address); None for anything else, the page itself included."""
    url = soup.absolute(link.get("href"))
    key = site.key(url) if url else None
    if url is None or key is None:
        return None
    path = key.partition("?")[0]
    if path == own.partition("?")[0] or "?" in key or site.kind_of_key(key) not in ARTICLES | {Kind.PAGE}:
        return None
    if any(pattern.search(path) for pattern in site.exclude):
        return None
    return key, url


def _entry(soup: Soup, site: Site, own: str, row: Element, surveyed: Mapping[Element, int]) -> Entry | None:
    title = ROW_TITLE.first(row)
    links = [*(title.iter("a") if title is not None else ())]
    everything = list(row.iter("a"))
    links += [a for a in everything if READ_MORE.match(text_of(a))]
    links += [a for a in everything if next(a.iter("img"), None) is not None]
    about = next(
        (
            e.get("about")
            for e in row.iter()
            if is_element(e) and e.get("about") and "/users" not in (e.get("about") or "")
        ),
        None,
    )
    links += everything
    slides = bool(surveyed.get(row, Part.NONE) & Part.SLIDES)
    for link in links:
        if surveyed.get(link, Part.NONE) & _UNSAFE:
            continue
        if target := _target(soup, site, own, link):
            return Entry(row, *target, slides, row)
    if about:
        stand_in = etree.Element("a", href=about)
        if target := _target(soup, site, own, stand_in):
            return Entry(row, *target, slides, row)
    return None


def _by_links(
    soup: Soup, site: Site, own: str, surveyed: Mapping[Element, int], covered: set[Element], *, related: bool
) -> list[Entry]:
    """Entries without a class to tell them: the widest element around a strong link that holds no other entry."""
    inside: set[Element] = set()
    strong: dict[Element, tuple[str, str]] = {}
    known: set[str] = set()
    above_rows = {row.getparent() for row in covered}
    below: dict[Element, set[str]] = {}
    under_related = False
    for element, part in surveyed.items():
        parent = element.getparent()
        if element in covered or (parent is not None and parent in inside):
            inside.add(element)
            continue
        if element.tag in HEADINGS and not part & _UNSAFE:
            under_related = bool(RELATED_HEADING.match(text_of(element))) or (
                under_related and next(element.iter("a"), None) is not None
            )
        if element.tag != "a" or part & (_UNSAFE | Part.HIDDEN):
            continue
        text = text_of(element)
        heading = next((a for a in element.iterancestors() if a.tag in HEADINGS), None)
        listed = (
            related
            and under_related
            and parent is not None
            and text == text_of(parent)
            and parent.tag in {"li", "div", "span", "p"}
        )
        if (
            not listed
            and not (heading is not None and fold(text_of(heading)) == fold(text))
            and not READ_MORE.match(text)
            and (part & Part.BLOCK or next(element.iterdescendants(*HEADINGS), None) is None)
        ):
            continue
        if (target := _target(soup, site, own, element)) and target[0] not in known:
            known.add(target[0])
            strong[element] = target
            for above in (element, *element.iterancestors()):
                below.setdefault(above, set()).add(target[0])
                if above is soup.body:
                    break
    entries = []
    for link, target in strong.items():
        row = link
        for above in link.iterancestors():
            if (
                above is soup.body
                or len(below.get(above, ())) != 1
                or above in above_rows
                or above.tag in {"main", "body"}
            ):
                break
            row = above
        if row.tag in HEADINGS | {"a"} or (row.tag in {"p", "li", "ul", "div"} and READ_MORE.match(text_of(row))):
            row = _gather(row, target[0], below)
        slides = bool(surveyed.get(link, Part.NONE) & Part.SLIDES)
        entries.append(Entry(row, *target, slides, link))
    return entries


def _gather(first: Element, target: str, below: Mapping[Element, set[str]]) -> Element:
    """Copy an entry that is flat among its neighbours into an element of its own.

    A heading goes with what follows it, a "Read more" with what stands before it, up to the next heading or entry.
    """

    def ends(element: Element) -> bool:
        return element.tag in HEADINGS or bool(below.get(element, set()) - {target})

    parts: list[Element] = [first]
    after = first.getnext()
    if first.tag in HEADINGS:
        while after is not None and len(parts) < _REACH and not ends(after):
            parts.append(after)
            after = after.getnext()
    else:
        before = first.getprevious()
        while before is not None and len(parts) < _REACH and not below.get(before, set()) - {target}:
            parts.insert(0, before)
            if before.tag in HEADINGS:
                break
            before = before.getprevious()
    row = etree.Element("div")
    for part in parts:
        if not is_element(part):
            continue
        row.append(deepcopy(part))
        row[-1].tail = None
        tail = squash(part.tail)
        if tail and (part is not first or first.tag in HEADINGS):
            etree.SubElement(row, "div").text = tail
    return row


# One entry


def _teaser(
    soup: Soup, site: Site, entry: Entry, address: Address, role: str, position: int, known: frozenset[str]
) -> Teaser:
    row = entry.row
    title = _title_of_row(soup, site, entry)
    event = site.kind(entry.target_url) is Kind.EVENT
    for link in list(row.iter("a")):
        if link is not row and READ_MORE.match(text_of(link)):
            remove(link)
    node = dissect(
        soup, site, row, title=title, event=event, teaser=True, vocabulary=known if role == "projects" else frozenset()
    )
    lines = [
        line.text
        for line in node.body.lines
        if not (title and fold(line.text) == fold(title)) and not READ_MORE.match(line.text)
    ]
    place = node.place if event and not (title and node.place and fold(node.place) == fold(title)) else None
    return Teaser(
        list_id=address.key.partition("?")[0],
        role=role,
        page=_page_number(soup.source.url),
        position=position,
        target_id=entry.target_id,
        target_url=entry.target_url,
        title=title,
        summary="\n".join(lines) or None,
        event_raw=node.date_raw if event else None,
        place=place,
        theme_labels=node.labels,
        image_alt=node.lead.alt if node.lead else None,
        capture=soup.source.capture,
    )


def _title_of_row(soup: Soup, site: Site, entry: Entry) -> str | None:
    elements, _ = ROW_TITLE.all(entry.row)
    for element in elements:
        text = text_of(element) or squash(element.get("content"))
        if text and not READ_MORE.match(text):
            # A theme may print an ornament beside the link.
            linked = next((text_of(a) for a in element.iterdescendants("a")), "")
            return linked if linked and fold(linked) == fold(text) else text
    spare = None
    for link in entry.row.iter("a"):
        url = soup.absolute(link.get("href"))
        if not url or site.key(url) != entry.target_id:
            continue
        text = text_of(link)
        if text and not READ_MORE.match(text):
            return text
        about = _ABOUT.sub("", text) if _ABOUT.match(text) else squash(link.get("title"))
        spare = spare or about or None
    return spare


def _page_number(url: str) -> int:
    """The pager's zero-based number; the highest where several pagers share the parameter."""
    values = parse_qs(urlsplit(url).query).get("page", [])
    numbers = [int(n) for value in values for n in re.findall(r"\d{1,6}", value)]
    if not numbers and (flat := re.search(r"_page-(\d{1,6})(?:/index\.html?)?/?$", urlsplit(url).path)):
        return int(flat[1])
    return max(numbers, default=0)


# The pager


def next_page(source: Source) -> str | None:
    """Return the absolute address that the pager's "next" leads to; None on the last page and on what is no HTML."""
    soup = Soup.of(source) if source.body.lstrip()[:1] == b"<" or source.media_type.endswith("html") else None
    if soup is None:
        return None
    found, _ = NEXT.all(soup.body)
    links = list(found)
    links += [a for a in _pager_links(soup.body) if _NEXT_TEXT.match(text_of(a))]
    here = _page_number(source.url)
    for link in links:
        url = soup.absolute(link.get("href"))
        if url and url != source.url and _page_number(url) > here:
            return url
    for url in soup.links.get("next", ()):
        if _page_number(url) > here:
            return url
    return None


def _pager_links(body: Element) -> Iterable[Element]:
    for holder in body.iter("ul", "div", "nav"):
        if any(t in {"pager", "pagination", "item-list-pager", "pager-load-more"} for t in tokens(holder)):
            yield from holder.iter("a")


def is_empty(source: Source, site: Site) -> bool:
    """Tell whether a listing has no entries: Drupal answers 200 with an empty view past the last page."""
    soup = Soup.of(source)
    address = address_of(soup, site) if soup else None
    if soup is None or address is None:
        return True
    return not find_entries(soup, site, address.key, survey(soup.body))
