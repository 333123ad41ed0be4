"""Where a page's own node begins and ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.pages.markup.clutter import NEVER_TEXT, OTHERS, Part
from jjscrape.pages.markup.selectors import Selector
from jjscrape.pages.markup.soup import HEADINGS, fold, is_element, number_of, remove, text_of, tokens, within

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.markup.clutter import Survey
    from jjscrape.pages.markup.soup import Element, Soup

MAIN = Selector(
    "main",
    system_main="#block-system-main, #system-main, .block-system-main-block",
    page_content=".pane-page-content",
    main_role="[role=main]",
    main_tag="main",
    region_content=".region-content",
    l_content=".l-content, .l-main",
    content_id="div#content, section#content, div#main-content, section#main-content, div#main, td#content, #center",
)
_HOMES = ("block-system-main", "system-main")
_HOME_CLASS = "block-system-main-block"
_FIELD = re.compile(r"^(?:field-name-(?:field-.+|body)|field--name-(?:field-.+|body))$")
_NOT_ABOVE = Part.COMMENT | Part.SHARE | Part.CHROME | Part.HIDDEN | Part.LINKS
_AUTHORSHIP = re.compile(r"(?:[\w-]*[-_])?(?:byline|authors?)", re.IGNORECASE)
ANCHOR = Selector("main-content", anchor="a#main-content, a[name=main-content]")


def main_of(soup: Soup) -> Element:
    """Return the page's main part: the block or element made for it, else what holds the skip link's target."""
    elements, _ = MAIN.all(soup.body, soup.names)
    if elements:
        return max(elements[:8], key=lambda e: len(text_of(e))) if len(elements) > 1 else elements[0]
    anchor = ANCHOR.first(soup.body, soup.names)
    parent = anchor.getparent() if anchor is not None else None
    return parent if parent is not None else soup.body


def find_node(soup: Soup, survey: Survey, path: str) -> Element | None:
    """Return the element of the page's own node, or None if the theme prints none.

    A number or an address of its own decides; teasers, comments and nodes in blocks and views are other nodes.
    """
    best = size = 0
    chosen: Element | None = None
    for element, part in survey.hinted(Part.NODE):
        if part & (Part.COMMENT | Part.TEASER):
            continue
        number = number_of(element)
        if not (number or _is_called_node(element)):
            continue
        if number and soup.node_id and number != soup.node_id:
            continue
        score = 20 * (number is not None and number == soup.node_id) + _weight(element, part, path)
        if score > best:
            best, size, chosen = score, -1, element
        elif chosen is not None and score == best:
            size = len(text_of(chosen)) if size < 0 else size
            if (other := len(text_of(element))) > size:
                size, chosen = other, element
    return chosen


def _is_called_node(element: Element) -> bool:
    names = tokens(element)
    if "node" in names or "node--full" in names or "node-full" in names:
        return True
    return element.tag == "article" and ("article" in names or bool(element.get("about")))


def _weight(element: Element, part: int, path: str) -> int:
    """How surely an element is the page's own node, by its address, its classes and what it stands in."""
    about = element.get("about")
    names = set(tokens(element))
    weight = 10
    weight += 8 * bool(about and path and about.rstrip("/").endswith(path))
    weight += 4 * bool({"node-full", "view-mode-full", "node--full", "node--view-mode-full"} & names)
    weight -= 12 * bool(part & (Part.CHROME | Part.SLIDES))
    weight -= 6 * bool(part & (Part.VIEW | Part.BLOCK))
    return weight


def widened(node: Element, survey: Mapping[Element, int]) -> Element:
    """Return what holds a node's element and the fields that its template prints beside that element, in columns.

    Only what Drupal prints as the page's own content counts, and no field in another node, block or view.
    """
    home = next((a for a in node.iterancestors() if a.get("id") in _HOMES or _HOME_CLASS in tokens(a)), None)
    if home is None:
        _adopt(node, survey)
        return node
    beside = _fields_beside(node, home, survey)
    if not beside:
        return node
    holders = [set(e.iterancestors()) for e in beside]
    return next(a for a in node.iterancestors() if all(a in holder for holder in holders))


