"""One SQLite file: typed tables with keys and foreign keys, link tables for lists, views, full-text search.

Times are ISO 8601 texts in UTC, booleans 0 and 1. A list is a JSON array in its column; where its texts refer to rows
of another table, there is also a link table, named like `articles_themes`, with a row per text.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from jjscrape import files
from jjscrape.release.cells import fixed_instant
from jjscrape.release.export.version_contents import ExportError
from jjscrape.schema import RECORD_TABLES, SCHEMA_VERSION, Column, Type, named

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jjscrape.release.export.version_contents import VersionContents

_TYPES = {
    Type.STRING: "TEXT",
    Type.INTEGER: "INTEGER",
    Type.BOOLEAN: "INTEGER",
    Type.TIMESTAMP: "TEXT",
    Type.STRINGS: "TEXT",
}
SEARCHED = dict(sorted(named(searched=True).items(), key=lambda item: (item[0] not in RECORD_TABLES, item[0])))
"""Columns with full-text search, in a table named like `articles_fts`; records first, then the others by name."""

VIEWS = {
    "article_authors": """
        SELECT a.id AS article_id, a.kind, a.title, a.published, a.event_start,
               p.id AS person_id, p.name, s.position, s.affiliation, s.role, s.confidence
        FROM articles a JOIN authorships s ON s.article_id = a.id JOIN people p ON p.id = s.person_id
        ORDER BY a.id, s.position""",
    "article_themes": """
        SELECT a.id AS article_id, a.kind, a.title, a.published, a.event_start,
               t.id AS theme_id, t.label AS theme, t.kind AS theme_kind
        FROM articles a JOIN articles_themes m ON m.articles_id = a.id JOIN themes t ON t.id = m.themes_id
        ORDER BY a.id, m.position""",
    "articles_overview": """
        SELECT a.id, a.kind, a.title, a.published, a.published_edtf, a.event_start, a.place,
               (SELECT group_concat(name, '; ') FROM
                   (SELECT p.name FROM articles_authors m JOIN people p ON p.id = m.people_id
                    WHERE m.articles_id = a.id ORDER BY m.position)) AS authors,
               (SELECT group_concat(label, '; ') FROM
                   (SELECT t.label FROM articles_themes m JOIN themes t ON t.id = m.themes_id
                    WHERE m.articles_id = a.id ORDER BY m.position)) AS themes,
               a.status, a.url
        FROM articles a ORDER BY a.id""",
}


def write(contents: VersionContents, output: Path) -> None:
    """Write the file. The same version gives the same bytes with the same release of SQLite.

    Raises:
        ExportError: rows that no database takes, such as two of one key.
    """
    try:
        made = database(contents)
    except sqlite3.IntegrityError as error:
        said = f"the tables of {contents.version} are not as they were published ({error})"
        raise ExportError(f"{said}; `jjscrape verify` says what is wrong with them") from error
    with closing(made):
        files.write_bytes(output, made.serialize())


def database(contents: VersionContents) -> sqlite3.Connection:
    """Return the tables as a database in memory."""
    made = sqlite3.connect(":memory:", isolation_level=None)
    made.execute(f"PRAGMA user_version = {int(SCHEMA_VERSION)}")
    made.execute("BEGIN")
    for statement in definitions(contents):
        made.execute(statement)
    fill(made, contents)
    for statement in (*indexes(contents), *searches(contents), *views()):
        made.execute(statement)
    made.execute("COMMIT")
    return made


def name(*parts: str) -> str:
    """Quote an SQL name made of parts."""
    return '"' + "_".join(parts).replace('"', '""') + '"'


def target(column: Column) -> tuple[str, str]:
    table, _, key = (column.references or "").partition(".")
    return table, key


def linked(contents: VersionContents) -> Iterator[tuple[str, Column]]:
    """List columns whose texts refer to another table, each with its table's name."""
    for table, columns in contents.columns.items():
        for column in columns:
            if column.references and column.type is Type.STRINGS:
                yield table, column


