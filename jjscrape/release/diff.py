"""What changed between two datasets: row by row, field by field, over the columns that say what the site says.

A row that was added or removed is one change without a field, with all its cells as a JSON object; so the changes lead
from the one dataset to the other, and back.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jjscrape.release.cells import from_cell, to_cell
from jjscrape.schema import COMPARED, TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.write import Rows


def row_key(table: Table, row: Mapping[str, Any]) -> str:
    """One string for a row's key; the parts of a longer key are joined by a tab."""
    return "\t".join(str(row[part]) for part in table.key)


def changes(before: Mapping[str, Rows], after: Mapping[str, Rows]) -> Rows:
    """Return the rows of the `changes` table. A table that is missing before counts as empty."""
    return [change for name in COMPARED for change in table_changes(TABLES[name], before.get(name, []), after[name])]


def table_changes(table: Table, before: Rows, after: Rows) -> Rows:
    old = {row_key(table, row): row for row in before}
    new = {row_key(table, row): row for row in after}
    found = []
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            found.append(_change(table, key, "removed", before=packed(table, old[key])))
        elif key not in old:
            found.append(_change(table, key, "added", after=packed(table, new[key])))
        else:
            for column in (table.column(name) for name in table.content):
                was, now = (to_cell(row.get(column.name), column.type) for row in (old[key], new[key]))
                if was != now:
                    kind = "returned" if (column.name, was, now) == ("status", "gone", "live") else "changed"
                    found.append(_change(table, key, kind, column.name, was or None, now or None))
    return found


def _change(
    table: Table, key: str, kind: str, field: str | None = None, before: str | None = None, after: str | None = None
) -> dict[str, Any]:
    return {"table": table.name, "record_id": key, "change": kind, "field": field, "before": before, "after": after}


def packed(table: Table, row: Mapping[str, Any]) -> str:
    """Write a row as a JSON object of its cells as in the CSV file, without the empty ones."""
    cells = {name: to_cell(row.get(name), table.column(name).type) for name in table.content}
    return json.dumps({name: cell for name, cell in cells.items() if cell}, ensure_ascii=False)


def unpacked(table: Table, text: str) -> dict[str, Any]:
    """Undo `packed`."""
    cells = json.loads(text)
    return {name: from_cell(cells.get(name, ""), table.column(name).type) for name in table.content}


def apply(before: Mapping[str, Rows], found: Rows) -> dict[str, Rows]:
    """Make the changes to a dataset: what comes out is the one after, in its content columns and in key order.

    Raises:
        ValueError: a change does not fit the dataset; it was made against another one.
    """
    after = {}
    for name in COMPARED:
        table = TABLES[name]
        after[name] = table_applied(table, before.get(name, []), [c for c in found if c["table"] == name])
    return after


def table_applied(table: Table, before: Rows, found: Rows) -> Rows:
    rows = {row_key(table, row): {name: row.get(name) for name in table.content} for row in before}
    for change in found:
        key, kind = change["record_id"], change["change"]
        if (kind == "added") is (key in rows):
            raise ValueError(f"{table.name} {key!r}: {kind}, but it is {'' if key in rows else 'not '}there before")
        if kind == "added":
            rows[key] = unpacked(table, change["after"])
        elif kind == "removed":
            if packed(table, rows[key]) != change["before"]:
                raise ValueError(f"{table.name} {key!r}: the row to be removed is another one before")
            del rows[key]
        else:
            column = table.column(change["field"])
            was = to_cell(rows[key][column.name], column.type)
            if was != (change["before"] or ""):
                raise ValueError(f"{table.name} {key!r}: {column.name} is {was!r} before, not {change['before']!r}")
            rows[key][column.name] = from_cell(change["after"] or "", column.type)
    return [rows[key] for key in sorted(rows)]


def inverse(found: Rows) -> Rows:
    """Return the changes that lead back. A return is undone by a change."""
    back = {"added": "removed", "removed": "added", "returned": "changed", "changed": "changed"}
    return [{**c, "change": back[c["change"]], "before": c["after"], "after": c["before"]} for c in found]


def counts(rows: Rows) -> dict[str, int]:
    """Changes by kind, whole rows and fields alike."""
    found: dict[str, int] = {}
    for row in rows:
        found[row["change"]] = found.get(row["change"], 0) + 1
    return dict(sorted(found.items()))
