"""The list of versions is read by older and newer releases of this software than the one that wrote it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jjscrape
from jjscrape.release.publish import publish
from jjscrape.release.store.remote import copy
from jjscrape.release.store.storage import storage_at
from jjscrape.release.store.versions import (
    CATALOG,
    CatalogError,
    catalog_text,
    parse_catalog,
    read_catalog,
    unknown_keys,
    write_catalog,
)
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
ENTRY = {
    "id": "2026.11.22", "published_at": "2026-11-22T10:26:00Z", "captured_until": "2026-11-22T10:26:00Z",
    "content_sha256": "0", "sums_sha256": "1", "schema_version": "2", "software": "jjscrape 9.0.0", "rows": {"pages": 1},
}  # fmt: skip
MANDATORY = tuple(ENTRY)
VALUE = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), st.lists, max_leaves=4)
NAMES = st.text(max_size=9).filter(lambda name: name not in {*ENTRY, "changes", "crawls", "archive_sha256", "accepted"})


def text_of(entries, **more):
    return json.dumps({"latest": None, "versions": entries, **more}).encode()


@given(
    entry=st.dictionaries(NAMES, VALUE),
    top=st.dictionaries(NAMES.filter(lambda n: n not in {"latest", "versions"}), VALUE),
)
def test_keys_of_a_newer_release_are_left_alone_and_kept(entry, top):
    text = text_of([{**ENTRY, **entry}], **top)
    (version,) = parse_catalog(text, "catalog.json")
    assert (version.id, version.rows, version.more) == ("2026.11.22", {"pages": 1}, entry)
    again = json.loads(catalog_text([version], unknown_keys(text, "catalog.json")))
    assert again["versions"][0].items() >= {**ENTRY, **entry}.items()
    assert {key: again[key] for key in top} == top


@pytest.mark.parametrize("key", MANDATORY)
def test_a_key_that_is_missing_is_named_with_its_file_and_what_to_do(key):
    entry = {name: value for name, value in ENTRY.items() if name != key}
    with pytest.raises(CatalogError, match=rf"^x/catalog\.json: .* has no key '{key}'\); restore it from a copy, or"):
        parse_catalog(text_of([ENTRY, entry]), "x/catalog.json")


@pytest.mark.parametrize(
    ("text", "fault"),
    [(b"", "line 1"), (b"\xff", "utf-8"), (b"[]", "no JSON object"), (b"{}", "no list"), (b'{"versions": {}}', "no list"),
     (b'{"versions": [1]}', "entry 1 of 'versions' is no object")],
)  # fmt: skip
def test_what_is_no_catalog_is_said_to_be_none(text, fault):
    with pytest.raises(CatalogError, match=f"^here: not a catalog .*{fault}.*; restore it"):
        parse_catalog(text, "here")


@pytest.mark.parametrize(
    "name", ["../../../etc", "..", "", "/etc", "2026.11.22/../..", "2026.11.22\n", "latest", 20261122, None, "2026.1.1",
             "2026.11.22." + "1" * 300]
)  # fmt: skip
def test_an_id_that_is_no_version_s_is_refused_since_it_names_a_folder(name):
    with pytest.raises(CatalogError, match=r"^x: .*entry 1 of 'versions' has the id .* no version's\); restore it"):
        parse_catalog(text_of([{**ENTRY, "id": name}]), "x")


def newer(path):
    """Let a catalog be one that a newer release wrote."""
    data = json.loads(path.read_text(encoding="utf-8"))
    data["versions"][0]["signature"] = {"by": "a key"}
    data["policy"] = ["kept"]
    path.write_text(json.dumps(data), encoding="utf-8")


def test_a_version_published_beside_them_loses_none_of_them(tmp_path, make_harvest):
    publish(make_harvest(3), SITE, tmp_path / "datasets")
    newer(tmp_path / "datasets" / CATALOG)
    publish(make_harvest(4), SITE, tmp_path / "datasets")
    data = json.loads((tmp_path / "datasets" / CATALOG).read_text(encoding="utf-8"))
    assert (data["policy"], data["versions"][0]["signature"]) == (["kept"], {"by": "a key"})
    assert "more" not in data["versions"][0]
    assert len(data["versions"]) == 2
    assert list(jjscrape.versions(data=tmp_path)["id"]) == ["2026.11.22", "2026.11.22.1"]
    before = (tmp_path / "datasets" / CATALOG).read_bytes()
    write_catalog(tmp_path / "datasets", read_catalog(tmp_path / "datasets"))
    assert (tmp_path / "datasets" / CATALOG).read_bytes() == before


def test_copying_elsewhere_keeps_those_of_both_sides(tmp_path, make_harvest):
    datasets, target = tmp_path / "datasets", tmp_path / "target"
    publish(make_harvest(3), SITE, datasets)
    copy(datasets, storage_at(target))
    newer(target / "datasets" / CATALOG)
    publish(make_harvest(4), SITE, datasets)
    copy(datasets, storage_at(target))
    data = json.loads((target / "datasets" / CATALOG).read_text(encoding="utf-8"))
    assert (data["policy"], data["versions"][0]["signature"]) == (["kept"], {"by": "a key"})
    assert len(data["versions"]) == 2


@pytest.mark.parametrize(
    ("key", "value"),
    [("rows", []), ("rows", {"pages": "1"}), ("changes", None), ("crawls", "x"), ("crawls", [1]), ("software", 9)],
)
def test_a_value_of_another_kind_is_named_and_not_used(key, value):
    with pytest.raises(CatalogError, match=f"^x: .*version 2026.11.22 has something else than it should under '{key}'"):
        parse_catalog(text_of([{**ENTRY, key: value}]), "x")
