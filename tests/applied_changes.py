"""Changes put onto a dataset, and turned round: what a reader of the table `changes` may do with it."""

from __future__ import annotations

import json

from jjscrape.release.cells import from_cell, to_cell
from jjscrape.release.diff import packed, row_key
from jjscrape.schema import COMPARED, TABLES


def unpacked(table, text):
    """Undo `packed`."""
    cells = json.loads(text)
    return {name: from_cell(cells.get(name, ""), table.column(name).type) for name in table.content}


def apply(before, found):
    """Make the changes to a dataset: what comes out is the one after, in its content columns and in key order.

    Raises:
        ValueError: a change does not fit the dataset; it was made against another one.
    """
    after = {}
    for name in COMPARED:
        table = TABLES[name]
        after[name] = table_applied(table, before.get(name, []), [c for c in found if c["table"] == name])
    return after


def table_applied(table, before, found):
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


def inverse(found):
    """Return the changes that lead back. A return is undone by a change."""
    back = {"added": "removed", "removed": "added", "returned": "changed", "changed": "changed"}
    return [{**c, "change": back[c["change"]], "before": c["after"], "after": c["before"]} for c in found]
