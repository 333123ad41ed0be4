"""The place of an event."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.fields import Field, value_of
from jjscrape.pages.markup.marks import Mark, mark
from jjscrape.pages.markup.soup import fold, is_element, tokens
from jjscrape.pages.node.field_names import PLACE_NAMES, PLACE_TYPES, PLACES, TAG_NAMES, TAG_TYPES
from jjscrape.pages.node.wording import PLACE_LABEL, PLACE_LABEL_ALONE
from jjscrape.site import Kind

if TYPE_CHECKING:
    from jjscrape.pages.markup.lines import Line
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.node.context import NodeContext
    from jjscrape.pages.node.event_date import LabelledLine

LABELLED_LENGTH = 160
"""The longest line that a label and its value stand on."""
_VENUE_NAMES = re.compile(r"(^|-)(location|venue|place|where|address)(-|$)")
_LINE_LENGTH = 150
_MOST_LINES = 4
_FOR_MACHINES = {"map-link", "map-icon", "geolocation-map", "geofield-map", "geo", "geolocation", "latitude"}
_FOR_MACHINES |= {"longitude", "geolocation-latlng", "geolocation-lat", "geolocation-lng"}
"""Classes of maps and coordinates: programs read them, not visitors."""
_DEGREES = (
    r"[+-]?\d{1,3}(?:\.\d+)?\s*\u00b0\s*(?:\d{1,2}(?:\.\d+)?\s*['\u2032\u2019]\s*)?"
    r"(?:\d{1,2}(?:\.\d+)?\s*(?:[\"\u2033\u201d]|'')\s*)?"
)
_COORDINATES = re.compile(
    rf"[\s,;(]*(?:(?:lat(?:itude)?|coordinates|gps|geo)\s*[:=]?\s*)*"
    rf"(?:{_DEGREES}[NS]?\s*[,;/]?\s*(?:lo?ng?(?:itude)?\s*[:=]?\s*)?{_DEGREES}[EW]?(?![\w.])"
    r"|[+-]?\d{1,2}\.\d{3,}\s*[,;/ ]\s*(?:lo?ng?(?:itude)?\s*[:=]?\s*)?[+-]?\d{1,3}\.\d{3,}(?![\w.]))\s*\)?",
    re.IGNORECASE,
)
_BESIDE_PLACE = {Mark.TITLE, Mark.IMAGE, Mark.CAPTION, Mark.LABEL}


def read_place(context: NodeContext) -> None:
    if answer := PLACE.first(context):
        context.node.place, context.node.place_rule = answer


def _place_field(context: NodeContext) -> str | None:
    """Mark all fields of places and return the first that says one."""
    places = []
    for field in context.fields:
        if not _is_of_places(context, field) or field.element in context.bodies:
            continue
        if field.bare and context.in_text(field.element):
            continue
        _hide_maps(context, field.element)
        text = PLACE_LABEL.sub("", " ".join(value_of(item) for item in field.items()).strip())
        if PLACE_LABEL_ALONE.match(text):
            mark(field.element, Mark.LABEL)
            continue
        mark(field.element, Mark.PLACE)
        places.append(without_coordinates(text))
    return next(filter(None, places), None)


def _is_of_places(context: NodeContext, field: Field) -> bool:
    if field.type in TAG_TYPES:
        return context.is_event and _names_a_venue(context, field)
    return field.type in PLACE_TYPES or bool(PLACE_NAMES.search(field.name))


def _names_a_venue(context: NodeContext, field: Field) -> bool:
    """Tell whether a field of terms says where an event is, and not under which places of the vocabulary it stands."""
    if TAG_NAMES.search(field.name) or not _VENUE_NAMES.search(field.name):
        return False
    site, soup = context.page.site, context.page.soup
    urls = [soup.absolute(link.get("href")) for link in field.element.iterdescendants("a")]
    return not any(url and site.kind(url) is Kind.THEME for url in urls)


def _marked_place(markup: str, context: NodeContext) -> str | None:
    elements, matched = context.marked_by(PLACES)
    free = context.free(elements) if matched == markup else []
    if not free:
        return None
    _hide_maps(context, free[0])
    mark(free[0], Mark.PLACE)
    return without_coordinates(PLACE_LABEL.sub("", value_of(free[0]))) or None


def without_coordinates(place: str) -> str:
    """The place as people say it, without degrees or a pair of decimal numbers."""
    return _COORDINATES.sub(" ", place).strip(" ,;") if _COORDINATES.search(place) else place


def _hide_maps(context: NodeContext, holder: Element) -> None:
    for element in holder.iterdescendants():
        if is_element(element) and not _FOR_MACHINES.isdisjoint(tokens(element)):
            context.page.survey.hide(element)


PLACE: Ladder[NodeContext, str] = Ladder(
    "place",
    "place",
    (
        Rule("place-field", "a field of places, by its type or name", _place_field),
        Rule("vcard", "an address as the location module prints it", partial(_marked_place, "vcard")),
        Rule("addressfield", "an address as the addressfield module prints it", partial(_marked_place, "addressfield")),
        Rule("microdata", "microdata or RDFa of a location", partial(_marked_place, "microdata")),
    ),
)


def _labelled_place(asked: LabelledLine) -> tuple[str, Line] | None:
    """Return the place and the line it stands on."""
    line, after = asked.line, asked.after
    label = PLACE_LABEL.match(line.text) or PLACE_LABEL_ALONE.match(line.text)
    if label is None:
        return None
    value = line if line.text[label.end() :] else after
    if value is None or value.mark not in {None, Mark.BODY} or len(value.text) > LABELLED_LENGTH:
        return None
    if value is line:
        says_place = ":" in label[0]
    else:
        says_place = not (asked.in_text or value.heading or PLACE_LABEL_ALONE.match(value.text))
    return (without_coordinates(PLACE_LABEL.sub("", value.text)), value) if says_place else None


PLACE_LINE: Ladder[LabelledLine, tuple[str, Line]] = Ladder(
    "place",
    "place",
    (
        Rule(
            "label",
            "on an event, a line with a label such as `Where:`, or the line after it",
            _labelled_place,
        ),
    ),
)


def read_place_line(context: NodeContext, asked: LabelledLine) -> None:
    if answer := PLACE_LINE.first(asked):
        (context.node.place, value), context.node.place_rule = answer
        if not asked.in_text:
            asked.line.mark = value.mark = Mark.PLACE


class _LinesBehindDate:
    """The lines of an event behind the line with its date."""

    def __init__(self, context: NodeContext, lines: list[Line]) -> None:
        dated = [index for index, line in enumerate(lines) if line.mark is Mark.DATE]
        self.lines = lines[dated[-1] + 1 :] if dated else []
        self.text_is_marked = any(line.mark is Mark.BODY for line in lines)
        self.title = fold(context.title)

    def place(self) -> list[Line]:
        """Return the short lines before the text: never a title, never a sentence."""
        place: list[Line] = []
        for index, line in enumerate(self.lines):
            if line.mark in _BESIDE_PLACE or line.captioned or (self.title and fold(line.text) == self.title):
                continue
            if len(place) >= _MOST_LINES or not _may_be_place(line) or not self._stands_apart(index):
                break
            place.append(line)
        return place

    def _stands_apart(self, index: int) -> bool:
        """Return whether a line is no part of the text behind it, for what it says or where it stands."""
        line = self.lines[index]
        if PLACE_LABEL.match(line.text):
            return True
        if len(line.text) > _LINE_LENGTH or line.text.endswith((".", "?", "!", ":", "…", "”")):
            return False
        if self.text_is_marked:
            return True
        after = next((other for other in self.lines[index + 1 :] if other.mark in {None, Mark.BODY}), None)
        return after is not None and not (line.block == "p" and after.holder == line.holder)


def _may_be_place(line: Line) -> bool:
    return line.mark is None and not line.heading and not line.hrefs and line.block not in {"li", "blockquote", "td"}


def _place_between(asked: _LinesBehindDate) -> tuple[str, list[Line]] | None:
    lines = asked.place()
    text = without_coordinates(PLACE_LABEL.sub("", " ".join(line.text for line in lines)))
    return (text, lines) if text else None


PLACE_BETWEEN: Ladder[_LinesBehindDate, tuple[str, list[Line]]] = Ladder(
    "place",
    "place",
    (Rule("between-date-and-text", "on an event, the short lines between the date and the text", _place_between),),
)


def read_place_between(context: NodeContext, lines: list[Line]) -> None:
    node = context.node
    if not context.is_event or not node.date_raw or node.place:
        return
    if answer := PLACE_BETWEEN.first(_LinesBehindDate(context, lines)):
        (node.place, used), node.place_rule = answer
        for line in used:
            line.mark = Mark.PLACE
