"""What an analyst gets: typed frames of a published version."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pyarrow as pa
import pytest

import jjscrape
from jjscrape.release.publish import publish
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
    assert jjscrape.versions(data=tmp_path).empty
    with pytest.raises(LookupError, match=r"nothing was published in .* `jjscrape run`"):
        jjscrape.load("articles", data=tmp_path)


def test_what_is_not_there_is_answered_with_what_is(data):
    with pytest.raises(LookupError, match="no table 'article'; the tables are articles, projects"):
        jjscrape.load("article", data=data)
    for version in ("2020.01.01", "latest", "../x"):
        with pytest.raises(LookupError, match=r"no version .* there are 2026\.11\.22, 2026\.11\.22\.1"):
            jjscrape.load("articles", data=data, version=version)
