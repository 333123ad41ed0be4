"""Knows a trap by what it brings: address after address of one shape, and never a new record.

Calendars, month archives, session ids in paths and endless lists of links have in common that their addresses differ in
numbers or tokens only. What the site file calls a list is none: it has a bound of its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jjscrape.crawl.met import Met
from jjscrape.pages.counted import shape

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(slots=True)
class _Shape:
    barren: int = 0
    closed: bool = False
    left: set[str] = field(default_factory=set)


class Traps:
    """Counts what the addresses of each shape bring; after so many in a row that bring nothing, the shape is closed."""

    def __init__(self, after: int) -> None:
        self._after = after
        self._shapes: dict[str, _Shape] = defaultdict(_Shape)
        self._records = Met()
        self._texts = Met()

    def met(self, key: str, records: Iterable[str]) -> str | None:
        """Note what the records say that an address brought; returns a sentence where that closes its shape.

        A record that says the same as one at another address is the same, under another session's address perhaps.
        """
        brought = self._records.update(records)
        name = shape(key)
        if name == key:
            return None  # nothing in it that could go on for ever
        found = self._shapes[name]
        found.barren = 0 if brought else found.barren + 1
        if found.closed or not self._after or found.barren < self._after:
            return None
        found.closed = True
        return f"{name}: {found.barren} addresses in a row brought no record, such as {key}; the others were left"

    def may_repeat(self, text: str, records: Iterable[str]) -> bool:
        """Note a text without its numbers; tell whether it was met before, although the records seem to be new."""
        return not self._texts.add(text) and any(record not in self._records for record in records)

    def closed(self, key: str) -> bool:
        """Tell whether an address is of a shape that was closed, and count it if it is."""
        found = self._shapes.get(shape(key))
        if found is None or not found.closed:
            return False
        found.left.add(key)
        return True

    @property
    def left(self) -> int:
        """How many known addresses were not asked for."""
        return sum(len(found.left) for found in self._shapes.values())
