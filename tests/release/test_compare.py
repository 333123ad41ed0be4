"""Any two versions compare, by id or as the latest, and a version that is none is answered with those there are."""

from __future__ import annotations

import json
import re

import pytest

from jjscrape.release.compare import as_json, compare, named
from jjscrape.release.store.versions import Version, write_catalog
from jjscrape.release.tables import tables
from jjscrape.release.write import ordered, write_parquet
from jjscrape.schema import TABLES


@pytest.fixture(scope="module")
def datasets(tmp_path_factory, make_harvest):
    folder = tmp_path_factory.mktemp("compared")
    about = dict.fromkeys(("published_at", "captured_until", "content_sha256", "sums_sha256", "software"), "")
    for version, articles in (("2026.11.22", 3), ("2026.11.29", 4)):
        (folder / version).mkdir()
        for name, rows in tables(make_harvest(articles)).items():
            write_parquet(folder / version / f"{name}.parquet", TABLES[name], ordered(TABLES[name], rows))
    versions = [Version(id=name, schema_version="1", rows={}, **about) for name in ("2026.11.22", "2026.11.29")]
    write_catalog(folder, versions)
    return folder


def test_what_leads_from_one_version_to_another_and_back(datasets):
    found, text = compare(datasets, "2026.11.22", "latest")
    records = [(row["change"], row["record_id"]) for row in found if row["table"] == "articles"]
    assert records == [("added", "blog/post-3")]
    assert "## New\n\n- article **Post 3** (`blog/post-3`)\n" in text
    back, text = compare(datasets, "latest", "2026.11.22")
    records = [(row["change"], row["record_id"]) for row in back if row["table"] == "articles"]
    assert records == [("removed", "blog/post-3")]
    assert "## Removed\n\n- article **Post 3** (`blog/post-3`)\n" in text
    assert compare(datasets, "latest", "2026.11.29")[0] == []


def test_a_version_is_called_by_its_id_or_as_the_latest(datasets, tmp_path):
    assert named(datasets, "2026.11.22") == "2026.11.22"
    assert named(datasets, "latest") == "2026.11.29"
    said = re.escape(f"there is no version 2026.11.23 in {datasets}; there are 2026.11.22, 2026.11.29")
    with pytest.raises(LookupError, match=f"^{said}$"):
        named(datasets, "2026.11.23")
    for version in ("latest", "2026.11.22"):
        said = re.escape(f"there is no version {version} in {tmp_path}; nothing was published yet")
        with pytest.raises(LookupError, match=f"^{said}$"):
            named(tmp_path, version)


def test_changes_as_json_are_one_a_line():
    found = [{"table": "pages", "after": "\u2019"}, {"table": "pages", "after": None}]
    text = as_json(found)
    assert text == '[\n{"table": "pages", "after": "\u2019"},\n{"table": "pages", "after": null}\n]'
    assert json.loads(text) == found
    assert as_json([]) == "[\n]"
