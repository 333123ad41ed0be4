"""Which fields on a page are the node's own, and not those of another node beside or inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.pages.markup.clutter import FOREIGN, OTHERS, Part, part_of, part_of_token
from jjscrape.pages.markup.soup import tokens

if TYPE_CHECKING:
    from jjscrape.pages.markup.fields import Field
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.node.context import NodeContext


def outside_parts(*, wrapped: bool, is_teaser: bool) -> int:
    """The parts of a page that no field of the node stands in.

    What stands in a node's own footer or side column is the node's; around a node it is the page's.
    """
    return Part.COMMENT if wrapped and not is_teaser else Part.COMMENT | Part.CHROME


def own_fields(context: NodeContext) -> tuple[Field, ...]:
    """Choose among the context's fields. One in a view or block is the node's if the text stands in the same."""
    held, outside = context.held, outside_parts(wrapped=context.wrapped, is_teaser=context.is_teaser)

    def is_own(field: Field) -> bool:
        together = field.element in held or _stands_with(field.element, held)
        if not field.part & (outside if together else OTHERS | outside):
            return True
        return context.wrapped and _stands_beside(field, context.element)

    return tuple(filter(is_own, context.fields))


def _stands_with(element: Element, held: frozenset[Element]) -> bool:
    for above in element.iterancestors():
        if above in held:
            return True
        if part_of(above) & OTHERS:
            return False
    return False


def _stands_beside(field: Field, node: Element) -> bool:
    """Return whether a field stands in a side column of the node's own template, which no module has filled."""
    if field.bare or field.part & (FOREIGN & ~Part.BLOCK):
        return False
    for above in field.element.iterancestors():
        if above is node:
            return True
        if any(part_of_token(token) & OTHERS for token in tokens(above)):
            return False
    return False
