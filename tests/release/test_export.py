"""A version in other programs' formats holds what its tables hold, cell by cell; what a format can't hold is known."""

from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone

import icalendar
import openpyxl
import pytest
from examples import share
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jjscrape.release.cells import guard
from jjscrape.release.export import ics, jsonlines, sqlite, xlsx
from jjscrape.release.export.formats import FORMATS, ExportError, VersionContents, export
from jjscrape.release.export.version_contents import read_contents
from jjscrape.release.publish import publish
from jjscrape.release.read import read_csv, read_parquet
from jjscrape.release.write import ordered, write_csv, write_parquet
from jjscrape.schema import TABLES, Type
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
ARTICLES = TABLES["articles"]
NOW = datetime(2026, 11, 22, 10, 26, tzinfo=UTC)
TEXT = st.text(
    st.one_of(
        st.sampled_from(
            "'\"=+-@,;|<&\t\r\n\x00\x01\x0b\x1f\x7f\x85\u2028\u200f\ufeff\ufffe\uff1d[]{}\\ \ud800\U0001f600_x"
        ),
        st.characters(),
    ),
    max_size=20,
)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(-timedelta(hours=5, minutes=30))])
TIME = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=ZONES)  # noqa: DTZ001
VARIED = {
    "title": TEXT.filter(lambda text: text != ""),
    "text": st.none() | TEXT,
    "node_id": st.none() | st.integers(-(2**63), 2**63 - 1),
    "event_all_day": st.none() | st.booleans(),
    "event_start": st.none() | TIME,
    "authors": st.lists(TEXT, max_size=3),
}
HOSTILE = "=HYPERLINK(\"x\")\r\n'a',\x00\x1f\u2028\u200f\ufffe</x> _x0041_ \ud800"


def article(number=0, **cells):
    """A row of an article, every cell empty that may be."""
    filled = {Type.STRINGS: [], Type.TIMESTAMP: NOW, Type.STRING: "x"}
    row = {c.name: filled[c.type] if c.required else None for c in ARTICLES.columns}
    return {**row, "id": f"event/{number}", "kind": "event", "status": "live", **cells}


