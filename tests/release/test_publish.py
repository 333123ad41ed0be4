"""Publishing: a version is whole or not there, the same data is published once, and again gives the same bytes."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import hostile
import kill_publish
from commands import jjscrape
from small_site import small

from jjscrape import shelf
from jjscrape.demo import DemoSite
from jjscrape.release import publish as publishing
from jjscrape.release import read
from jjscrape.release.publish import publish
from jjscrape.release.read import read_csv, read_version
from jjscrape.release.store import checksums
from jjscrape.release.store.versions import CatalogError, next_id, read_catalog, unlisted, write_catalog
from jjscrape.schema import TABLES
from jjscrape.shelf import Shelf, Shelved
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
VERSION_ID = re.compile(r"\d{4}\.\d\d\.\d\d(\.\d+)?")
LATER = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)


def version_folders(datasets):
    return sorted(path.name for path in datasets.iterdir() if VERSION_ID.fullmatch(path.name))


def whole(datasets):
    """Assert what a reader relies on at any moment: every folder is complete, every version listed is there."""
    for name in version_folders(datasets):
        assert checksums.faults(datasets / name) == []
        assert {f"{table}.parquet" for table in TABLES} <= {path.name for path in (datasets / name).iterdir()}
    for version in read_catalog(datasets):
        assert checksums.sha256_of(datasets / version.id / checksums.NAME) == version.sums_sha256
    if (datasets / "latest").is_symlink():
        assert (datasets / "latest" / checksums.NAME).is_file()
        assert (datasets / "latest").readlink().name in {version.id for version in read_catalog(datasets)}


def test_the_same_harvest_is_published_once(tmp_path, make_harvest):
    first = publish(make_harvest(), SITE, tmp_path)
    assert first.new
    assert first.version.id == "2026.11.22"
    for again in (make_harvest(), make_harvest(at=LATER, archive=2)):
        second = publish(again, SITE, tmp_path)
        assert (second.new, second.version) == (False, first.version)
    assert version_folders(tmp_path) == ["2026.11.22"]


def test_that_nothing_changed_is_told_without_reading_the_version_before(tmp_path, make_harvest, monkeypatch):
    publish(make_harvest(), SITE, tmp_path)

    def read(version, folder):
        raise AssertionError(version, folder)

    monkeypatch.setattr(publishing, "comparable_version", read)
    again = publish(make_harvest(at=LATER, archive=2), SITE, tmp_path)
    assert not again.new
    assert again.captured_until >= LATER
    assert again.rows["changes"] == 0
    with pytest.raises(AssertionError):
        publish(make_harvest(4), SITE, tmp_path)


def test_one_harvest_object_can_be_published_twice(tmp_path, make_harvest):
    harvest = make_harvest()
    assert publish(harvest, SITE, tmp_path).new
    assert not publish(harvest, SITE, tmp_path).new


def put_away(harvest):
    """The same harvest, with its records on the disk, where a join that changed one would change it for nobody."""
    for name in ("articles", "projects", "pages"):
        setattr(harvest, name, Shelf(getattr(harvest, name), large=True))
    past = Shelved()
    for record_id, revisions in harvest.revisions.items():
        past.put(record_id, revisions)
    harvest.revisions = past
    return harvest


def test_where_records_and_rows_lie_meanwhile_makes_no_difference(tmp_path, make_harvest, monkeypatch):
    def made(folder):
        on_disk = folder.name == "disk"
        published = [
            publish(put_away(harvest) if on_disk else harvest, SITE, folder / "datasets", once=on_disk)
            for harvest in (make_harvest(9), hostile.spoil(make_harvest(12, at=LATER)))
        ]
        return {
            path.name: path.read_bytes()
            for one in published
            for path in (folder / "datasets" / one.version.id).iterdir()
        }

    in_memory = made(tmp_path / "memory")
    monkeypatch.setattr(shelf, "IN_MEMORY", 4)
    monkeypatch.setattr(shelf, "_TOGETHER", 2)
    monkeypatch.setattr(read, "_AT_ONCE", 3)
    assert made(tmp_path / "disk") == in_memory


def test_versions_of_one_day_are_numbered_and_the_newest_is_latest(tmp_path, make_harvest):
    for articles in (3, 4, 5):
        assert publish(make_harvest(articles), SITE, tmp_path).new
        whole(tmp_path)
    publish(make_harvest(5, text="Other.", at=LATER), SITE, tmp_path)
    expected = ["2026.11.22", "2026.11.22.1", "2026.11.22.2", "2026.11.29"]
    assert [version.id for version in read_catalog(tmp_path)] == version_folders(tmp_path) == expected
    assert json.loads((tmp_path / "catalog.json").read_text())["latest"] == "2026.11.29"
    assert str((tmp_path / "latest").readlink()) == "2026.11.29"
    assert list(tmp_path.glob(".*")) == []


def test_a_version_s_changes_are_against_the_one_before(tmp_path, make_harvest):
    publish(make_harvest(3), SITE, tmp_path)
    second = publish(make_harvest(4), SITE, tmp_path).version
    rows = read_version(tmp_path / second.id)["changes"]
    assert [row["record_id"] for row in rows if row["table"] == "articles"] == ["blog/post-3"]
    assert sum(second.changes.values()) == len(rows) == second.rows["changes"]


def test_the_same_harvest_gives_the_same_bytes_anywhere(tmp_path, make_harvest):
    for name in ("one", "two"):
        publish(make_harvest(), SITE, tmp_path / name)
    sums = [(tmp_path / name / "2026.11.22" / checksums.NAME).read_bytes() for name in ("one", "two")]
    assert sums[0] == sums[1]


def test_the_order_in_which_an_archive_is_read_makes_no_difference(tmp_path, make_harvest):
    one, two = make_harvest(), make_harvest()
    for part in (two.articles, two.projects, two.pages, two.themes, two.teasers, two.entries, two.documents):
        part.reverse()
    two.captures.reverse()
    versions = [publish(h, SITE, tmp_path / name).version for name, h in (("one", one), ("two", two))]
    assert versions[0].sums_sha256 == versions[1].sums_sha256


def test_both_formats_of_a_version_hold_the_same_rows(tmp_path, make_harvest):
    folder = tmp_path / publish(make_harvest(text="=Hostile\r\n\u2028'\x00\ud800"), SITE, tmp_path).version.id
    for name, rows in read_version(folder).items():
        assert read_csv(folder / f"{name}.csv", TABLES[name]) == rows, name


def test_the_data_package_names_every_file_and_column(tmp_path, make_harvest):
    folder = tmp_path / publish(make_harvest(), SITE, tmp_path).version.id
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["version"] == "2026.11.22"
    tabular = [resource for resource in package["resources"] if resource["type"] == "table"]
    for resource, table in zip(tabular, TABLES.values(), strict=True):
        rows = read_csv(folder / resource["path"], table)
        assert resource["rows"] == len(rows)
        assert [field["name"] for field in resource["schema"]["fields"]] == table.names
        assert (folder / resource["path"]).read_text("utf-8").splitlines()[0].split(",") == table.names
    readme = (folder / "README.md").read_text("utf-8")
    assert all(f"### {name}" in readme for name in TABLES)
    assert "| articles | 4 |" in readme


def test_a_refusal_changes_nothing(tmp_path, make_harvest):
    publish(make_harvest(), SITE, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    empty = make_harvest(at=LATER)
    empty.articles.clear()
    done = publish(empty, SITE, tmp_path)
    assert done.version is None
    assert "has-articles" in {refusal.check for refusal in done.refused}
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_version_that_was_not_listed_before_the_kill_gets_its_id_again(tmp_path, make_harvest):
    listed = publish(make_harvest(3), SITE, tmp_path).version
    lost = publish(make_harvest(4), SITE, tmp_path).version
    catalog = read_catalog(tmp_path)
    (tmp_path / "latest").unlink()
    (tmp_path / "latest").symlink_to(listed.id)
    write_catalog(tmp_path, catalog[:1])
    assert [path.name for path in unlisted(tmp_path)] == [lost.id]
    again = publish(make_harvest(4), SITE, tmp_path).version
    assert replace(again, published_at=lost.published_at) == lost
    assert unlisted(tmp_path) == []
    whole(tmp_path)


def test_a_leftover_of_another_day_is_cleared_away_too(tmp_path, make_harvest):
    publish(make_harvest(3), SITE, tmp_path)
    (tmp_path / "2026.11.23").mkdir()
    (tmp_path / "notes").mkdir()
    publish(make_harvest(4, at=LATER), SITE, tmp_path)
    assert version_folders(tmp_path) == ["2026.11.22", "2026.11.29"]
    assert (tmp_path / "notes").is_dir()


def test_half_a_feed_that_a_kill_left_goes_even_if_nothing_is_new(tmp_path, make_harvest):
    publish(make_harvest(3), SITE, tmp_path)
    (tmp_path / ".changes.atom.4194305.part").write_bytes(b"<feed>")
    assert not publish(make_harvest(3), SITE, tmp_path).new
    assert not list(tmp_path.glob(".*.part"))


def test_a_catalog_older_than_latest_is_refused_and_no_version_lost(tmp_path, make_harvest):
    publish(make_harvest(3), SITE, tmp_path)
    publish(make_harvest(4), SITE, tmp_path)
    for spoil in (
        lambda: write_catalog(tmp_path, read_catalog(tmp_path)[:1]),
        (tmp_path / "catalog.json").unlink,
        lambda: (tmp_path / "catalog.json").write_text("{"),
        lambda: (tmp_path / "catalog.json").write_text('{"versions": [{"id": 1}]}'),
    ):
        spoil()
        with pytest.raises(CatalogError, match="restore"):
            publish(make_harvest(5), SITE, tmp_path)
        assert version_folders(tmp_path) == ["2026.11.22", "2026.11.22.1"]


def test_latest_is_put_right_even_if_nothing_is_new(tmp_path, make_harvest):
    first = publish(make_harvest(3), SITE, tmp_path).version
    publish(make_harvest(4), SITE, tmp_path)
    (tmp_path / "latest").unlink()
    (tmp_path / "latest").symlink_to(first.id)
    assert not publish(make_harvest(4), SITE, tmp_path).new
    assert str((tmp_path / "latest").readlink()) == "2026.11.22.1"


def test_a_name_that_is_taken_is_passed_over(tmp_path):
    (tmp_path / "2026.11.29").write_text("not a version")
    assert next_id(tmp_path, LATER) == "2026.11.29.1"
    assert next_id(tmp_path / "none", LATER) == "2026.11.29"


def crawled(url, data):
    done = jjscrape("run", "demo", "--base-url", url, "--data", data, "--delay", 0)
    assert done.returncode == 0, done.stderr


@pytest.mark.crawl
@pytest.mark.parametrize("kills", [4, pytest.param(200, marks=pytest.mark.slow)])
def test_a_kill_at_any_moment_of_building_and_publishing_leaves_whole_versions_only(tmp_path, kills):
    kill_publish.prepare(tmp_path, small(DemoSite(articles=1)), crawled)
    found = kill_publish.measure(tmp_path, kills)
    assert found["kills"] == kills
    assert found["halves"], "no kill came while something was being written: the test shows nothing"
    assert found["looks"] > kills
    assert found["old"] + found["new"] == kills
