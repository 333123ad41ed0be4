"""The tags of a node: the labels of the themes it is filed under."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from jjscrape.items import Tagging
from jjscrape.normalise.themes import match as match_theme
from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.clutter import OTHERS, Part, part_of
from jjscrape.pages.markup.fields import Field, value_of
from jjscrape.pages.markup.marks import Mark, mark, mark_of
from jjscrape.pages.markup.soup import fold, is_element, squash, text_of
from jjscrape.pages.node.field_names import REFERENCE_TYPES, TAG_NAMES, TAG_TYPES, TAGS
from jjscrape.pages.node.wording import TAG_LABEL
from jjscrape.site import ARTICLES, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jjscrape.pages.markup.lines import Line
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.node.context import NodeContext
    from jjscrape.pages.node.parts import Node
    from jjscrape.site import Site

_BETWEEN = re.compile(r"[\s,;|/\u00b7\u2022-]*")
_LABEL_TAGS = frozenset({"span", "div", "li", "p"})
_NUMBERED_TERM = re.compile(r"^taxonomy/term/\d+")
LABEL_LENGTH = 60
"""The longest line that can be a tag without a class to say so."""
_LINE_LENGTH = 200
_NO_TERMS = ARTICLES | {Kind.FILE, Kind.ASSET, Kind.FEED}


def read_tags(context: NodeContext) -> None:
    node = context.node
    for labels, rule in TAG_FIELDS.answers(context):
        node.add_labels(labels)
        node.labels_rule = node.labels_rule or rule
    if not node.labels and (answer := TAG_MARKUP.first(context)):
        labels, node.labels_rule = answer
        node.add_labels(labels)


def _term_fields(context: NodeContext) -> list[str] | None:
    fields = [f for f in context.fields if _is_of_terms(f) and f.element not in context.bodies]
    fields = [f for f in fields if mark_of(f.element) is not Mark.PLACE]
    fields = [f for f in fields if not (f.bare and (context.in_text(f.element) or _runs_on(context, f)))]
    for field in fields:
        mark(field.element, Mark.TAGS)
    others: dict[tuple[str, str], Tagging] = {}
    labels = []
    for text, href in (term for field in fields for term in _terms_of(field)):
        tagging = _of_another_vocabulary(context, squash(text), href)
        if tagging is not None:
            others.setdefault((tagging.label, tagging.url), tagging)
        else:
            labels.append(squash(text))
    context.node.taggings += others.values()
    return labels if fields else None


def _of_another_vocabulary(context: NodeContext, label: str, href: str | None) -> Tagging | None:
    """Return a term that links elsewhere than to a theme's listing, unless its label is a theme's.

    A term by its number alone may be of any vocabulary: it counts as a theme.
    """
    site, url = context.page.site, context.page.soup.absolute(href)
    key = site.key(url) if url else None
    if not url or not label or key is None or match_theme(label):
        return None
    if site.kind_of_key(key) is Kind.THEME or _NUMBERED_TERM.match(key):
        return None
    return Tagging(label, url, key.partition("?")[0].rpartition("/")[0] or None)


def _runs_on(context: NodeContext, field: Field) -> bool:
    """Tell what a guessed name only seems to call terms: words of a text, or links to files and other nodes.

    A path of one step is a node's; terms stand below their vocabulary.
    """
    site, soup = context.page.site, context.page.soup
    for text, href in _terms_of(field):
        url = soup.absolute(href)
        key = site.key(url) if url else None
        if len(squash(text)) > LABEL_LENGTH or (key and ("/" not in key or site.kind_of_key(key) in _NO_TERMS)):
            return True
    return False


def _is_of_terms(field: Field) -> bool:
    return field.type in TAG_TYPES or (bool(TAG_NAMES.search(field.name)) and field.type in {"", "ds"})


def labels_in(element: Element) -> list[str]:
    """Return the labels in an element that holds nothing else: its links, entries or pieces, else all of it."""
    return [label for text, _ in _terms_of(Field(element, "", "", Part.NONE)) if (label := squash(text))]


def _terms_of(field: Field) -> list[tuple[str, str | None]]:
    """The terms as printed, each with where it links to."""
    links = [e for e in field.element.iterdescendants("a") if text_of(e)]
    entries = links or [e for e in field.element.iterdescendants("li") if text_of(e)] or field.items()
    if not links:
        entries = [part for entry in entries for part in _side_by_side(entry)]
    texts = [(value_of(e), e.get("href") if links else None) for e in entries]
    if len(texts) == 1 and not links:
        return [(text, None) for text in texts[0][0].split(",")]
    return texts


def _side_by_side(entry: Element) -> list[Element]:
    """Return the elements of several labels that stand side by side with nothing but marks between them."""
    parts = [e for e in entry if is_element(e) and not part_of(e) & (Part.LABEL | Part.HIDDEN) and text_of(e)]
    between = [entry.text, *(child.tail for child in entry)]
    if any(_BETWEEN.fullmatch(squash(words)) is None for words in between if words):
        return [entry]
    if len(parts) == 1:
        return _side_by_side(parts[0])
    return parts if len(parts) > 1 and all(part.tag in _LABEL_TAGS for part in parts) else [entry]


def _theme_references(context: NodeContext) -> list[str] | None:
    site, soup = context.page.site, context.page.soup
    labels: list[str] | None = None
    for field in context.fields:
        if field.type not in REFERENCE_TYPES or mark_of(field.element) is not None:
            continue
        links = list(field.element.iterdescendants("a"))
        if links and _lead_to_themes(site, [soup.absolute(link.get("href")) for link in links]):
            labels = [*(labels or []), *map(text_of, links)]
            mark(field.element, Mark.TAGS)
    return labels


def _lead_to_themes(site: Site, urls: Sequence[str | None]) -> bool:
    return all(url and site.kind(url) is Kind.THEME for url in urls)


TAG_FIELDS: Ladder[NodeContext, list[str]] = Ladder(
    "theme_labels",
    "tags",
    (
        Rule("term-field", "fields of terms, by their type or name", _term_fields),
        Rule("theme-reference", "fields of references that lead to nothing but themes", _theme_references),
    ),
    all_count=True,
)


def _other_terms(node: Node) -> list[Tagging] | None:
    return node.taggings or None


OTHER_TERMS: Ladder[Node, list[Tagging]] = Ladder(
    "tags",
    "tags",
    (Rule("term-link", "terms, in fields of terms or by RDFa, that link elsewhere than to themes", _other_terms),),
)


def _marked_tags(markup: str, context: NodeContext) -> list[str] | None:
    elements, matched = context.marked_by(TAGS)
    labels = []
    for element in elements if matched == markup else ():
        if context.survey[element] & (Part.COMMENT | Part.CHROME | OTHERS) or context.in_text(element):
            continue
        if any(mark_of(above) is Mark.TAGS for above in element.iterancestors()):
            continue
        url, text = context.page.soup.absolute(element.get("href")), text_of(element)
        if tagging := _of_another_vocabulary(context, text, element.get("href")):
            if markup == "rdfa" and tagging not in context.node.taggings:
                context.node.taggings.append(tagging)
                mark(element, Mark.TAGS)
            continue
        if text and text not in labels and (markup == "rdfa" or (url and _lead_to_themes(context.page.site, [url]))):
            labels.append(text)
            mark(element, Mark.TAGS)
    return labels or None


TAG_MARKUP: Ladder[NodeContext, list[str]] = Ladder(
    "theme_labels",
    "tags",
    (
        Rule("rdfa", "RDFa of a concept, outside a field", partial(_marked_tags, "rdfa")),
        Rule(
            "term-reference",
            "links to themes in the items that Drupal prints for a reference to a term, outside a field",
            partial(_marked_tags, "term-reference"),
        ),
        Rule("rel", 'links to themes with `rel="tag"`, outside a field', partial(_marked_tags, "rel")),
    ),
)


# Lines that are tags without a class to say so


@dataclass(frozen=True, eq=False)
class _LineOfNode:
    context: NodeContext
    line: Line


def _theme_links(asked: _LineOfNode) -> list[str] | None:
    """Return the labels on a line that is nothing but links to themes, with or without a label."""
    context, line = asked.context, asked.line
    urls = context.urls_of(line)
    unlinked = re.sub(r"[ ,|]", "", TAG_LABEL.sub("", line.text))
    if not urls or not _lead_to_themes(context.page.site, urls) or line.linked < len(unlinked) - 2:
        return None
    return _link_texts(asked)


def _tag_line(asked: _LineOfNode) -> list[str] | None:
    line = asked.line
    label = TAG_LABEL.match(line.text)
    if label is None or line.hrefs or ":" not in label[0] or len(line.text) >= _LINE_LENGTH or line.block == "p":
        return None
    return [text for part in re.split(r"[,|;]", line.text[label.end() :]) if (text := squash(part))]


def _labelled_links(asked: _LineOfNode) -> list[str] | None:
    context, line = asked.context, asked.line
    label = TAG_LABEL.match(line.text)
    urls = [context.page.soup.absolute(href) for href in line.hrefs]
    if label is None or not urls or len(label[0]) >= len(line.text) or not _lead_to_themes(context.page.site, urls):
        return None
    return _link_texts(asked)


def _known_label(asked: _LineOfNode) -> list[str] | None:
    return [asked.line.text] if fold(asked.line.text) in asked.context.vocabulary else None


def _link_texts(asked: _LineOfNode) -> list[str]:
    line = asked.line
    rest = TAG_LABEL.sub("", line.text) if ":" in line.text else line.text
    if len(line.hrefs) == 1:
        return [rest]
    hrefs = set(line.hrefs)
    texts = [text_of(e) for e in asked.context.element.iterdescendants("a") if e.get("href") in hrefs]
    return [text for text in texts if text and text in rest]


TAG_LINES_AROUND: Ladder[_LineOfNode, list[str]] = Ladder(
    "theme_labels",
    "tags",
    (Rule("tag-line", "beside the text's field, a line of links to themes after a label", _labelled_links),),
)
KNOWN_LABELS: Ladder[_LineOfNode, list[str]] = Ladder(
    "theme_labels",
    "tags",
    (Rule("known-label", "in a list, a line that is a theme's label, and its short neighbours", _known_label),),
)
TAG_LINES: Ladder[_LineOfNode, list[str]] = Ladder(
    "theme_labels",
    "tags",
    (
        Rule("theme-links", "without a field of text, a line of nothing but links to themes", _theme_links),
        Rule("tag-line", "without a field of text, a line of labels after `Tags:` or the like", _tag_line),
    ),
)


def read_tags_around(context: NodeContext, lines: list[Line]) -> None:
    """Read the tags that a template prints beside the text's own field."""
    node = context.node
    for line in lines:
        if line.mark is not None or node.labels_rule not in {"", "tag-line"}:
            continue
        if answer := TAG_LINES_AROUND.first(_LineOfNode(context, line)):
            labels, node.labels_rule = answer
            node.add_labels(labels)
            line.mark = Mark.TAGS


