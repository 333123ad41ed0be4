"""The results of judging one corpus: tallies by field, and every miss."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jjscrape.evaluation.measure import Overlaps, Tally

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable
    from datetime import date

ALIKE = 0.95


@dataclass(frozen=True, slots=True)
class Miss:
    """One place where a field isn't what a careful person wrote down."""

    where: str
    field: str
    got: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.where} · {self.field}: got {self.got}, wanted {self.wanted}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader extracted from a page. `day` is the publication day."""

    title: str | None
    day: date | None
    text: str | None


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page of one record, what is right, and what the own pages made of it: peers read the same `html`.

    `dated` is False where the gold doesn't say, to the day, which date the page tells.
    """

    where: str
    url: str
    html: bytes
    wanted: Reading
    own: Reading
    dated: bool = True


@dataclass(slots=True)
class Sheet:
    """One corpus's tallies by field, in the order in which fields were first met."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    overlaps: dict[str, Overlaps] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)
    pages: list[ReadPage] = field(default_factory=list)

    def judge_value(self, page: str, name: str, got: Any, want: Any) -> None:
        """Judge a field of one value; None is no value."""
        if not self.tallies.setdefault(name, Tally()).add(got, want):
            self.misses.append(Miss(page, name, shown(got), shown(want)))

    def judge_set(self, page: str, name: str, got: Collection[Hashable], want: Collection[Hashable]) -> None:
        """Judge a field of several values without an order."""
        if not self.tallies.setdefault(name, Tally()).add_all(got, want):
            self.misses.append(Miss(page, name, shown(sorted(map(str, got))), shown(sorted(map(str, want)))))

    def judge_text(self, page: str, name: str, got: str | None, want: str | None) -> None:
        score = self.overlaps.setdefault(name, Overlaps()).add(got, want)
        if score < ALIKE:
            self.misses.append(Miss(page, name, f"F1 {score:.3f}, {shown(got)}", shown(want)))

    def figures(self) -> dict[str, dict[str, float]]:
        """Return the figures by field."""
        fields = {name: tally.figures() for name, tally in self.tallies.items()}
        return fields | {name: overlaps.figures() for name, overlaps in self.overlaps.items()}


def shown(value: Any, length: int = 120) -> str:
    text = repr(value) if value is None or isinstance(value, (str, list)) else str(value)
    return text if len(text) <= length else f"{text[:length]}…"
