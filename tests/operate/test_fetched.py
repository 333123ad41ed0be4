"""Archives at addresses are brought here once, and again where they are others."""

from __future__ import annotations

import sys

import fsspec
import pytest

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.reader import Archive
from jjscrape.operate.fetched import at_hand
from jjscrape.outcome import Stop

ADDRESS = "memory://fetched/archive"


@pytest.fixture
def store():
    store = fsspec.filesystem("memory")
    store.pipe({f"{ADDRESS}/one/a.warc": b"WARC one", f"{ADDRESS}/one/run.json": b"{}", f"{ADDRESS}/notes.txt": b"no"})
    yield store
    store.rm("memory://fetched", recursive=True)


def brought(tmp_path):
    (folder,) = at_hand([ADDRESS], tmp_path)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def test_the_files_of_an_archive_come_with_their_names(store, tmp_path):
    assert brought(tmp_path) == {"one/a.warc": b"WARC one", "one/run.json": b"{}"}
    (folder,) = at_hand([ADDRESS], tmp_path)
    assert [file.name for file in Archive([folder]).files] == ["one/a.warc"]


def test_one_file_comes_under_its_own_name(store, tmp_path):
    (folder,) = at_hand([f"{ADDRESS}/one/a.warc"], tmp_path)
    assert [file.name for file in Archive([folder]).files] == ["a.warc"]


def test_what_did_not_change_is_not_brought_again(store, tmp_path, monkeypatch):
    brought(tmp_path)
    monkeypatch.setattr(type(store), "open", None)
    assert len(brought(tmp_path)) == 2


def test_what_changed_comes_again_and_what_went_goes(store, tmp_path):
    brought(tmp_path)
    store.pipe(f"{ADDRESS}/one/a.warc", b"WARC another")
    store.rm(f"{ADDRESS}/one/run.json")
    assert brought(tmp_path) == {"one/a.warc": b"WARC another"}


def test_paths_stay_as_they_are(tmp_path):
    assert at_hand([tmp_path, "a/*.warc"], tmp_path) == [tmp_path, "a/*.warc"]


@pytest.mark.parametrize("address", ["memory://fetched/nothing", "nosuch://a/b.warc"])
def test_what_is_not_there_is_a_sentence(tmp_path, address):
    with pytest.raises(ArchiveError, match=f"no archive can be had from {address}"):
        at_hand([address], tmp_path)


def test_what_needs_fsspec_says_so(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(Stop, match=r"jjscrape\[remote\]"):
        at_hand([ADDRESS], tmp_path)
