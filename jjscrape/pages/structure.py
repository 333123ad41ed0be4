"""A node's text line by line: what stands between, before and after tells what a line is where no class does."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from jjscrape.pages.body import Body, Line, untangle
from jjscrape.pages.media import is_document
from jjscrape.pages.soup import fold, squash, text_of
from jjscrape.pages.wording import (
    ABOUT_AUTHORS,
    COMMENT_HEADING,
    DATE_ALONE,
    DATE_IN,
    DATE_LABEL,
    DATE_LINE,
    FILE_LABEL,
    FURNITURE_HEADING,
    PLACE_LABEL,
    PLACE_LABEL_ALONE,
    READ_MORE,
    REFERENCE_LABEL,
    RELATED_HEADING,
    SERVICE_LINE,
    SUBMITTED_LINE,
    TAG_LABEL,
    UPDATED_LINE,
)
from jjscrape.site import ARTICLES, Kind

if TYPE_CHECKING:
    from jjscrape.pages.parts import Node
    from jjscrape.pages.soup import Element, Soup
    from jjscrape.site import Site


LABELLED_LENGTH = 160
HEAD_OF_EVENT = 14
"""Among how many lines at the head of a class-less event its date and place stand."""
LABEL_LENGTH = 60
"""The longest line that can be a tag without a class to say so."""
HEAD_LINES = 4
"""Among how many lines at its head a text may repeat its title or caption, and of how many lines a place may be."""


def read_text(
    node: Node, soup: Soup, site: Site, bodies: list[Element], title: str | None, *, event: bool,
    vocabulary: frozenset[str], teaser: bool
) -> None:  # fmt: skip
    if bodies:
        node.body = untangle(bodies)
        node.body.lines = [line for line in node.body.lines if line.part in {None, "body", "files"} or line.captioned]
        around = untangle([node.scope]).lines if event or not teaser else []
        _read_around(node, soup, site, around, event=event)
        if event and node.date_raw and not node.place:
            _place_between(node, title, around)
        if event:
            read_labelled(node, [line for line in around if line.part is None], beside_text=False)
            read_labelled(node, node.body.lines, beside_text=True)
        _drop_repeated_title(node.body, title)
        return
    node.body = body = untangle([node.scope])
    node.body_rule = "structure"
    lines = _until_others(_from_title(node, body.lines, title), soup, site, wrapped=node.wrapped)
    _read_service(node, lines)
    if event:
        read_labelled(node, lines[:HEAD_OF_EVENT], beside_text=False)
    for line in lines:
        if line.part is None and fold(line.text) in vocabulary:
            line.part, node.labels_rule = "tags", "known-label"
            node.labels.append(line.text)
    if vocabulary:
        # One known label makes its short neighbours in the same list tags too, known or not.
        lists = {line.holder for line in lines if line.part == "tags" and fold(line.text) in vocabulary}
        for line in lines:
            if (
                line.part is None
                and line.holder in lists
                and not line.hrefs
                and line.block in {"li", "div", "span"}
                and len(line.text) < LABEL_LENGTH
            ):
                line.part = "tags"
                node.labels.append(line.text)
    _drop_labels(lines, node, soup, site)
    _drop_sections(lines, soup, site)
    if event and node.date_raw and not node.place:
        _place_between(node, title, lines)
    kept = [line for line in lines if line.part is None and not line.captioned]
    caption = fold(node.lead.caption) if node.lead else ""
    kept = [line for i, line in enumerate(kept)
            if not (title and i < HEAD_LINES and fold(line.text) == fold(title) and line.block != "p")
            and not (caption and i < HEAD_LINES and fold(line.text) == caption)
            and not (READ_MORE.match(line.text) and line.wholly_linked)]  # fmt: skip
    if body.teaser_end is not None:
        before = {id(line) for line in body.lines[: body.teaser_end]}
        body.teaser_end = sum(id(line) in before for line in kept)
    body.lines = kept


def _from_title(node: Node, lines: list[Line], title: str | None) -> list[Line]:
    """Without an element of the node's own, what stands before the page's heading is the page's, not the node's."""
    if node.wrapped or not title:
        return lines
    for index, line in enumerate(lines[:40]):
        if line.heading and fold(line.text) == fold(title):
            return [o for o in lines[:index] if o.part not in {None, "title"}] + lines[index + 1 :]
    return lines


def _drop_repeated_title(body: Body, title: str | None) -> None:
    if title and body.lines and body.lines[0].heading and fold(body.lines[0].text) == fold(title):
        body.lines = body.lines[1:]
        body.teaser_end = body.teaser_end - 1 if body.teaser_end else body.teaser_end


def _until_others(lines: list[Line], soup: Soup, site: Site, *, wrapped: bool) -> list[Line]:
    """Cut where other nodes' teasers or the comments begin; no class tells them apart here."""

    def leads_away(line: Line) -> bool:
        kinds = [site.kind(url) for href in line.hrefs if (url := soup.absolute(href))]
        return bool(kinds) and all(kind in ARTICLES for kind in kinds)

    for index, line in enumerate(lines):
        if line.part is not None:
            continue
        if index and COMMENT_HEADING.match(line.text) and (line.heading or line.wholly_linked):
            return lines[:index]
        if (
            not wrapped
            and index
            and line.heading
            and FURNITURE_HEADING.match(line.text)
            and not lines[index - 1].heading
        ):
            return lines[:index]
        if line.heading and not line.hrefs and RELATED_HEADING.match(line.text):
            rest = [other for other in lines[index + 1 : index + 12] if other.part is None]
            if any(other.wholly_linked and leads_away(other) for other in rest[:6]):
                return lines[:index]
        if line.heading and line.wholly_linked and leads_away(line) and index:
            start = index
            while start and lines[start - 1].heading and not lines[start - 1].hrefs:
                start -= 1
            return lines[:start]
    return lines


