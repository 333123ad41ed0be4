"""What the steps and rules of reading a node look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from jjscrape.pages.markup.clutter import OTHERS, Part
from jjscrape.pages.markup.soup import within
from jjscrape.pages.node.parts import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jjscrape.pages.markup.fields import Field
    from jjscrape.pages.markup.lines import Body, Line
    from jjscrape.pages.markup.selectors import Selector
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.parsed import ParsedPage

NOT_THE_NODES = Part.COMMENT | Part.CHROME | OTHERS
"""Where nothing of the node itself stands, unless a field of its own says so."""


def held_by(bodies: Iterable[Element]) -> frozenset[Element]:
    """Return the elements and all that they stand in."""
    return frozenset(a for body in bodies for a in (body, *body.iterancestors()))


@dataclass(frozen=True, eq=False)
class NodeScope:
    """A node on a page, or an entry of a list, still to be read.

    `wrapped` says that `element` is the node's own, not only the page's main part. `vocabulary` holds folded labels of
    themes that the page names elsewhere: a line that is one of them is a tag.
    """

    page: ParsedPage
    element: Element
    title: str | None
    is_event: bool = False
    is_teaser: bool = False
    wrapped: bool = True
    vocabulary: frozenset[str] = frozenset()
    heads: tuple[Element, ...] = ()
    """Lines of authorship that the theme prints above the node's element."""
    pinned_text: Body | None = None
    """The text where the site file says that it stands, so that no rule for it need be right."""
    left_out: tuple[Element, ...] = ()
    """What the site file says is no part of the text, wherever that stands."""


@dataclass(frozen=True, eq=False)
class NodeContext(NodeScope):
    """A node being read: its elements, its own fields, the fields that hold its text, and what is read so far."""

    survey: Mapping[Element, int] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    bodies: tuple[Element, ...] = ()
    by_extractor: bool = False
    """Whether a generic extractor chose the bodies, which then hold lines about the page as well."""
    verbatim: tuple[str, ...] = ()
    """The lines of the text where no elements of the page hold them as a generic extractor gives them."""
    node: Node = field(default_factory=Node)
    _marked: dict[str, tuple[list[Element], str]] = field(default_factory=dict, repr=False)

    @cached_property
    def held(self) -> frozenset[Element]:
        """The text's own fields and all that they stand in."""
        return held_by(self.bodies)

    def in_text(self, element: Element) -> bool:
        """Return whether an element stands in the text's own field, where its author wrote it."""
        return within(element, self._bodies)

    @cached_property
    def _bodies(self) -> frozenset[Element]:
        return frozenset(self.bodies)

    def marked_by(self, selector: Selector) -> tuple[list[Element], str]:
        """Return the node's elements that a selector chooses, and by which layer: searched for once, for all rules."""
        if selector.name not in self._marked:
            self._marked[selector.name] = selector.all(self.element, self.page.soup.names)
        return self._marked[selector.name]

    def free(self, elements: Iterable[Element], parts: int = NOT_THE_NODES) -> list[Element]:
        """Return the elements that stand neither in such parts of the page nor in the text's own field."""
        return [e for e in elements if not self.survey[e] & parts and not self.in_text(e)]

    def urls_of(self, line: Line) -> list[str]:
        """Return where the links of a line lead, as absolute addresses; what is no web address is left out."""
        return [url for href in line.hrefs if (url := self.page.soup.absolute(href))]
