"""The date that an event carries, as printed, with the ISO strings behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from jjscrape.items import SEPARATOR, Occurrence
from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.clutter import NEVER_TEXT, OTHERS, Part
from jjscrape.pages.markup.fields import Field, value_of
from jjscrape.pages.markup.marks import Mark, mark, mark_of
from jjscrape.pages.markup.soup import BLOCKS, KEPT, is_element, text_of, tokens, within
from jjscrape.pages.node.context import NOT_THE_NODES
from jjscrape.pages.node.field_names import DATE_NAMES, DATE_TYPES, DATES
from jjscrape.pages.node.wording import CLOCK, DATE_IN, DATE_LABEL, DATE_LINE, TIME_LINE

if TYPE_CHECKING:
    from jjscrape.pages.markup.lines import Line
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.node.context import NodeContext
    from jjscrape.pages.node.parts import Node

_DATE_LENGTH = 100
_PAIR_LENGTH = 160
"""A start and an end together are no longer; what is holds more than the two."""
_OF_PUBLICATION = {"post-date", "created", "changed", "changed-date", "updated"}
_START = re.compile(r"start|from|begin")
_END = re.compile(r"end|until|finish|-to$")
_DATE_WORDS = {"date", "dates", "datetime", "when"}
_REPEAT_RULE = "date-repeat-rule"
_WHOLE_TIMES = {"date-display-single", "date-display-range"}
"""Classes of what holds a time with its end, if it has one; where both are ends of one, one stands in the other."""
_CALENDAR_LINK = re.compile(r"add-?to-?cal|addtocal|ical|date-repeat-rule")


@dataclass(frozen=True, eq=False)
class _DateQuestion:
    """A node's fields of dates, and what the date module, RDFa or `time` elements mark as a date."""

    context: NodeContext

    @cached_property
    def fields(self) -> list[Field]:
        return [f for f in self.context.fields if _is_of_dates(f) and f.text()]

    @cached_property
    def spans(self) -> tuple[list[Element], str]:
        """The elements marked as dates, and the name of the markup."""
        elements, markup = self.context.marked_by(DATES)
        return self.context.free(elements, NOT_THE_NODES | Part.META), markup


def _is_of_dates(field: Field) -> bool:
    if field.bare or field.name in _OF_PUBLICATION:
        return False
    return field.type in DATE_TYPES or (bool(DATE_NAMES.search(field.name)) and "post" not in field.name)


def _date_field(asked: _DateQuestion) -> list[Element] | None:
    spans, _ = asked.spans
    return [f.element for f in asked.fields if any(within(span, [f.element]) for span in spans)] or None


def _marked_date(markup: str, asked: _DateQuestion) -> list[Element] | None:
    spans, matched = asked.spans
    return [_pair(spans)] if spans and matched == markup else None


def _date_field_text(asked: _DateQuestion) -> list[Element] | None:
    return [asked.fields[0].element] if asked.fields else None


def _called_date(asked: _DateQuestion) -> list[Element] | None:
    context = asked.context
    if not context.is_event:
        return None
    for element, part in context.survey.items():
        if part & (NEVER_TEXT | OTHERS) or mark_of(element) or not _call_date(element.get("class") or ""):
            continue
        if _is_date_line(element) and not context.in_text(element):
            return [element]
    return None


@lru_cache(KEPT)
def _call_date(classes: str) -> bool:
    words = {word for token in classes.lower().split() for word in re.split(r"[-_]+", token)}
    return not words.isdisjoint(_DATE_WORDS) and words.isdisjoint({"field", "post", "node", "updated"})


def _is_date_line(element: Element) -> bool:
    if next(element.iterdescendants(*BLOCKS), None) is not None:
        return False
    text = text_of(element)
    return len(text) < _DATE_LENGTH and DATE_LINE.match(text) is not None


EVENT_DATE: Ladder[_DateQuestion, list[Element]] = Ladder(
    "event_raw",
    "event",
    (
        Rule("date-field", "a field of dates that the date module or RDFa prints", _date_field),
        Rule("date-display", "the date module's own spans outside a field", partial(_marked_date, "date-display")),
        Rule("rdfa", "RDFa or microdata of a start", partial(_marked_date, "rdfa")),
        Rule("time", "a `time` element that is no time of publication", partial(_marked_date, "time")),
        Rule("date-field-text", "the words of a field of dates without such markup", _date_field_text),
        Rule("date-class", "on an event, an element whose class says date and that holds nothing else", _called_date),
    ),
)


def read_event_date(context: NodeContext) -> None:
    asked = _DateQuestion(context)
    answer = EVENT_DATE.first(asked)
    if answer is None:
        return
    node = context.node
    holders, node.date_rule = answer
    first = holders[0]
    field = next((f for f in context.fields if f.element is first), None)
    node.date_sentence = _sentence_of(first)
    value, *others = [time for item in (field.items() if field else [first]) for time in _times_in(item)]
    for element in (link for time in (value, *others) for link in _calendar_links(time)):
        context.page.survey.hide(element)
    node.date_repeats = [Occurrence(text, *machine_dates(e)) for e in others if (text := value_of(e, seams=True))]
    raw = DATE_LABEL.sub("", value_of(value, seams=True))
    if not raw:
        return
    parts, line = [raw], raw
    if field and len(holders) > 1 and (end := _end_of(field, asked.fields)):
        parts, line = [raw, end], f"{raw} to {end}"
    if field and not CLOCK.search(line) and (clock := _time_field(asked.fields, holders)):
        time, holder = clock
        parts, line = [*parts, time], f"{line}, {time}"
        holders.append(holder)
    _take_line(node, parts, line)
    node.date_name = field.name if field else ""
    node.date_start, node.date_end = machine_dates(value)
    for holder in holders:
        mark(holder, Mark.DATE)


