"""A node's text line by line: what stands between, before and after tells what a line is where no class does.

Where a field holds the text, the other lines of the node stand around it. Where none does, all lines of the node are
text but those that turn out to be something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.lines import Body, Line, untangle
from jjscrape.pages.markup.marks import Mark
from jjscrape.pages.markup.soup import fold
from jjscrape.pages.node.event_date import LabelledLine, read_date_line
from jjscrape.pages.node.extent import lines_of_node
from jjscrape.pages.node.place import LABELLED_LENGTH, read_place_between, read_place_line
from jjscrape.pages.node.references import read_reference_lines
from jjscrape.pages.node.service_lines import (
    mark_file_lines,
    mark_labels,
    mark_sections,
    mark_service,
    read_lone_date,
)
from jjscrape.pages.node.steps import Step
from jjscrape.pages.node.tags import read_known_labels, read_tag_lines, read_tags_around
from jjscrape.pages.node.wording import READ_MORE

if TYPE_CHECKING:
    from collections.abc import Callable

    from jjscrape.pages.node.context import NodeContext

HEAD_OF_EVENT = 14
"""Among how many lines at the head of a class-less event its date and place stand."""
HEAD_OF_TEXT = 4
"""Among how many lines at its head a text may repeat its title or caption."""


@dataclass(frozen=True, eq=False)
class Lines:
    """The lines of a node that the steps mark, in order; with a field for the text, those of the field among them."""

    context: NodeContext
    lines: list[Line]


def read_lines(context: NodeContext) -> None:
    """Read the text, and from the lines in and around it what no element told."""
    node = context.node
    if context.bodies:
        node.body = untangle(context.bodies)
        node.body.lines = [o for o in node.body.lines if o.mark in {None, Mark.BODY, Mark.FILES} or o.captioned]
        if context.by_extractor:
            _clean(context)
        around = untangle([context.element]).lines if context.is_event or not context.is_teaser else []
        read, steps = Lines(context, around), STEPS_WITH_FIELD
    elif context.verbatim:
        node.body = Body([Line(text, "p", 0) for text in context.verbatim])
        read, steps = Lines(context, node.body.lines), STEPS_VERBATIM
    else:
        for body, rule in TEXT_WITHOUT_FIELD.answers(context):
            node.body, node.body_rule = body, rule
        read, steps = Lines(context, lines_of_node(context, node.body.lines)), STEPS_WITHOUT_FIELD
    for step in steps:
        step.take(read)


def _clean(context: NodeContext) -> None:
    """Take the lines about the page out of a text that an extractor chose, as out of a whole node's."""
    read = Lines(context, context.node.body.lines)
    for line in read.lines:
        line.mark = None if line.mark is Mark.BODY else line.mark
    for step in STEPS_VERBATIM:
        step.take(read)


def _whole_node(context: NodeContext) -> Body:
    return untangle([context.element])


TEXT_WITHOUT_FIELD: Ladder[NodeContext, Body] = Ladder(
    "text",
    "body",
    (Rule("structure", "the lines of the whole node that nothing else was read from", _whole_node),),
)


def _marking(mark: Callable[[NodeContext, list[Line]], None]) -> Callable[[Lines], None]:
    def take(read: Lines) -> None:
        mark(read.context, read.lines)

    return take


def _read_labelled(context: NodeContext, lines: list[Line], *, in_text: bool) -> None:
    """Read an event's date and place where only a label, or standing alone on a line, says what a line is."""
    node = context.node
    if not context.is_event:
        return
    for index, line in enumerate(lines):
        if line.mark not in {None, Mark.BODY} or len(line.text) > LABELLED_LENGTH:
            continue
        asked = LabelledLine(line, lines[index + 1] if index + 1 < len(lines) else None, in_text)
        if not node.date_raw:
            read_date_line(context, asked)
        if not node.place:
            read_place_line(context, asked)


def _read_labelled_around(read: Lines) -> None:
    _read_labelled(read.context, [line for line in read.lines if line.mark is None], in_text=False)


def _read_labelled_in_text(read: Lines) -> None:
    _read_labelled(read.context, read.context.node.body.lines, in_text=True)


def _read_labelled_at_head(read: Lines) -> None:
    _read_labelled(read.context, read.lines[:HEAD_OF_EVENT], in_text=False)


def _drop_repeated_title(read: Lines) -> None:
    read.context.node.body.drop_title(read.context.title)


def _keep_text(read: Lines) -> None:
    body = read.context.node.body
    unmarked = [line for line in read.lines if line.mark is None and not line.captioned]
    kept = [line for index, line in enumerate(unmarked) if _is_text(read.context, line, at_head=index < HEAD_OF_TEXT)]
    if body.teaser_end is not None:
        before = {id(line) for line in body.lines[: body.teaser_end]}
        body.teaser_end = sum(id(line) in before for line in kept)
    body.lines = kept


def _is_text(context: NodeContext, line: Line, *, at_head: bool) -> bool:
    """Tell a line of text from the title or caption, repeated at the text's head, and from "Read more"."""
    if READ_MORE.match(line.text) and line.wholly_linked:
        return False
    if not at_head:
        return True
    text = fold(line.text)
    caption = fold(context.node.lead.caption) if context.node.lead else ""
    repeats_title = bool(context.title) and text == fold(context.title) and line.block != "p"
    return not repeats_title and not (caption and text == caption)


STEPS_WITH_FIELD: tuple[Step[Lines], ...] = (
    Step("service lines", "First: a line of authorship has a date that is no event's.", _marking(mark_service)),
    Step("tags around", "Before anything looks for a place among short lines.", _marking(read_tags_around)),
    Step("lone date", "On what is no event, a lone date near the head is of publication.", _marking(read_lone_date)),
    Step("labelled lines", "An event's date and place by a label, outside the text first.", _read_labelled_around),
    Step("place between", "Behind the date, which it needs.", _marking(read_place_between)),
    Step("labelled text", "Last for date and place: in the text only a label counts.", _read_labelled_in_text),
    Step("repeated title", "Only now: a date may stand on the first line.", _drop_repeated_title),
)
"""How lines are read where a field holds the text."""

STEPS_VERBATIM: tuple[Step[Lines], ...] = (
    Step("service lines", "First: a line of authorship has a date that is no event's.", _marking(mark_service)),
    Step("labelled lines", "An event's date and place, at the text's head.", _read_labelled_at_head),
    Step("text", "What no step has marked is the text.", _keep_text),
)
"""How lines are read that a generic extractor chose."""

STEPS_WITHOUT_FIELD: tuple[Step[Lines], ...] = (
    Step("service lines", "First: a line of authorship has a date that is no event's.", _marking(mark_service)),
    Step("labelled lines", "An event's date and place, at the node's head.", _read_labelled_at_head),
    Step("known labels", "In a list, before links are asked where they lead.", _marking(read_known_labels)),
    Step("tag lines", "Before the references: a link to a theme is always a tag.", _marking(read_tag_lines)),
    Step("reference lines", "Of the lines of links that are no tags.", _marking(read_reference_lines)),
    Step("file lines", "From the node's end upwards, past all that is marked.", _marking(mark_file_lines)),
    Step("labels", "Behind all that a label can stand before.", _marking(mark_labels)),
    Step("sections", "With files, tags and labels out of the way, whole sections are known.", _marking(mark_sections)),
    Step("place between", "Last of the marks: the short lines that are nothing else.", _marking(read_place_between)),
    Step("text", "What no step has marked is the text.", _keep_text),
)
"""How lines are read where no field holds the text."""
