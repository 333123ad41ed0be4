"""Untangling: a content element's markup, however it came about, to lines of reading text, links and images.

Paragraphs, headings, list items, table cells and quotes become a line each; a line break ends a line too. The cells
of a table that holds data know their places, by which the text joins them to rows. Inline markup of any depth (Word's
`o:p`, nested `font` and `span`) leaves no trace.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from lxml import etree

from jjscrape.pages.markup.grid import CELLS, Place, joined, places
from jjscrape.pages.markup.marks import ATTRIBUTE, Mark, mark_of
from jjscrape.pages.markup.soup import BLOCKS, HEADINGS, SILENT, fold, squash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.pages.markup.soup import Element

_BREAK: Final = "break"
"""The comment that Drupal puts where a text's teaser ends."""
_EMBEDS = frozenset({"iframe", "embed", "video", "audio"})
_EMPTY = _EMBEDS | {"br", "img"}
_QUIET = (SILENT - {"object"}) | {"button", "input", "rt", "rp"}
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_WORD_TAG = re.compile(r"^(?:w|m|v):")


@dataclass(slots=True)
class Line:
    """One line of text. `block` is the tag of the block it stands in, `holder` tells which element holds that block.

    `linked` is how many of the line's characters stand in links; `mark` is what the line is already used for, or None;
    `place` is that of its cell in a table that holds data.
    """

    text: str
    block: str
    holder: int
    mark: Mark | None = None
    hrefs: list[str] = field(default_factory=list)
    linked: int = 0
    captioned: bool = False
    place: Place | None = None

    @property
    def heading(self) -> bool:
        return self.block in HEADINGS

    @property
    def wholly_linked(self) -> bool:
        """Whether next to nothing of the line stands outside links."""
        return bool(self.hrefs) and self.linked >= len(self.text.replace(" ", "")) - 3


@dataclass(slots=True)
class Anchor:
    """A link, picture or embedded player as it stands in the text; `text` is None where a link shows only a picture."""

    href: str
    text: str | None
    title: str | None = None
    type: str | None = None


@dataclass(slots=True)
class Body:
    """`teaser_end` is how many lines stand before Drupal's `<!--break-->`, None where there is none."""

    lines: list[Line] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    embeds: list[str] = field(default_factory=list)
    teaser_end: int | None = None

    @property
    def text(self) -> str:
        return joined((line.text, line.place) for line in self.lines)

    def drop_title(self, title: str | None) -> None:
        """Drop a heading at the text's head that repeats its title."""
        if title and self.lines and self.lines[0].heading and fold(self.lines[0].text) == fold(title):
            self.lines = self.lines[1:]
            self.teaser_end = self.teaser_end - 1 if self.teaser_end else self.teaser_end

    @property
    def summary(self) -> str | None:
        """The lines before the break, if there is one that parts something."""
        if not self.teaser_end or self.teaser_end >= len(self.lines):
            return None
        return joined((line.text, line.place) for line in self.lines[: self.teaser_end])


class _Reader:
    """Walks one tree without recursion and collects lines; stacks hold what each open element adds."""

    def __init__(self) -> None:
        self.body = Body()
        self._text: list[str] = []
        self._hrefs: list[str] = []
        self._linked = 0
        self._start: tuple[str, int, Mark | None, bool, Place | None] | None = None
        self._serial = 0
        # (tag, serial number) of the open blocks; the first stands for the reader itself.
        self._blocks: list[tuple[str, int]] = [("div", 0), ("div", 0)]
        self._marks: list[Mark | None] = [None]
        self._links: list[tuple[Element, list[str]]] = []
        self._captions = 0
        self._tables = 0
        # Of the cells of tables that hold data; no such table stands in another.
        self._places: dict[Element, Place] = {}
        self._place: Place | None = None

    def read(self, root: Element) -> None:
        # Each tree is a document of its own: lines of two of them never share a holder.
        self._serial += 2
        self._blocks += [("html", self._serial - 1), ("body", self._serial)]
        unread: Element | None = None
        walk = etree.iterwalk(root, events=("start", "end", "comment"))
        for event, element in walk:
            if event == "start":
                if self._enter(element):
                    self._add(element.text)
                else:
                    unread = element
                    walk.skip_subtree()
                continue
            if event == "comment":
                self._note_break(element)
            elif element is unread:
                unread = None
            else:
                self._leave(element)
            if element is not root:
                self._add(element.tail)
        self._end_line()
        del self._blocks[-2:]

    def _end_line(self) -> None:
        if not self._text and not self._hrefs:
            return
        text = squash("".join(self._text))
        if text and self._start:
            block, holder, mark, captioned, place = self._start
            self.body.lines.append(Line(text, block, holder, mark, self._hrefs, self._linked, captioned, place))
        self._text, self._hrefs, self._linked, self._start = [], [], 0, None

    def _note_break(self, comment: Element) -> None:
        if (comment.text or "").strip() == _BREAK and self.body.teaser_end is None:
            self._end_line()
            self.body.teaser_end = len(self.body.lines)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self._start is None and not text.isspace():
            block, holder = self._blocks[-1][0], self._blocks[-2][1]
            self._start = (block, holder, self._marks[-1], self._captions > 0, self._place)
        self._text.append(text)
        if self._links:
            self._linked += len("".join(text.split()))
            for _, words in self._links:
                words.append(text)

    def _enter(self, element: Element) -> bool:
        """Enter an element; False if there is nothing to read in it."""
        name = str(element.tag)
        if name in _QUIET or _WORD_TAG.match(name):
            return False
        if name == "br":
            self._end_line()
        if name in _EMBEDS and (source := _source_of(element)) is not None:
            self.body.embeds.append(source)
        if name in _EMPTY:
            return False
        if ATTRIBUTE in element.attrib:
            self._end_line()
            self._marks.append(mark_of(element))
        if name in BLOCKS:
            self._end_line()
            self._serial += 1
            self._blocks.append((name, self._serial))
            self._captions += name == "figcaption"
            if name == "table":
                self._tables += 1
                self._places = places(element, self._tables)
            elif self._places and name in CELLS:
                self._place = self._places.get(element)
        if name == "a" and (href := _address(element, "href")) is not None:
            self._links.append((element, []))
            self._hrefs.append(href)
        return True

    def _leave(self, element: Element) -> None:
        block, marked = element.tag in BLOCKS, ATTRIBUTE in element.attrib
        if block or marked:
            self._end_line()
        if marked:
            self._marks.pop()
        if block:
            self._blocks.pop()
            self._captions -= element.tag == "figcaption"
            if element.tag in CELLS:
                self._place = None
        if self._links and self._links[-1][0] is element:
            self.body.anchors.append(_anchor(*self._links.pop()))


def _anchor(link: Element, words: list[str]) -> Anchor:
    title = link.get("title")
    return Anchor(
        _address(link, "href") or "",
        squash("".join(words)) or None,
        None if title is None else squash(title),
        link.get("type"),
    )


def _source_of(player: Element) -> str | None:
    source = _address(player, "src")
    if source:
        return source
    inner = next(player.iterdescendants("source"), None)
    return _address(inner, "src") if inner is not None else source


def _address(element: Element, name: str) -> str | None:
    """Return an attribute that holds an address, with what is no ASCII escaped, as browsers send it."""
    value = element.get(name)
    return None if value is None else quote(value.lstrip(" \t\r\n"), safe=_ASCII)


def untangle(elements: Iterable[Element]) -> Body:
    """Read the elements' text in their order. Clutter must have been taken out before."""
    reader = _Reader()
    for element in elements:
        reader.read(element)
    return reader.body
