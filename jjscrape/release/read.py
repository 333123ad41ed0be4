"""Reads published tables back into rows."""

from __future__ import annotations

import csv
import io
import sys
from typing import TYPE_CHECKING

from jjscrape.release.cells import from_cell
from jjscrape.schema import TABLES, Table, Type

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from jjscrape.release.write import Rows


def read_parquet(path: Path) -> Rows:
    rows: Rows = parse_parquet(path.read_bytes()).to_pylist()
    return rows


def parse_parquet(data: bytes) -> pa.Table:
    """Read a file that is in memory, on this thread alone.

    One of Arrow's own threads that lets go of Python's bytes while the interpreter ends aborts the process.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    return pq.ParquetFile(pa.BufferReader(data)).read(use_threads=False)


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


def read_version(folder: Path) -> dict[str, Rows]:
    """Read every table of a version that is there."""
    return {name: read_parquet(path) for name in TABLES if (path := folder / f"{name}.parquet").is_file()}
