"""Both formats of a table hold the same values, and neither opens a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jjscrape.release.cells import from_cell, guard, hashed_cell, to_cell, unguard
from jjscrape.release.read import read_csv, read_parquet
from jjscrape.release.write import ordered, write_csv, write_parquet
from jjscrape.schema import Column, Table, Type

TABLE = Table(
    "things",
    "a thing",
    ("id",),
    (
        Column("id", Type.STRING, "", required=True),
        Column("text", Type.STRING, ""),
        Column("number", Type.INTEGER, ""),
        Column("sure", Type.BOOLEAN, ""),
        Column("when", Type.TIMESTAMP, ""),
        Column("names", Type.STRINGS, "", required=True),
    ),
)
TEXT = st.text(
    st.one_of(st.sampled_from("'\"=+-@,;\t\r\n\x00\x85\u2028\u200f\ufeff\uff1d[]{}\\ \ud800\udfff"), st.characters())
)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(-timedelta(hours=5, minutes=30))])
TIME = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=ZONES)  # noqa: DTZ001
ROW = st.fixed_dictionaries(
    {
        "text": st.none() | TEXT,
        "number": st.none() | st.integers(-(2**63), 2**63 - 1),
        "sure": st.none() | st.booleans(),
        "when": st.none() | TIME,
        "names": st.lists(TEXT, max_size=3),
    }
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cells")


@given(st.lists(ROW, max_size=4))
@example([{"text": "", "number": 0, "sure": False, "when": None, "names": [""]}])
@example([{"text": "'=1", "number": -1, "sure": True, "when": None, "names": ["=1"]}])
def test_csv_and_parquet_give_back_the_same_cells(folder, cells):
    rows = ordered(TABLE, [{"id": str(number), **made} for number, made in enumerate(cells)])
    write_csv(folder / "x.csv", TABLE, rows)
    write_parquet(folder / "x.parquet", TABLE, rows)
    assert read_csv(folder / "x.csv", TABLE) == rows
    assert read_parquet(folder / "x.parquet") == rows


@given(TEXT)
def test_only_emptiness_and_half_characters_are_settled(text):
    made = ordered(TABLE, [{"id": "1", "text": text, "number": None, "sure": None, "when": None, "names": [text]}])[0]
    whole = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    assert made["text"] == (whole or None)
    assert made["names"] == [whole]


@given(TEXT.filter(bool))
@example("=1+1")
@example("'=1+1")
@example("''@x")
@example("'quoted'")
def test_no_text_opens_a_formula_and_every_text_comes_back(text):
    cell = guard(text)
    assert cell[0] not in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
    assert unguard(cell) == text
    assert cell in {text, f"'{text}"}


@pytest.mark.parametrize("start", list("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"))
def test_each_opening_of_a_formula_is_guarded(start):
    assert guard(f"{start}1") == f"'{start}1"
    assert guard(f"a{start}1") == f"a{start}1"


@given(ROW)
def test_no_cell_of_a_file_opens_a_formula_but_a_number_may_be_negative(folder, made):
    write_csv(folder / "y.csv", TABLE, ordered(TABLE, [{"id": "=1", **made}]))
    with io.StringIO((folder / "y.csv").read_bytes().decode(), newline="") as stream:
        (line,) = csv.DictReader(stream)
    assert list(line) == TABLE.names
    assert not [cell for name, cell in line.items() if name != "number" and cell.startswith(tuple("=+-@\t\r"))]


def test_a_column_of_times_is_in_one_layout(folder):
    """Readers take the layout of the first cell for that of all; one with a fraction among others made them fail."""
    pandas = pytest.importorskip("pandas")
    whole = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    times = [
        whole,
        whole.replace(microsecond=667_898),
        whole.replace(microsecond=5, tzinfo=timezone(timedelta(hours=1))),
    ]
    rows = [
        {"id": str(n), "text": None, "number": None, "sure": None, "when": t, "names": []} for n, t in enumerate(times)
    ]
    write_csv(folder / "times.csv", TABLE, ordered(TABLE, rows))
    read = pandas.read_csv(folder / "times.csv")["when"]
    assert set(read.str.len()) == {27}
    assert list(pandas.to_datetime(read)) == times
    # As texts they stand in the order of time, which "35Z" before "35.6Z" would not.
    assert sorted(read) == [to_cell(time, Type.TIMESTAMP) for time in sorted(times)]


def test_the_layout_of_times_is_none_of_the_content_hash_s_business():
    when = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert hashed_cell(when, Type.TIMESTAMP) == "2026-07-01T12:00:00Z"
    assert hashed_cell(when.replace(microsecond=5), Type.TIMESTAMP) == "2026-07-01T12:00:00.000005Z"
    assert hashed_cell(None, Type.TIMESTAMP) == ""
    assert hashed_cell("=1", Type.STRING) == to_cell("=1", Type.STRING)


def test_the_forms_in_a_cell():
    when = datetime(2026, 7, 1, 13, 0, tzinfo=timezone(timedelta(hours=1)))
    assert to_cell(when, Type.TIMESTAMP) == "2026-07-01T12:00:00.000000Z"
    assert to_cell(when.replace(microsecond=5), Type.TIMESTAMP) == "2026-07-01T12:00:00.000005Z"
    assert to_cell(["a", "\u2019"], Type.STRINGS) == '["a", "\u2019"]'
    assert to_cell([], Type.STRINGS) == "[]"
    assert [to_cell(sure, Type.BOOLEAN) for sure in (True, False)] == ["true", "false"]
    assert to_cell(None, Type.INTEGER) == ""
    assert from_cell("", Type.STRING) is None
    assert from_cell("false", Type.BOOLEAN) is False
