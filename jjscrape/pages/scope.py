"""Where a page's own node begins and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.pages.clutter import NEVER_TEXT, OTHERS, Part
from jjscrape.pages.soup import Selector, number_of, text_of, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.soup import Element, Soup

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


def densest(scope: Element, surveyed: Mapping[Element, int]) -> Element:
    """Return the element whose own paragraphs hold most text: the last resort where no class or id says anything."""
    mass: dict[Element, int] = {}
    for element, part in surveyed.items():
        if element.tag in {"p", "blockquote"} and not part & (NEVER_TEXT | OTHERS):
            parent = element.getparent()
            if parent is not None:
                mass[parent] = mass.get(parent, 0) + len(text_of(element))
    if not mass:
        return scope
    chosen = max(mass, key=lambda e: mass[e])
    # Up to where the heading is, so that what stands between it and the text is seen too.
    while chosen is not scope:
        parent = chosen.getparent()
        if parent is None or parent is scope or any(e.tag == "h1" for e in chosen.iterdescendants("h1")):
            break
        chosen = parent
    return chosen
