"""What changed between two datasets: row by row, field by field, over the columns whose values come from the site.

A row that was added or removed is one change without a field, with all its cells as a JSON object; so the changes lead
from the one dataset to the other, and back.
"""

from __future__ import annotations

import json
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from jjscrape.release.cells import to_cell
from jjscrape.release.write import by_key, key_in
from jjscrape.schema import COMPARED, TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jjscrape.release.write import Row, Rows


def row_key(table: Table, row: Mapping[str, Any]) -> str:
    """One string for a row's key; the parts of a longer key are joined by a tab."""
    return "\t".join(str(row[part]) for part in table.key)


def changes(before: Mapping[str, Rows], after: Mapping[str, Rows]) -> Rows:
    """Return the rows of the `changes` table. A table that one of them is missing counts as empty."""
    return [
        change for name in COMPARED for change in table_changes(TABLES[name], before.get(name, []), after.get(name, []))
    ]


def table_changes(table: Table, before: Rows, after: Rows) -> Rows:
    """The changes of one table, by row and then in the order of its columns; neither is held in memory whole."""
    found: list[Row] = []
    for old, new in pairs(table, before, after):
        key = row_key(table, old or new or {})
        if new is None:
            found.append(_change(table, key, "removed", before=packed(table, old or {})))
        elif old is None:
            found.append(_change(table, key, "added", after=packed(table, new)))
        else:
            for column in (table.column(name) for name in table.content):
                was, now = (to_cell(row.get(column.name), column.type) for row in (old, new))
                if was != now:
                    kind = "returned" if (column.name, was, now) == ("status", "gone", "live") else "changed"
                    found.append(_change(table, key, kind, column.name, was or None, now or None))
    return sorted(found, key=lambda change: change["record_id"])


def pairs(table: Table, before: Rows, after: Rows) -> Iterator[tuple[Row | None, Row | None]]:
    """The rows of both by their key, together where both have it; None stands for the one that there is not."""
    key = key_in(table)

    def of_side(side: int, rows: Rows) -> Iterator[tuple[Any, int, Row]]:
        return ((key(row), side, row) for row in by_key(table, rows))

    both = merge(of_side(0, before), of_side(1, after), key=itemgetter(0, 1))
    for _, of_key in groupby(both, key=itemgetter(0)):
        found = {side: row for _, side, row in of_key}
        yield found.get(0), found.get(1)


def _change(
    table: Table, key: str, kind: str, field: str | None = None, before: str | None = None, after: str | None = None
) -> dict[str, Any]:
    return {"table": table.name, "record_id": key, "change": kind, "field": field, "before": before, "after": after}


def packed(table: Table, row: Mapping[str, Any]) -> str:
    """Write a row as a JSON object of its cells as in the CSV file, without the empty ones."""
    cells = {name: to_cell(row.get(name), table.column(name).type) for name in table.content}
    return json.dumps({name: cell for name, cell in cells.items() if cell}, ensure_ascii=False)


def counts(rows: Rows) -> dict[str, int]:
    """Changes by kind, whole rows and fields alike."""
    by_kind: dict[str, int] = {}
    for row in rows:
        by_kind[row["change"]] = by_kind.get(row["change"], 0) + 1
    return dict(sorted(by_kind.items()))
