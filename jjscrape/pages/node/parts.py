"""A node's parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jjscrape.pages.markup.lines import Body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.items import Document, Image, Link, Occurrence, Tagging
    from jjscrape.pages.markup.soup import Element


@dataclass(slots=True)
class Node:
    """A node's parts as read, each with the name of the rule that read it where provenance names one."""

    body: Body = field(default_factory=Body)
    body_rule: str = ""
    summary: str | None = None
    """One that a pin chose; else it is a part of the body."""
    summary_rule: str = ""
    date_raw: str | None = None
    """As printed; what stands in several elements is joined by the separator of traces."""
    date_line: str | None = None
    """The same as one line to be read, where its parts stand in several elements."""
    date_rule: str = ""
    date_name: str = ""
    """The name of the date's field; empty where it stands in none."""
    date_repeats: list[Occurrence] = field(default_factory=list)
    """The times of an event behind the first."""
    date_sentence: str | None = None
    """How it repeats, in the date module's words."""
    date_start: str | None = None
    date_end: str | None = None
    date_pins: dict[str, str] = field(default_factory=dict)
    """The pins that chose the string of a `start` or an `end` by itself."""
    place: str | None = None
    place_rule: str = ""
    labels: list[str] = field(default_factory=list)
    labels_rule: str = ""
    taggings: list[Tagging] = field(default_factory=list)
    """Terms of other vocabularies than the themes'."""
    references: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    byline_beside: str | None = None
    """Who wrote it by a block outside the node's element: believed where the node itself names nobody."""
    byline_rule: str = ""
    """Named where a pin chose the bylines: then no other line is one."""
    bylines_printed: dict[str, str] = field(default_factory=dict)
    """Of those whose label or commas are ours: what the page prints."""
    lead: Image | None = None
    lead_rule: str = ""
    """Named where a pin chose the picture."""
    images: list[Image] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    heading: str | None = None
    submitted: str | None = None
    """The line that says who submitted it and when, where it has no markup of its own."""
    others: list[Element] = field(default_factory=list)
    """Teasers, views and blocks of other nodes inside this one."""

    def put(self, parts: Mapping[str, Any]) -> None:
        """Put parts that were read otherwise, by name, in place of these."""
        for name, part in parts.items():
            setattr(self, name, part)

    def add_labels(self, texts: list[str]) -> None:
        for text in texts:
            if text and text not in self.labels:
                self.labels.append(text)
