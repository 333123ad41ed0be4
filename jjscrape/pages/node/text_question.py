"""What is asked of the rules for a node's text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.markup.fields import Field
    from jjscrape.pages.markup.soup import Element


@dataclass(frozen=True, eq=False)
class TextQuestion:
    """A node's element, its survey, and those of its fields that may hold its text."""

    element: Element
    survey: Mapping[Element, int]
    fields: list[Field]
