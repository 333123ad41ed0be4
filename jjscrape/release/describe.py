"""What stands beside the tables of a version for people and programs that come without this software."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jjscrape.schema import SCHEMA_VERSION, TABLES, Column, Type, dictionary
from jjscrape.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from jjscrape.release.write import Rows
    from jjscrape.site import Site

_TABLE_SCHEMA: dict[Type, dict[str, Any]] = {
    Type.STRING: {"type": "string"},
    Type.INTEGER: {"type": "integer"},
    Type.BOOLEAN: {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    Type.TIMESTAMP: {"type": "datetime"},
    Type.STRINGS: {"type": "array"},
}


def field(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, **_TABLE_SCHEMA[column.type], "description": column.description}
    constraints: dict[str, Any] = {}
    if column.required and column.type is not Type.STRINGS:
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    return {**described, "constraints": constraints} if constraints else described


def data_package(site: Site, version: str, tables: Mapping[str, Rows]) -> str:
    """Return the Data Package (v2) of the CSV files. Archive and software versions stand in it, the clock does not."""
    resources = []
    for name, table in TABLES.items():
        schema: dict[str, Any] = {
            "fields": [field(column) for column in table.columns],
            "missingValues": [""],
        }
        # A change of a whole row has no field, so this key may hold a null, which Table Schema forbids.
        if name != "changes":
            schema["primaryKey"] = list(table.key)
        resources.append(
            {
                "name": name.replace("_", "-"),
                "path": f"{name}.csv",
                "description": f"One row is {table.row}.",
                "type": "table",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "rows": len(tables[name]),
                "schema": schema,
            }
        )
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{site.name}-{version}",
        "title": f"{site.title}: the website as data",
        "version": version,
        "homepage": site.origins[0],
        "schema_version": SCHEMA_VERSION,
        "software": f"jjscrape {VERSION}",
        "resources": resources,
    }
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def readme(site: Site, version: str, tables: Mapping[str, Rows], until: datetime, content: str) -> str:
    lines = [
        f"# {site.title}: the website as data, version {version}",
        "",
        f"Made by jjscrape {VERSION} from captures up to {until:%Y-%m-%d %H:%M} UTC. Each table is there twice, as",
        "Parquet (typed) and as CSV, with the same values; `SHA256SUMS` checks the files.",
        "",
        f"Content hash (sha256 over the canonical rows): `{content}`. A build of the same archive gives the same hash.",
        "",
        "| table | rows | one row is |",
        "| --- | ---: | --- |",
        *(f"| {name} | {len(tables[name])} | {TABLES[name].row} |" for name in TABLES),
        "",
        "In CSV a text that a spreadsheet would take for a formula begins with an apostrophe that is not part of it;",
        "`jjscrape.load` takes it away. Lists are JSON arrays, times ISO 8601 in UTC, an empty cell is unknown.",
        "",
        dictionary().replace("# Data dictionary", "## Data dictionary", 1).replace("\n## ", "\n### "),
    ]
    return "\n".join(lines).replace("### Data dictionary", "## Data dictionary")
