"""What the data dictionary says of tracing leads every cell to a capture, by SQL alone."""

from __future__ import annotations

import re
from contextlib import closing

import pytest

from jjscrape.release.export import sqlite
from jjscrape.release.export.version_contents import read_contents
from jjscrape.release.read import read_version
from jjscrape.schema import TABLES
from jjscrape.schema import tables as ways

pytestmark = pytest.mark.crawl

NOTED = (
    "SELECT capture_id FROM provenance p WHERE p.\"table\" = '{table}' AND p.record_id = {key} AND p.field = '{field}'"
)
BYLINES = (
    "SELECT capture_id FROM provenance p WHERE p.\"table\" = 'articles' AND p.field = 'authors' AND p.record_id IN ({})"
)
ROW_NOTED = "SELECT capture_id FROM provenance p WHERE p.\"table\" = '{table}' AND p.record_id = {key}"
SQL = {
    ways.OWN_CAPTURE: "SELECT r.capture_id",
    ways.ROW_NOTED: ROW_NOTED,
    ways.OWN_OR_NOTED: f"SELECT r.capture_id UNION {ROW_NOTED}",
    ways.SOURCE_CAPTURE: " UNION ".join(
        f"SELECT capture_id FROM {name} WHERE id = r.source_id" for name in ("articles", "projects", "pages")
    ),
    ways.AT_THAT_TIME: "SELECT id FROM captures WHERE captured_at = r.{field}",
    ways.WHEN_GONE: "SELECT id FROM captures WHERE captured_at = r.gone_since",
    ways.ITSELF: "SELECT r.id",
    ways.ANSWER: "SELECT r.capture_id",
    ways.OF_FILE: "SELECT r.file_capture_id",
}
BYLINES_OF = {
    "authorships": BYLINES.format("r.article_id"),
    "people": BYLINES.format("SELECT articles_id FROM people_articles m WHERE m.people_id = r.id"),
}
READ_WITH = re.compile("`provenance` of (.*), else (.*)")


def otherwise(table, field):
    """The query that the dictionary's words stand for."""
    way = table.traced_by(field)
    if match := READ_WITH.fullmatch(way):
        return f"{NOTED.replace('{field}', match[1])} UNION {SQL[match[2]]}"
    return BYLINES_OF[table.name] if way == ways.BYLINES else SQL[way]


@pytest.mark.parametrize("fixture", ["demo_data", "eventful_data", "rare_data"])
def test_every_cell_leads_to_a_capture(fixture, request):
    folder = (request.getfixturevalue(fixture) / "datasets" / "latest").resolve()
    asked = 0
    with closing(sqlite.database(read_contents(folder))) as database:
        for table in TABLES.values():
            if table.traced == ways.CELL_CHANGED:
                continue
            key = " || char(9) || ".join(f'r."{part}"' for part in table.key)
            for field in table.names:
                words = {"table": table.name, "key": key, "field": field}
                noted, other = (text.format(**words) for text in (NOTED, otherwise(table, field)))
                filled = f'r."{field}" IS NOT NULL AND r."{field}" != \'[]\''
                lost = database.execute(
                    f'SELECT {key} FROM "{table.name}" r WHERE {filled} AND NOT EXISTS ({noted})'
                    f" AND NOT EXISTS (SELECT 1 FROM captures WHERE id IN ({other}))"
                ).fetchall()
                asked += database.execute(f'SELECT count(*) FROM "{table.name}" r WHERE {filled}').fetchone()[0]
                assert lost == [], (table.name, field)
    assert asked > 200


def test_every_table_says_how():
    known = {value for name, value in vars(ways).items() if name.isupper() and isinstance(value, str)}
    assert {table.traced for table in TABLES.values()} <= known
    assert all(table.traced_by(name) for table in TABLES.values() for name in table.names)


def test_no_column_is_followed_in_name_only(demo_data, eventful_data, rare_data):
    """Where each column has a value in one of the three, the test above asked for each column."""
    empty = {f"{table.name}.{name}" for table in TABLES.values() for name in table.names}
    for data in (demo_data, eventful_data, rare_data):
        for table, rows in read_version(data / "datasets" / "latest").items():
            empty -= {f"{table}.{name}" for row in rows for name, value in row.items() if value not in (None, [])}
    assert empty == set()