def definitions(contents: VersionContents) -> Iterator[str]:
    for table in contents.tables:
        columns = contents.columns[table.name]
        parts = [f"{name(c.name)} {_TYPES[c.type]}{' NOT NULL' if c.required else ''}" for c in columns]
        if table.primary_key:
            parts.append(f"PRIMARY KEY ({', '.join(map(name, table.primary_key))})")
        for column in columns:
            if column.references and column.type is Type.STRING:
                other, key = target(column)
                parts.append(f"FOREIGN KEY ({name(column.name)}) REFERENCES {name(other)} ({name(key)})")
        yield f"CREATE TABLE {name(table.name)} ({', '.join(parts)}) STRICT"
    for table_name, column in linked(contents):
        other, key = target(column)
        yield (
            f"CREATE TABLE {name(table_name, column.name)} ({name(table_name, 'id')} TEXT NOT NULL, "
            f'"position" INTEGER NOT NULL, {name(other, key)} TEXT NOT NULL, '
            f'PRIMARY KEY ({name(table_name, "id")}, "position"), '
            f'FOREIGN KEY ({name(table_name, "id")}) REFERENCES {name(table_name)} ("id"), '
            f"FOREIGN KEY ({name(other, key)}) REFERENCES {name(other)} ({name(key)})) STRICT"
        )
    yield (
        'CREATE TABLE "data_dictionary" ("table" TEXT NOT NULL, "column" TEXT NOT NULL, "type" TEXT NOT NULL, '
        '"required" INTEGER NOT NULL, "description" TEXT NOT NULL, "unit" TEXT, "refers_to" TEXT, '
        'PRIMARY KEY ("table", "column")) STRICT'
    )
    yield 'CREATE TABLE "dataset" ("name" TEXT PRIMARY KEY, "title" TEXT, "version" TEXT, "description" TEXT) STRICT'


def fill(made: sqlite3.Connection, contents: VersionContents) -> None:
    def insert(table: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            made.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608

    for table, rows in contents.rows.items():
        insert(name(table), [tuple(stored(row[c.name], c.type) for c in contents.columns[table]) for row in rows])
    for table, column in linked(contents):
        cells = [(row["id"], row[column.name]) for row in contents.rows[table]]
        insert(name(table, column.name), [(key, n, text) for key, texts in cells for n, text in enumerate(texts, 1)])
    described = [
        (table, c.name, c.type.value, int(c.required), c.description, c.unit, c.references)
        for table, columns in contents.columns.items()
        for c in columns
    ]
    insert("data_dictionary", described)
    insert("dataset", [(contents.name, contents.title, contents.version, contents.description)])


def stored(value: Any, kind: Type) -> Any:
    match kind:
        case _ if value is None:
            return None
        case Type.BOOLEAN:
            return int(value)
        case Type.TIMESTAMP:
            return fixed_instant(value)
        case Type.STRINGS:
            return json.dumps(value, ensure_ascii=False)
        case _:
            return value


def indexes(contents: VersionContents) -> Iterator[str]:
    for table in contents.tables:
        for column in contents.columns[table.name]:
            single = column.type in {Type.STRING, Type.TIMESTAMP}
            asked = column.references or column.values or column.type is Type.TIMESTAMP
            if single and asked and table.key[0] != column.name:
                index = name("idx", table.name, column.name)
                yield f"CREATE INDEX {index} ON {name(table.name)} ({name(column.name)})"
    for table_name, column in linked(contents):
        other, key = target(column)
        index = name("idx", table_name, column.name, other)
        yield f"CREATE INDEX {index} ON {name(table_name, column.name)} ({name(other, key)})"


def searches(contents: VersionContents) -> Iterator[str]:
    for table, columns in SEARCHED.items():
        if table in contents.rows:
            fts = name(table, "fts")
            listed = ", ".join(map(name, columns))
            yield f"CREATE VIRTUAL TABLE {fts} USING fts5({listed}, content={name(table)}, tokenize='porter unicode61')"
            yield f"INSERT INTO {fts} ({fts}) VALUES ('rebuild')"  # noqa: S608


def views() -> Iterator[str]:
    for view, query in VIEWS.items():
        yield f"CREATE VIEW {name(view)} AS {' '.join(query.split())}"
