"""Which row is meant: by its key, its address, or values of its columns."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from jjscrape.release.cells import hashed_cell, to_cell
from jjscrape.schema import RECORD_TABLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jjscrape.origin.dataset import Dataset, Row
    from jjscrape.release.write import Rows
    from jjscrape.schema import Table, Type

ID_TABLES = (*RECORD_TABLES, *(name for name, t in TABLES.items() if t.key == ("id",) and name not in RECORD_TABLES))
"""Tables whose rows have an id, in the order in which a name is looked up."""
_LISTED = 5


class Named(NamedTuple):
    """A row, and the other tables that have a row of the same name."""

    table: str
    row: Row
    also: tuple[str, ...] = ()


def find(dataset: Dataset, record: str | Sequence[str], table: str | None, field: str) -> Named:
    """Find a row by the parts of its key.

    Raises:
        LookupError: there is none, several fit, or its table lacks the field; the message says what there is.
    """
    parts = [record] if isinstance(record, str) else [str(part) for part in record]
    if table is not None:
        named = Named(table, _in_table(dataset, table, parts))
    elif len(parts) == 1:
        named = _anywhere(dataset, parts[0], field)
    else:
        raise LookupError(f"a key of {len(parts)} parts is one of a table: name it (--table), such as authorships")
    if field not in named.row:
        raise LookupError(f"{named.table} has no field {field!r}; it has {', '.join(named.row)}{_hint(named.also)}")
    return named


def key_of(table: str, row: Row) -> str:
    """The key of a row as one string, its parts joined by a tab."""
    return "\t".join(_shown(row[part]) for part in TABLES[table].key)


def _anywhere(dataset: Dataset, name: str, field: str) -> Named:
    matches: list[tuple[str, Row]] = []
    for table in ID_TABLES:
        rows = _by_id(dataset, table, name)
        if len(rows) == 1 or (rows and table in RECORD_TABLES):
            matches.append((table, rows[0]))
    if not matches:
        raise LookupError(f"no record has the id {name!r}; {_near(dataset, name)}")
    # A record stands first, but what only one of the tables can answer is asked of that one.
    chosen = next((pair for pair in matches if field in pair[1]), matches[0])
    return Named(*chosen, also=tuple(table for table, _ in matches if table != chosen[0]))


def _by_id(dataset: Dataset, table: str, name: str) -> Rows:
    rows = dataset.where(table, id=name) or dataset.where(table, id=unquote(name))
    return rows or (dataset.where(table, url=name) if "url" in TABLES[table].names else [])


def _in_table(dataset: Dataset, name: str, parts: list[str]) -> Row:
    if name not in TABLES:
        raise LookupError(f"there is no table {name!r}; the tables are {', '.join(TABLES)}")
    table = TABLES[name]
    if len(parts) == 1:
        parts = parts[0].split("\t")
    if len(parts) > len(table.key) and not all(map(_named_part(table).fullmatch, parts)):
        raise LookupError(f"a row of {name} is named by {', '.join(table.key)}; {len(parts)} parts were given")
    rows = _by_id(dataset, name, parts[0]) if table.key == ("id",) else _by_key(dataset, table, parts)
    rows = rows or _by_columns(dataset, table, parts)
    if len(rows) == 1:
        return rows[0]
    keys = ["  ".join(key_of(name, row).split("\t")) for row in rows[:_LISTED]]
    if rows:
        raise LookupError(f"{len(rows)} rows of {name} fit; say more of {', '.join(table.key)}: {'; '.join(keys)}")
    near = f"; {_near(dataset, parts[0])}" if name in RECORD_TABLES else ""
    raise LookupError(
        f"{name} has no row {' '.join(parts)!r}; its rows are named by {', '.join(table.key)}, or by column=value{near}"
    )


def _by_key(dataset: Dataset, table: Table, parts: list[str]) -> Rows:
    """Rows whose key begins with these parts."""
    names = table.key[: len(parts)]
    index = {name: part for name, part in zip(names, parts, strict=False) if part}
    return [row for row in dataset.rows(table.name) if all(_shown(row[name]) == part for name, part in index.items())]


def _by_columns(dataset: Dataset, table: Table, parts: list[str]) -> Rows:
    matches = [_named_part(table).fullmatch(part) for part in parts]
    wanted = [(match[1], match[2]) for match in matches if match]
    if len(wanted) < len(parts):
        return []
    return [
        row
        for row in dataset.rows(table.name)
        if all(value in _spellings(row[column], table.column(column).type) for column, value in wanted)
    ]


def _spellings(value: Any, kind: Type) -> set[str]:
    """How a cell may be written by who asks for it: as in the CSV file, or a time without a fraction of zeros."""
    return {to_cell(value, kind), hashed_cell(value, kind)}


def _named_part(table: Table) -> re.Pattern[str]:
    return re.compile(f"({'|'.join(table.names)})=(.*)", re.DOTALL)


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _near(dataset: Dataset, name: str) -> str:
    ids = [row["id"] for table in RECORD_TABLES for row in dataset.rows(table)]
    asked = urlsplit(name).path.strip("/") or name
    near = [known for known in ids if asked in known][:3] or difflib.get_close_matches(asked, ids, n=3)
    return f"did you mean {', '.join(near)}?" if near else "ids are paths, such as news/some-title"


def _hint(also: tuple[str, ...]) -> str:
    return f". There is a row of that name in {', '.join(also)} too: name the table (--table) for it" if also else ""
