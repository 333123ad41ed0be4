"""What the changes table says is what happened: putting it onto the version before gives the version after."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from applied_changes import apply, inverse, table_applied
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.release.diff import changes, counts, packed, row_key, table_changes
from jjscrape.release.tables import tables
from jjscrape.release.write import ordered
from jjscrape.schema import COMPARED, TABLES, Column, Table, Type

TABLE = Table(
    "things",
    "a thing",
    ("id", "number"),
    (
        Column("id", Type.STRING, "", required=True),
        Column("number", Type.INTEGER, "", required=True),
        Column("text", Type.STRING, ""),
        Column("count", Type.INTEGER, ""),
        Column("sure", Type.BOOLEAN, ""),
        Column("when", Type.TIMESTAMP, ""),
        Column("names", Type.STRINGS, "", required=True),
        Column("seen", Type.TIMESTAMP, "", archival=True),
    ),
)
SHORT = st.text("ab='\t\n\"[", max_size=3)
TIME = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ROWS = st.dictionaries(
    st.tuples(st.sampled_from(["a", "b", "c/d", "'=", "\u2019"]), st.integers(0, 2)),
    st.fixed_dictionaries(
        {
            "text": st.none() | SHORT,
            "count": st.none() | st.integers(-2, 2),
            "sure": st.none() | st.booleans(),
            "when": st.none() | TIME,
            "names": st.lists(SHORT, max_size=2),
            "seen": st.none() | TIME,
        }
    ),
).map(lambda made: ordered(TABLE, [{"id": key[0], "number": key[1], **row} for key, row in made.items()]))


def content(rows):
    return {row_key(TABLE, row): {name: row[name] for name in TABLE.content} for row in rows}


@given(ROWS, ROWS)
def test_the_changes_lead_from_before_to_after_and_back(before, after):
    found = table_changes(TABLE, before, after)
    assert content(table_applied(TABLE, before, found)) == content(after)
    assert content(table_applied(TABLE, after, inverse(found))) == content(before)


@given(ROWS, ROWS, ROWS)
def test_changes_are_made_only_to_what_they_were_found_in(before, after, other):
    found, was, here = table_changes(TABLE, before, after), content(before), content(other)

    def fits(key, field):
        if field is None or key not in here:
            return here.get(key) == was.get(key) if key in was else key not in here
        return here[key][field] == was[key][field]

    if all(fits(change["record_id"], change["field"]) for change in found):
        table_applied(TABLE, other, found)
    else:
        with pytest.raises(ValueError, match="before"):
            table_applied(TABLE, other, found)


@given(ROWS, ROWS)
def test_there_are_no_more_changes_than_differences(before, after):
    found = table_changes(TABLE, before, after)
    was, now = content(before), content(after)
    cells = [(k, n) for k in was.keys() & now.keys() for n in TABLE.content if was[k][n] != now[k][n]]
    assert len(found) == len(was.keys() ^ now.keys()) + len(cells)
    assert table_changes(TABLE, after, after) == []


@given(ROWS)
def test_archival_columns_make_no_change(rows):
    later = [{**row, "seen": datetime(2040, 1, 1, tzinfo=UTC)} for row in rows]
    assert table_changes(TABLE, rows, later) == []


@given(ROWS, ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_change(before, after, random):
    found = table_changes(TABLE, before, after)
    random.shuffle(before)
    random.shuffle(after)
    assert table_changes(TABLE, before, after) == found


EMPTY = dict.fromkeys(TABLE.names)


def test_the_parts_of_a_key_are_joined_by_a_tab():
    assert row_key(TABLE, {"id": "c/d", "number": 1}) == "c/d\t1"
    assert row_key(TABLES["articles"], {"id": "c/d"}) == "c/d"


def test_a_whole_row_is_written_as_its_cells_in_order_without_the_empty_ones_and_those_about_the_archive():
    row = {**EMPTY, "id": "\u2019", "number": 1, "text": "=1", "sure": False, "names": [], "seen": datetime.now(UTC)}
    text = '{"id": "\u2019", "number": "1", "text": "\'=1", "sure": "false", "names": "[]"}'
    assert packed(TABLE, row) == text
    (added,) = table_changes(TABLE, [], [row])
    assert added == {
        "table": "things", "record_id": "\u2019\t1", "change": "added", "field": None, "before": None, "after": text,
    }  # fmt: skip
    assert table_changes(TABLE, [row], []) == [{**added, "change": "removed", "before": text, "after": None}]
    assert inverse([added]) == table_changes(TABLE, [row], [])


def test_a_value_that_comes_or_goes_was_or_is_none():
    was = {**EMPTY, "id": "a", "number": 1, "names": ["x"], "count": 0}
    now = {**was, "count": None, "text": "new"}
    change = {"table": "things", "record_id": "a\t1", "change": "changed"}
    there = [
        {**change, "field": "text", "before": None, "after": "new"},
        {**change, "field": "count", "before": "0", "after": None},
    ]
    assert table_changes(TABLE, [was], [now]) == there
    assert inverse(there) == table_changes(TABLE, [now], [was])


@pytest.fixture
def rows(make_harvest):
    return tables(make_harvest())


def test_changes_fit_their_own_table(rows):
    page = {**rows["pages"][0], "text": "=1+1", "title": "New"}
    after = {**rows, "pages": [page], "projects": []}
    found = ordered(TABLES["changes"], changes(rows, after))
    assert [(c["table"], c["change"], c["field"], c["after"]) for c in found] == [
        ("pages", "changed", "text", "'=1+1"),
        ("pages", "changed", "title", "New"),
        ("projects", "removed", None, None),
    ]
    assert counts(found) == {"changed": 2, "removed": 1}


def test_a_record_that_comes_back_has_returned(rows):
    live = rows["articles"]
    gone = [{**live[0], "status": "gone"}, *live[1:]]
    assert [(c["change"], c["field"]) for c in changes({**rows, "articles": gone}, rows)] == [("returned", "status")]
    assert [(c["change"], c["after"]) for c in changes(rows, {**rows, "articles": gone})] == [("changed", "gone")]
    back = changes({**rows, "articles": gone}, rows)
    assert inverse(back) == changes(rows, {**rows, "articles": gone})
    named = [{**gone[0], "title": "gone"}, *live[1:]]
    again = [{**live[0], "title": "live"}, *live[1:]]
    found = {c["field"]: c["change"] for c in changes({**rows, "articles": named}, {**rows, "articles": again})}
    assert found == {"status": "returned", "title": "changed"}
    file = rows["documents"][0]
    before, after = ({**rows, "documents": [{**file, "status": status}]} for status in ("missing", "archived"))
    assert [c["change"] for c in changes(before, after)] == ["changed"]


def test_a_table_that_was_not_there_before_is_all_added(rows):
    before = {name: made for name, made in rows.items() if name != "people"}
    assert [(c["table"], c["change"]) for c in changes(before, rows)] == [("people", "added")]


def test_a_whole_dataset_follows_from_the_one_before_and_the_changes(rows, make_harvest):
    later = tables(make_harvest(2, text="Other."))
    found = ordered(TABLES["changes"], changes(rows, later))
    assert {c["change"] for c in found} == {"changed", "removed"}
    made = apply(rows, found)
    assert made.keys() == set(COMPARED)
    assert changes(made, later) == changes(later, made) == []
    assert changes(apply(later, inverse(found)), rows) == []
    assert changes(apply({}, changes({}, rows)), rows) == []


def test_tables_about_the_archive_are_not_compared():
    assert set(COMPARED) == TABLES.keys() - {"captures", "changes", "provenance"}