def _read_service(node: Node, lines: list[Line]) -> None:
    for line in lines:
        if line.part is not None:
            continue
        if SUBMITTED_LINE.match(line.text):
            line.part = "service"
            node.submitted = node.submitted or line.text
        elif SERVICE_LINE.match(line.text) or UPDATED_LINE.match(line.text) or _turns_pages(line):
            line.part = "service"


def _turns_pages(line: Line) -> bool:
    """Tell whether a line is nothing but links with arrows to the nodes before and after."""
    if not line.wholly_linked:
        return False
    return line.text[0] in "\u2039\u00ab\u2190<" or (line.text[-1] in "\u203a\u00bb\u2192>" and len(line.hrefs) > 1)


def _read_around(node: Node, soup: Soup, site: Site, lines: list[Line], *, event: bool) -> None:
    """Read what a template prints in a node's element around the text's own field without a class to say what it is."""
    _read_service(node, lines)
    for line in lines:
        if line.part is not None or not line.hrefs or node.labels_rule not in {"", "tag-line"}:
            continue
        label = TAG_LABEL.match(line.text)
        urls = [soup.absolute(href) for href in line.hrefs]
        if label and len(label[0]) < len(line.text) and all(url and site.kind(url) is Kind.THEME for url in urls):
            line.part, node.labels_rule = "tags", "tag-line"
            node.labels += [text for text in _link_texts(line, node) if text not in node.labels]
    if event:
        return
    head = [line for line in lines if line.part not in {"title", "image", "caption", "related"}][:HEAD_LINES]
    for line in head:
        if line.part == "body":
            return
        if line.part is None and not node.submitted and DATE_ALONE.fullmatch(line.text):
            line.part, node.submitted = "service", line.text


def read_labelled(node: Node, lines: list[Line], *, beside_text: bool) -> None:
    """Read an event's date and place where only a label, or standing alone on a line, says what a line is.

    In the text itself (`beside_text`) only a label says so, and the line stays part of the text.
    """
    for index, line in enumerate(lines):
        if line.part not in {None, "body"} or len(line.text) > LABELLED_LENGTH:
            continue
        after = lines[index + 1] if index + 1 < len(lines) else None
        if not node.date_raw:
            _labelled_date(node, line, after, beside_text=beside_text)
        if not node.place and (label := PLACE_LABEL.match(line.text) or PLACE_LABEL_ALONE.match(line.text)):
            value = line if line.text[label.end() :] else after
            if value is None or value.part not in {None, "body"} or len(value.text) > LABELLED_LENGTH:
                continue
            if value is line and ":" not in label[0]:
                continue
            if value is not line and (beside_text or value.heading or PLACE_LABEL_ALONE.match(value.text)):
                continue
            node.place, node.place_rule = PLACE_LABEL.sub("", value.text), "label"
            if not beside_text:
                line.part = value.part = "place"


def _labelled_date(node: Node, line: Line, after: Line | None, *, beside_text: bool) -> None:
    label = DATE_LABEL.match(line.text)
    rest = line.text[label.end() :] if label else line.text
    value = line
    if label and not rest and after is not None and not beside_text:
        value, rest = after, after.text
    if label and not (":" in label[0] or value is not line):
        label = None
    alone = DATE_LINE.match(rest)
    if not (alone if not label and not beside_text else label and DATE_IN.search(rest)):
        return
    node.date_raw, node.date_rule = re.sub(r"(?i)^(?:when|time)\s*:\s*", "", rest), "date-line"
    if beside_text:
        return
    line.part = value.part = "date"


