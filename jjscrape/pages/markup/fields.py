"""Fields of a node or a row, by the names that Drupal's field, Views and Panels templates print as classes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from jjscrape.pages.markup.clutter import Part, part_of
from jjscrape.pages.markup.soup import KEPT, is_element, text_of, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.markup.soup import Element

_NAME = re.compile(r"^(?:field--?name-|views-field-(?:field-)?|pane-(?:node-)?field-|pane-node-)(?:field-)?(.+)$")
_TYPE = re.compile(r"^field--?type-(.+)$")
_TEXT = "body"
_ITEM = re.compile(r"^(?:field-item|field__item|field-content)$")
# Templates of Fences, Omega or hand-made ones print a bare name.
_BARE = re.compile(
    r"^(?:node|field|article|content|event|post)?(?:--|__|-|_)?"
    r"(body|event-?date|date-?time|location|venue|place|address|tags?|themes?|topics|attachments?|byline|image)$"
)


@dataclass(slots=True)
class Field:
    """One field. `name` is without `field-`, with hyphens; `type` is the field type's, empty where none is printed."""

    element: Element
    name: str
    type: str
    part: int
    parent: Field | None = None
    bare: bool = False

    def matches(self, pattern: re.Pattern[str]) -> bool:
        return pattern.search(self.name) is not None

    @property
    def label(self) -> str | None:
        """The label as printed, without colon."""
        for element in self.element.iterdescendants():
            if is_element(element) and part_of(element) & Part.LABEL:
                return text_of(element).rstrip(":").strip() or None
        return None

    def items(self) -> list[Element]:
        """Return the elements that hold one value each; the field itself where the theme prints no items."""
        items = [
            e for e in self.element.iterdescendants("div", "li", "span", "td", "p", "section", "h1", "h2", "h3", "h4")
            if any(_ITEM.match(token) for token in tokens(e))
        ]  # fmt: skip
        inner = [e for e in items if not any(a in items for a in e.iterancestors())] if len(items) > 1 else items
        return inner or [self.element]

    def text(self) -> str:
        """The value on one line, without the label."""
        return value_of(self.element)


def value_of(element: Element, *, seams: bool = False) -> str:
    """The element's text on one line without labels and what is hidden from view."""
    return text_of(element, skip=_unseen, seams=seams)


def _unseen(element: Element) -> int:
    return part_of(element) & (Part.LABEL | Part.HIDDEN)


def name_of(element: Element) -> tuple[str, str, bool]:
    """Return a field's name and type as the classes tell, and whether the name is a bare guess; empty if it is none."""
    return _named_by(element.get("class") or "")


@lru_cache(KEPT)
def _named_by(classes: str) -> tuple[str, str, bool]:
    name = kind = bare = ""
    for token in classes.split():
        lower = token.lower().replace("_", "-") if "__" not in token else token.lower()
        if match := _TYPE.match(lower):
            kind = match[1]
        elif not name and (match := _NAME.match(lower)):
            name = match[1]
        elif bare != _TEXT and (match := _BARE.match(lower)) and (not bare or match[1] == _TEXT):
            bare = match[1]  # of several guesses the text's goes first
    return name or bare, kind, not name and not kind


def fields_of(survey: Mapping[Element, int]) -> list[Field]:
    """Return the fields in document order; a wrapper and its field of one name are one."""
    fields: list[Field] = []
    holders: dict[Element, Field] = {}
    for element, part in survey.items():
        parent = element.getparent()
        above = holders.get(parent) if parent is not None else None
        name, kind, bare = name_of(element)
        if (name or kind) and not (above and (bare or above.name == name)):
            above = Field(element, name, kind, part, above, bare)
            fields.append(above)
        elif above and kind and not above.type:
            above.type = kind
        if above:
            holders[element] = above
    return fields
