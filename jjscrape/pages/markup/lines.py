"""Untangling: a content element's markup, however it came about, to lines of reading text, links and images.

Paragraphs, headings, list items, table cells and quotes become a line each; a line break ends a line too. Inline
markup of any depth (Word's `o:p`, nested `font` and `span`) leaves no trace.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PageElement, Tag
from lxml import etree

from jjscrape.pages.markup.soup import BLOCKS, HEADINGS, SILENT, squash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.pages.markup.soup import Element

MARK: Final = "data-part"
"""An attribute set on elements whose use is known (date, place, tags …); the lines within them carry it."""
_BREAK = "break"
_EMBEDS = frozenset({"iframe", "embed", "video", "audio"})
_QUIET = (SILENT - {"object"}) | {"button", "input"}
_WORD_TAG = re.compile(r"^(?:w|m|v):")


@dataclass(slots=True)
class Line:
    """One line of text. `block` is the tag of the block it stands in, `holder` tells which element holds that block.

    `linked` is how many of the line's characters stand in links; `part` is the nearest known use, or None.
    """

    text: str
    block: str
    holder: int
    part: str | None = None
    hrefs: list[str] = field(default_factory=list)
    linked: int = 0
    captioned: bool = False

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
        return "\n".join(line.text for line in self.lines)

    @property
    def summary(self) -> str | None:
        """The lines before the break, if there is one that parts something."""
        if not self.teaser_end or self.teaser_end >= len(self.lines):
            return None
        return "\n".join(line.text for line in self.lines[: self.teaser_end])


class _Reader:
    """Walks one tree without recursion and collects lines; stacks hold what each open element adds."""

    def __init__(self) -> None:
        self.body = Body()
        self._text: list[str] = []
        self._hrefs: list[str] = []
        self._linked = 0
        self._at: tuple[str, int, str | None, bool] | None = None
        self._serial = 0
        # (tag, serial number) of the open blocks; the first stands for the reader itself.
        self._blocks: list[tuple[str, int]] = [("div", 0), ("div", 0)]
        self._marks: list[str | None] = [None]
        self._anchors: list[tuple[Tag, list[str]]] = []
        self._captions = 0

    def flush(self) -> None:
        text = squash("".join(self._text))
        if text and self._at:
            block, holder, part, captioned = self._at
            self.body.lines.append(Line(text, block, holder, part, self._hrefs, self._linked, captioned))
        self._text, self._hrefs, self._linked, self._at = [], [], 0, None

    def read(self, root: Tag) -> None:
        todo: list[tuple[PageElement, bool]] = [(root, True)]
        while todo:
            node, opening = todo.pop()
            if isinstance(node, NavigableString):
                self._read_string(node)
            elif isinstance(node, Tag) and node.name not in _QUIET and not _WORD_TAG.match(node.name):
                if not opening:
                    self._close(node)
                elif self._open(node):
                    todo.append((node, False))
                    todo.extend((child, True) for child in reversed(node.contents))
        self.flush()

    def _read_string(self, node: NavigableString) -> None:
        if isinstance(node, Comment):
            if node.strip() == _BREAK and self.body.teaser_end is None:
                self.flush()
                self.body.teaser_end = len(self.body.lines)
        elif type(node) is NavigableString:
            text = str(node)
            if self._at is None and not text.isspace():
                self._at = (self._blocks[-1][0], self._blocks[-2][1], self._marks[-1], self._captions > 0)
            self._text.append(text)
            if self._anchors:
                self._linked += len("".join(text.split()))
                for _, said in self._anchors:
                    said.append(text)

    def _open(self, tag: Tag) -> bool:
        """Enter an element; False if there is nothing to read in it."""
        name = tag.name
        if name == "br":
            self.flush()
        if name in _EMBEDS:
            source = tag.get("src") or next((c.get("src") for c in tag.find_all("source", limit=1)), None)
            if isinstance(source, str):
                self.body.embeds.append(source)
        if name in _EMBEDS or name in {"br", "img"}:
            return False
        if tag.has_attr(MARK):
            self.flush()
            self._marks.append(str(tag[MARK]) or None)
        if name in BLOCKS:
            self.flush()
            self._serial += 1
            self._blocks.append((name, self._serial))
            self._captions += name == "figcaption"
        if name == "a" and isinstance(tag.get("href"), str):
            self._anchors.append((tag, []))
            self._hrefs.append(str(tag["href"]))
        return True

    def _close(self, tag: Tag) -> None:
        if tag.has_attr(MARK) or tag.name in BLOCKS:
            self.flush()
        if tag.has_attr(MARK):
            self._marks.pop()
        if tag.name in BLOCKS:
            self._blocks.pop()
            self._captions -= tag.name == "figcaption"
        if self._anchors and self._anchors[-1][0] is tag:
            self._close_anchor(*self._anchors.pop())

    def _close_anchor(self, tag: Tag, said: list[str]) -> None:
        title, kind = tag.get("title"), tag.get("type")
        self.body.anchors.append(
            Anchor(
                str(tag["href"]),
                squash("".join(said)) or None,
                squash(title) if isinstance(title, str) else None,
                kind if isinstance(kind, str) else None,
            )
        )


def untangle(elements: Iterable[Element]) -> Body:
    """Read the elements' text in their order. Clutter must have been taken out before."""
    reader = _Reader()
    for element in elements:
        markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
        reader.read(BeautifulSoup(markup, "lxml"))
    return reader.body
