"""datapackage.json: a Data Package (version 2) of the CSV files with Table Schemas, and of the Parquet files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jjscrape.release.metadata.about import KEYWORDS, MEDIA_TYPES, SOFTWARE, as_json
from jjscrape.schema import SCHEMA_VERSION, TABLES, Column, Table, Type

if TYPE_CHECKING:
    from jjscrape.release.metadata.about import About

PACKAGE_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"

_TYPES: dict[Type, dict[str, Any]] = {
    Type.STRING: {"type": "string"},
    Type.INTEGER: {"type": "integer"},
    Type.BOOLEAN: {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    Type.TIMESTAMP: {"type": "datetime"},
    Type.STRINGS: {"type": "array"},
}
# Said outright, so that nobody has to guess from texts full of commas and quotes.
_DIALECT = {"header": True, "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}


def data_package(about: About) -> str:
    """Return the descriptor as JSON text."""
    return as_json(
        {
            "$schema": PACKAGE_PROFILE,
            "name": f"{about.site.name}-{about.version}",
            "id": f"sha256:{about.content_sha256}",
            "title": about.title,
            "description": about.description,
            "version": about.version,
            "created": f"{about.until:%Y-%m-%dT%H:%M:%SZ}",
            "homepage": about.homepage,
            "keywords": [about.site.title, *KEYWORDS],
            "licenses": [{"path": about.licence_url, "title": about.licence}],
            "contributors": [
                *({"title": name, "roles": ["creator"]} for name in about.creators),
                *([{"title": about.site.publisher, "roles": ["publisher"]}] if about.site.publisher else []),
            ],
            "sources": sources(about),
            "schema_version": SCHEMA_VERSION,
            "software": SOFTWARE,
            "resources": [
                *(resource(table, about) for table in TABLES.values()),
                *(parquet(table, about) for table in TABLES.values()),
            ],
        }
    )


def sources(about: About) -> list[dict[str, str]]:
    crawls = [{"title": f"Web archive (WARC), {name}"} for name in about.crawls]
    return [{"title": about.site.title, "path": about.homepage}, *crawls]


def resource(table: Table, about: About) -> dict[str, Any]:
    path = f"{table.name}.csv"
    return {
        "$schema": RESOURCE_PROFILE,
        "name": table.name,
        "path": path,
        "type": "table",
        "title": table.name.replace("_", " "),
        "description": f"One row is {table.row}. {table.name}.parquet holds the same rows.",
        "format": "csv",
        "mediatype": MEDIA_TYPES["csv"],
        "encoding": "utf-8",
        "bytes": about.files[path].size,
        "hash": f"sha256:{about.files[path].sha256}",
        "rows": about.rows[table.name],
        "dialect": _DIALECT,
        "schema": table_schema(table),
    }


def parquet(table: Table, about: About) -> dict[str, Any]:
    """Describe a Parquet file as a file: it says itself what its columns are, and few readers of packages know it."""
    path = f"{table.name}.parquet"
    return {
        "$schema": RESOURCE_PROFILE,
        "name": f"{table.name}-parquet",
        "path": path,
        "type": "file",
        "title": f"{table.name.replace('_', ' ')}, as Parquet",
        "description": f"The same rows as in {table.name}.csv, with types, nulls and lists.",
        "mediatype": MEDIA_TYPES["parquet"],
        "bytes": about.files[path].size,
        "hash": f"sha256:{about.files[path].sha256}",
    }


def table_schema(table: Table) -> dict[str, Any]:
    """Return the Table Schema. A key of which a part may be empty can't be a primary key there, so it is left out.

    A list's references can't be foreign keys either: the field's description says what its texts refer to.
    """
    schema: dict[str, Any] = {
        "$schema": SCHEMA_PROFILE,
        "fields": [field(column) for column in table.columns],
        "missingValues": [""],
    }
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    if keys := [foreign_key(column) for column in table.columns if column.references and column.type is Type.STRING]:
        schema["foreignKeys"] = keys
    return schema


def field(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, **_TYPES[column.type], "description": column.description}
    if column.unit:
        described["unit"] = column.unit
    if column.type is Type.STRINGS and column.references:
        described["description"] += f" (each text refers to {column.references})"
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.values and column.type is not Type.STRINGS:  # there it would close the lists, not their texts
        constraints["enum"] = list(column.values)
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    if column.pattern:
        constraints["pattern"] = column.pattern
    return {**described, "constraints": constraints} if constraints else described


def foreign_key(column: Column) -> dict[str, Any]:
    table, _, key = (column.references or "").partition(".")
    return {"fields": [column.name], "reference": {"resource": table, "fields": [key]}}