def _adopt(node: Element, survey: Mapping[Element, int]) -> None:
    """Move the fields that stand beside a node's element, in the page's main part, into it.

    Only what the node has no field of its own for: where a theme prints no block around the page's own content, what
    stands there is nobody else's, but more than the node's fields stands there.
    """
    home = next((a for a in node.iterancestors() if _is_main(a)), None)
    if home is None:
        return
    own = {name for e in node.iterdescendants() if is_element(e) for name in _field_names(e)}
    beside = _fields_beside(node, home, survey)
    outermost = [
        e for e in beside if own.isdisjoint(_field_names(e)) and not any(a in beside for a in e.iterancestors())
    ]
    order = {element: at for at, element in enumerate(home.iter())}
    before = [e for e in outermost if order[e] < order[node]]
    for element in reversed(before):
        _lift(element)
        element.tail, node.text = node.text, None
        node.insert(0, element)
    for element in outermost[len(before) :]:
        _lift(element)
        node.append(element)


def _is_main(element: Element) -> bool:
    return element.tag == "main" or element.get("role") == "main" or "region-content" in tokens(element)


def _field_names(element: Element) -> list[str]:
    return [token for token in tokens(element) if _FIELD.match(token)]


def _lift(element: Element) -> None:
    """Take an element out of its place, to be put elsewhere."""
    remove(element)
    element.tail = None


def heads_of(node: Element, survey: Mapping[Element, int]) -> tuple[Element, ...]:
    """Return the outermost lines of authorship before a node's element: those of the page, in no block, list or menu.

    A page on which another node stands before this one has none that is surely this node's.
    """
    around = set(node.iterancestors())
    heads: list[Element] = []
    for element, part in survey.items():
        if element is node:
            return tuple(heads)
        if element in around or part & (_NOT_ABOVE | OTHERS):
            continue
        if number_of(element) or _is_called_node(element):
            return ()
        named = part & Part.META or any(_AUTHORSHIP.fullmatch(token) for token in tokens(element))
        if named and not within(element, heads):
            heads.append(element)
    return ()


def _fields_beside(node: Element, home: Element, survey: Mapping[Element, int]) -> list[Element]:
    """Return the fields in the home that stand neither in this node nor in another."""
    inside = set(node.iter())
    elements = [e for e in home.iterdescendants() if is_element(e)]
    others = {e for e in elements if (number_of(e) or _is_called_node(e)) and e is not node}
    free = [e for e in elements if e not in inside and not survey.get(e, Part.NONE) & (NEVER_TEXT | OTHERS)]
    fields = [e for e in free if any(_FIELD.match(token) for token in tokens(e))]
    return [e for e in fields if not within(e, others)]


def densest(scope: Element, survey: Mapping[Element, int], title: str | None) -> Element:
    """Return the element whose own paragraphs hold most text: the last resort where no class or id says anything.

    It is widened to where the node's heading is, so that what stands between the two is seen as well.
    """
    content = [e for e, part in survey.items() if not part & (NEVER_TEXT | OTHERS)]
    lengths = _paragraph_lengths(content)
    if not lengths:
        return scope
    chosen = max(lengths, key=lambda e: lengths[e])
    around = [chosen, *chosen.iterancestors()]
    around = around[: around.index(scope)]
    wanted = fold(title)
    headings = [e for e in content if wanted and e.tag in HEADINGS and fold(text_of(e)) == wanted]
    for element in around:
        if any(within(heading, [element]) for heading in headings):
            return element
    # Without such a heading, up to the first of the highest level; the site's own name may be one.
    for element in around:
        if next(element.iterdescendants("h1"), None) is not None:
            return element
    return around[-1] if around else chosen


def _paragraph_lengths(content: list[Element]) -> dict[Element, int]:
    """How many characters the paragraphs directly below each element hold."""
    lengths: dict[Element, int] = {}
    for element in content:
        parent = element.getparent()
        if element.tag in {"p", "blockquote"} and parent is not None:
            lengths[parent] = lengths.get(parent, 0) + len(text_of(element))
    return lengths
