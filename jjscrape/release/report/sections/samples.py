"""A sample of the rows of the main tables, and what the columns hold altogether."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from jjscrape.release.report import tally
from jjscrape.release.report.beside import size
from jjscrape.release.report.chart import PLAIN, Bars, columns
from jjscrape.release.report.grid import Grid, Link, Profile, Section, label
from jjscrape.release.report.sections.words import day, kind_colour, percent
from jjscrape.schema import TABLES, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.report.grid import Cell
    from jjscrape.release.write import Rows
    from jjscrape.schema import Column

ROWS = 5
MOST_COLUMNS = 12
"""Of a small histogram."""
FEW = 3
"""Values that are all named below it."""
LONGEST_CELL = 90
_CHOSEN = {
    "articles": ("title", "kind", "published", "themes", "authors", "text"),
    "projects": ("title", "published", "themes", "summary", "text"),
    "people": ("name", "affiliations", "articles"),
    "themes": ("label", "kind", "description"),
    "documents": ("label", "media_type", "bytes", "status"),
}
_COUNTED = {("people", "articles")}
"""Lists of which the length says more than what they hold."""


def samples(rows: Mapping[str, Rows]) -> Section | None:
    """Five rows of each main table, spread over the table, under the shape of each of their columns."""
    names = {table: {row["id"]: row[str(TABLES[table].label)] for row in rows[table]} for table in ("themes", "people")}
    grids = [_sample(name, chosen, rows[name], names) for name, chosen in _CHOSEN.items() if rows[name]]
    if not grids:
        return None
    lead = (
        "Five rows of each table, spread over it; the files have all. Above each column stands how much of it is "
        "known and, where that says something, how its values are spread: by value, year, or length."
    )
    return Section(id="sample", heading="A look at the rows", lead=[lead], grids=grids)


def _sample(name: str, chosen: tuple[str, ...], rows: Rows, names: Mapping[str, Mapping[str, str]]) -> Grid:
    table = TABLES[name]
    ids = [str(row["id"]) for row in rows]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    spread_out = order if len(order) <= ROWS else [order[n * (len(order) - 1) // (ROWS - 1)] for n in range(ROWS)]
    shown = [rows[number] for number in spread_out]
    of_columns = [table.column(column) for column in chosen]
    return Grid(
        caption=f"{name}: {len(shown)} of {len(rows):,} rows",
        head=list(chosen),
        profiles=[_profile(name, column, rows, names) for column in of_columns],
        rows=[[_cell(name, column, row, names) for column in of_columns] for row in shown],
        folded=name != "articles",
    )


def _cell(name: str, column: Column, row: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]) -> Cell:
    value = row[column.name]
    if column.name == TABLES[name].label:
        return Link(label(value or row["id"], LONGEST_CELL), row.get("url"))
    if (name, column.name) in _COUNTED:
        return len(value)
    match column.type:
        case Type.STRINGS:
            return _cut("; ".join(_named(column, part, names) for part in value)) or None
        case Type.TIMESTAMP:
            return day(value)
        case Type.INTEGER if column.unit == "bytes" and value is not None:
            return size(value)
        case Type.STRING:
            return _cut(value) if value else None
        case _:
            return value  # type: ignore[no-any-return]


def _profile(name: str, column: Column, rows: Rows, names: Mapping[str, Mapping[str, str]]) -> Profile:
    known = percent(tally.filled(rows, column.name), len(rows))
    if column.authored and not column.values and column.name != TABLES[name].label and column.type is Type.STRING:
        lengths = [len(row[column.name]) for row in rows if row[column.name] is not None]
        return Profile(known, *spread(lengths, "characters")) if lengths else Profile(known)
    values = [row[column.name] for row in rows if row[column.name] not in (None, [])]
    if not values or column.name == TABLES[name].label:
        return Profile(known)
    if (name, column.name) in _COUNTED:
        return Profile(known, *spread([len(value) for value in values], "each"))
    if column.type is Type.TIMESTAMP:
        stated = [tally.stated(row) if column.name == "published" else None for row in rows]
        years = [month[0] for month in stated if month] or [value.year for value in values]
        return Profile(known, *spread(years, ""))
    if column.type is Type.INTEGER:
        return Profile(known, *spread(values, str(column.unit or "")))
    if column.authored and not column.values:
        return Profile(known, *spread([len(value) for value in values], "characters"))
    parts = [part for value in values for part in (value if isinstance(value, list) else [value])]
    return Profile(known, *_by_value(column, parts, names))


def spread(values: list[int], unit: str) -> tuple[Bars, str]:
    """Numbers in at most `MOST_COLUMNS` steps of one width, from the least to the greatest."""
    low, high = min(values), max(values)
    width = (high - low) // MOST_COLUMNS + 1
    counts = Counter((value - low) // width for value in values)
    steps = range((high - low) // width + 1)
    starts = [low + step * width for step in steps]
    labels = [str(start) if width == 1 else f"{start} to {min(high, start + width - 1)}" for start in starts]
    told = [[f"{text}: {counts[step]}"] for text, step in zip(labels, steps, strict=True)]
    ends = str(low) if low == high else f"{low} to {high}"
    if unit == "bytes":
        ends, unit = (size(low) if low == high else f"{size(low)} to {size(high)}"), ""
    return columns(labels, [[counts[step]] for step in steps], told, colours=PLAIN), f"{ends} {unit}".strip()


def _by_value(column: Column, parts: list[str], names: Mapping[str, Mapping[str, str]]) -> tuple[Bars, str]:
    """The commonest values; below them their names where they are few, else how many there are."""
    counts = Counter(parts)
    order = sorted(counts, key=lambda value: (-counts[value], value))
    shown = order[:MOST_COLUMNS]
    labels = [label(_named(column, value, names)) for value in shown]
    drawn = [
        columns([text], [[counts[value]]], [[f"{text}: {counts[value]}"]], colours=(kind_colour(value),)).bars[0]
        for value, text in zip(shown, labels, strict=True)
    ]
    if len(order) <= FEW:
        told = ", ".join(f"{text} {counts[value]}" for value, text in zip(shown, labels, strict=True))
    else:
        told = f"{len(order):,} different; most often {labels[0]} ({counts[order[0]]})"
    return Bars(drawn, upright=True), told


def _named(column: Column, value: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """What a person calls the row that an id refers to."""
    return names.get((column.references or "").partition(".")[0], {}).get(value, value)


def _cut(text: str) -> str:
    return label(text, LONGEST_CELL) if text else ""
