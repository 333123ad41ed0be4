"""The data dictionary."""

from __future__ import annotations

from jjscrape.schema.column import Type
from jjscrape.schema.tables import SCHEMA_VERSION, TABLES

TRACING = """\
Where a cell comes from: the rows of `provenance` with its `table`, its row's key as `record_id` (parts of a longer key
joined by a tab) and its column as `field` name the rule, the string and the capture. Where there is none, the last
column of the tables below says what leads to its captures; `captures` says where each lies in the archive. `jjscrape
why` follows the same, to the bytes.
"""


def dictionary() -> str:
    """Return the data dictionary as Markdown."""
    lines = [
        "# Data dictionary",
        "",
        f"Schema version {SCHEMA_VERSION}. Empty means unknown, never a guess.",
        "",
        TRACING,
    ]
    for table in TABLES.values():
        lines += [f"## {table.name}", "", f"One row is {table.row}; its key is {', '.join(table.key)}.", ""]
        lines += [
            "| column | type | always there | meaning | why it may be empty | if not in `provenance`, traced by |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for column in table.columns:
            meaning = column.description
            if column.unit:
                meaning += f", in {column.unit}"
            if column.values:
                which = "Any" if column.type is Type.STRINGS else "One"
                meaning += f". {which} of: {', '.join(column.values)}"
            if column.references:
                meaning += f". Refers to {column.references}"
            required = "yes" if column.required else "no"
            why = "; ".join(filter(None, (column.empty, column.limited_to))) if column.may_be_empty else ""
            traced = table.traced_by(column.name)
            lines.append(f"| {column.name} | {column.type.value} | {required} | {meaning} | {why} | {traced} |")
        lines.append("")
    return "\n".join(lines)
