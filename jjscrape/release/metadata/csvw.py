"""csv-metadata.json: CSV on the Web (W3C), under the name by which its programs find it beside a CSV file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jjscrape.release.metadata.about import as_json
from jjscrape.schema import TABLES, Column, Table, Type

if TYPE_CHECKING:
    from jjscrape.release.metadata.about import About

CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
_DATATYPES: dict[Type, Any] = {
    Type.STRING: "string",
    Type.INTEGER: "integer",
    Type.BOOLEAN: {"base": "boolean", "format": "true|false"},
    Type.TIMESTAMP: "dateTime",
    Type.STRINGS: "json",
}


def csvw(about: About) -> str:
    """Return the table group as JSON text."""
    return as_json(
        {
            "@context": CONTEXT,
            "dc:title": about.title,
            "dc:description": about.description,
            "dc:identifier": f"sha256:{about.content_sha256}",
            "dc:creator": list(about.creators),
            "dc:rights": about.licence,
            "dc:license": {"@id": about.licence_url},
            "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True, "delimiter": ","},
            "tables": [
                {
                    "url": f"{table.name}.csv",
                    "dc:description": f"One row is {table.row}.",
                    "tableSchema": table_schema(table),
                }
                for table in TABLES.values()
            ],
        }
    )


def table_schema(table: Table) -> dict[str, Any]:
    """Return a table's schema. As in the Data Package, a key may have no empty part, and lists refer in words alone."""
    schema: dict[str, Any] = {"columns": [described(column) for column in table.columns]}
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    if keys := [foreign_key(column) for column in table.columns if column.references and column.type is Type.STRING]:
        schema["foreignKeys"] = keys
    return schema


def described(column: Column) -> dict[str, Any]:
    datatype = _DATATYPES[column.type]
    if column.minimum is not None:
        datatype = {"base": datatype, "minimum": column.minimum}
    refers = f" (each text refers to {column.references})" if column.type is Type.STRINGS and column.references else ""
    return {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.description + refers,
        "datatype": datatype,
        "null": "",
        **({"required": True} if column.required else {}),
    }


def foreign_key(column: Column) -> dict[str, Any]:
    table, _, key = (column.references or "").partition(".")
    return {"columnReference": column.name, "reference": {"resource": f"{table}.csv", "columnReference": key}}
