"""Lines about the page, not of the text: who submitted it, counts, sharing, pagers, labels, lists of files."""

from __future__ import annotations

from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from jjscrape.pages.markup.marks import Mark
from jjscrape.pages.markup.soup import fold
from jjscrape.pages.node.documents import is_document
from jjscrape.pages.node.wording import (
    ABOUT_AUTHORS,
    BACK_LINE,
    COUNT_LINE,
    DATE_ALONE,
    DATE_IN,
    DATE_LABEL,
    FILE_LABEL,
    SERVICE_LINE,
    SUBMITTED_LINE,
    UPDATED_LINE,
)

if TYPE_CHECKING:
    from jjscrape.pages.markup.lines import Line
    from jjscrape.pages.node.context import NodeContext

_HEAD_LINES = 4
_LABEL_LENGTH = 40
_LABELS = {"tags", "themes", "location", "venue", "date", "when", "where", "related project"}
_HAVE_LABELS = {Mark.TAGS, Mark.FILES, Mark.FILE_FIELD, Mark.REFERENCE, Mark.DATE, Mark.PLACE}
_AROUND_TEXT = {Mark.TITLE, Mark.IMAGE, Mark.CAPTION, Mark.RELATED}


def mark_service(context: NodeContext, lines: list[Line]) -> None:
    node = context.node
    for line in lines:
        if line.mark is not None:
            continue
        if SUBMITTED_LINE.match(line.text) and DATE_IN.search(line.text) and not line.text.endswith("."):
            line.mark = Mark.SERVICE
            node.submitted = node.submitted or line.text
        elif _is_service(line):
            line.mark = Mark.SERVICE


def _is_service(line: Line) -> bool:
    if COUNT_LINE.match(line.text) and line.block in {"div", "p"}:
        return True
    if SERVICE_LINE.match(line.text) or UPDATED_LINE.match(line.text) or _turns_pages(line):
        return True
    return BACK_LINE.match(line.text) is not None and line.wholly_linked


def _turns_pages(line: Line) -> bool:
    """Return whether a line is nothing but links with arrows to the nodes before and after."""
    if not line.wholly_linked:
        return False
    return line.text[0] in "\u2039\u00ab\u2190<" or (line.text[-1] in "\u203a\u00bb\u2192>" and len(line.hrefs) > 1)


def read_lone_date(context: NodeContext, lines: list[Line]) -> None:
    """Read the date that a template prints alone on a line before the text, on what is no event."""
    if context.is_event:
        return
    node = context.node
    for line in [line for line in lines if line.mark not in _AROUND_TEXT][:_HEAD_LINES]:
        if line.mark is Mark.BODY:
            return
        if line.mark is None and not node.submitted and DATE_ALONE.fullmatch(line.text):
            line.mark, node.submitted = Mark.SERVICE, line.text


def mark_file_lines(context: NodeContext, lines: list[Line]) -> None:
    """Mark the links to files at the end of the node."""
    for line in reversed(lines):
        if line.mark is None:
            if not line.wholly_linked or line.block not in {"div", "td"}:
                return
            if not all(is_document(context.page.site, url) for url in context.urls_of(line)):
                return
            line.mark = Mark.FILES


def mark_labels(_: NodeContext, lines: list[Line]) -> None:
    """Mark lines that only say what the line after them is."""
    for line, after in reversed(list(pairwise(lines))):
        if line.mark is None and after.mark in _HAVE_LABELS and _is_label(line, after):
            line.mark = Mark.LABEL


def _is_label(line: Line, after: Line) -> bool:
    if len(line.text) >= _LABEL_LENGTH:
        return False
    if (line.text.endswith(":") and line.block != "p") or FILE_LABEL.match(line.text) or fold(line.text) in _LABELS:
        return True
    return after.mark is Mark.DATE and DATE_LABEL.fullmatch(line.text) is not None


def mark_sections(context: NodeContext, lines: list[Line]) -> None:
    """Mark sections that a template sets apart from the text: a list of files, what is said of the author."""
    text_holder = _holder_of_most_text(lines)
    if text_holder is None:
        return
    for index, line in enumerate(lines):
        if not line.heading or line.mark is not None or line.holder == text_holder:
            continue
        below = lines[index + 1 :]
        section = list(takewhile(lambda other: other.holder != text_holder and not other.heading, below))
        if _is_apart(context, line, section):
            for other in (line, *section):
                other.mark = other.mark or Mark.SERVICE


def _holder_of_most_text(lines: list[Line]) -> int | None:
    lengths: dict[int, int] = {}
    for line in lines:
        if line.mark is None and line.block == "p":
            lengths[line.holder] = lengths.get(line.holder, 0) + len(line.text)
    return max(lengths, key=lambda holder: lengths[holder], default=None)


def _is_apart(context: NodeContext, heading: Line, section: list[Line]) -> bool:
    if FILE_LABEL.match(heading.text):
        return bool(section) and all(_is_of_files(context, line) for line in section)
    return ABOUT_AUTHORS.match(heading.text) is not None


def _is_of_files(context: NodeContext, line: Line) -> bool:
    urls = context.urls_of(line)
    if line.mark in {Mark.FILES, Mark.FILE_FIELD}:
        return True
    return bool(urls) and all(is_document(context.page.site, url) for url in urls)