def read_known_labels(context: NodeContext, lines: list[Line]) -> None:
    """Read the labels of themes that the page names elsewhere; their short neighbours are tags too, known or not."""
    if not context.vocabulary:
        return
    node = context.node
    for line in lines:
        if line.mark is None and (answer := KNOWN_LABELS.first(_LineOfNode(context, line))):
            labels, node.labels_rule = answer
            node.labels += labels
            line.mark = Mark.TAGS
    lists = {line.holder for line in lines if line.mark is Mark.TAGS and fold(line.text) in context.vocabulary}
    for line in lines:
        if line.mark is None and line.holder in lists and _is_short_entry(line):
            line.mark = Mark.TAGS
            node.labels.append(line.text)


def _is_short_entry(line: Line) -> bool:
    return not line.hrefs and line.block in {"li", "div", "span"} and len(line.text) < LABEL_LENGTH


def read_tag_lines(context: NodeContext, lines: list[Line]) -> None:
    node = context.node
    for line in lines:
        answer = TAG_LINES.first(_LineOfNode(context, line)) if line.mark is None else None
        if answer is None:
            continue
        labels, rule = answer
        line.mark = Mark.TAGS
        if rule == "theme-links" and node.labels_rule in {"", rule}:
            node.labels_rule = rule
            node.add_labels(labels)
        elif rule == "tag-line" and labels and not node.labels:
            node.labels, node.labels_rule = labels, rule
