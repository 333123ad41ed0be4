"""Which fields on a page are the node's own, and not those of another node beside or inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.pages.markup.clutter import FOREIGN, OTHERS, Part, part_of, part_of_token
from jjscrape.pages.markup.soup import tokens
from jjscrape.pages.node.context import held_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.pages.markup.fields import Field
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.node.context import NodeScope


def outside_parts(*, wrapped: bool, is_teaser: bool) -> int:
    """The parts of a page that no field of the node stands in.

    What stands in a node's own footer or side column is the node's; around a node it is the page's.
    """
    return Part.COMMENT if wrapped and not is_teaser else Part.COMMENT | Part.CHROME


def own_fields(scope: NodeScope, fields: Iterable[Field], bodies: Iterable[Element]) -> tuple[Field, ...]:
    """Choose among the fields. One in a view or block is the node's if the text stands in the same."""
    held, outside = held_by(bodies), outside_parts(wrapped=scope.wrapped, is_teaser=scope.is_teaser)

    def is_own(field: Field) -> bool:
        if not field.part & (OTHERS | outside):
            return True
        if not field.part & outside and (field.element in held or _stands_with(field.element, held)):
            return True
        return scope.wrapped and _stands_beside(field, scope.element)

    return tuple(filter(is_own, fields))


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
