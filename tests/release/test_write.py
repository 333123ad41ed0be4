"""The same rows give the same bytes; the content hash hears what the site says and nothing else."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from examples import share
from hypothesis import given, settings
from hypothesis import strategies as st

from jjscrape.release import write
from jjscrape.release.tables import tables
from jjscrape.release.write import content_hash, ordered, write_csv, write_parquet
from jjscrape.schema import TABLES, RowError, Type, checked_rows

NOT_HASHED = {"captures", "changes", "provenance"}


@pytest.fixture
def rows(make_harvest):
    return rows_of(make_harvest())


def rows_of(harvest):
    """Rows of tables as lists, which may be changed."""
    return {name: list(made) for name, made in tables(harvest).items()} | {"changes": []}


def test_the_same_rows_give_the_same_bytes(tmp_path, rows):
    for name, table in TABLES.items():
        made = []
        for number, given_rows in enumerate((rows[name], rows[name][::-1])):
            shuffled = [dict(reversed(row.items())) for row in given_rows]
            write_csv(tmp_path / f"{number}.csv", table, ordered(table, shuffled))
            write_parquet(tmp_path / f"{number}.parquet", table, ordered(table, shuffled))
            made.append((tmp_path / f"{number}.csv").read_bytes() + (tmp_path / f"{number}.parquet").read_bytes())
        assert made[0] == made[1], name


@settings(max_examples=share(0.5))
@given(st.randoms(use_true_random=False))
def test_the_hash_is_deaf_to_order_and_to_when_and_where_it_was_read(make_harvest, random):
    rows = rows_of(make_harvest())
    known = content_hash(rows)
    for name, table in TABLES.items():
        random.shuffle(rows[name])
        for row in rows[name]:
            for column in table.columns:
                if column.archival:
                    row[column.name] = other(row[column.name], column)
    assert content_hash(rows) == known


def other(value, column):
    match column.type:
        case Type.STRING if column.values:
            return next(word for word in column.values if word != value)
        case Type.STRING:
            return f"{value or ''}x"
        case Type.INTEGER:
            return (value or 0) + 1
        case Type.BOOLEAN:
            return not value
        case Type.TIMESTAMP:
            return (value or datetime(2020, 1, 1, tzinfo=UTC)) + timedelta(microseconds=1)
        case _:
            return [*value, "x"]


def test_the_hash_hears_every_cell_of_content(rows):
    known = content_hash(rows)
    heard = {known}
    for name in TABLES.keys() - NOT_HASHED:
        assert rows[name]
        for column in (TABLES[name].column(c) for c in TABLES[name].content):
            kept = rows[name][0]
            rows[name][0] = {**kept, column.name: other(kept[column.name], column)}
            heard.add(content_hash(rows))
            rows[name][0] = kept
    assert len(heard) == 1 + sum(len(TABLES[name].content) for name in TABLES.keys() - NOT_HASHED)
    assert content_hash(rows) == known


def test_the_hash_hears_a_row_that_goes_and_one_that_moves(rows):
    known = content_hash(rows)
    assert content_hash({**rows, "pages": []}) != known
    page = {**rows["pages"][0], "title": None, "url": rows["pages"][0]["title"]}
    assert content_hash({**rows, "pages": [page]}) != known


def test_csv_is_rfc_4180(tmp_path):
    change = {"table": "pages", "record_id": "a", "change": "changed", "field": "text"}
    row = {**change, "before": 'say "x",\nthen', "after": None}
    write_csv(tmp_path / "x.csv", TABLES["changes"], ordered(TABLES["changes"], [row]))
    assert (tmp_path / "x.csv").read_bytes() == (
        b'table,record_id,change,field,before,after\r\npages,a,changed,text,"say ""x"",\nthen",\r\n'
    )


def test_rows_stand_in_the_order_of_their_key():
    change = {"table": "pages", "change": "changed", "before": None, "after": None}
    given_rows = [{**change, "record_id": r, "field": f} for r, f in (("b", "x"), ("b", None), ("a", "y"), ("a", "x"))]
    made = ordered(TABLES["changes"], given_rows)
    assert [(row["record_id"], row["field"]) for row in made] == [("a", "x"), ("a", "y"), ("b", None), ("b", "x")]


def test_rows_looked_at_by_columns_are_those_looked_at_one_by_one(rows):
    whole = rows["provenance"] * 10
    settled = [{**row, "raw": ["", "half \ud800", row["raw"]][nth % 3]} for nth, row in enumerate(whole)]
    for given_rows in (whole, settled, [*whole, *settled]):
        alone = list(checked_rows(TABLES["provenance"], map(write.settled_row, given_rows)))
        assert list(write.fitting(TABLES["provenance"], given_rows)) == alone
        assert len(alone) > write._TOGETHER


def test_csv_is_written_as_rows_go_by(tmp_path, rows):
    for name, table in TABLES.items():
        made = ordered(table, rows[name])
        assert list(write.also_csv(tmp_path / "by.csv", table, made)) == list(made)
        write_csv(tmp_path / "alone.csv", table, made)
        assert (tmp_path / "by.csv").read_bytes() == (tmp_path / "alone.csv").read_bytes()


def test_checked_rows_are_sorted_as_any_rows_are(rows):
    for name, table in TABLES.items():
        made = ordered(table, rows[name][::-1])
        assert list(made) == sorted(made, key=write.key_in(table)), name


def test_an_empty_text_where_there_must_be_one_is_refused(rows):
    rows["pages"][0]["title"] = ""
    with pytest.raises(RowError, match="title is empty"):
        ordered(TABLES["pages"], rows["pages"])


def test_a_version_from_before_a_column_or_a_table_was_added_keeps_its_hash(rows):
    """Verification reads it with today's schema, and must come to the hash that its catalog names."""
    whole = content_hash(rows)
    for article in rows["articles"]:
        del article["tags"]
    without_column = content_hash(rows)
    del rows["taggings"]
    assert len({whole, without_column, content_hash(rows)}) == len([whole, without_column, "without the table"])


