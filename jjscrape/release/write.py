"""Writes rows to files: the same rows give the same bytes, in whatever order they come."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from typing import TYPE_CHECKING, Any

from jjscrape.release.cells import hashed_cell, microseconds, to_cell
from jjscrape.schema import COMPARED, TABLES, Table, arrow_schema, check_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

ROW_GROUP = 65_536
_TEXT_AT_ONCE = 1024 * 1024
"""Characters of JSON that Arrow is given at one time: it takes several times as much memory while it reads them."""

Rows = list[dict[str, Any]]

_HALF = re.compile("[\ud800-\udfff]")


def ordered(table: Table, rows: Rows) -> Rows:
    """Return settled and checked rows in key order.

    Raises:
        RowError: a row does not fit the schema.
    """
    rows = [settled_row(row) for row in rows]
    check_rows(table, rows)
    return in_order(table, rows)


def settled_row(row: dict[str, Any]) -> dict[str, Any]:
    """Settle the cells of a row; one that has nothing to settle is given back itself."""
    changed = {name: cell for name, value in row.items() if (cell := settled(value)) is not value}
    return {**row, **changed} if changed else row


def in_order(table: Table, rows: Rows) -> Rows:
    """Sort by the key; a null stands before everything else."""
    return sorted(rows, key=lambda row: tuple((row[part] is not None, row[part]) for part in table.key))


def settled(value: Any) -> Any:
    """Make a cell's text one that every format can hold: an empty one is null, a lone surrogate is U+FFFD.

    A page's script data may hold half a character; that must not keep a whole version from being published.
    """
    match value:
        case "":
            return None
        case str() if value.isascii():
            return value
        case str():
            return _HALF.sub("\ufffd", value)
        case list():
            return [_HALF.sub("\ufffd", part) if isinstance(part, str) else part for part in value]
        case _:
            return value


def spare_memory() -> None:
    """Have Arrow take memory where Python does, so that either has what the other let go of."""
    import pyarrow as pa  # noqa: PLC0415

    pa.set_memory_pool(pa.system_memory_pool())


def arrow_table(table: Table, rows: Rows) -> pa.Table:
    """Return rows that were checked as an Arrow table.

    They go by way of JSON, a line a row: of Python's own values Arrow makes no array without importing pandas first,
    which takes 50 MB and most of a second that a build has no other use for.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.json  # noqa: PLC0415

    schema = arrow_schema(table)
    read_as = pa.schema([pa.field(f.name, pa.int64() if pa.types.is_timestamp(f.type) else f.type) for f in schema])
    parse = pyarrow.json.ParseOptions(explicit_schema=read_as, unexpected_field_behavior="error")
    made = []
    for lines in _lines(rows or [{}]):
        data = "\n".join(lines).encode("ascii")
        read = pyarrow.json.ReadOptions(use_threads=False, block_size=len(data) + 1)  # else a row may lie in two blocks
        # No row at all is one that is cut off again, as Arrow makes no table of nothing without pandas either.
        made.append(pyarrow.json.read_json(io.BytesIO(data), read, parse).slice(0, len(rows)).cast(schema))
    return pa.concat_tables(made).combine_chunks()


def _lines(rows: Rows) -> Iterator[list[str]]:
    """Rows as lines of JSON, so many at a time as are not too much text."""
    lines, size = list[str](), 0
    for row in rows:
        line = json.dumps(row, default=microseconds)
        if lines and size + len(line) > _TEXT_AT_ONCE:
            yield lines
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    yield lines


def write_parquet(path: Path, table: Table, rows: Rows) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415

    pq.write_table(
        arrow_table(table, rows),
        path,
        compression="zstd",
        row_group_size=ROW_GROUP,
        write_statistics=True,
        store_schema=True,
    )


def write_csv(path: Path, table: Table, rows: Rows) -> None:
    """Write UTF-8, RFC 4180: CRLF between records, quotes where needed."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(table.names)
        for row in rows:
            writer.writerow([to_cell(row[column.name], column.type) for column in table.columns])


def content_hash(tables: Mapping[str, Rows]) -> str:
    """Return the sha256 of what the tables say, whatever the row order, the libraries and the time of reading.

    Archival columns and the tables that only describe the archive or the change are left out. A table or a column that
    is not there adds nothing: a version from before it was thought of keeps its hash.
    """
    digest = hashlib.sha256()
    for name in COMPARED:
        if name not in tables:
            continue
        table = TABLES[name]
        digest.update(f"{name}\n".encode())
        for row in in_order(table, tables[name]):
            cells = [hashed_cell(row[c], table.column(c).type) for c in table.content if c in row]
            digest.update(json.dumps(cells, ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()
