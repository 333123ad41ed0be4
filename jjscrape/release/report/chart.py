"""Charts, as numbers that the page's template draws: bars of SVG that stretch, between labels of the page's own text.

So a label is as large on a telephone as elsewhere and breaks where it must, colours are classes of the page's style
sheet and follow it into the dark and onto paper, and the same counts give the same bytes everywhere. A drawing library
would measure labels by a machine's fonts, and takes a second and 80 MB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

SHADES = 5
KINDS = ("c1", "c2", "c3", "c4")
"""Colours of the kinds of records, which nothing else has."""
PLAIN = ("c0",)
"""The colour of what is counted without kinds."""
YEAR = 366
"""Days of a leap year, so that every year fits."""
SHORTEST = 4
"""Days that a mark is long at least, so that it can be seen."""
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MONTH_STARTS = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar, from `start` on; `told` is shown under the pointer."""

    start: int
    length: int
    colour: str
    told: str
    pale: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    parts: list[Part]
    total: int


@dataclass(frozen=True, slots=True)
class Bars:
    """Stacked bars with their sums, one below the other, or upright beside each other."""

    form: ClassVar = "bars"
    bars: list[Bar]
    upright: bool

    @property
    def longest(self) -> int:
        return max((bar.total for bar in self.bars), default=0) or 1


@dataclass(frozen=True, slots=True)
class Shaded:
    """A cell of a matrix: 0 is the palest of the shades."""

    shade: int
    text: str
    told: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Shaded cells; None is an empty one."""

    form: ClassVar = "matrix"
    columns: list[str]
    rows: list[tuple[str, list[Shaded | None]]]


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    length: int
    told: str


@dataclass(frozen=True, slots=True)
class YearLines:
    """A line a year, January to December, with marks upon it; in days from the first of January, which is 0."""

    form: ClassVar = "years"
    lines: list[tuple[str, list[Mark]]]
    days: ClassVar = YEAR
    months: ClassVar = list(zip(MONTHS, MONTH_STARTS, strict=True))


Chart = Bars | Matrix | YearLines


def shade(value: int, highest: int) -> int:
    """The shade of a number above nought, from 1 (pale) to `SHADES`."""
    return min(SHADES, 1 + (value * SHADES - 1) // highest) if highest else 1


def bars(
    labels: list[str], counts: list[list[int]], tooltips: list[list[str]], *, colours: tuple[str, ...] = KINDS
) -> Bars:
    """Stacked bars, one below the other. `counts` and `tooltips` are by label, then part; a part has a colour."""
    return Bars([_bar(*row, colours) for row in zip(labels, counts, tooltips, strict=True)], upright=False)


def columns(
    labels: list[str],
    counts: list[list[int]],
    tooltips: list[list[str]],
    *,
    pale: bool = False,
    colours: tuple[str, ...] = KINDS,
) -> Bars:
    """The same, upright. The last may be pale: what is not known."""
    last = len(labels) - 1
    rows = enumerate(zip(labels, counts, tooltips, strict=True))
    return Bars([_bar(*row, colours, pale=pale and number == last) for number, row in rows], upright=True)


def _bar(label: str, counts: list[int], tooltips: list[str], colours: tuple[str, ...], *, pale: bool = False) -> Bar:
    parts = [
        Part(sum(counts[:number]), count, colours[number], told, pale)
        for number, (count, told) in enumerate(zip(counts, tooltips, strict=False))
        if count
    ]
    return Bar(label, parts, sum(counts))


def matrix(rows: list[str], columns: list[str], cells: list[tuple[int, int, int, str, str]]) -> Matrix:
    """Shaded cells with a text in each: (row, column, shade, text, tooltip). A cell not given stays empty."""
    placed = {(row, column): Shaded(shaded, text, told) for row, column, shaded, text, told in cells}
    return Matrix(
        columns,
        [(label, [placed.get((row, column)) for column in range(len(columns))]) for row, label in enumerate(rows)],
    )


def year_lines(years: list[str], days: list[tuple[int, int, int, str]]) -> YearLines:
    """One line a year: (year's place, first day, last day of the year from 1, tooltip)."""
    lines: list[tuple[str, list[Mark]]] = [(year, []) for year in years]
    for row, first, last, told in days:
        length = max(SHORTEST, last - first + 1)
        lines[row][1].append(Mark(min(first - 1, YEAR - length), length, told))
    return YearLines(lines)
