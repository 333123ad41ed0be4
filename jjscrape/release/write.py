"""Writes rows to files: the same rows give the same bytes, in whatever order they come."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import deque
from collections.abc import Sequence
from itertools import islice, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from jjscrape import shelf
from jjscrape.release.cells import WRITTEN, as_json, hashed_cell, microseconds
from jjscrape.schema import COMPARED, TABLES, Table, all_fit, arrow_schema, check_keys, checked_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

ROW_GROUP: Final = 65_536
"""Rows of a Parquet file that are written at one time, at most."""
_GROUP_TEXT: Final = 1024 * 1024
"""Characters of JSON that as many rows come to, at most."""
_TEXT_AT_ONCE: Final = 256 * 1024
"""Characters of JSON that Arrow is given at one time: it takes several times as much memory while it reads them."""

Row = dict[str, Any]
Rows = Sequence[Row]
"""Of a large table most rows lie on the disk, and one is another object each time it is read (`jjscrape.shelf`)."""

_TOGETHER: Final = 100
"""Rows that are looked at together, column by column."""

_HALF = re.compile("[\ud800-\udfff]")


def ordered(table: Table, rows: Iterable[Row], folder: Path | None = None) -> Rows:
    """Return settled and checked rows in key order. Those of a large table lie in a file in `folder` meanwhile.

    Raises:
        RowError: a row does not fit the schema.
    """
    # Rows that fit have every part of such a key, so that nothing has to stand before it for a null.
    key = itemgetter(*table.key) if table.primary_key else key_in(table)
    made = shelf.in_order(fitting(table, rows), key, folder)
    check_keys(table, made)
    return made


def fitting(table: Table, rows: Iterable[Row]) -> Iterator[Row]:
    """Settle and check rows, some at a time, by columns; row by row only where one has to be settled or is at fault."""
    remaining = iter(rows)
    while together := list(islice(remaining, _TOGETHER)):
        yield from together if all_fit(table, together) else checked_rows(table, map(settled_row, together))


def settled_row(row: Row) -> Row:
    """Settle the cells of a row; one that has nothing to settle is given back itself."""
    changed = {name: cell for name, value in row.items() if (cell := settled(value)) is not value}
    return {**row, **changed} if changed else row


def in_order(table: Table, rows: Iterable[Row], folder: Path | None = None) -> Rows:
    """Sort by the key; a null stands before everything else."""
    return shelf.in_order(rows, key_in(table), folder)


def key_in(table: Table) -> Callable[[Row], tuple[tuple[bool, Any], ...]]:
    """What a table's rows are sorted by."""
    return lambda row: tuple([(row[part] is not None, row[part]) for part in table.key])


def by_key(table: Table, rows: Rows) -> Rows:
    """The rows in the order of their keys: they themselves, if they come in it."""
    settled_already = all(first <= second for first, second in pairwise(map(key_in(table), rows)))
    return rows if settled_already else in_order(table, rows)


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
            parts = [settled(part) or part if isinstance(part, str) else part for part in value]
            return value if parts == value else parts
        case _:
            return value


def spare_memory() -> None:
    """Have Arrow take memory where Python does, so that either has what the other let go of."""
    import pyarrow as pa  # noqa: PLC0415

    pa.set_memory_pool(pa.system_memory_pool())


def arrow_table(table: Table, rows: Iterable[Row]) -> pa.Table:
    """Return rows that were checked as an Arrow table."""
    return _arrow_table(table, as_lines(rows))


def as_lines(rows: Iterable[Row]) -> Iterator[str]:
    return map(json.JSONEncoder(default=microseconds).encode, rows)


def _arrow_table(table: Table, rows: Iterable[str]) -> pa.Table:
    """Make a table of rows by way of JSON, a line a row.

    Of Python's own values Arrow makes no array without importing pandas first, which takes 50 MB and most of a second
    that a build has no other use for.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.json  # noqa: PLC0415

    schema = arrow_schema(table)
    read_as = pa.schema([pa.field(f.name, pa.int64() if pa.types.is_timestamp(f.type) else f.type) for f in schema])
    parse = pyarrow.json.ParseOptions(explicit_schema=read_as, unexpected_field_behavior="error")
    made = []
    for lines in pieces(rows, _TEXT_AT_ONCE):
        # Arrow makes no table of nothing without pandas either: no row at all is one that is cut off again.
        data = "\n".join(lines or ["{}"]).encode("ascii")
        read = pyarrow.json.ReadOptions(use_threads=False, block_size=len(data) + 1)  # else a row may lie in two blocks
        made.append(pyarrow.json.read_json(io.BytesIO(data), read, parse).slice(0, len(lines)))
    whole = pa.concat_tables(made).combine_chunks()
    # Microseconds become times by name alone; a cast would import what computes, which takes 7 MB.
    columns = [
        pa.chunked_array([chunk.view(f.type) for chunk in column.chunks], f.type) if column.type != f.type else column
        for f, column in zip(schema, whole.columns, strict=True)
    ]
    return pa.table(columns, schema=schema)


def pieces(lines: Iterable[str], largest: int, most: int | None = None) -> Iterator[list[str]]:
    """Lines, so many at a time as come to no more characters than `largest`; one piece without a line of none."""
    piece, size = list[str](), 0
    for line in lines:
        if piece and (size + len(line) > largest or len(piece) == most):
            yield piece
            piece, size = [], 0
        piece.append(line)
        size += len(line)
    yield piece


def write_parquet(path: Path, table: Table, rows: Iterable[Row]) -> None:
    """Write row groups of so many rows as memory holds well; the same rows give the same groups."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema = arrow_schema(table)
    with pq.ParquetWriter(path, schema, compression="zstd", write_statistics=True, store_schema=True) as out:
        for group in pieces(as_lines(rows), _GROUP_TEXT, ROW_GROUP):
            out.write_table(_arrow_table(table, group), ROW_GROUP)


def write_csv(path: Path, table: Table, rows: Iterable[Row]) -> None:
    """Write UTF-8, RFC 4180: CRLF between records, quotes where needed."""
    deque(also_csv(path, table, rows), 0)


def also_csv(path: Path, table: Table, rows: Iterable[Row]) -> Iterator[Row]:
    """Go through rows, and write them as `write_csv` does on the way, so that they are read from the disk once."""
    columns = [(column.name, WRITTEN[column.type]) for column in table.columns]
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(table.names)
        for row in rows:
            writer.writerow([None if (cell := row[name]) is None else written(cell) for name, written in columns])
            yield row


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
        kinds = [(column, table.column(column).type) for column in table.content]
        digest.update(f"{name}\n".encode())
        for row in by_key(table, tables[name]):
            cells = [hashed_cell(row[column], kind) for column, kind in kinds if column in row]
            digest.update(as_json(cells).encode() + b"\n")
    return digest.hexdigest()
