"""Tables as Arrow schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.schema.column import Type
from jjscrape.schema.tables import SCHEMA_VERSION

if TYPE_CHECKING:
    import pyarrow as pa

    from jjscrape.schema.column import Table


def arrow_schema(table: Table) -> pa.Schema:
    """Return the Arrow schema; descriptions stand in each field's metadata, so that Parquet carries them."""
    import pyarrow as pa  # noqa: PLC0415  (half a second that most commands need not pay)

    types = {
        Type.STRING: pa.string(),
        Type.INTEGER: pa.int64(),
        Type.BOOLEAN: pa.bool_(),
        Type.TIMESTAMP: pa.timestamp("us", tz="UTC"),
        Type.STRINGS: pa.list_(pa.field("element", pa.string(), nullable=False)),
    }
    fields = [
        pa.field(c.name, types[c.type], nullable=not c.required, metadata={"description": c.description})
        for c in table.columns
    ]
    return pa.schema(fields, metadata={"description": f"One row is {table.row}.", "schema_version": SCHEMA_VERSION})
