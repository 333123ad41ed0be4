"""A node's text line by line: what stands between, before and after tells what a line is where no class does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.pages.markup.lines import Body, Line, untangle
from jjscrape.pages.markup.marks import Mark
from jjscrape.pages.markup.soup import fold, squash
from jjscrape.pages.node.around import (
    HEAD_LINES,
    drop_sections,
    link_texts,
    place_between,
    read_around,
    read_labelled,
    read_service,
)
from jjscrape.pages.node.media import is_document
from jjscrape.pages.node.wording import (
    COMMENT_HEADING,
    DATE_LABEL,
    FILE_LABEL,
    FURNITURE_HEADING,
    READ_MORE,
    REFERENCE_LABEL,
    RELATED_HEADING,
    TAG_LABEL,
)
from jjscrape.site import ARTICLES, Kind

if TYPE_CHECKING:
    from jjscrape.pages.markup.soup import Element, Soup
    from jjscrape.pages.node.parts import Node
    from jjscrape.site import Site


HEAD_OF_EVENT = 14
"""Among how many lines at the head of a class-less event its date and place stand."""
_LABELLED = {Mark.TAGS, Mark.FILES, Mark.FILE_FIELD, Mark.REFERENCE, Mark.DATE, Mark.PLACE}
LABEL_LENGTH = 60
"""The longest line that can be a tag without a class to say so."""


def read_text(
    node: Node, soup: Soup, site: Site, bodies: list[Element], title: str | None, *, event: bool,
    vocabulary: frozenset[str], teaser: bool
) -> None:  # fmt: skip
    if bodies:
        node.body = untangle(bodies)
        node.body.lines = [
            line for line in node.body.lines if line.mark in {None, Mark.BODY, Mark.FILES} or line.captioned
        ]
        around = untangle([node.scope]).lines if event or not teaser else []
        read_around(node, soup, site, around, event=event)
        if event:
            read_labelled(node, [line for line in around if line.mark is None], beside_text=False)
            if node.date_raw and not node.place:
                place_between(node, title, around)
            read_labelled(node, node.body.lines, beside_text=True)
        _drop_repeated_title(node.body, title)
        return
    node.body = body = untangle([node.scope])
    node.body_rule = "structure"
    lines = _until_others(_from_title(node, body.lines, title), soup, site, title, wrapped=node.wrapped)
    read_service(node, lines)
    if event:
        read_labelled(node, lines[:HEAD_OF_EVENT], beside_text=False)
    for line in lines:
        if line.mark is None and fold(line.text) in vocabulary:
            line.mark, node.labels_rule = Mark.TAGS, "known-label"
            node.labels.append(line.text)
    if vocabulary:
        # One known label makes its short neighbours in the same list tags too, known or not.
        lists = {line.holder for line in lines if line.mark == Mark.TAGS and fold(line.text) in vocabulary}
        for line in lines:
            if (
                line.mark is None
                and line.holder in lists
                and not line.hrefs
                and line.block in {"li", "div", "span"}
                and len(line.text) < LABEL_LENGTH
            ):
                line.mark = Mark.TAGS
                node.labels.append(line.text)
    _drop_labels(lines, node, soup, site)
    drop_sections(lines, soup, site)
    if event and node.date_raw and not node.place:
        place_between(node, title, lines)
    kept = [line for line in lines if line.mark is None and not line.captioned]
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
            return [o for o in lines[:index] if o.mark not in {None, Mark.TITLE}] + lines[index + 1 :]
    return lines


def _drop_repeated_title(body: Body, title: str | None) -> None:
    if title and body.lines and body.lines[0].heading and fold(body.lines[0].text) == fold(title):
        body.lines = body.lines[1:]
        body.teaser_end = body.teaser_end - 1 if body.teaser_end else body.teaser_end


def _until_others(lines: list[Line], soup: Soup, site: Site, title: str | None, *, wrapped: bool) -> list[Line]:
    """Cut where other nodes' teasers or the comments begin; no class tells them apart here."""

    def leads_away(line: Line) -> bool:
        kinds = [site.kind(url) for href in line.hrefs if (url := soup.absolute(href))]
        return bool(kinds) and all(kind in ARTICLES for kind in kinds)

    for index, line in enumerate(lines):
        if line.mark is not None:
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
            rest = [other for other in lines[index + 1 : index + 12] if other.mark is None]
            if any(other.wholly_linked and leads_away(other) for other in rest[:6]):
                return lines[:index]
        own = title is not None and fold(line.text) == fold(title)
        if line.heading and line.wholly_linked and leads_away(line) and index and not own:
            start = index
            while start and lines[start - 1].heading and not lines[start - 1].hrefs:
                start -= 1
            return lines[:start]
    return lines


def _drop_labels(lines: list[Line], node: Node, soup: Soup, site: Site) -> None:
    """Give a part to lines that are tags, files or references without a class to say so, and to their labels."""
    for index, line in enumerate(lines):
        if line.mark is not None:
            continue
        urls = [url for href in line.hrefs if (url := soup.absolute(href))]
        kinds = [site.kind(url) for url in urls]
        label = TAG_LABEL.match(line.text)
        bare = line.linked >= len(TAG_LABEL.sub("", line.text).replace(" ", "").replace(",", "").replace("|", "")) - 2
        if kinds and all(kind is Kind.THEME for kind in kinds) and bare:
            line.mark = Mark.TAGS
            if not node.labels_rule or node.labels_rule == "theme-links":
                node.labels_rule = "theme-links"
                for anchor_text in link_texts(line, node):
                    if anchor_text not in node.labels:
                        node.labels.append(anchor_text)
        elif label and not line.hrefs and ":" in label[0] and len(line.text) < 200 and line.block != "p":  # noqa: PLR2004
            texts = [squash(t) for t in re.split(r"[,|;]", line.text[label.end() :]) if squash(t)]
            if texts and not node.labels:
                node.labels, node.labels_rule = texts, "tag-line"
            line.mark = Mark.TAGS
        elif urls and _refers(lines, index):
            for url in urls:
                key = site.key(url)
                if key and site.kind_of_key(key) is Kind.PAGE and key not in node.references:
                    node.references.append(key)
            line.mark = Mark.REFERENCE
    for line in reversed(lines):
        if line.mark is None:
            urls = [url for href in line.hrefs if (url := soup.absolute(href))]
            if not (line.wholly_linked and line.block in {"div", "td"} and all(is_document(site, url) for url in urls)):
                break
            line.mark = Mark.FILES
    for index in range(len(lines) - 1, 0, -1):
        line, after = lines[index - 1], lines[index]
        if line.mark is None and after.mark in _LABELLED and (
            (line.text.endswith(":") and line.block != "p") or FILE_LABEL.match(line.text)
            or fold(line.text) in {"tags", "themes", "location", "venue", "date", "when", "where", "related project"}
            or (DATE_LABEL.fullmatch(line.text) and after.mark == Mark.DATE)
        ) and len(line.text) < 40:  # fmt: skip  # noqa: PLR2004
            line.mark = Mark.LABEL


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
            before.mark == Mark.REFERENCE
            or bool((m := REFERENCE_LABEL.match(before.text)) and m.end() == len(before.text))
        )
    )
