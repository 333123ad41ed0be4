"""The parts of a node that the site file pins, read before the rules are asked and put in place of what they find.

A pin changes its own field alone: the rules read the node as they would without it.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from jjscrape.items import DateCandidate
from jjscrape.normalise.dates.machine import read_iso, read_machine
from jjscrape.pages.markup.clutter import Part, part_of
from jjscrape.pages.markup.fields import value_of
from jjscrape.pages.markup.lines import Body, Line, untangle
from jjscrape.pages.markup.soup import is_element, remove
from jjscrape.pages.node.bylines import as_byline
from jjscrape.pages.node.event_date import machine_dates
from jjscrape.pages.node.images import image_at
from jjscrape.pages.node.place import without_coordinates
from jjscrape.pages.node.published import date_on
from jjscrape.pages.node.tags import labels_in
from jjscrape.pages.node.wording import DATE_LABEL, PLACE_LABEL

if TYPE_CHECKING:
    from jjscrape.pages.markup.soup import Element, Soup
    from jjscrape.pages.parsed import ParsedPage
    from jjscrape.pages.pinned import Pinned, Pins

Parts = dict[str, Any]
"""Parts of a node by the name of its attribute."""


def pinned_parts(page: ParsedPage, *, is_event: bool) -> Parts:
    """Return what the page's pins choose. Call it before the tree is taken apart."""
    pins, root = page.pins, page.soup.root
    if not pins:
        return {}
    parts = _text(pins, root, page.title)
    if summary := pins.ask(root, "summary"):
        parts |= {"summary": "\n".join(summary.values), "summary_rule": summary.rule}
    if authors := pins.ask(root, "authors"):
        parts |= {"bylines": [as_byline(", ".join(authors.values))], "byline_rule": authors.rule}
    if themes := pins.ask(root, "themes"):
        labels = themes.values if themes.pin.attribute else [label for e in themes.elements for label in labels_in(e)]
        parts |= {"labels": list(dict.fromkeys(labels)), "labels_rule": themes.rule}
    if picture := pins.ask(root, "image"):
        parts |= _image(picture, page.soup)
    if is_event:
        parts |= _dates(pins, root)
        if place := pins.ask(root, "place"):
            words = without_coordinates(PLACE_LABEL.sub("", " ".join(place.values)))
            parts |= {"place": words or None, "place_rule": place.rule}
    return parts


def pinned_date(page: ParsedPage) -> DateCandidate | None:
    """Return the date of publication where a pin says that it stands; of a line of authorship the date on it."""
    pinned = page.pins.ask(page.soup.root, "published")
    if pinned is None:
        return None
    value = pinned.values[0]
    machine = read_machine(value) is not None
    return DateCandidate(value if machine else date_on(value), "metadata", pinned.rule, machine)


def _text(pins: Pins, root: Element, title: str | None) -> Parts:
    """The text as it stands on the page: nothing but what a visitor never sees, and what a pin says, is left out."""
    # A tree of its own: marks that other fields set must not reach it, nor what is removed here be missing there.
    copy = deepcopy(root)
    pinned = pins.ask(copy, "text")
    if pinned is None:
        return {}
    if pinned.pin.attribute:
        return {"body": Body([Line(value, "p", 0) for value in pinned.values]), "body_rule": pinned.rule}
    for element in pins.elements(copy, "text_without"):
        remove(element)
    for element in [e for chosen in pinned.elements for e in chosen.iterdescendants() if is_element(e)]:
        if part_of(element) & Part.HIDDEN:
            remove(element)
    body = untangle(e for e in pinned.elements if not part_of(e) & Part.HIDDEN)
    for line in body.lines:
        line.mark = None
    body.drop_title(title)
    return {"body": body, "body_rule": pinned.rule}


def _image(pinned: Pinned, soup: Soup) -> Parts:
    if pinned.pin.attribute:
        url, picture = soup.absolute(pinned.values[0]), None
    else:
        picture = next(pinned.elements[0].iter("img"))
        url = soup.absolute(picture.get("src"))
    if url is None:
        return {}
    return {"lead": image_at(url, picture), "lead_rule": pinned.rule}


def _dates(pins: Pins, root: Element) -> Parts:
    line, start, end = (pins.ask(root, name) for name in ("event", "event_start", "event_end"))
    parts: Parts = {"date_pins": {name: one.rule for name, one in (("start", start), ("end", end)) if one}}
    first = line or start
    if first is not None:
        began, ended = _stamps(first)
        began = (_stamps(start)[0] if start else None) or began
        printed = _printed(first, stamped=began is not None)
        if end is not None:
            ended = _stamps(end)[0] or ended
            printed = f"{printed} to {_printed(end, stamped=began is not None)}"
        parts |= {"date_raw": printed, "date_rule": first.rule, "date_name": "", "date_start": began, "date_end": ended}
    elif end is not None:
        parts["date_end"] = _stamps(end)[0]
    return parts


def _printed(pinned: Pinned, *, stamped: bool) -> str:
    """The words of a date; a stamp beside a start that has none is put into words, so that both are read alike."""
    if pinned.pin.attribute is None:
        return DATE_LABEL.sub("", value_of(pinned.elements[0], seams=True))
    found = None if stamped else read_iso(pinned.values[0])
    if found is None:
        return pinned.values[0]
    return f"{found.at:%d %B %Y, %H:%M}" if found.at else f"{found.first:%d %B %Y}"


def _stamps(pinned: Pinned) -> tuple[str | None, str | None]:
    """The ISO strings of a start and an end."""
    if pinned.pin.attribute:
        return (pinned.values[0], None) if read_iso(pinned.values[0]) else (None, None)
    return machine_dates(pinned.elements[0])
