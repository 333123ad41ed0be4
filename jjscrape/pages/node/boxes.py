"""Boxes that a template sets into a text and no author wrote: sign-up forms, and links to other articles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.pages.markup.clutter import Part, part_of
from jjscrape.pages.markup.soup import text_of, tokens
from jjscrape.site import ARTICLES

if TYPE_CHECKING:
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.node.context import NodeContext

_SIGN_UP = re.compile(
    r"^(?:.*[-_])?(?:newsletter|sign-?up|subscribe|subscription|social-prompt)(?:[-_].*)?$", re.IGNORECASE
)
_OF_LINKS = re.compile(
    r"^(?:(?:.*[-_])?(?:related|recommended|rollover|read-?(?:also|next|more)|see-?also|more-(?:on|from))(?:[-_].*)?)$",
    re.IGNORECASE,
)
_FIELDS = ("form", "input")
_FEW_LEFT = 3
"""Characters that may stand beside the links of a box of nothing but links."""


def is_form_block(element: Element) -> bool:
    """Tell whether an element is a block of the page with a form in it, wherever an editor had it printed."""
    return bool(part_of(element) & Part.BLOCK) and _has_form(element)


def is_box(context: NodeContext, element: Element) -> bool:
    """Tell a box by its class and by what it holds: a class alone may be its author's."""
    names = tokens(element)
    if any(_SIGN_UP.match(name) for name in names) and _has_form(element):
        return True
    return element.tag not in {"a", "p", "li"} and any(map(_OF_LINKS.match, names)) and _is_of_links(context, element)


def _has_form(element: Element) -> bool:
    return next(element.iterdescendants(*_FIELDS), None) is not None


def leads_to_articles(context: NodeContext, element: Element) -> bool:
    """Tell whether some link in an element leads to a post or event."""
    urls = filter(None, (context.page.soup.absolute(link.get("href")) for link in element.iterdescendants("a")))
    return any(context.page.site.kind(url) in ARTICLES for url in urls)


def _is_of_links(context: NodeContext, element: Element) -> bool:
    """Tell whether all words stand in links and some of them lead to articles."""
    if not leads_to_articles(context, element):
        return False
    links = list(element.iterdescendants("a"))
    linked = sum(len(text_of(link).replace(" ", "")) for link in links)
    return linked >= len(text_of(element).replace(" ", "")) - _FEW_LEFT