def _drop_labels(lines: list[Line], node: Node, soup: Soup, site: Site) -> None:
    """Give a part to lines that are tags, files or references without a class to say so, and to their labels."""
    for index, line in enumerate(lines):
        if line.part is not None:
            continue
        urls = [url for href in line.hrefs if (url := soup.absolute(href))]
        kinds = [site.kind(url) for url in urls]
        label = TAG_LABEL.match(line.text)
        bare = line.linked >= len(TAG_LABEL.sub("", line.text).replace(" ", "").replace(",", "").replace("|", "")) - 2
        if kinds and all(kind is Kind.THEME for kind in kinds) and bare:
            line.part = "tags"
            if not node.labels_rule or node.labels_rule == "theme-links":
                node.labels_rule = "theme-links"
                for anchor_text in _link_texts(line, node):
                    if anchor_text not in node.labels:
                        node.labels.append(anchor_text)
        elif label and not line.hrefs and ":" in label[0] and len(line.text) < 200 and line.block != "p":  # noqa: PLR2004
            texts = [squash(t) for t in re.split(r"[,|;]", line.text[label.end() :]) if squash(t)]
            if texts and not node.labels:
                node.labels, node.labels_rule = texts, "tag-line"
            line.part = "tags"
        elif urls and _refers(lines, index):
            for url in urls:
                key = site.key(url)
                if key and site.kind_of_key(key) is Kind.PAGE and key not in node.references:
                    node.references.append(key)
            line.part = "reference"
    for line in reversed(lines):
        if line.part is None:
            urls = [url for href in line.hrefs if (url := soup.absolute(href))]
            if not (line.wholly_linked and line.block in {"div", "td"} and all(is_document(site, url) for url in urls)):
                break
            line.part = "files"
    for index in range(len(lines) - 1, 0, -1):
        line, after = lines[index - 1], lines[index]
        if line.part is None and after.part in {"tags", "files", "file-field", "reference", "date", "place"} and (
            (line.text.endswith(":") and line.block != "p") or FILE_LABEL.match(line.text)
            or fold(line.text) in {"tags", "themes", "location", "venue", "date", "when", "where", "related project"}
            or (DATE_LABEL.fullmatch(line.text) and after.part == "date")
        ) and len(line.text) < 40:  # fmt: skip  # noqa: PLR2004
            line.part = "label"


def _drop_sections(lines: list[Line], soup: Soup, site: Site) -> None:
    """Leave out sections that a template sets apart from the text: a list of files, what is said of the author."""
    weights: dict[int, int] = {}
    for line in lines:
        if line.part is None and line.block == "p":
            weights[line.holder] = weights.get(line.holder, 0) + len(line.text)
    if not weights:
        return
    main = max(weights, key=lambda holder: weights[holder])
    for index, line in enumerate(lines):
        if not line.heading or line.part is not None or line.holder == main:
            continue
        section = list(takewhile(lambda other: other.holder != main and not other.heading, lines[index + 1 :]))
        if FILE_LABEL.match(line.text):
            if not section or not all(_is_file(other, soup, site) for other in section):
                continue
        elif not ABOUT_AUTHORS.match(line.text):
            continue
        for other in (line, *section):
            other.part = other.part or "service"


def _is_file(line: Line, soup: Soup, site: Site) -> bool:
    urls = [url for href in line.hrefs if (url := soup.absolute(href))]
    return line.part in {"files", "file-field"} or (bool(urls) and all(is_document(site, url) for url in urls))


def _refers(lines: list[Line], index: int) -> bool:
    """Tell whether a line names related projects, by a label in it or on the line before."""
    line = lines[index]
    match = REFERENCE_LABEL.match(line.text)
    if match and match.end() < len(line.text):
        return line.linked >= len(line.text[match.end() :].replace(" ", "")) - 2
    before = lines[index - 1] if index else None
    return (
        line.wholly_linked
        and before is not None
        and (
            before.part == "reference"
            or bool((m := REFERENCE_LABEL.match(before.text)) and m.end() == len(before.text))
        )
    )


def _link_texts(line: Line, node: Node) -> list[str]:
    rest = TAG_LABEL.sub("", line.text) if ":" in line.text else line.text
    if len(line.hrefs) == 1:
        return [rest]
    wanted = set(line.hrefs)
    texts = [text_of(element) for element in node.scope.iterdescendants("a") if element.get("href") in wanted]
    return [text for text in texts if text and text in rest]


def _place_between(node: Node, title: str | None, lines: list[Line]) -> None:
    """Read as the place the short lines between the date and the text: never a title, never a sentence."""
    last = max((i for i, line in enumerate(lines) if line.part == "date"), default=None)
    if last is None:
        return
    found: list[Line] = []
    marked = any(line.part == "body" for line in lines)
    for index, line in enumerate(lines[last + 1 :], last + 1):
        if line.part in {"title", "image", "caption", "label"} or line.captioned:
            continue
        if title and fold(line.text) == fold(title):
            continue
        if (
            line.part is not None
            or line.heading
            or line.block in {"li", "blockquote", "td"}
            or line.hrefs
            or len(found) >= HEAD_LINES
        ):
            break
        sentence = line.text.endswith((".", "?", "!", ":", "…", "”"))
        labelled = PLACE_LABEL.match(line.text)
        after = next((o for o in lines[index + 1 :] if o.part in {None, "body"}), None)
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
            line.part = "place"
