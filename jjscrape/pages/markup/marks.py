"""Marks: what a step of reading a node has already used an element, or a line of its text, for.

A step that reads a field marks the field's element, so that no later step reads the same words again and the node's
text leaves them out. A line of text carries the mark of the nearest element around it that has one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jjscrape.pages.markup.soup import Element

ATTRIBUTE: Final = "jjscrape-mark"
"""The attribute that holds an element's mark: on the tree itself, so that what is read of the tree carries it on."""


class Mark(StrEnum):
    """The marks, each with the steps that set it and the steps that read it.

    Every mark keeps its lines out of the node's text, but for `BODY`, and for `FILES` inside the text's own field.
    """

    TITLE = "title"
    """Set by the step `heading`. Lines around the text skip it: before it and after it the place may still stand."""
    CAPTION = "caption"
    """Set by the step `heading` on a picture's caption. Skipped like a title."""
    IMAGE = "image"
    """Set by the step `images` on fields of pictures and the lead picture's figure. Skipped like a title."""
    DATE = "date"
    """Set by the event's date. The event's place is looked for on the lines behind it."""
    PLACE = "place"
    """Set by the event's place. A label on the line before it is no text."""
    LABEL = "label"
    """Set on words that only say what stands beside them, such as "Where:". Skipped like a title."""
    TAGS = "tags"
    """Set by the tags. A label on the line before them is no text."""
    REFERENCE = "reference"
    """Set by the related projects. A link on the next line is one of them too."""
    BYLINE = "byline"
    """Set by the bylines; the lines themselves are handed on beside the text."""
    SERVICE = "service"
    """Set on lines about the page: when and by whom it was submitted, counts, sharing, pagers. Read by the account."""
    RELATED = "related"
    """Set on other nodes' teasers, views and blocks inside the node; they are removed before the text is read."""
    FILES = "files"
    """Set on an element or line that is a file's. Inside the text's own field its words stay text."""
    FILE_FIELD = "file-field"
    """Set on a field or table that does nothing but list files."""
    BODY = "body"
    """Set on the text's own fields, so that among the lines of the whole node the text is known from the rest."""


_KNOWN = {str(mark): mark for mark in Mark}


def mark(element: Element, what: Mark) -> None:
    element.set(ATTRIBUTE, what)


def mark_of(element: Element) -> Mark | None:
    """Return the element's own mark; what it stands in may have another."""
    return _KNOWN.get(element.get(ATTRIBUTE) or "")
