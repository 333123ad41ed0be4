"""Pins: where a site file says that a field stands. A pin goes before every rule, and only for the field it names.

`[fields.article] title = "h1.x"` is a pin; its value is a CSS selector, and `@name` behind that one of the element's
attributes. Which tables and fields there are says `FIELDS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OF_RECORDS = ("title", "summary", "text", "text_without")
_OF_POSTS = (*_OF_RECORDS, "published", "authors", "themes", "image")
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "article": _OF_POSTS,
    "event": (*_OF_POSTS, "event", "event_start", "event_end", "place"),
    "project": (*_OF_RECORDS, "themes"),
    "page": _OF_RECORDS,
    "theme": ("label", "description"),
    "listing": ("entry", "title", "link", "summary", "date"),
}
"""The fields of each table that can be pinned. `article` is of news and blog posts, `listing` of all lists."""
_ALSO_CALLED: Final = {("theme", "title"): "label", ("theme", "text"): "description"}
"""As the field of that meaning is called in the other tables."""
_ELEMENTS: Final = frozenset({"text_without", "entry"})
"""Fields of which elements are meant, and no values."""
_WITH_ATTRIBUTE = re.compile(r"(?P<css>.*?)@(?P<attribute>[A-Za-z_:][\w:.-]*)", re.DOTALL)
_MARK: Final = "pin "


class PinError(ValueError):
    """A setting of `[fields]` that can't be used; the message says what can."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One pin. `selector` is as written, `css` the part that chooses elements; no `attribute` means their words."""

    table: str
    field: str
    selector: str
    css: str
    attribute: str | None = None

    @property
    def rule(self) -> str:
        """Its name in provenance."""
        return f"{_MARK}{self.selector}"

    def __str__(self) -> str:
        return f"{self.table}.{self.field} ({self.selector})"


def is_pin(rule: str) -> bool:
    """Return whether a rule's name in provenance is that of a pin."""
    return rule.startswith(_MARK)


def read_pins(settings: Mapping[str, Any]) -> tuple[Pin, ...]:
    """Read `[fields]`.

    Raises:
        PinError: a table or field that is none, or a selector that is none.
    """
    return tuple(pin for table, fields in settings.items() for pin in _pins_of(table, fields))


def _pins_of(table: str, fields: Any) -> Iterator[Pin]:
    if table not in FIELDS:
        raise PinError(f"no table is called {table!r}; it may be one of {', '.join(FIELDS)}")
    if not isinstance(fields, dict):
        raise PinError(f"{table} is {fields!r}; write its pins below a line [fields.{table}]")
    for written, value in fields.items():
        name = _ALSO_CALLED.get((table, written), written)
        if name not in FIELDS[table]:
            raise PinError(f"{table} has no field {written!r} to pin; it may be one of {', '.join(FIELDS[table])}")
        selectors = value if name == "text_without" and isinstance(value, list) else [value]
        for selector in selectors:
            yield _pin(table, name, selector)


def _pin(table: str, name: str, selector: Any) -> Pin:
    where = f"{table}.{name}"
    if not isinstance(selector, str) or not selector.strip():
        raise PinError(f'{where} is {selector!r}; give it a CSS selector in quotes, like "h1.title"')
    match = _WITH_ATTRIBUTE.fullmatch(selector.strip())
    css, attribute = (match["css"].strip(), match["attribute"]) if match else (selector.strip(), None)
    if not css:
        raise PinError(
            f'{where} is {selector!r}, an attribute of no element; name that before it, like "time{selector}"'
        )
    if attribute and name in _ELEMENTS:
        raise PinError(f"{where} is {selector!r}, but takes elements, not attributes; leave out @{attribute}")
    if fault := _fault_of(css):
        raise PinError(f"{where} is {selector!r}, and that is no CSS selector: {fault}; mend it")
    return Pin(table, name, selector.strip(), css, attribute)


def _fault_of(css: str) -> str | None:
    # Who only loads tables has no lxml, and no pins.
    from cssselect import SelectorError  # noqa: PLC0415
    from lxml import etree  # noqa: PLC0415
    from lxml.cssselect import CSSSelector  # noqa: PLC0415

    try:
        CSSSelector(css)(etree.Element("html"))
    except (SelectorError, etree.XPathError, ValueError) as error:
        return str(error).rstrip(".")
    except RecursionError:
        return "it goes too deep"
    return None