ONLY_ROWS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from jjscrape.release.read import read_parquet
from jjscrape.release.write import write_parquet
from jjscrape.schema import TABLES, Type

when = datetime(2026, 11, 22, 10, 26, 0, 5, tzinfo=UTC)
filled = {Type.STRING: "x", Type.INTEGER: 1, Type.BOOLEAN: True, Type.STRINGS: ["x"], Type.TIMESTAMP: when}
path = Path(sys.argv[1])
for table in TABLES.values():
    row = {column.name: filled[column.type] for column in table.columns}
    write_parquet(path, table, [row])
    assert read_parquet(path) == [row]
print("pandas" in sys.modules)
"""


@pytest.mark.crawl
def test_rows_are_written_and_read_without_pandas(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", ONLY_ROWS, str(tmp_path / "x")], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_more_rows_than_are_handed_on_at_once_are_one_table(tmp_path, monkeypatch):
    monkeypatch.setattr(write, "_TEXT_AT_ONCE", 400)
    table = TABLES["themes"]
    words = {column.name: "é\n\u2028" for column in table.columns if column.type is Type.STRING}
    rows = [dict.fromkeys(table.names) | words | {"id": f"{number}"} for number in range(8)]
    assert 1 < len(list(write.pieces(write.as_lines(rows), write._TEXT_AT_ONCE))) < len(rows)
    made = write.arrow_table(table, rows)
    assert (made.to_pylist(), made.column("id").num_chunks) == (rows, 1)
    assert write.arrow_table(table, []).schema.equals(made.schema, check_metadata=True)


def test_however_many_rows_arrow_is_given_at_a_time_the_file_is_the_same(tmp_path, rows, monkeypatch):
    for name, table in TABLES.items():
        write_parquet(tmp_path / "whole.parquet", table, ordered(table, rows[name]))
        with monkeypatch.context() as patched:
            patched.setattr(write, "_TEXT_AT_ONCE", 10)
            given = [len(lines) for lines in write.pieces(write.as_lines(rows[name]), write._TEXT_AT_ONCE)]
            assert given == ([1] * len(rows[name]) or [0])
            write_parquet(tmp_path / "parts.parquet", table, ordered(table, rows[name]))
        assert (tmp_path / "whole.parquet").read_bytes() == (tmp_path / "parts.parquet").read_bytes(), name