def version_of(articles):
    rows = {name: [] for name in TABLES} | {"articles": ordered(ARTICLES, articles)}
    columns = {name: table.columns for name, table in TABLES.items()}
    return VersionContents(
        name="site-2026.11.22", title="A site", version="2026.11.22", description="", rows=rows, columns=columns
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("formats")


@pytest.fixture(scope="module")
def data(tmp_path_factory, make_harvest):
    """A folder with a version of hostile texts."""
    data = tmp_path_factory.mktemp("data")
    publish(make_harvest(text=HOSTILE), SITE, data / "datasets")
    return data


def from_jsonl(text, table):
    times = {c.name for c in table.columns if c.type is Type.TIMESTAMP}
    rows = [json.loads(line) for line in text.splitlines()]
    return [{k: datetime.fromisoformat(v) if v and k in times else v for k, v in row.items()} for row in rows]


def from_sqlite(database, table):
    cursor = database.execute(f'SELECT * FROM "{table.name}"')
    names = [column[0] for column in cursor.description]
    reading = {Type.TIMESTAMP: datetime.fromisoformat, Type.STRINGS: json.loads, Type.BOOLEAN: bool}
    kinds = [reading.get(table.column(name).type, lambda cell: cell) for name in names]
    return [
        {name: None if cell is None else kind(cell) for name, kind, cell in zip(names, kinds, row, strict=True)}
        for row in cursor
    ]


@settings(max_examples=share(1))
@given(st.lists(st.fixed_dictionaries(VARIED), max_size=3))
@example([{"title": HOSTILE, "text": "", "node_id": 0, "event_all_day": False, "event_start": None, "authors": [""]}])
def test_every_format_gives_back_the_same_cells(folder, cells):
    version = version_of([article(number, **made) for number, made in enumerate(cells)])
    rows = version.rows["articles"]
    write_parquet(folder / "x.parquet", ARTICLES, rows)
    write_csv(folder / "x.csv", ARTICLES, rows)
    assert read_parquet(folder / "x.parquet") == rows
    assert read_csv(folder / "x.csv", ARTICLES) == rows
    text = "".join(jsonlines.line(row, ARTICLES.columns) for row in rows)
    assert from_jsonl(text, ARTICLES) == rows
    with closing(sqlite.database(version)) as database:
        assert from_sqlite(database, ARTICLES) == rows
        found = database.execute("SELECT articles_id, position, people_id FROM articles_authors").fetchall()
        assert found == [(row["id"], n, name) for row in rows for n, name in enumerate(row["authors"], 1)]


@settings(max_examples=share(0.5))
@given(st.fixed_dictionaries(VARIED))
@example({"title": HOSTILE, "text": "=1+1", "node_id": 2**63 - 1, "event_all_day": True,
          "event_start": datetime(1900, 2, 28, tzinfo=UTC), "authors": ["http://example.org/"]})  # fmt: skip
def test_a_workbook_holds_what_it_can_and_no_formula(folder, cells):
    version = version_of([article(0, **cells)])
    xlsx.write(version, folder / "x.xlsx")
    book = openpyxl.load_workbook(folder / "x.xlsx")
    row, sheet = version.rows["articles"][0], book["articles"]
    for at, column in enumerate(xlsx.in_reading_order(ARTICLES, ARTICLES.columns), 1):
        assert sheet.cell(1, at).value == column.name
        cell, expected = sheet.cell(2, at), xlsx.cell(row[column.name], column.type)
        assert cell.data_type not in {"f", "e"}
        assert cell.hyperlink is None
        if isinstance(expected, datetime):
            assert abs(cell.value - expected) < timedelta(milliseconds=1)
        else:
            shown = cell.value
            assert shown == (expected or None if isinstance(expected, str) else expected)
        if isinstance(expected, str) and guard(expected) != expected:
            assert cell.quotePrefix


@given(TEXT)
@example("a\r\nb\rc")
@example("\x00\x1f\ufffe\uffff")
def test_a_workbook_changes_only_what_xml_can_t_hold(text):
    whole = re.sub("[\ud800-\udfff]", "", text)
    made = xlsx.fitting(whole)
    for one, other in zip(re.sub("\r\n?", "\n", whole), made, strict=True):
        assert one == other or (other == "\ufffd" and (one < " " or one in "\ufffe\uffff"))


@pytest.mark.parametrize(("unit", "count"), [("a", xlsx.LONGEST + 1), ("\U0001f600", xlsx.LONGEST // 2 + 1)])
def test_a_text_too_long_for_a_cell_is_cut_between_characters(unit, count):
    made = xlsx.fitting(unit * count)
    assert len(made.encode("utf-16-le")) // 2 <= xlsx.LONGEST
    assert made == unit * (len(made) - 1) + "…"
    assert xlsx.fitting("a" * xlsx.LONGEST) == "a" * xlsx.LONGEST


def test_a_workbook_has_frozen_heads_and_says_what_it_can_t_hold(data):
    book = openpyxl.load_workbook(export(data / "datasets", "xlsx", None, None, data))
    assert book.sheetnames == ["about", *TABLES, "columns"]
    named = {"articles", "projects", "pages", "themes", "people", "documents"}
    assert {name: book[name].freeze_panes for name in TABLES} == {n: "C2" if n in named else "B2" for n in TABLES}
    assert [next(book[name].values)[:2] for name in ("articles", "people", "links")] == [
        ("id", "title"), ("id", "name"), ("source_id", "position"),
    ]  # fmt: skip
    assert [book["articles"].cell(2, at).alignment.wrap_text for at in (1, 2)] == [None, True]
    assert book["articles"].row_dimensions[2].height == 48
    assert xlsx.LIMITS in [cell.value for cell in book["about"]["A"]]


def test_a_workbook_shows_a_day_where_only_the_day_is_known(folder):
    start = datetime(2019, 7, 1, tzinfo=UTC)
    rows = [
        article(1, published=start, published_edtf="2019-07-01", event_start=start, event_all_day=True),
        article(2, published=NOW, published_edtf="2026-11-22T10:26:00+00:00", event_start=NOW, event_all_day=False),
    ]
    xlsx.write(version_of(rows), folder / "days.xlsx")
    sheet = openpyxl.load_workbook(folder / "days.xlsx")["articles"]
    heads = next(sheet.values)
    shown = {name: [sheet.cell(row, heads.index(name) + 1) for row in (2, 3)] for name in ("published", "event_start")}
    forms = ["yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd\\ hh:mm:ss"]
    for cells in shown.values():
        assert [cell.is_date for cell in cells] == [True, True]
        assert [cell.number_format.replace("\\", "") for cell in cells] == [form.replace("\\", "") for form in forms]


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_version_gives_the_same_bytes(data, tmp_path, form):
    made = [export(data / "datasets", form, None, tmp_path / f"{n}" / "made", data) for n in range(2)]
    read = [
        [(part.name, part.read_bytes()) for part in sorted(path.iterdir())] if path.is_dir() else path.read_bytes()
        for path in made
    ]
    assert read[0]
    assert read[0] == read[1]


def test_the_database_s_keys_hold_and_its_search_and_views_find(data):
    version = read_contents(data / "datasets" / "2026.11.22")
    with closing(sqlite3.connect(export(data / "datasets", "sqlite", "latest", None, data))) as database:
        ask = lambda query: database.execute(query).fetchall()  # noqa: E731
        assert ask("PRAGMA foreign_key_check") == []
        assert ask("PRAGMA integrity_check") == [("ok",)]
        for name, table in TABLES.items():
            assert from_sqlite(database, table) == version.rows[name]
            keys = {(row[3], f"{row[2]}.{row[4]}") for row in ask(f'PRAGMA foreign_key_list("{name}")')}
            wanted = {(c.name, c.references) for c in table.columns if c.references and c.type is Type.STRING}
            assert keys == wanted
            parts = {row[5]: row[1] for row in ask(f'PRAGMA table_info("{name}")') if row[5]}
            assert tuple(parts[place] for place in sorted(parts)) == table.primary_key
        assert ask("SELECT a.id FROM articles_fts f JOIN articles a ON a.rowid = f.rowid"
                   " WHERE articles_fts MATCH 'meetings'") == [("event/meeting",)]  # fmt: skip
        assert ask("SELECT name, position FROM article_authors WHERE article_id = 'blog/post-0'") == [
            ("Ada Example", 1)
        ]
        assert ask("SELECT theme FROM article_themes WHERE article_id = 'event/meeting'") == [("Sheffield",)]
        overview = ask("SELECT authors, themes FROM articles_overview WHERE id = 'blog/post-0'")
        assert overview == [("Ada Example", "Democracy and Engagement")]
        times = ask(
            "SELECT a.published, o.published, o.published_edtf FROM articles a JOIN articles_overview o USING (id)"
        )
        assert [stated for stated, *_ in times] == [shown for _, shown, _ in times]
        assert any(shown for _, shown, _ in times)
        described = ask("SELECT count(*) FROM data_dictionary")[0][0]
        assert described == sum(len(table.columns) for table in TABLES.values())


def test_the_database_refuses_a_value_of_another_type(data):
    with (
        closing(sqlite3.connect(export(data / "datasets", "sqlite", None, None, data))) as database,
        pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value in INTEGER"),
    ):
        database.execute("UPDATE articles SET word_count = 'many'")


def events(articles):
    return {
        str(event["summary"]): event
        for event in icalendar.Calendar.from_ical(ics.calendar(version_of(articles)).to_ical()).walk("VEVENT")
    }


def test_an_event_with_hours_stands_in_its_zone_and_has_an_end_only_where_one_is_known():
    start = datetime(2019, 7, 1, 9, 0, tzinfo=UTC)
    zoned = {"event_start": start, "event_timezone": "Europe/London", "event_all_day": False}
    found = events(
        [
            article(1, title="open", **zoned),
            article(2, title="ends", **zoned, event_end=start + timedelta(hours=2), place="Here, there; and\nthere"),
            article(3, title="undated"),
        ]
    )
    assert found.keys() == {"open", "ends"}
    assert found["open"]["dtstart"].params["TZID"] == "Europe/London"
    assert found["open"]["dtstart"].dt.replace(tzinfo=None) == datetime(2019, 7, 1, 10, 0)  # noqa: DTZ001
    assert "dtend" not in found["open"]
    assert found["ends"]["dtend"].dt.astimezone(UTC) == start + timedelta(hours=2)
    assert str(found["ends"]["location"]) == "Here, there; and\nthere"
    assert len({str(event["uid"]) for event in found.values()}) == 2


def test_an_event_on_unknown_clocks_gets_no_zone_but_is_named():
    """UTC would be as much of a guess as the site's own zone."""
    start = datetime(2019, 7, 1, 9, 0, tzinfo=UTC)
    rows = [
        article(1, title="open", event_start=start, event_all_day=False),
        article(2, title="days", event_start=start.replace(hour=0), event_all_day=True),
        article(3, title="known", event_start=start, event_all_day=False, event_timezone="UTC"),
        article(4, title="undated"),
    ]
    assert events(rows).keys() == {"days", "known"}
    told = ics.left_out(version_of(rows))
    assert told == (
        "1 of 4 events left out, whose pages state no date that could be read: event/4",
        "1 of 4 events left out, whose pages leave open on which clocks their times are: event/1",
    )
    assert str(ics.calendar(version_of(rows))["x-wr-caldesc"]) == "; ".join(told)
    assert "x-wr-caldesc" not in ics.calendar(version_of(rows[1:3]))


def test_every_time_of_an_event_that_repeats_is_an_entry():
    first, second = datetime(2019, 7, 1, 9, tzinfo=UTC), datetime(2019, 11, 4, 10, tzinfo=UTC)
    times = ["2019-07-01T09:00:00Z/2019-07-01T11:00:00Z", "2019-11-04T10:00:00Z"]
    row = article(1, title="often", event_start=first, event_end=first + timedelta(hours=2), event_all_day=False,
                  event_timezone="Europe/London", event_occurrences=times)  # fmt: skip
    days = article(2, title="days", event_start=first.replace(hour=0), event_all_day=True,
                   event_occurrences=["2019-07-01", "2019-08-02/2019-08-03"])  # fmt: skip
    made = icalendar.Calendar.from_ical(ics.calendar(version_of([row, days])).to_ical()).walk("VEVENT")
    spans = [(str(e["summary"]), e["dtstart"].dt, e["dtend"].dt if "dtend" in e else None) for e in made]
    assert spans == [
        ("often", first, first + timedelta(hours=2)),
        ("often", second, None),
        ("days", date(2019, 7, 1), None),
        ("days", date(2019, 8, 2), date(2019, 8, 4)),
    ]
    assert len({str(e["uid"]) for e in made}) == 4
    # The first keeps the UID it had when it was the only one, and an entry keeps its own when one before it goes.
    assert str(made[0]["uid"]) == str(ics.event({**row, "event_occurrences": []}, "site", NOW)["uid"])
    assert ics.occurrences({**row, "event_occurrences": times[:1]}) == [{**row, "event_occurrences": times[:1]}]


def test_whole_days_are_dates_and_the_end_is_the_day_after():
    first, last = datetime(2019, 7, 1, tzinfo=UTC), datetime(2019, 7, 3, tzinfo=UTC)
    whole = {"event_start": first, "event_all_day": True, "event_timezone": "Africa/Johannesburg"}
    found = events([article(1, title="one", **whole), article(2, title="three", **whole, event_end=last)])
    assert found["one"]["dtstart"].dt == found["three"]["dtstart"].dt == date(2019, 7, 1)
    assert "dtend" not in found["one"]
    assert found["three"]["dtend"].dt == date(2019, 7, 4)


def test_a_withdrawn_page_cancels_only_what_was_still_to_come():
    gone, version = {"status": "gone", "event_timezone": "UTC"}, version_of([])
    rows = {
        title: article(title=title, event_start=start, **more)
        for title, start, more in (
            ("past", NOW - timedelta(days=1), gone),
            ("future", NOW + timedelta(days=1), gone),
            ("live", NOW - timedelta(days=1), {"event_timezone": "UTC"}),
        )
    }
    made = {title: ics.event(row, version.name, NOW) for title, row in rows.items()}
    assert {title: event.get("status") for title, event in made.items()} == {
        "past": None, "future": "CANCELLED", "live": "CONFIRMED",
    }  # fmt: skip
    assert "no longer on the site" in made["past"]["comment"]


@settings(max_examples=share(1))
@given(TEXT.filter(lambda text: text != ""))
@example("x\r\nBEGIN:VALARM")
def test_no_text_breaks_out_of_its_line(text):
    version = version_of([article(title=text, event_start=NOW, event_timezone="UTC", place="\x00\x0b")])
    lines = ics.calendar(version).to_ical().decode("utf-8").split("\r\n")
    assert sum(line.startswith("BEGIN:") for line in lines) == 2
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not any(
        set(map(chr, range(32))) - {"\t"} & set(line) - {"\t"} for line in lines if set(line) & set("\x00\x0b")
    )


def test_the_uid_stays_when_the_address_changes():
    row = article(title="a", event_start=NOW, event_timezone="UTC")
    moved = {**row, "url": "https://example.org/elsewhere", "title": "b"}
    assert ics.event(row, "site", NOW)["uid"] == ics.event(moved, "site", NOW)["uid"]
    assert ics.event({**row, "id": "event/9"}, "site", NOW)["uid"] != ics.event(row, "site", NOW)["uid"]


def test_what_can_t_be_exported_is_said(data, tmp_path):
    datasets = data / "datasets"
    with pytest.raises(ExportError, match="no format 'ods'; the formats are sqlite, jsonl, xlsx, ics"):
        export(datasets, "ods", None, None, data)
    with pytest.raises(ExportError, match=r"no version '2020.01.01' .*; there are 2026.11.22"):
        export(datasets, "sqlite", "2020.01.01", None, data)
    with pytest.raises(ExportError, match="nothing was published in"):
        export(tmp_path, "sqlite", None, None, data)
    (tmp_path / "there").mkdir()
    with pytest.raises(ExportError, match="is there already"):
        export(datasets, "jsonl", None, tmp_path / "there", data)


def test_a_name_that_climbs_names_no_file(data, tmp_path):
    copied = tmp_path / "in" / "datasets"
    shutil.copytree(data / "datasets", copied, symlinks=True)
    (folder,) = (path for path in copied.iterdir() if path.is_dir() and not path.is_symlink())
    package = json.loads((folder / "datapackage.json").read_text())
    (folder / "datapackage.json").write_text(json.dumps({**package, "name": "../out"}))
    with pytest.raises(ExportError, match=r"datapackage\.json can't be used: '\.\./out-jsonl' is no name"):
        export(copied, "jsonl", None, None, tmp_path / "in")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_table_whose_file_is_gone_is_named_and_not_left_out(data, tmp_path):
    copied = tmp_path / "version"
    shutil.copytree(data / "datasets" / "2026.11.22", copied)
    (copied / "themes.parquet").unlink()
    with pytest.raises(ExportError, match=r"SHA256SUMS names it, and it is no file there: '.*themes\.parquet'"):
        read_contents(copied)


def with_articles(data, tmp_path, changed):
    """A copy of the version whose articles somebody wrote anew."""
    import pyarrow.parquet as pq

    copied = tmp_path / "version"
    shutil.copytree(data / "datasets" / "2026.11.22", copied)
    pq.write_table(changed(pq.read_table(copied / "articles.parquet")), copied / "articles.parquet")
    return copied


def with_column(name, values):
    return lambda table: table.set_column(table.column_names.index(name), name, [values * table.num_rows])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (lambda table: table.drop_columns(["id"]), "it has no column id"),
        (lambda table: table.select(["id"]), "it has no column"),
        (lambda table: table.append_column("id", table["id"]), "exists 2 times in schema"),
        (with_column("published", ["2018"]), "its column published is of the type string, which is none of timestamp"),
        (with_column("word_count", ["9"]), "its column word_count is of the type string, which is none of integer"),
        (with_column("authors", ["ann"]), "its column authors is of the type string, which is none of list of strings"),
        (with_column("authors", [[["ann"]]]), "its column authors is of the type list"),
        (with_column("title", [7]), "its column title is of the type int64, which is none of string"),
        (with_column("event_all_day", [1]), "its column event_all_day is of the type int64, which is none of boolean"),
        (with_column("id", [None]), "its column id is empty in a row"),
    ],
)
def test_columns_that_are_not_the_table_s_are_named(data, tmp_path, changed, said):
    with pytest.raises(ExportError, match=said):
        read_contents(with_articles(data, tmp_path, changed))


@pytest.mark.parametrize("kind", ["large_string", "dictionary", "null"])
def test_texts_may_be_stored_in_other_ways(data, tmp_path, kind):
    import pyarrow as pa

    types = {"large_string": pa.large_string(), "dictionary": pa.dictionary(pa.int32(), pa.string())}
    place = None if kind == "null" else "Hall"

    def stored(table):
        values = pa.nulls(table.num_rows) if place is None else pa.array([place] * table.num_rows).cast(types[kind])
        return table.set_column(table.column_names.index("place"), "place", values)

    assert {row["place"] for row in read_contents(with_articles(data, tmp_path, stored)).rows["articles"]} == {place}


def test_two_rows_of_one_key_make_no_database(data, tmp_path):
    import pyarrow as pa

    twice = with_articles(data, tmp_path, lambda table: pa.concat_tables([table, table]))
    with pytest.raises(ExportError, match=r"not as they were published \(UNIQUE constraint failed: articles\.id\)"):
        sqlite.write(read_contents(twice), tmp_path / "out.db")
    assert not (tmp_path / "out.db").exists()


@pytest.mark.parametrize("package", [None, [], "x", {"name": "a"}, {"name": 5, "title": "", "version": ""}])
def test_a_package_that_is_none_is_named(data, tmp_path, package):
    copied = with_articles(data, tmp_path, lambda table: table)
    (copied / "datapackage.json").write_text(json.dumps(package))
    with pytest.raises(ExportError, match=r"datapackage\.json has no name, title, version or description"):
        read_contents(copied)


def test_a_version_of_an_older_schema_is_exported_with_the_columns_it_has(data, tmp_path):
    import pyarrow.parquet as pq

    old = tmp_path / "old"
    old.mkdir()
    for path in (data / "datasets" / "2026.11.22").iterdir():
        (old / path.name).write_bytes(path.read_bytes())
    pq.write_table(
        pq.read_table(old / "articles.parquet").drop_columns(["also_at", "node_id"]), old / "articles.parquet"
    )
    version = read_contents(old)
    for form, (_, write) in FORMATS.items():
        write(version, tmp_path / form)
    with closing(sqlite3.connect(tmp_path / "sqlite")) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(articles)")]
    assert columns == [name for name in ARTICLES.names if name not in {"also_at", "node_id"}]
    heads = next(openpyxl.load_workbook(io.BytesIO((tmp_path / "xlsx").read_bytes()))["articles"].values)
    assert sorted(heads) == sorted(columns)
