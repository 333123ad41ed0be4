"""From any cell of a published version to the bytes in the archive, by the analyst's door and by the operator's."""

from __future__ import annotations

import json
import random
import shutil
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jjscrape
from jjscrape import cli
from jjscrape.origin import Tracer
from jjscrape.origin.bodies import Bodies
from jjscrape.origin.cell import visible
from jjscrape.outcome import Exit
from jjscrape.release.cells import to_cell
from jjscrape.release.read import read_parquet
from jjscrape.schema import RECORD_TABLES, TABLES

pytestmark = pytest.mark.crawl


@pytest.fixture(scope="module")
def version(demo_data):
    return demo_data / "datasets" / "latest"


def test_every_sampled_cell_that_was_read_from_a_string_is_shown_in_its_record_s_bytes(demo_data, version):
    traced = [row for row in read_parquet(version / "provenance.parquet") if row["raw"] is not None]
    sample, tracer = random.Random(4).sample(traced, 400), jjscrape.tracer(data=demo_data)
    for row in sample:
        origin = tracer.trace(row["record_id"], row["field"], row["table"])
        assert row["raw"] in origin.raw
        assert row["rule"] in origin.rule
        first = next(e for e in origin.evidence if e.capture_id == row["capture_id"])
        assert first.missing is None
        assert first.passages
        assert all(passage.begin is not None for passage in first.passages), row


def test_every_field_of_a_record_has_a_story(demo_data, version):
    tracer, newest = jjscrape.tracer(data=demo_data), jjscrape.versions(data=demo_data)["id"].iloc[-1]
    for table in RECORD_TABLES:
        rows = read_parquet(version / f"{table}.parquet")
        for row in (rows[0], rows[-1]):
            for field in row:
                origin = tracer.trace(row["id"], field)
                assert origin.table == table
                assert origin.value == (to_cell(row[field], TABLES[table].column(field).type) or None)
                assert origin.rule
                assert origin.evidence
                assert origin.version == newest
            assert jjscrape.why(row["id"], "title", data=demo_data) == tracer.trace(row["id"], "title")


def test_themes_show_the_listings_that_name_the_record(demo_data):
    members = jjscrape.load("theme_memberships", data=demo_data)
    listed = members[[list(source) == ["listing"] for source in members["source"]]].iloc[0]
    origin = jjscrape.why(listed["record_id"], "themes", data=demo_data)
    assert listed["theme_id"] in origin.value
    shown = next(e for e in origin.evidence if e.capture_id == listed["capture_id"])
    assert listed["record_id"].rpartition("/")[2] in shown.passages[0].found


def test_a_record_is_known_by_its_address_too_and_a_near_miss_is_answered(demo_data):
    row = jjscrape.load("articles", data=demo_data).iloc[0]
    assert jjscrape.why(row["url"], "title", data=demo_data).record_id == row["id"]
    with pytest.raises(LookupError, match=f"did you mean .*{row['id'][:-2]}"):
        jjscrape.why(row["id"][:-1], "title", data=demo_data)
    with pytest.raises(LookupError, match="articles has no field 'titel'; it has id, kind"):
        jjscrape.why(row["id"], "titel", data=demo_data)


def test_a_row_of_another_table_is_named_by_its_key_by_its_columns_or_by_its_tabbed_key(demo_data):
    row = jjscrape.load("authorships", data=demo_data).iloc[0]
    names = [
        (row.article_id, str(row.position)),
        (f"article_id={row.article_id}", f"person_id={row.person_id}"),
        (f"position={row.position}", f"article_id={row.article_id}"),
        f"{row.article_id}\t{row.position}",
    ]
    for name in names:
        origin = jjscrape.why(name, "name_raw", table="authorships", data=demo_data)
        assert (origin.value, origin.record_id) == (row.name_raw, f"{row.article_id}\t{row.position}")
        assert origin.follows == (("articles", row.article_id, "authors"),)
        assert origin.evidence[0].passages[0].found == row.name_raw


def test_a_name_that_fits_no_row_or_several_says_what_there_is(demo_data):
    members = jjscrape.load("theme_memberships", data=demo_data)
    busy = members["record_id"].value_counts().index[0]
    with pytest.raises(LookupError, match=rf"rows of theme_memberships fit; say more of record_id.*{busy}"):
        jjscrape.why(busy, "theme_id", table="theme_memberships", data=demo_data)
    with pytest.raises(LookupError, match="authorships has no row 'no such'; its rows are named by article_id, posit"):
        jjscrape.why(("no", "such"), "role", table="authorships", data=demo_data)
    with pytest.raises(LookupError, match=r"a key of 2 parts is one of a table: name it \(--table\)"):
        jjscrape.why(("no", "such"), "role", data=demo_data)
    with pytest.raises(LookupError, match="3 parts were given"):
        jjscrape.why(("a", "b", "c"), "role", table="authorships", data=demo_data)
    with pytest.raises(LookupError, match="there is no table 'peeple'; the tables are articles"):
        jjscrape.why("a", "name", table="peeple", data=demo_data)


def test_a_name_of_several_tables_is_a_record_s_first_and_says_so():
    tables = {
        "pages": [{"id": "common", "url": "http://x.org/common", "title": "A page", "capture_id": "1"}],
        "themes": [{"id": "common", "label": "Common", "kind": None, "description": None, "url": None}],
    }
    tracer = Tracer(lambda name: tables.get(name, []), None, "1")
    first = tracer.trace("common", "title")
    assert (first.table, first.also) == ("pages", ("themes",))
    assert "also     a row of themes; name the table" in repr(first)
    assert tracer.trace("common", "id", "themes").table == "themes"
    assert tracer.trace("common", "label").table == "themes"  # only it has that column
    with pytest.raises(LookupError, match=r"pages has no field 'x'.*a row of that name in themes too: name the table"):
        tracer.trace("common", "x")


