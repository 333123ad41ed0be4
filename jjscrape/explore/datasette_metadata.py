"""Datasette's metadata of a version: titles, descriptions, facets and labels, from the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jjscrape.explore.questions import questions
from jjscrape.release.export import sqlite
from jjscrape.schema import Column, Type

if TYPE_CHECKING:
    from jjscrape.release.export.formats import VersionContents

_ORDER = {"articles": {"sort_desc": "published"}, "people": {"sort": "name"}}


def metadata(contents: VersionContents, database: str) -> dict[str, Any]:
    """Return Datasette's metadata for a version that stands in a database of this name."""
    title = f"{contents.title}, version {contents.version}"
    article = min((str(row["id"]) for row in contents.rows.get("articles", [])), default="")
    tables: dict[str, dict[str, Any]] = {}
    for table in contents.tables:
        tables[table.name] = {
            "title": table.name.replace("_", " ").capitalize(),
            "description": f"One row is {table.row}.",
            "columns": {column.name: _described(column) for column in contents.columns[table.name]},
            "facets": [_facet(column) for column in contents.columns[table.name] if column.facet],
            **({"label_column": table.label} if table.label else {}),
            **_ORDER.get(table.name, {}),
        }
    for name, column in sqlite.linked(contents):
        tables[f"{name}_{column.name}"] = {
            "title": f"{name} and their {column.name}".capitalize(),
            "description": f"A row per text of {name}.{column.name}, to join {name} with what it names.",
        }
    for view in sqlite.VIEWS:
        tables[view] = {"title": view.replace("_", " ").capitalize()}
    return {
        "title": title,
        "description": "Empty means unknown, never a guess. Lists are JSON arrays, times ISO 8601 in UTC.",
        "databases": {
            database: {
                "title": title,
                "description": contents.description,
                "tables": tables,
                "queries": {name: asked.described() for name, asked in questions(article).items()},
            }
        },
    }


def _facet(column: Column) -> str | dict[str, str]:
    return {"array": column.name} if column.type is Type.STRINGS else column.name


def _described(column: Column) -> str:
    return f"{column.description} (a JSON array)" if column.type is Type.STRINGS else column.description