def _times_in(item: Element) -> list[Element]:
    """Return the elements that hold one time each, where the date module prints several in one; else the one."""
    marked = [e for e in item.iterdescendants() if is_element(e) and not _WHOLE_TIMES.isdisjoint(tokens(e))]
    outermost = [e for e in marked if not any(a in marked for a in e.iterancestors())]
    return outermost if len(outermost) > 1 else [item]


def _sentence_of(holder: Element) -> str | None:
    """Return what the date module says of how a date repeats."""
    return next((text_of(e) for e in holder.iter() if is_element(e) and _REPEAT_RULE in tokens(e)), None)


def _take_line(node: Node, parts: list[str], line: str) -> None:
    """Note a date as printed, and as one line to be read where its parts are printed apart."""
    node.date_raw = SEPARATOR.join(parts)
    node.date_line = line if len(parts) > 1 else None


def _end_of(start: Field, fields: list[Field]) -> str | None:
    """Return the end where start and end are two fields."""
    if not _START.search(start.name):
        return None
    return next((f.text() for f in fields if f.element is not start.element and _END.search(f.name)), None)


def _time_field(fields: list[Field], holders: list[Element]) -> tuple[str, Element] | None:
    """Return the time of day, and its element, where a second field holds nothing but that."""
    for field in fields:
        if field.element not in holders and (match := TIME_LINE.match(field.text())):
            return match["time"], field.element
    return None


def _pair(spans: list[Element]) -> Element:
    """Return the first date's element, or what holds it together with its end."""
    parent = spans[0].getparent()
    if parent is None or len(spans) == 1 or spans[1].getparent() is not parent:
        return spans[0]
    return parent if len(text_of(parent)) < _PAIR_LENGTH else spans[0]


def _calendar_links(value: Element) -> list[Element]:
    elements = value.iterdescendants("a", "ul", "div", "span")
    return [e for e in elements if any(_CALENDAR_LINK.match(token) for token in tokens(e))]


def machine_dates(value: Element) -> tuple[str | None, str | None]:
    """The ISO strings of the first date in an element: RDFa content, or a time element's datetime."""
    dates: dict[str, list[str]] = {"start": [], "end": [], "single": [], "time": []}
    for element in value.iter():
        content = (element.get("content") or element.get("datetime")) if is_element(element) else None
        if content:
            dates[_role_of_date(element)].append(content)
    starts = dates["start"] + dates["single"]
    first = next(iter(starts + dates["time"]), None)
    ends = dates["end"] or ([] if starts else dates["time"][1:])
    return first, next(iter(ends), None)


def _role_of_date(element: Element) -> str:
    names = tokens(element)
    for role in ("start", "end", "single"):
        if f"date-display-{role}" in names:
            return role
    is_end = element.get("itemprop") == "endDate" or "schema:endDate" in (element.get("property") or "")
    return "end" if is_end else "time"


@dataclass(frozen=True, eq=False)
class LabelledLine:
    """A line of an event, the line after it, and whether it stands in the text itself.

    In the text only a label says what a line is, and the line stays part of the text.
    """

    line: Line
    after: Line | None
    in_text: bool


def _date_line(asked: LabelledLine) -> tuple[str, Line] | None:
    """Return the date and the line it stands on."""
    line, after = asked.line, asked.after
    label = DATE_LABEL.match(line.text)
    rest, value = line.text[label.end() :] if label else line.text, line
    if label and not rest and after is not None and not asked.in_text:
        rest, value = after.text, after
    labelled = label is not None and (":" in label[0] or value is not line)
    whole_line_counts = labelled or not asked.in_text
    if whole_line_counts and DATE_LINE.match(rest):
        return rest, value
    return (rest, value) if labelled and not asked.in_text and DATE_IN.search(rest) else None


EVENT_DATE_LINE: Ladder[LabelledLine, tuple[str, Line]] = Ladder(
    "event_raw",
    "event",
    (Rule("date-line", "on an event, a line that is a date or has a label such as `When:`", _date_line),),
)


def read_date_line(context: NodeContext, asked: LabelledLine) -> None:
    answer = EVENT_DATE_LINE.first(asked)
    if answer is None:
        return
    node, line, after = context.node, asked.line, asked.after
    (rest, value), node.date_rule = answer
    date = re.sub(r"(?i)^(?:when|time)\s*:\s*", "", rest)
    _take_line(node, [date], date)
    if asked.in_text:
        return
    line.mark = value.mark = Mark.DATE
    if value is line and after is not None and not CLOCK.search(rest) and (match := TIME_LINE.match(after.text)):
        _take_line(node, [date, match["time"]], f"{date}, {match['time']}")
        after.mark = Mark.DATE


def _machine_start(node: Node) -> str | None:
    return node.date_start


def _machine_end(node: Node) -> str | None:
    return node.date_end


MACHINE_START: Ladder[Node, str] = Ladder(
    "event_machine_start",
    "event",
    (Rule("machine", "the first ISO string of a start in the element that holds the date", _machine_start),),
)
MACHINE_END: Ladder[Node, str] = Ladder(
    "event_machine_end",
    "event",
    (Rule("machine", "the first ISO string of an end there", _machine_end),),
)
