"""Reads published tables back into rows."""

from __future__ import annotations

import csv
import io
import sys
from typing import TYPE_CHECKING

from jjscrape.release.cells import from_cell
from jjscrape.release.swelling import SwellingError, check_size
from jjscrape.schema import TABLES, Table, Type

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pyarrow as pa

    from jjscrape.release.write import Rows


class TableError(OSError):
    """A published table that can't be read; the message names the file, the fault and the remedy."""


def read_parquet(path: Path) -> Rows:
    rows: Rows = parse_parquet(path.read_bytes(), str(path)).to_pylist()
    return rows


def parse_parquet(data: bytes, name: str, rows: int | None = None) -> pa.Table:
    """Read a file that is in memory, on this thread alone; `name` is for the message of an error.

    One of Arrow's own threads that lets go of Python's bytes while the interpreter ends aborts the process.

    Args:
        data: the file.
        name: what it is called.
        rows: how many it has at most, as the catalog says.

    Raises:
        TableError: it is no Parquet file, or holds more than it should.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        check_size(data, rows)
        return pq.ParquetFile(pa.BufferReader(data)).read(use_threads=False)
    except SwellingError as error:
        raise TableError(f"{name}: {error}; it is not read, restore it from a copy") from error
    except (pa.ArrowException, OSError) as error:
        raise TableError(f"{name}: no Parquet file that can be read ({error}); restore it from a copy") from error


def read_csv(path: Path, table: Table) -> Rows:
    """Read a CSV file as it was written: the apostrophes before formulas gone, lists as lists, empty as None."""
    return parse_csv(path.read_bytes(), table)


def parse_csv(data: bytes, table: Table) -> Rows:
    csv.field_size_limit(sys.maxsize)
    with io.StringIO(data.decode("utf-8"), newline="") as stream:
        reader = csv.reader(stream)
        columns = [table.column(name) for name in next(reader)]
        return [
            {c.name: ([] if c.type is Type.STRINGS and cell == "" else from_cell(cell, c.type)) for c, cell in pairs}
            for pairs in (zip(columns, row, strict=True) for row in reader)
        ]


def read_version(folder: Path, names: Iterable[str] = TABLES) -> dict[str, Rows]:
    """Read every table of a version that is there, or those of them that are named."""
    return {name: read_parquet(path) for name in names if (path := folder / f"{name}.parquet").is_file()}
