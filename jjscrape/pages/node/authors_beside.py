"""Who wrote a post where that stands beside its node: a block, view or pane that is labelled as the author's.

Only a label, or a field's name, says so; a block that leads to another post, or holds a form, speaks of others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.pages.markup.clutter import Part, part_of
from jjscrape.pages.markup.fields import name_of
from jjscrape.pages.markup.soup import HEADINGS, is_element, number_of, text_of, tokens
from jjscrape.pages.node.bylines import AUTHOR_LABELS, name_in
from jjscrape.pages.node.field_names import BYLINE_NAMES
from jjscrape.site import ARTICLES

if TYPE_CHECKING:
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.parsed import ParsedPage

_LONGEST = 600
"""A block with more text is about more than who wrote this."""
_LONGEST_LINE = 100
_BLOCK_TITLE = re.compile(r"(?:^|[-_])(?:block|pane)[-_]+title$|^views-label")


def author_beside(page: ParsedPage, node: Element) -> list[str]:
    """Return the authors' names, as printed, that stand outside the node's element; none where nothing surely does."""
    around = set(node.iterancestors())
    seen: set[Element | None] = {node}
    for element, part in page.survey.items():
        if element in seen or element.getparent() in seen:
            seen.add(element)
            continue
        if element in around or part & (Part.COMMENT | Part.HIDDEN):
            continue
        if not (part_of(element) & (Part.VIEW | Part.BLOCK) or BYLINE_NAMES.search(name_of(element)[0])):
            continue
        seen.add(element)
        if _speaks_of_this_post(page, element) and (names := _names_in(element)):
            return names
    return []


def _speaks_of_this_post(page: ParsedPage, block: Element) -> bool:
    if len(text_of(block)) > _LONGEST or next(block.iterdescendants("form", "input"), None) is not None:
        return False
    if any(number_of(e) not in {None, page.soup.node_id} for e in block.iterdescendants("div", "article", "section")):
        return False
    urls = filter(None, (page.soup.absolute(link.get("href")) for link in block.iterdescendants("a")))
    return not any(page.site.kind(url) in ARTICLES for url in urls)


def _names_in(block: Element) -> list[str]:
    """The names behind a label that says that they are the author's, or in a field that is called so."""
    elements = [e for e in (block, *block.iterdescendants()) if is_element(e)]
    labels = [e for e in elements if _is_label(e)]
    named = next((e for e in elements if BYLINE_NAMES.search(name_of(e)[0]) and e.tag not in {"ul", "nav"}), None)
    if not any(AUTHOR_LABELS.fullmatch(text_of(e).rstrip(": ")) for e in labels):
        return [] if named is None or labels else _without_none(name_in(named))
    rest = text_of(block, skip=lambda e: e in labels)
    if rest and len(rest) <= _LONGEST_LINE:
        links = [text_of(link) for link in block.iterdescendants("a") if text_of(link)]
        return links if len("".join(links).replace(" ", "")) >= len(rest.replace(" ", "")) - 2 else [rest]
    return _without_none(name_in(named if named is not None else block))


def _without_none(name: str) -> list[str]:
    return [name] if name else []


def _is_label(element: Element) -> bool:
    if part_of(element) & Part.LABEL or any(_BLOCK_TITLE.search(token) for token in tokens(element)):
        return True
    return element.tag in HEADINGS and AUTHOR_LABELS.fullmatch(text_of(element).rstrip(": ")) is not None
