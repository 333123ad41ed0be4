"""What a page has where the site file's pins say that its fields stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, cast

from lxml.cssselect import CSSSelector

from jjscrape.items import SEPARATOR
from jjscrape.pages.markup.fields import value_of
from jjscrape.pages.markup.soup import SILENT, squash
from jjscrape.pins import is_pin

if TYPE_CHECKING:
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pins import Pin

_NO_WORDS = SILENT - {"title"}


@dataclass(frozen=True, slots=True)
class Pinned:
    """What one pin chose: elements with something to read, in the page's order, and the words or attribute of each."""

    pin: Pin
    elements: tuple[Element, ...]
    values: tuple[str, ...]

    @property
    def rule(self) -> str:
        return self.pin.rule

    @property
    def raw(self) -> str:
        """All values on one line, as a trace has them."""
        return SEPARATOR.join(self.values)


@dataclass(frozen=True, slots=True)
class Pins:
    """The pins for a page's table. `met` notes of each that was asked for whether it chose anything on this page."""

    pins: tuple[Pin, ...] = ()
    met: dict[Pin, bool] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.pins)

    def ask(self, scope: Element, name: str) -> Pinned | None:
        """Return what the pin of a field chooses below an element; None where none is set, or it chooses nothing."""
        for pin in self.pins:
            if pin.field == name and (found := self._chosen(scope, pin)):
                return found
        return None

    def elements(self, scope: Element, name: str) -> list[Element]:
        """Return what all pins of a field choose, the outermost only, whether or not there are words in it."""
        chosen: set[Element] = set()
        for pin in self.pins:
            if pin.field == name:
                found = _outermost(scope, pin)
                chosen.update(found)
                self._note(pin, met=bool(found))
        return [e for e in scope.iter() if e in chosen and chosen.isdisjoint(e.iterancestors())] if chosen else []

    def _chosen(self, scope: Element, pin: Pin) -> Pinned | None:
        read = [(e, _value_of(e, pin)) for e in _outermost(scope, pin)]
        known = [(e, value) for e, value in read if value or (pin.field == "image" and _pictures(e))]
        self._note(pin, met=bool(known))
        return Pinned(pin, tuple(e for e, _ in known), tuple(value for _, value in known)) if known else None

    def _note(self, pin: Pin, *, met: bool) -> None:
        self.met[pin] = self.met.get(pin, False) or met


def _value_of(element: Element, pin: Pin) -> str:
    return squash(element.get(pin.attribute)) if pin.attribute else value_of(element)


def _pictures(element: Element) -> bool:
    return next(element.iter("img"), None) is not None


def _outermost(scope: Element, pin: Pin) -> list[Element]:
    found = cast("list[Element]", _compiled(pin.css)(scope))
    among = set(found)
    return [e for e in found if among.isdisjoint(e.iterancestors()) and (pin.attribute or e.tag not in _NO_WORDS)]


@cache
def _compiled(css: str) -> CSSSelector:
    return CSSSelector(css)


def trace_name(prefix: str, rule: str) -> str:
    """Return a rule's name as it stands in provenance: a pin's is the same for every field."""
    return rule if is_pin(rule) else f"{prefix}.{rule}"


NO_PINS = Pins()
