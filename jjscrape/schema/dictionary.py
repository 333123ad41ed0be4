"""The data dictionary."""

from __future__ import annotations

from jjscrape.schema.tables import SCHEMA_VERSION, TABLES


def dictionary() -> str:
    """Return the data dictionary as Markdown."""
    lines = [
        "# Data dictionary",
        "",
        f"Schema version {SCHEMA_VERSION}. Empty means unknown, never a guess.",
        "",
    ]
    for table in TABLES.values():
        lines += [f"## {table.name}", "", f"One row is {table.row}; its key is {', '.join(table.key)}.", ""]
        lines += ["| column | type | always there | meaning | why it may be empty |", "| --- | --- | --- | --- | --- |"]
        for column in table.columns:
            meaning = column.description
            if column.unit:
                meaning += f", in {column.unit}"
            if column.values:
                meaning += f". One of: {', '.join(column.values)}"
            if column.references:
                meaning += f". Refers to {column.references}"
            required = "yes" if column.required else "no"
            why = "; ".join(filter(None, (column.empty, column.limited_to))) if column.may_be_empty else ""
            lines.append(f"| {column.name} | {column.type.value} | {required} | {meaning} | {why} |")
        lines.append("")
    return "\n".join(lines)
