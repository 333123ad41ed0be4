"""A Parquet file whose description of itself is wrong anywhere: it is refused, and the process lives on."""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from commands import call

from jjscrape.release.read import TableError, parse_parquet, rows_of

VALUES = (0, 6, 40, 84, 255)
"""Some of the bytes that, in some place, make pyarrow end the process when it is asked about a column's chunk."""


def small() -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({"id": ["x"] * 3, "number": [1] * 3, "said": [True] * 3}), stream)
    return stream.getvalue()


def every_byte() -> None:
    """Run in a fork: reads the file with each byte of its footer changed, and writes how many it read."""
    data = small()
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    read = 0
    for at in range(footer, len(data) - 8):
        for value in VALUES:
            with contextlib.suppress(TableError):
                rows_of(parse_parquet(data[:at] + bytes([value]) + data[at + 1 :], "x", 3), "x")
            read += 1
    Path(sys.argv[1]).write_text(f"{read}")


@pytest.mark.crawl
def test_no_byte_of_a_footer_ends_the_process(tmp_path):
    done = call("test_crafted_parquet:every_byte", tmp_path / "read")
    assert done.returncode == 0, done.stderr
    assert int((tmp_path / "read").read_text()) > 1000
