"""Lines that a theme prints around a node's text without a class to say what they are, told by what they say."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from jjscrape.pages.markup.marks import Mark
from jjscrape.pages.markup.soup import fold, text_of
from jjscrape.pages.node.media import is_document
from jjscrape.pages.node.wording import (
    ABOUT_AUTHORS,
    BACK_LINE,
    CLOCK,
    COUNT_LINE,
    DATE_ALONE,
    DATE_IN,
    DATE_LABEL,
    DATE_LINE,
    FILE_LABEL,
    PLACE_LABEL,
    PLACE_LABEL_ALONE,
    SERVICE_LINE,
    SUBMITTED_LINE,
    TAG_LABEL,
    TIME_LINE,
    UPDATED_LINE,
)
from jjscrape.site import Kind

if TYPE_CHECKING:
    from jjscrape.pages.markup.lines import Line
    from jjscrape.pages.markup.soup import Soup
    from jjscrape.pages.node.parts import Node
    from jjscrape.site import Site

LABELLED_LENGTH = 160
HEAD_LINES = 4
"""Among how many lines at its head a text may repeat its title or caption, and of how many lines a place may be."""


def read_service(node: Node, lines: list[Line]) -> None:
    for line in lines:
        if line.mark is not None:
            continue
        if SUBMITTED_LINE.match(line.text) and DATE_IN.search(line.text) and not line.text.endswith("."):
            line.mark = Mark.SERVICE
            node.submitted = node.submitted or line.text
        elif (
            (COUNT_LINE.match(line.text) and line.block in {"div", "p"})
            or SERVICE_LINE.match(line.text)
            or UPDATED_LINE.match(line.text)
            or _turns_pages(line)
            or (BACK_LINE.match(line.text) and line.wholly_linked)
        ):
            line.mark = Mark.SERVICE


def _turns_pages(line: Line) -> bool:
    """Tell whether a line is nothing but links with arrows to the nodes before and after."""
    if not line.wholly_linked:
        return False
    return line.text[0] in "\u2039\u00ab\u2190<" or (line.text[-1] in "\u203a\u00bb\u2192>" and len(line.hrefs) > 1)


def read_around(node: Node, soup: Soup, site: Site, lines: list[Line], *, event: bool) -> None:
    """Read what a template prints in a node's element around the text's own field without a class to say what it is."""
    read_service(node, lines)
    for line in lines:
        if line.mark is not None or not line.hrefs or node.labels_rule not in {"", "tag-line"}:
            continue
        label = TAG_LABEL.match(line.text)
        urls = [soup.absolute(href) for href in line.hrefs]
        if label and len(label[0]) < len(line.text) and all(url and site.kind(url) is Kind.THEME for url in urls):
            line.mark, node.labels_rule = Mark.TAGS, "tag-line"
            node.labels += [text for text in link_texts(line, node) if text not in node.labels]
    if event:
        return
    head = [line for line in lines if line.mark not in {Mark.TITLE, Mark.IMAGE, Mark.CAPTION, Mark.RELATED}][
        :HEAD_LINES
    ]
    for line in head:
        if line.mark == Mark.BODY:
            return
        if line.mark is None and not node.submitted and DATE_ALONE.fullmatch(line.text):
            line.mark, node.submitted = Mark.SERVICE, line.text


def read_labelled(node: Node, lines: list[Line], *, beside_text: bool) -> None:
    """Read an event's date and place where only a label, or standing alone on a line, says what a line is.

    In the text itself (`beside_text`) only a label says so, and the line stays part of the text.
    """
    for index, line in enumerate(lines):
        if line.mark not in {None, Mark.BODY} or len(line.text) > LABELLED_LENGTH:
            continue
        after = lines[index + 1] if index + 1 < len(lines) else None
        if not node.date_raw:
            _labelled_date(node, line, after, beside_text=beside_text)
        if not node.place and (label := PLACE_LABEL.match(line.text) or PLACE_LABEL_ALONE.match(line.text)):
            value = line if line.text[label.end() :] else after
            if value is None or value.mark not in {None, Mark.BODY} or len(value.text) > LABELLED_LENGTH:
                continue
            if value is line and ":" not in label[0]:
                continue
            if value is not line and (beside_text or value.heading or PLACE_LABEL_ALONE.match(value.text)):
                continue
            node.place, node.place_rule = PLACE_LABEL.sub("", value.text), "label"
            if not beside_text:
                line.mark = value.mark = Mark.PLACE


def _labelled_date(node: Node, line: Line, after: Line | None, *, beside_text: bool) -> None:
    label = DATE_LABEL.match(line.text)
    rest = line.text[label.end() :] if label else line.text
    value = line
    if label and not rest and after is not None and not beside_text:
        value, rest = after, after.text
    if label and not (":" in label[0] or value is not line):
        label = None
    alone = DATE_LINE.match(rest)
    if not (alone if label or not beside_text else None) and not (label and not beside_text and DATE_IN.search(rest)):
        return
    node.date_raw, node.date_rule = re.sub(r"(?i)^(?:when|time)\s*:\s*", "", rest), "date-line"
    if beside_text:
        return
    line.mark = value.mark = Mark.DATE
    if value is line and after is not None and not CLOCK.search(rest) and (match := TIME_LINE.match(after.text)):
        node.date_raw = f"{node.date_raw}, {match['time']}"
        after.mark = Mark.DATE


def drop_sections(lines: list[Line], soup: Soup, site: Site) -> None:
    """Leave out sections that a template sets apart from the text: a list of files, what is said of the author."""
    weights: dict[int, int] = {}
    for line in lines:
        if line.mark is None and line.block == "p":
            weights[line.holder] = weights.get(line.holder, 0) + len(line.text)
    if not weights:
        return
    main = max(weights, key=lambda holder: weights[holder])
    for index, line in enumerate(lines):
        if not line.heading or line.mark is not None or line.holder == main:
            continue
        section = list(takewhile(lambda other: other.holder != main and not other.heading, lines[index + 1 :]))
        if FILE_LABEL.match(line.text):
            if not section or not all(_is_file(other, soup, site) for other in section):
                continue
        elif not ABOUT_AUTHORS.match(line.text):
            continue
        for other in (line, *section):
            other.mark = other.mark or Mark.SERVICE


def _is_file(line: Line, soup: Soup, site: Site) -> bool:
    urls = [url for href in line.hrefs if (url := soup.absolute(href))]
    return line.mark in {Mark.FILES, Mark.FILE_FIELD} or (bool(urls) and all(is_document(site, url) for url in urls))


def link_texts(line: Line, node: Node) -> list[str]:
    rest = TAG_LABEL.sub("", line.text) if ":" in line.text else line.text
    if len(line.hrefs) == 1:
        return [rest]
    wanted = set(line.hrefs)
    texts = [text_of(element) for element in node.scope.iterdescendants("a") if element.get("href") in wanted]
    return [text for text in texts if text and text in rest]


def place_between(node: Node, title: str | None, lines: list[Line]) -> None:
    """Read as the place the short lines between the date and the text: never a title, never a sentence."""
    last = max((i for i, line in enumerate(lines) if line.mark == Mark.DATE), default=None)
    if last is None:
        return
    found: list[Line] = []
    marked = any(line.mark == Mark.BODY for line in lines)
    for index, line in enumerate(lines[last + 1 :], last + 1):
        if line.mark in {Mark.TITLE, Mark.IMAGE, Mark.CAPTION, Mark.LABEL} or line.captioned:
            continue
        if title and fold(line.text) == fold(title):
            continue
        if (
            line.mark is not None
            or line.heading
            or line.block in {"li", "blockquote", "td"}
            or line.hrefs
            or len(found) >= HEAD_LINES
        ):
            break
        sentence = line.text.endswith((".", "?", "!", ":", "…", "”"))
        labelled = PLACE_LABEL.match(line.text)
        after = next((o for o in lines[index + 1 :] if o.mark in {None, Mark.BODY}), None)
        beside = after is not None and line.block == "p" and after.holder == line.holder
        if not labelled and (len(line.text) > 150 or sentence or (beside and not marked)):  # noqa: PLR2004
            break
        if after is None and not marked and not labelled:
            break
        found.append(line)
    text = PLACE_LABEL.sub("", " ".join(line.text for line in found))
    if text:
        node.place, node.place_rule = text, "between-date-and-text"
        for line in found:
            line.mark = Mark.PLACE
