"""Reads published tables back into rows."""

from __future__ import annotations

import csv
import io
import mmap
import sys
from contextlib import contextmanager
from errno import ENOENT
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from jjscrape.freed import give_back
from jjscrape.release.cells import from_cell, moment
from jjscrape.release.filters import kept, named
from jjscrape.release.fitting import misfit
from jjscrape.release.store import checksums
from jjscrape.release.swelling import SwellingError, check_size
from jjscrape.schema import TABLES, Table, Type
from jjscrape.shelf import stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa

    from jjscrape.release.filters import Filters
    from jjscrape.release.write import Row, Rows

_AT_ONCE: Final = 1000
"""Rows that are made of a file at one time."""


class TableError(OSError):
    """A published table that can't be read; the message names the file, the fault and the remedy."""


def read_parquet(path: Path) -> list[Row]:
    return rows_of(parse_parquet(path.read_bytes(), str(path)), str(path))


def stored_rows(path: Path, folder: Path | None = None) -> Rows:
    """A table's rows. `folder` is where those of a large one lie as long as they are used.

    Raises:
        TableError: it is no Parquet file, or holds more than it should, or a value that can't be read.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    with _told(str(path)), pa.BufferReader(_mapped(path)) as source:
        check_size(source)
        batches = pq.ParquetFile(source).iter_batches(_AT_ONCE, use_threads=False)
        parts = (rows_of(pa.Table.from_batches([batch]), str(path)) for batch in batches)
        return stored(chain.from_iterable(parts), folder)


def rows_of(table: pa.Table, name: str) -> list[Row]:
    """Return a table's rows; `name` is for the message of an error.

    Times are made here: Arrow imports pandas, which takes 50 MB, for those that it makes.

    Raises:
        TableError: a value that Python has no like of, such as a time after the year 9999, or columns that are not
            those of the table that the file is named after.
    """
    import pyarrow as pa  # noqa: PLC0415

    if fault := misfit(table, name):
        raise TableError(f"{name}: {fault}; restore it from a copy")
    columns: list[list[Any]] = []
    try:
        for field, column in zip(table.schema, table.columns, strict=True):
            if pa.types.is_timestamp(field.type):
                numbers = column.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).to_pylist()
                columns.append([None if number is None else moment(number) for number in numbers])
            else:
                columns.append(column.to_pylist())
    except (pa.ArrowException, ValueError, OverflowError) as error:
        raise TableError(f"{name}: a value that can't be read ({error}); restore it from a copy") from error
    return [dict(zip(table.column_names, row, strict=True)) for row in zip(*columns, strict=True)]


def parse_parquet(
    data: bytes | Path,
    name: str,
    rows: int | None = None,
    *,
    columns: Sequence[str] | None = None,
    filters: Filters | None = None,
) -> pa.Table:
    """Read a table on this thread alone; of a file on disk only what is asked for.

    One of Arrow's own threads that lets go of Python's bytes while the interpreter ends aborts the process.

    Args:
        data: the file's bytes, or where it lies; it must be one that never changes.
        name: what it is called, for the message of an error.
        rows: how many it has at most, as the catalog says.
        columns: those to read, in this order; all if none are named.
        filters: which rows to keep; they may name columns that are not read otherwise.

    Raises:
        LookupError: it has no such column, or the filters are none.
        TableError: it is no Parquet file, or holds more than it should.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    with _told(name), pa.BufferReader(data if isinstance(data, bytes) else _mapped(data)) as source:
        there = pq.read_schema(source).names
        needed = needed_columns(name, there, columns, filters)
        check_size(source, rows, needed)
        file = pq.ParquetFile(source)
        if filters is None:
            return file.read(needed, use_threads=False).select(columns or there)
        # Group by group, so that what is not kept is not held either.
        groups = (file.read_row_group(n, needed, use_threads=False) for n in range(file.metadata.num_row_groups))
        tables = [kept(group, filters) for group in groups] or [file.read(needed, use_threads=False)]
        return pa.concat_tables(tables).combine_chunks().select(columns or there)


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Say of what can't be read which file it is."""
    import pyarrow as pa  # noqa: PLC0415

    try:
        yield
    except SwellingError as error:
        raise TableError(f"{name}: {error}; it is not read, restore it from a copy") from error
    except TableError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        raise TableError(f"{name}: no Parquet file that can be read ({error}); restore it from a copy") from error


def _mapped(path: Path) -> mmap.mmap | bytes:
    """A file's bytes, of which only those that are looked at are read. Arrow's own files are read by threads of its."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""


def needed_columns(
    name: str, there: Iterable[str], columns: Sequence[str] | None, filters: Filters | None
) -> list[str] | None:
    """The columns that must be read to answer, in the file's order; None if all.

    Raises:
        LookupError: one is not there.
    """
    there = list(there)
    wanted = {*(there if columns is None else columns), *(named(filters) if filters is not None else ())}
    if lacking := sorted(wanted - set(there)):
        raise LookupError(f"{name} has no column {lacking[0]!r}; there are {', '.join(there)}")
    return None if columns is None else [column for column in there if column in wanted]


def read_csv(path: Path, table: Table) -> list[Row]:
    """Read a CSV file as it was written: the apostrophes before formulas gone, lists as lists, empty as None."""
    return parse_csv(path.read_bytes(), table)


def parse_csv(data: bytes, table: Table) -> list[Row]:
    csv.field_size_limit(sys.maxsize)
    with io.StringIO(data.decode("utf-8"), newline="") as stream:
        reader = csv.reader(stream)
        columns = [table.column(name) for name in next(reader)]
        return [
            {c.name: ([] if c.type is Type.STRINGS and cell == "" else from_cell(cell, c.type)) for c, cell in pairs}
            for pairs in (zip(columns, row, strict=True) for row in reader)
        ]


def read_version(
    folder: Path, names: Iterable[str] = TABLES, read_table: Callable[[Path], Rows] = read_parquet
) -> dict[str, Rows]:
    """Read every table of a version, or those that are named. A version made by an older schema may lack some.

    Raises:
        FileNotFoundError: a table's file is not there, although the version's checksums name it.
    """
    listed = checksums.named(folder)
    read: dict[str, Rows] = {}
    for name in names:
        path = folder / f"{name}.parquet"
        if path.is_file():
            read[name] = read_table(path)
            give_back()
        elif path.name in listed:
            raise FileNotFoundError(ENOENT, "SHA256SUMS names it, and it is no file there", str(path))
    return read
