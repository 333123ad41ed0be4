"""A version of an older schema verifies, loads, is exported and compared as it was, beside the newer ones."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

import jjscrape
from jjscrape.release import publish as publishing
from jjscrape.release.cells import hashed_cell
from jjscrape.release.changelog import changelog
from jjscrape.release.diff import changes
from jjscrape.release.earlier import as_now, comparable
from jjscrape.release.export.version_contents import read_contents
from jjscrape.release.publish import publish
from jjscrape.release.read import read_csv, read_version
from jjscrape.release.store import checksums
from jjscrape.release.store.versions import read_catalog, write_catalog
from jjscrape.release.tables import tables
from jjscrape.release.write import content_hash, ordered, write_csv, write_parquet
from jjscrape.schema import COMPARED, MEMBERSHIPS, TABLES, Column, Table, Type
from jjscrape.site import load_site
from jjscrape.verify.release import version_faults

SITE = load_site("jamandjustice")
NEW_TABLES = {"images", "revisions"}
NEW_COLUMNS = {
    "links": {"target_table", "status", "capture_id"},
    "themes": {"position"},
    "projects": {"language", "image_url", "image_caption"}
    | {"published", "published_edtf", "published_source", "published_raw"},
    "pages": {"language", "image_url", "image_caption"}
    | {"published", "published_edtf", "published_source", "published_raw"},
}


def as_then(rows):
    """The rows as schema version 3 had them."""
    made = {name: rows_of for name, rows_of in rows.items() if name not in NEW_TABLES}
    for name, columns in NEW_COLUMNS.items():
        made[name] = [{key: cell for key, cell in row.items() if key not in columns} for row in made[name]]
    made[MEMBERSHIPS.name] = [{**row, "source": source} for row in made[MEMBERSHIPS.name] for source in row["source"]]
    made["articles"] = [{**row, "summary": row["summary"] or row["text"]} for row in made["articles"]]
    return made


def table_then(name):
    columns = tuple(c for c in TABLES[name].columns if c.name not in NEW_COLUMNS.get(name, ()))
    key = TABLES[name].key
    if name == MEMBERSHIPS.name:
        key = (*key, "source")
        columns = tuple(Column("source", Type.STRING, "", required=True) if c.name == "source" else c for c in columns)
    return Table(name, "", key, columns)


def hash_then(rows):
    """The content hash as the software of that time made it: of the columns that its tables had."""
    digest = hashlib.sha256()
    for name in (name for name in COMPARED if name in rows):
        digest.update(f"{name}\n".encode())
        for row in rows[name]:
            columns = [column for column in table_then(name).columns if not column.archival]
            cells = [hashed_cell(row[column.name], column.type) for column in columns]
            digest.update(json.dumps(cells, ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()


@pytest.fixture
def both(make_harvest):
    """A harvest with a record that has a theme by a tag and by a listing, and one whose summary repeats its text."""
    made = make_harvest()
    made.articles[0].themes, made.articles[0].theme_labels = ["democracy-and-engagement"], ["Democracy and Engagement"]
    for entry in made.teasers:
        if entry.target_id == "blog/post-1":
            entry.summary = made.articles[1].text
    return made


@pytest.fixture
def earlier(tmp_path, both):
    """A data folder with a version of schema 3."""
    datasets = tmp_path / "datasets"
    folder = datasets / publish(both, SITE, datasets).version.id
    then = as_then(read_version(folder))
    for name in NEW_TABLES:
        (folder / f"{name}.parquet").unlink()
        (folder / f"{name}.csv").unlink()
    for name, rows in then.items():
        write_parquet(folder / f"{name}.parquet", table_then(name), rows)
        write_csv(folder / f"{name}.csv", table_then(name), rows)
    checksums.write(folder)
    (version,) = read_catalog(datasets)
    version = replace(
        version, schema_version="3", sums_sha256=checksums.sha256_of(folder / checksums.NAME),
        content_sha256=hash_then(then), rows={name: len(rows) for name, rows in then.items()},
    )  # fmt: skip
    write_catalog(datasets, [version])
    return tmp_path


def test_a_theme_of_a_record_is_one_row_with_all_that_says_so(both):
    rows = {(r["record_id"], r["theme_id"]): r["source"] for r in tables(both)[MEMBERSHIPS.name]}
    assert rows["blog/post-0", "democracy-and-engagement"] == ["listing", "tag"]
    assert rows["blog/post-1", "democracy-and-engagement"] == ["listing"]


def test_both_captures_that_say_so_are_in_provenance(both):
    made = tables(both)
    key = "blog/post-0\tdemocracy-and-engagement"
    found = {r["rule"]: r["capture_id"] for r in made["provenance"] if r["record_id"] == key}
    assert found.keys() == {"themes.tags", "themes.listing"}
    (row,) = [r for r in made[MEMBERSHIPS.name] if "\t".join((r["record_id"], r["theme_id"])) == key]
    assert row["capture_id"] == min(found.values())


def test_it_verifies_with_the_hash_that_it_was_published_with(earlier):
    (version,) = read_catalog(earlier / "datasets")
    folder = earlier / "datasets" / version.id
    assert list(version_faults(folder, version)) == []
    csv = {name: read_csv(folder / f"{name}.csv", TABLES[name]) for name in version.rows}
    assert content_hash(csv) == version.content_sha256
    # The check looks: another hash in the catalog is a fault.
    (fault,) = [f for f in version_faults(folder, replace(version, content_sha256="0" * 64)) if "CSV" in f.what]
    assert version.content_sha256 in fault.what


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_it_loads_in_the_form_of_the_present(earlier, both, form):
    frame = jjscrape.load("theme_memberships", data=earlier, format=form)
    wanted = ordered(MEMBERSHIPS, tables(both)[MEMBERSHIPS.name])
    assert [list(cell) for cell in frame["source"]] == [row["source"] for row in wanted]
    assert "position" not in jjscrape.load("themes", data=earlier).columns or form == "csv"


def test_it_is_exported_and_traced(earlier):
    folder = earlier / "datasets" / "2026.11.22"
    contents = read_contents(folder)
    assert all(isinstance(row["source"], list) for row in contents.rows[MEMBERSHIPS.name])
    told = jjscrape.why(("blog/post-0", "democracy-and-engagement"), "source", table="theme_memberships", data=earlier)
    assert told.value == '["listing", "tag"]'
    assert told.evidence


def test_the_next_version_tells_nothing_but_that_there_is_more_to_read(earlier, make_harvest, both):
    datasets = earlier / "datasets"
    done = publish(both, SITE, datasets)
    assert done.new
    assert not done.refused
    log = (datasets / done.version.id / "CHANGELOG.md").read_text("utf-8")
    headings = [line for line in log.splitlines() if line.startswith("## ")]
    assert headings == ["## Other tables"], log
    (line,) = [line for line in log.splitlines() if line.startswith("- ")]
    assert "images" in line
    assert "revisions" in line
    assert "links.status" in line
    found = jjscrape.diff("2026.11.22", done.version.id, data=earlier)
    assert not ((found["table"] == "theme_memberships") | (found["field"] == "summary")).any()


def test_what_was_edited_is_told_once_and_its_past_is_not(make_harvest):
    before = tables(make_harvest())
    after = tables(make_harvest())
    article = next(row for row in after["articles"] if row["id"] == "blog/post-0")
    article |= {"title": "Another", "capture_id": "another", "content_digest": "another"}
    rows = [row for row in after["revisions"] if row["record_id"] == article["id"]]
    after["revisions"].append({**rows[0], "number": 2, "title": "Another"})
    log = changelog({**after, "changes": changes(before, after)}, before)
    assert "Another" in log
    assert "revisions" not in log
    # Of a record of which nothing else changed, more was learnt about its past.
    after = tables(make_harvest())
    after["revisions"].append({**rows[0], "number": 2, "title": "Another"})
    assert "revisions: 1 row added" in changelog({**after, "changes": changes(before, after)}, before)


def test_of_the_present_schema_nothing_is_taken_away(both):
    made = {name: ordered(TABLES[name], rows) for name, rows in tables(both).items()}
    assert comparable(made) == made
    assert as_now("articles", made["articles"]) is made["articles"]


def test_the_module_that_publishes_compares_in_this_form(earlier, both):
    assert json.loads((earlier / "datasets" / "catalog.json").read_text())["versions"][0]["schema_version"] == "3"
    rows = publishing.made(both, SITE)
    prepared = publishing.Prepared(harvest=both, rows=rows, content=content_hash(rows))
    draft = publishing.drafted(prepared, SITE, earlier / "datasets" / "2026.11.22", frozenset())
    now = {row["id"]: row["summary"] for row in draft.rows["articles"]}
    assert now["blog/post-1"] is None
    assert "Short." in now.values()
    assert {row["id"]: row["summary"] for row in draft.before["articles"]} == now