def test_a_change_shows_the_value_before_in_the_bytes_of_the_version_before(demo_data):
    changed = jjscrape.load("changes", data=demo_data)
    row = changed[changed["field"] == "title"].iloc[0]
    name = {"table": "changes", "data": demo_data}
    for field in ("before", "after"):
        told = jjscrape.why(("articles", row["record_id"], "title"), field, **name)
        assert told.value == row[field] == told.evidence[0].passages[0].found
        assert told.follows == (("articles", row["record_id"], "title"),)


def test_an_older_version_tells_its_own_story(demo_data):
    changed = jjscrape.load("changes", data=demo_data)
    row = changed[changed["field"] == "title"].iloc[0]
    old, new = jjscrape.versions(data=demo_data)["id"]
    assert jjscrape.why(row["record_id"], "title", old, data=demo_data).value == row["before"]
    assert jjscrape.why(row["record_id"], "title", new, data=demo_data).value == row["after"]


def test_without_its_archive_a_cell_says_what_is_missing(demo_data, tmp_path):
    shutil.copytree(demo_data / "datasets", tmp_path / "datasets", symlinks=True)
    record = jjscrape.load("articles", data=tmp_path)["id"].iloc[0]
    bare = jjscrape.why(record, "title", data=tmp_path)
    assert "no archive at" in bare.evidence[0].missing
    assert "no archive at" in repr(bare)
    moved = tmp_path / "elsewhere" / "captures"
    moved.mkdir(parents=True)
    for path in (demo_data / "archive").rglob("*.warc.gz"):
        shutil.copy(path, moved)
    assert jjscrape.why(record, "title", data=tmp_path, archive=moved).evidence[0].passages[0].begin is not None


def test_the_command_prints_what_a_person_reads_or_json(demo_data, monkeypatch, capsys):
    record = jjscrape.load("articles", data=demo_data)["id"].iloc[0]
    assert command(monkeypatch, "why", record, "title", "--data", demo_data) == Exit.DONE
    said = capsys.readouterr().out
    title = jjscrape.load("articles", data=demo_data)["title"].iloc[0]
    assert f"⟦{title}⟧" in said
    assert "urn:uuid:" in said
    assert command(monkeypatch, "why", record, "title", "--data", demo_data, "--json") == Exit.DONE
    assert json.loads(capsys.readouterr().out)["evidence"][0]["passages"][0]["raw"] == title
    listing = command(monkeypatch, "why", "--table", "captures", "id=x", "url", "--data", demo_data)
    assert listing == Exit.USAGE
    assert "captures has no row 'id=x'" in capsys.readouterr().err
    author = jjscrape.load("authorships", data=demo_data).iloc[0]
    words = ("why", author.article_id, author.position, "name_raw", "--table", "authorships", "--data", demo_data)
    assert command(monkeypatch, *words) == Exit.DONE
    assert f"⟦{author.name_raw}⟧" in capsys.readouterr().out
    assert command(monkeypatch, "why", "nothing/here", "title", "--data", demo_data) == Exit.USAGE
    assert "no record has the id 'nothing/here'" in capsys.readouterr().err


def command(monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["jjscrape", *map(str, words)])
    return cli.outcome()


@given(st.text())
def test_a_terminal_obeys_nothing_that_stands_on_a_page(text):
    assert {unicodedata.category(char) for char in visible(text) if char != "\t"}.isdisjoint({"Cc", "Cf", "Zl", "Zp"})
    assert visible("a\x1b[2Jb\u202ec") == "a\\u001b[2Jb\\u202ec"


def test_bodies_are_text_and_paths_are_not_needed_in_a_data_folder_elsewhere(demo_data, monkeypatch):
    monkeypatch.chdir(demo_data)
    record = jjscrape.load("projects")["id"].iloc[0]
    assert jjscrape.why(record, "url").evidence[0].passages
    assert jjscrape.why(record, "url", data=Path()).table == "projects"


def record(kind, number, date, block, **fields):
    head = {
        "WARC-Type": kind, "WARC-Record-ID": f"<urn:uuid:{number}>", "WARC-Date": date,
        "WARC-Target-URI": "http://x.org/a", "Content-Type": "application/http; msgtype=response",
        **{name.replace("_", "-"): value for name, value in fields.items()}, "Content-Length": str(len(block)),
    }  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"WARC/1.1\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def test_a_capture_that_only_refers_to_another_file_shows_that_one_s_bytes(tmp_path):
    head, body, day = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"<h1>A title</h1>", "2026-11-01T00:00:00Z"
    later = {"WARC_Refers_To_Target_URI": "http://x.org/a", "WARC_Refers_To_Date": day}
    (tmp_path / "a.warc").write_bytes(record("response", "1", day, head + body))
    (tmp_path / "b.warc").write_bytes(record("revisit", "2", "2026-11-08T00:00:00Z", head, **later))
    row = {"id": "2", "warc_file": "b.warc", "warc_record_id": "urn:uuid:2"}
    found, missing = Bodies(tmp_path).of(row)
    assert missing is None
    assert found.bytes == body
    (tmp_path / "a.warc").unlink()
    found, missing = Bodies(tmp_path).of(row)
    assert found is None
    assert "refers to is missing" in missing
