"""How large a Parquet file's table is in memory, found out before the memory is taken.

A cell of a dictionary is stored once and may stand in every row, so that a file of three megabytes can become twelve
gigabytes. Read as dictionaries, a row group takes no more than its pages, and tells what it would come to.
"""

from __future__ import annotations

from typing import Any, Final

LARGEST: Final = 128 * 1024 * 1024
"""Bytes of a table in memory that any file may come to."""
RATIO: Final = 50
"""Bytes of a table for each of its file that a larger one may come to; texts are packed to a third or a tenth."""
_WIDTH: Final = 8


class SwellingError(ValueError):
    """A file that holds more than it should; the message says what."""


def check_size(source: Any, rows: int | None = None, only: list[str] | None = None) -> None:
    """Refuse a file that would fill the memory, or that has more rows than `rows`.

    Args:
        source: an open file of Arrow's.
        rows: how many it has at most.
        only: the columns that will be read; all if none are named.

    Raises:
        SwellingError: so it is.
        pyarrow.ArrowException: it can't be read.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415

    allowed = max(LARGEST, RATIO * source.size())
    about = pq.ParquetFile(source).metadata
    if rows is not None and about.num_rows > rows:
        raise SwellingError(f"it has {about.num_rows} rows, and the catalog says {rows}")
    groups = [about.row_group(number) for number in range(about.num_row_groups)]
    # Of a group as a whole: what a damaged file says of one column's chunk can abort the process in pyarrow.
    wanted = about.num_columns if only is None else len(only)
    told = sum(max(group.total_byte_size, _WIDTH * group.num_rows * wanted) for group in groups)
    if told > allowed:
        raise SwellingError(f"it comes to {told} bytes, more than the {allowed} that it may")
    texts = [about.schema.column(n) for n in range(about.num_columns)]
    names = [column.path for column in texts if column.physical_type == "BYTE_ARRAY"]
    file = pq.ParquetFile(source, read_dictionary=names)
    size = 0
    for number in range(about.num_row_groups):
        group = file.read_row_group(number, columns=only, use_threads=False)
        size += sum(_size(chunk) for column in group.columns for chunk in column.chunks)
        if size > allowed:
            raise SwellingError(f"it comes to more than the {allowed} bytes that it may")


def _size(values: Any) -> int:
    """Bytes of an array whose texts are written out."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute  # noqa: PLC0415

    if pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        return int(values.nbytes) + _size(values.flatten())
    if not pa.types.is_dictionary(values.type):
        return int(values.nbytes)
    lengths: Any = pyarrow.compute.binary_length(values.dictionary)
    total = pyarrow.compute.sum(lengths.cast(pa.int64()).take(values.indices)).as_py()
    return (total or 0) + _WIDTH * len(values)
