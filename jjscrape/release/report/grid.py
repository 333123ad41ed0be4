"""What a report is made of: tables of plain cells, charts that stand above their table, and sections of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from jjscrape.release.report.chart import Bars, Chart

LONGEST_TABLE = 200
"""Rows that a table of the report shows; who wants more has the files beside it."""

# What may not stand in XML or HTML at all, and what only turns or hides the text around it.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BESIDE = re.compile("#[a-z]+|[A-Za-z0-9_][A-Za-z0-9_.-]*")
_TURNING = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def printable(text: str) -> str:
    """Replace what no document may hold by U+FFFD; the template escapes the rest and isolates its direction."""
    return _UNPRINTABLE.sub("\ufffd", text)


def label(text: str, longest: int = 44) -> str:
    """Make a chart's label of a text: one line, no marks that turn or hide what follows, cut with an ellipsis."""
    line = " ".join(_TURNING.sub("", printable(text)).split()) or "(no name)"
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere; nowhere if the address is not one of the web."""

    text: str
    href: str | None

    @property
    def safe(self) -> str | None:
        try:
            web = self.href is not None and urlsplit(self.href).scheme in {"http", "https"}
        except ValueError:
            return None
        return self.href if web else None


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file beside the page, or a part of it: never an address of elsewhere. `told` names a link of few words."""

    text: str
    name: str
    told: str = ""

    @property
    def safe(self) -> str | None:
        return self.name if _BESIDE.fullmatch(self.name) else None


@dataclass(frozen=True, slots=True)
class Profile:
    """What stands above a column: whole per cent that are known, and how the values are spread, with that in words."""

    known: int
    bars: Bars | None = None
    told: str = ""


Cell = str | int | Link | FileLink | None
"""A number stands to the right, None is an empty cell."""


@dataclass(slots=True, kw_only=True)
class Grid:
    """A table; the first cell of each row names the row. `left_out` counts rows that are not shown."""

    caption: str
    head: list[str]
    rows: list[list[Cell]]
    left_out: int = 0
    more: str = ""
    """The file that holds all rows."""
    folded: bool = False
    """Shown when asked for."""
    profiles: list[Profile] = field(default_factory=list)
    """One a column, or none at all."""

    @classmethod
    def cut(cls, caption: str, head: list[str], rows: list[list[Cell]], more: str) -> Grid:
        shown = rows[:LONGEST_TABLE]
        return cls(caption=caption, head=head, rows=shown, left_out=len(rows) - len(shown), more=more)


@dataclass(slots=True, kw_only=True)
class Figure:
    """A chart with the table of what it shows. `legend` is (colour class, meaning)."""

    id: str
    title: str
    about: str
    chart: Chart
    grid: Grid
    legend: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Section:
    """A part of the report; `lead` are sentences that say what there is to see, `blocks` texts to copy, with names."""

    id: str
    heading: str
    lead: list[str]
    figures: list[Figure] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    blocks: list[tuple[str, str]] = field(default_factory=list)
