"""Measures: precision, recall and exact match of a field, and the overlap of words between two texts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from math import floor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable

_PLACES = 10_000
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
_WORD = re.compile(r"\w+")


def share(part: float, total: float) -> float:
    """Return a quotient rounded down to four places, so that a figure never looks better than it is."""
    return floor(part / total * _PLACES + 1e-9) / _PLACES


@dataclass(slots=True)
class Tally:
    """How one field was read over a corpus.

    `wanted` counts values that are there to be read, `given` values that were read, and `right` those of them
    that are what was wanted; a field of several values counts each. Reading nothing where something stands is a
    miss (recall); reading something else, or anything where nothing stands, is wrong (precision as well).
    `exact` counts the places of `n` where all was as wanted, which includes nothing where nothing stands.
    """

    n: int = 0
    exact: int = 0
    wanted: int = 0
    given: int = 0
    right: int = 0

    def add(self, got: Any, want: Any) -> bool:
        """Count one place of a field of one value; None is no value. Returns whether it was as wanted."""
        return self.add_all(() if got is None else (got,), () if want is None else (want,))

    def add_all(self, got: Collection[Hashable], want: Collection[Hashable]) -> bool:
        """Count one place of a field of several values, which have no order."""
        mine, theirs = Counter(got), Counter(want)
        self.n += 1
        self.exact += mine == theirs
        self.wanted += theirs.total()
        self.given += mine.total()
        self.right += (mine & theirs).total()
        return mine == theirs

    @property
    def wrong(self) -> int:
        return self.given - self.right

    def figures(self) -> dict[str, float]:
        """Return the figures that can be told; without any value given there is no precision."""
        figures: dict[str, float] = {"n": self.n}
        if self.given:
            figures["precision"] = share(self.right, self.given)
        if self.wanted:
            figures["recall"] = share(self.right, self.wanted)
        if self.n:
            figures["exact"] = share(self.exact, self.n)
        return figures


@dataclass(slots=True)
class Overlaps:
    """The word F1 of a corpus's texts."""

    scores: list[float] = field(default_factory=list)

    def add(self, got: str | None, want: str | None) -> float:
        self.scores.append(word_f1(got, want))
        return self.scores[-1]

    def figures(self) -> dict[str, float]:
        figures: dict[str, float] = {"n": len(self.scores)}
        if self.scores:
            figures["mean F1"] = share(sum(self.scores), len(self.scores))
            figures["min F1"] = share(min(self.scores), 1)
        return figures


def words(text: str | None) -> Counter[str]:
    plain = unicodedata.normalize("NFKC", text or "").translate(_QUOTES).lower()
    return Counter(_WORD.findall(plain))


def word_f1(got: str | None, want: str | None) -> float:
    """Return 2·common/(both) over words with their counts, in [0, 1]; two texts without words agree."""
    mine, theirs = words(got), words(want)
    both = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / both if both else 1.0


def plain(text: str | None) -> str | None:
    """Return a printed string without what nobody sees: kinds of spaces and of quotation marks; None if empty."""
    normalised = " ".join(unicodedata.normalize("NFKC", text or "").translate(_QUOTES).split())
    return normalised or None
