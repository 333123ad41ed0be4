"""Where a page's own node begins and ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.pages.markup.clutter import NEVER_TEXT, OTHERS, Part
from jjscrape.pages.markup.soup import HEADINGS, Selector, fold, is_element, number_of, text_of, tokens, within

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.markup.soup import Element, Soup

MAIN = Selector(
    "main",
    system_main="#block-system-main, #system-main",
    page_content=".pane-page-content",
    main_role="[role=main]",
    main_tag="main",
    region_content=".region-content",
    l_content=".l-content, .l-main",
    content_id="div#content, section#content, div#main-content, section#main-content, div#main, td#content, #center",
)
_HOMES = ("block-system-main", "system-main")
_FIELD = re.compile(r"field-name-(?:field-|body$)|field--name-(?:field-|body$)")
ANCHOR = Selector("main-content", anchor="a#main-content, a[name=main-content]")


def main_of(soup: Soup) -> Element:
    """Return the page's main part: the block or element made for it, else what holds the skip link's target."""
    found, _ = MAIN.all(soup.body)
    if found:
        return max(found[:8], key=lambda e: len(text_of(e))) if len(found) > 1 else found[0]
    anchor = ANCHOR.first(soup.body)
    parent = anchor.getparent() if anchor is not None else None
    return parent if parent is not None else soup.body


def find_node(soup: Soup, surveyed: Mapping[Element, int], path: str) -> Element | None:
    """Return the element of the page's own node, or None if the theme prints none.

    A number or an address of its own decides; teasers, comments and nodes in blocks and views are other nodes.
    """
    best: tuple[int, int] = (0, 0)
    chosen: Element | None = None
    for element, part in surveyed.items():
        names = tokens(element)
        number = number_of(element)
        about = element.get("about")
        if not ("node" in names or number or "node--full" in names or "node-full" in names
                or (element.tag == "article" and ("article" in names or about))):  # fmt: skip
            continue
        if part & (Part.COMMENT | Part.TEASER):
            continue
        if number and soup.node_id and number != soup.node_id:
            continue
        score = 10
        score += 20 * (number is not None and number == soup.node_id)
        score += 8 * bool(about and path and about.rstrip("/").endswith(path))
        score += 4 * bool({"node-full", "view-mode-full", "node--full", "node--view-mode-full"} & set(names))
        score -= 12 * bool(part & (Part.CHROME | Part.SLIDES))
        score -= 6 * bool(part & (Part.VIEW | Part.BLOCK))
        if score < best[0] or score <= 0:
            continue
        size = len(text_of(element))
        if (score, size) > best:
            best, chosen = (score, size), element
    return chosen


def widened(node: Element, surveyed: Mapping[Element, int]) -> Element:
    """Return what holds a node's element and the fields that its template prints beside that element, in columns.

    Only what Drupal prints as the page's own content counts, and no field in another node, block or view.
    """
    home = next((a for a in node.iterancestors() if a.get("id") in _HOMES), None)
    if home is None:
        return node
    within_node = set(node.iter())
    apart: list[Element] = []
    for element in home.iterdescendants():
        part = surveyed.get(element, Part.NONE)
        if element in within_node or not is_element(element) or part & (NEVER_TEXT | OTHERS):
            continue
        if any(_FIELD.match(token) for token in tokens(element)):
            apart.append(element)
    others = {e for e in home.iterdescendants() if is_element(e) and number_of(e) and e is not node}
    apart = [e for e in apart if not within(e, others)]
    if not apart:
        return node
    holders = [set(e.iterancestors()) for e in apart]
    return next(a for a in node.iterancestors() if all(a in holder for holder in holders))


def densest(scope: Element, surveyed: Mapping[Element, int], title: str | None) -> Element:
    """Return the element whose own paragraphs hold most text: the last resort where no class or id says anything.

    It is widened to where the node's heading is, so that what stands between the two is seen as well.
    """
    mass: dict[Element, int] = {}
    for element, part in surveyed.items():
        if element.tag in {"p", "blockquote"} and not part & (NEVER_TEXT | OTHERS):
            parent = element.getparent()
            if parent is not None:
                mass[parent] = mass.get(parent, 0) + len(text_of(element))
    if not mass:
        return scope
    chosen = max(mass, key=lambda e: mass[e])
    wanted = fold(title)
    headings = [
        element
        for element, part in surveyed.items()
        if wanted and element.tag in HEADINGS and not part & (NEVER_TEXT | OTHERS) and fold(text_of(element)) == wanted
    ]
    above = [chosen, *chosen.iterancestors()]
    for element in above[: above.index(scope)]:
        if any(within(heading, [element]) for heading in headings):
            return element
    # Without such a heading, up to the first of the highest level; the site's own name may be one.
    for element in above[: above.index(scope)]:
        if next(element.iterdescendants("h1"), None) is not None:
            return element
    return above[max(above.index(scope) - 1, 0)]
