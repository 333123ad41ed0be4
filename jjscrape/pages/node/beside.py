"""What of an event stands beside its node: its date and place in a block, view or pane of the same page.

Only what is surely of this node counts: an element with its number, or a block of fields that leads to no other node.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from jjscrape.pages.entries import rows_of
from jjscrape.pages.markup.clutter import Part, part_of
from jjscrape.pages.markup.soup import number_of, text_of, within
from jjscrape.pages.node.context import NodeScope
from jjscrape.pages.node.dissect import dissect
from jjscrape.site import ARTICLES, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.node.parts import Node
    from jjscrape.pages.parsed import ParsedPage

_MOST = 30
_FIELD_RULES = {"date-field", "date-field-text"}
_LONGEST = 1000
"""A block with more text says more than when and where."""


def read_beside(page: ParsedPage, element: Element, node: Node, title: str | None) -> None:
    """Fill date and place of an event that its own element lacks. Takes the elements beside it apart."""
    if node.date_raw and node.place:
        return
    for beside, is_twin in islice(_beside(page, element), _MOST):
        other = dissect(NodeScope(page, beside, title, is_event=True, is_teaser=True))
        if not node.date_raw and other.date_raw and (is_twin or other.date_rule in _FIELD_RULES):
            node.date_raw, node.date_line, node.date_rule = other.date_raw, other.date_line, other.date_rule
            node.date_name, node.date_repeats = other.date_name, other.date_repeats
            node.date_sentence = other.date_sentence
            node.date_start, node.date_end = other.date_start, other.date_end
        if not node.place and other.place and (is_twin or other.place_rule == "place-field"):
            node.place, node.place_rule = other.place, other.place_rule


def _beside(page: ParsedPage, element: Element) -> Iterator[tuple[Element, bool]]:
    """Yield what stands outside the node's element and is the node's, with whether it bears its number."""
    around = set(element.iterancestors())
    number = page.soup.node_id
    seen: list[Element] = []
    for other, part in list(page.survey.items()):
        if other is element or other in around or part & Part.COMMENT or within(other, [element, *seen]):
            continue
        if number is not None and number_of(other) == number:
            seen.append(other)
            yield other, True
        elif part_of(other) & (Part.VIEW | Part.BLOCK) and _is_of_this_node(page, other):
            seen.append(other)
            yield other, False


def _is_of_this_node(page: ParsedPage, block: Element) -> bool:
    if len(text_of(block)) > _LONGEST or len(rows_of(page.survey.below(block))) > 1:
        return False
    if any(number_of(e) is not None for e in block.iterdescendants("div", "article", "section")):
        return False
    urls = [page.soup.absolute(link.get("href")) for link in block.iterdescendants("a")]
    keys = {page.site.key(url) for url in urls if url} - {None, page.address.key}
    return not any(page.site.kind_of_key(key) in ARTICLES | {Kind.PAGE} for key in keys if key)
