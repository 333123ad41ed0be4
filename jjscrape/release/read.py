"""Published tables back into rows."""

from __future__ import annotations

import csv
import io
import sys
from typing import TYPE_CHECKING

from jjscrape.release.cells import from_cell
from jjscrape.schema import TABLES, Table, Type

if TYPE_CHECKING:
    from pathlib import Path

    from jjscrape.release.write import Rows


def read_parquet(path: Path) -> Rows:
    import pyarrow.parquet as pq  # noqa: PLC0415

    rows: Rows = pq.read_table(path).to_pylist()
    return rows


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
