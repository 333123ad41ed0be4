"""The projects that a node refers to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.marks import Mark, mark, mark_of
from jjscrape.pages.node.field_names import PEOPLE_NAMES, PLACE_NAMES, REFERENCE_NAMES, REFERENCE_TYPES
from jjscrape.pages.node.wording import REFERENCE_LABEL
from jjscrape.site import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.pages.markup.fields import Field
    from jjscrape.pages.markup.lines import Line
    from jjscrape.pages.node.context import NodeContext


def read_references(context: NodeContext) -> None:
    for keys, _ in REFERENCE_FIELDS.answers(context):
        _add(context, keys)


def _reference_fields(context: NodeContext) -> list[str] | None:
    fields = [f for f in context.fields if mark_of(f.element) is None and _is_of_references(f)]
    for field in fields:
        mark(field.element, Mark.REFERENCE)
    soup = context.page.soup
    urls = [soup.absolute(link.get("href")) for field in fields for link in field.element.iterdescendants("a")]
    return _keys_of_pages(context, filter(None, urls)) if fields else None


def _is_of_references(field: Field) -> bool:
    if field.matches(PEOPLE_NAMES) or field.matches(PLACE_NAMES):
        return False
    if field.type:
        return field.type in REFERENCE_TYPES
    return field.matches(REFERENCE_NAMES) and not field.bare


def _keys_of_pages(context: NodeContext, urls: Iterable[str]) -> list[str]:
    site = context.page.site
    keys = [key for url in urls if (key := site.key(url))]
    return [key for key in keys if site.kind_of_key(key) is Kind.PAGE]


def _add(context: NodeContext, keys: list[str]) -> None:
    references = context.node.references
    references += [key for key in dict.fromkeys(keys) if key not in references]


REFERENCE_FIELDS: Ladder[NodeContext, list[str]] = Ladder(
    "project_ids",
    "reference",
    (Rule("field", "links to pages in fields of references, by their type or name", _reference_fields),),
)


@dataclass(frozen=True, eq=False)
class _NeighbouringLines:
    context: NodeContext
    line: Line
    before: Line | None


def _reference_line(asked: _NeighbouringLines) -> list[str] | None:
    urls = asked.context.urls_of(asked.line)
    return _keys_of_pages(asked.context, urls) if urls and _names_projects(asked.line, asked.before) else None


def _names_projects(line: Line, before: Line | None) -> bool:
    """Return whether a line names related projects, by a label in it or on the line before."""
    label = REFERENCE_LABEL.match(line.text)
    if label and label.end() < len(line.text):
        return line.linked >= len(line.text[label.end() :].replace(" ", "")) - 2
    if before is None or not line.wholly_linked:
        return False
    label_before = REFERENCE_LABEL.match(before.text)
    return before.mark is Mark.REFERENCE or bool(label_before and label_before.end() == len(before.text))


REFERENCE_LINES: Ladder[_NeighbouringLines, list[str]] = Ladder(
    "project_ids",
    "reference",
    (Rule("field", "without a field of text, lines of links after a label, `Related projects`", _reference_line),),
)


def read_reference_lines(context: NodeContext, lines: list[Line]) -> None:
    for index, line in enumerate(lines):
        if line.mark is None:
            asked = _NeighbouringLines(context, line, lines[index - 1] if index else None)
            if answer := REFERENCE_LINES.first(asked):
                _add(context, answer[0])
                line.mark = Mark.REFERENCE
