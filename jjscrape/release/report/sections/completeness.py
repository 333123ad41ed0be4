"""How much of each field is known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jjscrape.release.report import tally
from jjscrape.release.report.chart import matrix, shade
from jjscrape.release.report.grid import Cell, Figure, Grid, Section
from jjscrape.release.report.sections.words import percent, plural
from jjscrape.schema import RECORD_TABLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.write import Rows


def completeness(rows: Mapping[str, Rows]) -> Section:
    """How much of each field is known."""
    groups = _groups(rows)
    fields = list(dict.fromkeys(c.name for table in RECORD_TABLES for c in tally.may_be_empty(table)))
    share = _shares(groups)
    fields = [name for name in fields if any((name, kind) in share for kind in groups)]
    section = Section(
        id="completeness",
        heading="How complete it is",
        lead=["Empty means that the site does not say, or that it was not found: never a guess."],
    )
    if not groups:
        return section
    title = "Known values by field, per cent"
    about = (
        "A row a field, a column a kind of record; the stronger the colour, the more is known. Blank: no such field."
    )
    kinds = list(groups)
    names = [f"{plural(kind) if kind != 'page' else 'pages'} ({groups[kind].count})" for kind in kinds]
    cells = []
    for down, name in enumerate(fields):
        for across, kind in enumerate(kinds):
            if (name, kind) in share:
                known, total = share[name, kind]
                tooltip = f"{name}, {names[across]}: {known} of {total} known"
                rate = percent(known, total)
                cells.append((down, across, shade(rate, 100) if rate else 0, str(rate), tooltip))
    chart = matrix(fields, names, cells)
    section.figures.append(
        Figure(
            id="known",
            title=title,
            about=about,
            chart=chart,
            grid=Grid(
                caption="Known values by field",
                head=["Field", *names],
                rows=[[name, *(_known(share.get((name, kind))) for kind in kinds)] for name in fields],
            ),
        )
    )
    section.grids.append(_other_tables(rows))
    return section


@dataclass(slots=True)
class _Group:
    """The records of a kind: the table they are of, how many they are, and how many of them know each column."""

    table: str
    count: int = 0
    known: Counter[str] = field(default_factory=Counter)


def _groups(rows: Mapping[str, Rows]) -> dict[str, _Group]:
    """The records by kind; kinds without a record are left out."""
    groups = {kind: _Group("articles") for kind in tally.KINDS}
    groups |= {"project": _Group("projects"), "page": _Group("pages")}
    of_table = {"projects": "project", "pages": "page"}
    for name in RECORD_TABLES:
        for row in rows[name]:
            group = groups[of_table.get(name) or row["kind"]]
            group.count += 1
            group.known.update(column for column, cell in row.items() if cell not in (None, []))
    return {kind: group for kind, group in groups.items() if group.count}


def _shares(groups: Mapping[str, _Group]) -> dict[tuple[str, str], tuple[int, int]]:
    """How many rows know a field, of how many, by field and kind; without fields that a kind can't have."""
    return {
        (column.name, kind): (group.known[column.name], group.count)
        for kind, group in groups.items()
        for column in tally.may_be_empty(group.table)
        if tally.concerns(column, kind)
    }


def _other_tables(rows: Mapping[str, Rows]) -> Grid:
    counted = [
        (f"{name}.{column.name}", tally.filled(rows[name], column.name), len(rows[name]))
        for name in TABLES
        if name not in {*RECORD_TABLES, "changes", "provenance"} and rows[name]
        for column in tally.may_be_empty(name)
    ]
    return Grid(
        folded=True,
        caption="Known values in the other tables",
        head=["Field", "Known", "Rows", "Per cent"],
        rows=[[field, known, total, percent(known, total)] for field, known, total in counted],
    )


def _known(share: tuple[int, int] | None) -> Cell:
    return None if share is None else f"{share[0]:,} ({percent(*share)} %)"
