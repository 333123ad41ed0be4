"""What was met already, by eight bytes in place of each text: the addresses of a large site would fill the memory."""

from __future__ import annotations

import hashlib
from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIRST_SLOTS = 64


class Met:
    """A set of texts that can be asked, but not listed. A million of them take 16 to 32 MB, a set of strings 200.

    It is a table of digests, half of it empty, in which each stands at the first free slot from its own place on. That
    two of a million texts have one digest happens once in thirty million crawls.
    """

    __slots__ = ("_count", "_slots")

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * _FIRST_SLOTS))
        self._count = 0

    def __contains__(self, text: str) -> bool:
        return bool(self._slots[self._slot_of(digest(text))])

    def __len__(self) -> int:
        return self._count

    def numbers(self) -> set[int]:
        """What stands for its texts; of two such sets one can tell whether the texts of one are among the other's."""
        return {number for number in self._slots if number}

    def add(self, text: str) -> bool:
        """Add a text, and tell whether it is new."""
        number = digest(text)
        slot = self._slot_of(number)
        if self._slots[slot]:
            return False
        self._slots[slot] = number
        self._count += 1
        if 2 * self._count > len(self._slots):
            self._grow()
        return True

    def update(self, texts: Iterable[str]) -> bool:
        """Add texts, and tell whether any of them is new."""
        before = self._count
        for text in texts:
            self.add(text)
        return self._count > before

    def _slot_of(self, number: int) -> int:
        """Where a digest stands, or else would be put."""
        slots, last = self._slots, len(self._slots) - 1
        slot = number & last
        while (found := slots[slot]) and found != number:
            slot = (slot + 1) & last
        return slot

    def _grow(self) -> None:
        before = self._slots
        self._slots = array("Q", bytes(2 * 8 * len(before)))
        for number in before:
            if number:
                self._slots[self._slot_of(number)] = number


def digest(text: str) -> int:
    """A number from 1 on, as 0 is an empty slot."""
    data = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(data) or 1
