"""Knows a trap by what it brings: address after address of one shape, and never a new record.

Calendars, month archives, session ids in paths and endless lists of links have in common that their addresses differ in
numbers or tokens only. Facets put together, or thousands of words to look up, have no such shape: of these it takes
many more, all below one part of the path. What the site file calls a list is none: it has a bound of its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jjscrape.crawl.met import Met
from jjscrape.pages.counted import place, shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MORE_OF_A_PLACE = 10
"""So many times as many addresses below one part of a path: words are more seldom endless than numbers."""


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

    def met(self, key: str, records: Iterable[str], leads: Iterable[str] = ()) -> str | None:
        """Note what an address brought; returns a sentence where that closes its shape.

        It brings something by a record, or by leading where nothing led before, unless that is of its own shape. A
        record that says the same as one at another address is the same, under another session's address perhaps.
        `records` are what they say, `leads` the keys of addresses not known before.
        """
        recorded = self._records.update(records)
        leads = list(leads)
        closed = None
        for name, enough in self._shapes_of(key):
            found = self._shapes[name]
            brought = recorded or any(name not in dict(self._shapes_of(lead)) for lead in leads)
            found.barren = 0 if brought else found.barren + 1
            if found.closed or not self._after or found.barren < enough:
                continue
            found.closed = True
            closed = f"{name}: {found.barren} addresses in a row brought no record, such as {key}; the others were left"
        return closed

    def _shapes_of(self, key: str) -> Iterator[tuple[str, int]]:
        """What an address is one of, with how many in a row close it; nothing where nothing could go on for ever."""
        if (name := shape(key)) != key:
            yield name, self._after
        if name := place(key) or "":
            yield name, self._after * _MORE_OF_A_PLACE

    def may_repeat(self, text: str, records: Iterable[str]) -> bool:
        """Note a text without its numbers; tell whether it was met before, although the records seem to be new."""
        return not self._texts.add(text) and any(record not in self._records for record in records)

    def closed(self, key: str) -> bool:
        """Tell whether an address is of a shape that was closed, and count it if it is."""
        for name, _ in self._shapes_of(key):
            found = self._shapes.get(name)
            if found is not None and found.closed:
                found.left.add(key)
                return True
        return False

    @property
    def left(self) -> int:
        """How many known addresses were not asked for."""
        return sum(len(found.left) for found in self._shapes.values())
