"""The lines that name a node's authors. What of them is a name is decided where people are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.clutter import NEVER_TEXT, OTHERS, Part
from jjscrape.pages.markup.marks import Mark, mark
from jjscrape.pages.markup.soup import text_of, tokens
from jjscrape.pages.node.field_names import BYLINE_NAMES
from jjscrape.pages.node.wording import DATE_IN

if TYPE_CHECKING:
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.node.context import NodeContext

_BYLINE_LENGTH = 100
_ABOUT_AUTHORS = {"bio", "biography", "about", "picture", "image", "photo", "avatar", "pane", "details", "box"}
_NO_WORDS = ("field-name", "field--name", "author-")
_OPENS_FIELD = re.compile(r"(?i)(by|authors?|written by|words)\b")
_OPENS_LINE = re.compile(r"(?i)(by|authors?|written by|words|posted by|post contributed by)\b")


def read_bylines(context: NodeContext) -> None:
    if answer := BYLINES.first(context):
        context.node.bylines += answer[0]


def _byline_fields(context: NodeContext) -> list[str] | None:
    lines = []
    for field in context.fields:
        if not BYLINE_NAMES.search(field.name) or field.type == "ds" or field.part & Part.META:
            continue
        if text := field.text():
            label = "Authors" if field.name.endswith("s") else "Author"
            lines.append(text if _OPENS_FIELD.match(text) else f"{label}: {text}")
        mark(field.element, Mark.BYLINE)
    return lines or None


def _called_byline(context: NodeContext) -> list[str] | None:
    for element, part in context.survey.items():
        if element is context.element or part & (NEVER_TEXT | OTHERS) or not _is_called_byline(element):
            continue
        if not context.in_text(element) and (text := _short_line(element)):
            mark(element, Mark.BYLINE)
            return [text if _OPENS_LINE.match(text) else f"Author: {text}"]
    return None


def _is_called_byline(element: Element) -> bool:
    names = [token for token in tokens(element) if not token.startswith(_NO_WORDS)]
    words = {word for name in names for word in re.split(r"[-_]+", name.lower())}
    return bool(words & {"author", "authors", "byline"}) and not words & _ABOUT_AUTHORS


def _short_line(element: Element) -> str | None:
    text = text_of(element)
    if not text or len(text) > _BYLINE_LENGTH or DATE_IN.search(text):
        return None
    return text if next(element.iter("img"), None) is None else None


BYLINES: Ladder[NodeContext, list[str]] = Ladder(
    "byline_lines",
    "",
    (
        Rule("byline-field", "fields of authors, by their name", _byline_fields),
        Rule("byline-class", "a short line that a class calls the author's", _called_byline),
    ),
)
