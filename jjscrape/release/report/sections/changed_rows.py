"""What changed since the version before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.counts import many
from jjscrape.release.changelog import records_of
from jjscrape.release.happenings import QUIET, Happening, happening
from jjscrape.release.report import tally
from jjscrape.release.report.chart import PLAIN, bars
from jjscrape.release.report.grid import Cell, Figure, Grid, Link, Section
from jjscrape.schema import RECORD_TABLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.write import Rows

LONGEST_VALUE = 160


def changes(rows: Mapping[str, Rows], before: Mapping[str, Rows]) -> Section:
    """What changed since the version before."""
    section = Section(id="changes", heading="What changed", lead=[])
    if not before:
        section.lead.append("This is the first version; there is nothing to compare it with.")
        return section
    by_table = tally.changed_records(rows["changes"])
    if not by_table:
        section.lead.append("No record differs from the version before.")
        return section
    kinds = list(TABLES["changes"].column("change").values)
    tables = [name for name in TABLES if name in by_table]
    counts = [[by_table[name][kind] for kind in kinds] for name in tables]
    total = sum(map(sum, counts))
    section.lead.append(
        f"{many(total, 'row differs', 'rows differ')} from the version before, in {many(len(tables), 'table')}."
    )
    title = "Rows that changed, by table"
    about = f"Bars: {'; '.join(f'{name} {sum(row)}' for name, row in zip(tables, counts, strict=True))}."
    tooltips = [[f"{name}: {', '.join(f'{n} {kind}' for kind, n in zip(kinds, row, strict=True) if n)}"]
            for name, row in zip(tables, counts, strict=True)]  # fmt: skip
    section.grids += _happened(rows, before)
    section.figures.append(
        Figure(
            id="changed",
            title=title,
            about=about,
            chart=bars(tables, [[sum(row)] for row in counts], tooltips, colours=PLAIN),
            grid=Grid(
                caption=title,
                head=["Table", *(kind.capitalize() for kind in kinds)],
                rows=[[name, *row] for name, row in zip(tables, counts, strict=True)],
            ),
        )
    )
    records = [row for row in rows["changes"] if row["table"] in RECORD_TABLES and row["field"] not in QUIET]
    if records:
        section.grids.append(_changed_fields(records, rows, before))
    return section


def _happened(rows: Mapping[str, Rows], before: Mapping[str, Rows]) -> list[Grid]:
    """What happened to each record, as the changelog says it."""
    fields: dict[tuple[str, str], list[str]] = {}
    for row in rows["changes"]:
        if row["table"] in RECORD_TABLES:
            fields.setdefault((row["table"], row["record_id"]), []).append(row["field"])
    now, then = (records_of(version, fields.keys()) for version in (rows, before))
    order = list(Happening)
    told: list[tuple[int, list[Cell]]] = []
    for key, changed in sorted(fields.items()):
        what, which = happening(now.get(key), then.get(key), filter(None, changed))
        if what is Happening.REREAD and not which:
            continue
        row = now.get(key) or then[key]
        told.append(
            (order.index(what), [Link(row["title"], row["url"]), key[0], what.lower(), ", ".join(which) or None])
        )
    told.sort(key=lambda pair: pair[0])
    head = ["Record", "Table", "What happened", "Fields"]
    return [Grid.cut("What happened to records", head, [line for _, line in told], "CHANGELOG.md")] if told else []


def _changed_fields(records: Rows, rows: Mapping[str, Rows], before: Mapping[str, Rows]) -> Grid:
    changed = {(row["table"], row["record_id"]) for row in records}
    known = records_of(before, changed) | records_of(rows, changed)
    lines: list[list[Cell]] = []
    for row in records:
        shown = known.get((row["table"], row["record_id"]), {})
        name = Link(shown.get("title") or row["record_id"], shown.get("url"))
        # A row that came or went is not shown whole; changes.csv has it.
        values = [_cut(row["before"]), _cut(row["after"])] if row["field"] else [None, None]
        lines.append([name, row["change"], row["field"], *values])
    grid = Grid.cut(
        "Articles, projects and pages that changed, field by field",
        ["Record", "Change", "Field", "Before", "After"],
        lines,
        "changes.csv",
    )
    grid.folded = True
    return grid


def _cut(value: str | None) -> str | None:
    return value if value is None or len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"
