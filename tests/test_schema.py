"""The one description of the data holds together, and refuses what does not fit it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from jjscrape.schema import (
    RECORD_TABLES,
    TABLES,
    Column,
    RowError,
    Table,
    Type,
    all_fit,
    arrow_schema,
    check_keys,
    checked_rows,
    dictionary,
)

ALL = [(table, column) for table in TABLES.values() for column in table.columns]


def test_references_point_at_keys_that_are_there():
    pointing = [(table.name, column) for table, column in ALL if column.references]
    assert pointing
    for where, column in pointing:
        name, _, target = column.references.partition(".")
        assert TABLES[name].key == (target,), f"{where}.{column.name}"
        assert column.type in {Type.STRING, Type.STRINGS}


def test_names_are_unique_and_keys_are_columns():
    for name, table in TABLES.items():
        assert table.name == name
        assert len(set(table.names)) == len(table.names)
        assert set(table.key) <= set(table.names)
        assert set(RECORD_TABLES) <= set(TABLES)


def test_keys_are_always_there_but_for_a_change_of_a_whole_row():
    loose = [(table.name, name) for table in TABLES.values() for name in table.key if not table.column(name).required]
    assert loose == [("changes", "field")]


def test_lists_are_always_there():
    assert all(column.required for _, column in ALL if column.type is Type.STRINGS)


def test_content_is_what_two_archives_of_a_site_share():
    archival = {"first_seen", "last_seen", "last_changed", "gone_since", "capture_id"}
    for name in RECORD_TABLES:
        here = archival | ({"listing_position"} if name == "articles" else set())
        assert here == {column.name for column in TABLES[name].columns if column.archival}
        assert set(TABLES[name].content) == set(TABLES[name].names) - here
    assert {"captured_at", "warc_file", "warc_offset"}.isdisjoint(TABLES["captures"].content)


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_the_arrow_schema_is_the_table(table):
    schema = arrow_schema(table)
    assert schema.names == table.names
    types = {
        Type.STRING: pa.string(),
        Type.INTEGER: pa.int64(),
        Type.BOOLEAN: pa.bool_(),
        Type.TIMESTAMP: pa.timestamp("us", tz="UTC"),
    }
    for field, column in zip(schema, table.columns, strict=True):
        assert field.nullable is not column.required
        assert field.metadata == {b"description": column.description.encode()}
        if column.type is Type.STRINGS:
            assert field.type.value_type == pa.string()
        else:
            assert field.type == types[column.type]


def test_the_dictionary_has_every_column():
    lines = dictionary().splitlines()
    for table, column in ALL:
        section = lines.index(f"## {table.name}")
        following = next((n for n in range(section + 1, len(lines)) if lines[n].startswith("## ")), len(lines))
        row = [line for line in lines[section:following] if line.startswith(f"| {column.name} |")]
        assert len(row) == 1
        assert column.description in row[0]
        assert row[0].count("|") == 7
        assert not column.may_be_empty or f"| {column.empty}" in row[0]


TABLE = Table(
    "things",
    "a thing",
    ("id", "number"),
    (
        Column("id", Type.STRING, "", required=True),
        Column("number", Type.INTEGER, "", required=True),
        Column("kind", Type.STRING, "", values=("a", "b")),
        Column("when", Type.TIMESTAMP, ""),
        Column("sure", Type.BOOLEAN, ""),
        Column("names", Type.STRINGS, "", required=True),
    ),
)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def row(**cells):
    return {"id": "x", "number": 1, "kind": None, "when": None, "sure": None, "names": [], **cells}


def fit(table, rows):
    """Whether rows are given on as they are; those that don't fit raise. By columns the same must be told."""
    try:
        passed = list(checked_rows(table, rows)) == rows
    except RowError:
        assert not all_fit(table, rows)
        raise
    assert all_fit(table, rows)
    return passed


def test_rows_that_fit_pass():
    assert fit(TABLE, [])
    assert fit(TABLE, [row(kind="a", when=NOW, sure=False, names=["", "z"]), row(number=2), row(id="y")])


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"id": None}, "id is empty"),
        ({"names": None}, "names is empty"),
        ({"kind": "c"}, "kind is 'c', not one of a, b"),
        ({"id": 5}, "id is 5, not a text"),
        ({"id": ["x"]}, "id is .*, not a text"),
        ({"kind": {}}, "kind is {}, not a text"),
        ({"kind": ""}, "kind is '', which could not be told from null"),
        ({"kind": "\ud800"}, "kind is .* half a character"),
        ({"names": ["\udfff"]}, "names is .* half a character"),
        ({"names": "abc"}, "names is 'abc', not a list of texts"),
        ({"names": [None]}, r"names is \[None\], not a list of texts"),
        ({"names": ("a",)}, "names is .* not a list"),
        ({"number": "1"}, "number is '1', not a whole number"),
        ({"number": True}, "number is True, not a whole number"),
        ({"number": 1.0}, "number is 1.0, not a whole number"),
        ({"number": 2**63}, "number is 9223372036854775808, too large"),
        ({"sure": "true"}, "sure is 'true', not true or false"),
        ({"sure": 1}, "sure is 1, not true or false"),
        ({"when": "2026-11-22"}, "when is '2026-11-22', not a time"),
        ({"when": date(2026, 11, 22)}, "when is .* not a time"),
        ({"when": datetime(2026, 11, 22)}, "when is .* without a zone"),  # noqa: DTZ001
        ({"more": 1}, r"columns \['more'\] do not fit"),
    ],
)
def test_a_row_that_does_not_fit_is_named(cells, fault):
    with pytest.raises(RowError, match=fault) as refused:
        fit(TABLE, [row(id="fine"), row(**cells)])
    assert str(refused.value).startswith("things (")


def test_a_column_that_is_missing_is_named():
    short = row()
    del short["when"]
    with pytest.raises(RowError, match=r"columns \['when'\] do not fit"):
        fit(TABLE, [short])


def test_a_key_that_repeats_is_named():
    with pytest.raises(RowError, match=r"two rows have the key \('x', 1\)"):
        check_keys(TABLE, [row(), row(kind="a"), row(id="y")])


BOUNDED = Table(
    "sizes",
    "a size",
    ("id",),
    (
        Column("id", Type.STRING, "", required=True, pattern="[a-z]+"),
        Column("size", Type.INTEGER, "", minimum=0),
    ),
)


def test_what_is_within_its_bounds_passes():
    assert fit(BOUNDED, [{"id": "a", "size": 0}, {"id": "b", "size": None}])


@pytest.mark.parametrize(
    ("cells", "fault"),
    [({"size": -1}, "size is -1, less than 0"), ({"id": "ab\n"}, r"id is 'ab\\n', which does not match \[a-z\]\+")],
)
def test_what_is_out_of_its_bounds_is_named(cells, fault):
    with pytest.raises(RowError, match=fault):
        fit(BOUNDED, [{"id": "a", "size": 0, **cells}])


def test_bounds_stand_where_they_mean_something():
    assert all(column.type is Type.INTEGER for _, column in ALL if column.minimum is not None or column.unit)
    assert all(column.type is Type.STRING for _, column in ALL if column.pattern)


def test_a_primary_key_is_a_key_that_is_always_there():
    assert {name: table.primary_key for name, table in TABLES.items() if table.primary_key != table.key} == {
        "changes": ()
    }


def test_the_data_dictionary_in_the_docs_is_the_schema_s():
    """`make docs` writes it."""
    docs = Path(__file__).parents[1] / "docs" / "tables.md"
    assert docs.read_text(encoding="utf-8") == dictionary()
