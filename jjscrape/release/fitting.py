"""Whether the columns of a Parquet file are those of a published table: a stranger's may be others, of other types."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from jjscrape.schema import MEMBERSHIPS, SCHEMA_VERSION, TABLES, Type

if TYPE_CHECKING:
    import pyarrow as pa

    from jjscrape.schema import Column, Table

_ONCE_A_TEXT = (MEMBERSHIPS.name, "source")
"""Before schema version 4 it named one source, not a list of them."""


def misfit(made: pa.Table, name: str) -> str | None:
    """What keeps rows from being read as those of the table that the file is named after; None if nothing does.

    A version of an older schema may lack columns, though never those of the key; any may lack lists.
    """
    table = TABLES.get(PurePosixPath(name).stem)
    if table is None:
        return None
    present = SCHEMA_VERSION.encode()
    is_older = (made.schema.metadata or {}).get(b"schema_version", present) != present
    for column in table.columns:
        if column.name not in made.column_names:
            if column.name in table.key or (column.required and column.type is not Type.STRINGS and not is_older):
                return f"it has no column {column.name}"
        elif fault := _fault_of(made.column(column.name), table, column):
            return f"its column {column.name} {fault}"
    return None


def _fault_of(values: pa.ChunkedArray[Any], table: Table, column: Column) -> str | None:
    if column.required and values.null_count:
        return "is empty in a row"
    if not _fits(values.type, column) and not ((table.name, column.name) == _ONCE_A_TEXT and _is_text(values.type)):
        return f"is of the type {values.type}, which is none of {column.type.value}"
    return None


def _fits(kind: pa.DataType, column: Column) -> bool:
    import pyarrow as pa  # noqa: PLC0415  (half a second that most commands need not pay)

    if pa.types.is_null(kind):
        return not column.required
    match column.type:
        case Type.STRING:
            return _is_text(kind)
        case Type.INTEGER:
            return pa.types.is_integer(kind)
        case Type.BOOLEAN:
            return pa.types.is_boolean(kind)
        case Type.TIMESTAMP:
            return pa.types.is_timestamp(kind)
        case Type.STRINGS:
            return (pa.types.is_list(kind) or pa.types.is_large_list(kind)) and _is_text(kind.value_type)


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa  # noqa: PLC0415

    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)
