"""What an analyst gets: typed frames of a published version."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

import jjscrape
from jjscrape.release.publish import publish
from jjscrape.release.store.checked import ChecksumError
from jjscrape.schema import TABLES, arrow_schema
from jjscrape.site import load_site


@pytest.fixture(scope="module")
def data(tmp_path_factory, make_harvest):
    folder = tmp_path_factory.mktemp("data")
    for articles in (3, 4):
        publish(make_harvest(articles), load_site("jamandjustice"), folder / "datasets")
    return folder


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_table_comes_with_the_schema_s_types(data, table):
    frame = jjscrape.load(table.name, data=data)
    assert list(frame.columns) == table.names
    for field in arrow_schema(table):
        kind = frame.dtypes[field.name]
        assert isinstance(kind, pd.ArrowDtype)
        if pa.types.is_list(field.type):
            assert pa.types.is_list(kind.pyarrow_dtype)
        else:
            assert kind.pyarrow_dtype == field.type


def test_times_are_utc_lists_are_lists_and_null_is_null(data):
    frame = jjscrape.load("articles", data=data).set_index("id")
    post, event = frame.loc["blog/post-0"], frame.loc["event/meeting"]
    assert post.published == pd.Timestamp(datetime(2018, 6, 29, 9, 30, tzinfo=UTC))
    assert str(post.published.tz) == "UTC"
    assert list(post.authors) == ["ada-example"]
    assert list(event.authors) == []
    assert event.published is pd.NA
    assert event.event_end is pd.NA
    assert not event.event_all_day
    assert frame.published.max() < pd.Timestamp.now(tz="UTC")


def test_the_newest_version_is_loaded_unless_one_is_named(data):
    assert len(jjscrape.load("articles", data=data)) == 5
    assert len(jjscrape.load("articles", data=str(data), version="2026.11.22")) == 4
    assert len(jjscrape.load("articles", data=data, version="2026.11.22.1")) == 5


def test_the_current_folder_is_meant_where_none_is_named(data, monkeypatch):
    monkeypatch.chdir(data)
    assert len(jjscrape.load("articles")) == 5
    assert len(jjscrape.versions()) == 2


def test_versions_are_listed_oldest_first(data):
    frame = jjscrape.versions(data=data)
    assert list(frame["id"]) == ["2026.11.22", "2026.11.22.1"]
    assert list(frame["rows.articles"]) == [4, 5]
    assert str(frame["captured_until"].dt.tz) == "UTC"
    assert frame["captured_until"].iloc[0] == pd.Timestamp("2026-11-22T10:35Z")


def test_a_folder_where_nothing_was_published_says_so(tmp_path):
    none = jjscrape.versions(data=tmp_path)
    assert none.empty
    assert {"id", "published_at", "captured_until", "content_sha256", "rows.articles"} <= set(none.columns)
    assert str(none["captured_until"].dt.tz) == "UTC"
    with pytest.raises(LookupError, match=r"nothing was published in .* `jjscrape run`"):
        jjscrape.load("articles", data=tmp_path)


def test_what_is_not_there_is_answered_with_what_is(data):
    with pytest.raises(LookupError, match="no table 'article'; the tables are articles, projects"):
        jjscrape.load("article", data=data)
    for version in ("2020.01.01", "latest", "../x"):
        with pytest.raises(LookupError, match=r"no version .* there are 2026\.11\.22, 2026\.11\.22\.1"):
            jjscrape.load("articles", data=data, version=version)


def test_as_of_takes_the_newest_version_whose_captures_were_made_by_then(tmp_path, make_harvest):
    captured = [datetime(2026, 11, day, 10, tzinfo=UTC) for day in (1, 8, 15)]
    for number, at in enumerate(captured):
        publish(make_harvest(3 + number, at=at, archive=number), load_site("jamandjustice"), tmp_path / "datasets")
    until = list(jjscrape.versions(data=tmp_path)["captured_until"])

    def loaded(as_of):
        return len(jjscrape.load("articles", data=tmp_path, as_of=as_of)) - 4

    assert [loaded(date(2026, 11, day)) for day in (1, 2, 7, 8, 14, 15, 30)] == [0, 0, 0, 1, 1, 2, 2]
    assert [loaded(f"2026-11-{day:02}") for day in (7, 8)] == [0, 1]
    for number, moment in enumerate(until):
        assert loaded(moment) == number
        assert loaded(moment.to_pydatetime().replace(tzinfo=None)) == number
        assert loaded(moment.tz_convert("Asia/Tokyo").isoformat()) == number
    assert [loaded(moment - timedelta(microseconds=1)) for moment in until[1:]] == [0, 1]
    with pytest.raises(LookupError, match=r"no version was captured by then; the oldest, 2026\.11\.01, was captured"):
        loaded("2026-10-31")
    with pytest.raises(LookupError, match="not a date or time in ISO 8601"):
        loaded("yesterday")
    with pytest.raises(LookupError, match="a version was named and a time too"):
        jjscrape.load("articles", data=tmp_path, version="2026.11.01", as_of="2026-11-08")


@pytest.mark.parametrize("table", list(TABLES))
def test_both_formats_load_alike(data, table):
    pd.testing.assert_frame_equal(jjscrape.load(table, data=data, format="csv"), jjscrape.load(table, data=data))


def test_a_format_that_is_not_there_is_answered_with_what_is(data):
    with pytest.raises(LookupError, match="no format 'xlsx'; there are parquet and csv"):
        jjscrape.load("articles", data=data, format="xlsx")


def test_a_changed_file_is_found_if_one_asks(data, tmp_path):
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    path = tmp_path / "data" / "datasets" / "2026.11.22.1" / "people.csv"
    path.write_bytes(path.read_bytes() + b'"x","y",,,\n')
    assert len(jjscrape.load("people", data=tmp_path / "data", format="csv")) == 2
    with pytest.raises(ChecksumError, match=r"people\.csv: its sha256 is"):
        jjscrape.load("people", data=tmp_path / "data", format="csv", check=True)
    path.unlink()
    with pytest.raises(LookupError, match=r"version 2026\.11\.22\.1 in .* has no file people\.csv"):
        jjscrape.load("people", data=tmp_path / "data", format="csv")


def test_a_difference_has_the_rows_of_the_table_of_changes(data):
    old, new = jjscrape.versions(data=data)["id"]
    pd.testing.assert_frame_equal(
        jjscrape.diff(old, new, data=data).sort_values(["table", "record_id", "field"], ignore_index=True),
        jjscrape.load("changes", data=data).sort_values(["table", "record_id", "field"], ignore_index=True),
    )
    back = jjscrape.diff(new, old, data=data)
    assert set(back.loc[back["table"] == "articles", "change"]) >= {"removed"}
    assert jjscrape.diff(new, new, data=data).empty
    with pytest.raises(LookupError, match="no version 'x'"):
        jjscrape.diff(old, "x", data=data)


@pytest.mark.crawl
def test_an_address_says_what_is_missing_where_fsspec_is_not_installed(data):
    code = (
        "import sys; sys.modules['fsspec'] = None; sys.modules['fsspec.core'] = None\n"
        "import jjscrape\n"
        f"assert len(jjscrape.load('articles', data={str(data)!r})) == 5\n"
        f"assert len(jjscrape.load('articles', data={data.as_uri()!r})) == 5\n"
        "try: jjscrape.load('articles', data='s3://bucket/folder')\n"
        "except ImportError as error: print(error)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
    assert "s3://bucket/folder" in said
    assert "pip install 'jjscrape[remote]'" in said


@pytest.mark.crawl
def test_the_door_opens_without_what_lies_behind_it():
    code = "import sys, jjscrape; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
    heavy = {"pandas", "pyarrow", "numpy", "scrapy", "twisted", "fsspec", "s3fs", "lxml", "bs4"}
    assert heavy.isdisjoint(loaded.split())


WAYS = [
    [("kind", "==", "event")],
    [("kind", "!=", "event"), ("published", ">=", "2018-01-01")],
    [("published", "<", date(2018, 6, 30))],
    [("published", ">", datetime(2018, 6, 29, 9, 30, tzinfo=UTC))],
    [("id", "in", ["blog/post-0", "event/meeting"])],
    [("id", "not in", ["blog/post-0"])],
    [[("kind", "==", "event")], [("id", "=", "blog/post-1")]],
    [("kind", "==", "nothing of the kind")],
]


@pytest.mark.parametrize("filters", WAYS, ids=str)
@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_columns_and_filters_give_what_pandas_makes_of_the_same_file(data, filters, form):
    path = data / "datasets" / "latest" / "articles.parquet"
    as_arrow_wants = [
        [
            (c, w, datetime.fromisoformat(f"{v}T00:00Z") if c == "published" and not hasattr(v, "hour") else v)
            for c, w, v in every
        ]
        for every in (filters if isinstance(filters[0], list) else [filters])
    ]
    wanted = pd.read_parquet(path, columns=["title", "id"], filters=as_arrow_wants, dtype_backend="pyarrow")
    loaded = jjscrape.load("articles", data=data, columns=["title", "id"], filters=filters, format=form)
    pd.testing.assert_frame_equal(loaded, wanted)


def test_a_null_fits_no_condition(data):
    known = jjscrape.load("articles", data=data, columns=["id"], filters=[("published", "not in", ["1999-01-01"])])
    assert 0 < len(known) < len(jjscrape.load("articles", data=data))


WRONG = [
    ({"columns": ["title", "colour"]}, "articles.parquet has no column 'colour'; there are id, "),
    ({"columns": "title"}, "columns is 'title', not a list"),
    ({"filters": [("colour", "==", 1)]}, "no column 'colour'"),
    ({"filters": [("kind", "like", "e%")]}, "is no condition: name a column, one of =="),
    ({"filters": [("kind", "==")]}, "is no condition"),
    ({"filters": "kind == 'event'"}, "not a list of conditions"),
    ({"filters": []}, "not a list of conditions"),
    ({"filters": [[]]}, "one of the lists of conditions is empty"),
    ({"filters": [("themes", "==", "x")]}, "a column of list.* can't be compared so"),
    ({"filters": [("published", ">", "last week")]}, "can't be compared so"),
    ({"filters": [("word_count", "in", 7)]}, "can't be compared so"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG, ids=[said for _, said in WRONG])
def test_what_can_t_be_selected_is_named(data, arguments, said):
    with pytest.raises((LookupError, TypeError), match=said):
        jjscrape.load("articles", data=data, **arguments)


def test_columns_alone_are_read_from_a_file_on_disk(data):
    """A file whose other columns are torn still gives them."""
    version = jjscrape.versions(data=data)["id"].iloc[0]
    path = data / "datasets" / version / "articles.parquet"
    about = pa.parquet.read_metadata(path).row_group(0)
    text = next(c for c in map(about.column, range(about.num_columns)) if c.path_in_schema == "text")
    whole, mode = path.read_bytes(), path.stat().st_mode
    torn = bytearray(whole)
    start = text.dictionary_page_offset or text.data_page_offset
    torn[start : start + text.total_compressed_size] = bytes(text.total_compressed_size)
    path.chmod(0o644)
    try:
        path.write_bytes(torn)
        assert len(jjscrape.load("articles", data=data, version=version, columns=["id", "themes"])) == 4
        with pytest.raises(OSError, match="no Parquet file that can be read"):
            jjscrape.load("articles", data=data, version=version)
    finally:
        path.write_bytes(whole)
        path.chmod(mode)


@pytest.mark.crawl
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads were not counted: there is no /proc")
def test_reading_starts_no_thread_that_may_outlive_the_interpreter(data):
    """A thread of Arrow's that lets go of Python's bytes at the very end aborts the process, now and then."""
    script = (
        "import os, sys, pandas, pyarrow.parquet, jjscrape\n"
        "count = lambda: len(os.listdir('/proc/self/task'))\n"
        "before = count()\n"
        "jjscrape.load('articles', data=sys.argv[1])\n"
        "jjscrape.load('articles', data=sys.argv[1], columns=['title'], filters=[('kind', '==', 'event')])\n"
        "jjscrape.diff('2026.11.22', '2026.11.22.1', data=sys.argv[1])\n"
        "jjscrape.why('blog/post-0', 'title', data=sys.argv[1])\n"
        "sys.exit(count() - before)\n"
    )
    assert subprocess.run([sys.executable, "-c", script, data], check=False, timeout=60).returncode == 0
