"""A WACZ whose names climb, are absolute, or are the archive's own: its records come in, and nothing else is touched."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_copying import bring, digests, fill

from jjscrape import files
from jjscrape.archive.index import write_index
from jjscrape.archive.reader import Archive
from jjscrape.importing.naming import RECORD, RESERVED, fault_of, home, safe

STAMP = "20261122T102600Z"
CLIMBING = [
    "archive/../../../../out.warc.gz",
    "archive/../index.cdxj/x.warc.gz",
    "archive//x.warc.gz",
    "archive//etc/x.warc.gz",
    "archive/C:/x.warc.gz",
    "archive/..\\..\\x.warc.gz",
    "archive/.../x.warc.gz",
    "archive/run.json/x.warc.gz",
    "archive/RUN.JSON/x.warc.gz",
    "archive/a\x1b]0;t\x07.warc.gz",
    "archive/" + "n" * files.LONGEST_PART + ".warc.gz",
    "archive/" + "/".join(["deep"] * (files.LONGEST_NAME // 5 + 1)) + "/x.warc.gz",
    "archive/a.warc.gz/x.warc.gz",
    "archive/.x.warc.gz",
]
HOMES = ["index.cdxj/x.warc.gz", f"{STAMP}/run.json/x.warc.gz", f"{STAMP}/Crawl.LOG/x.warc.gz", f"{STAMP}/x.txt"]
HOMES += [f"{STAMP}/{RECORD}/x.warc.gz", f"{STAMP}/a.open/x.warc.gz", f"{STAMP}/a.warc.gz/x.warc.gz"]


def packed(path, warc, entry="archive/x.warc.gz", packed_from=None):
    """A WACZ of one file, with its name as it is: the zipfile module would mend some."""
    with zipfile.ZipFile(path, "w") as file:
        info = zipfile.ZipInfo("x")
        info.filename = entry
        file.writestr(info, warc.read_bytes())
        resource = {"path": entry, "name": "x", "packed_from": packed_from}
        file.writestr("datapackage.json", json.dumps({"profile": "data-package", "resources": [resource]}))
    return path


def everything(folder):
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.mark.parametrize("entry", CLIMBING)
def test_an_entry_that_climbs_comes_in_under_a_safe_name(tmp_path, entry):
    warc = fill(tmp_path / "from", "x")
    wacz, data = packed(tmp_path / "theirs.wacz", warc, entry), tmp_path / "a" / "b" / "c"
    before = everything(tmp_path)
    (done,) = bring(data, wacz)
    outside = {path: what for path, what in everything(tmp_path).items() if not path.is_relative_to(tmp_path / "a")}
    assert outside == before
    (copy,) = (path for path in data.rglob("*.warc.gz"))
    assert copy.read_bytes() == warc.read_bytes()
    assert copy.is_relative_to(done.folder)
    assert {path.name for path in (data / "archive").iterdir() if path.is_file()} == {"index.cdxj"}
    assert len(list(Archive([data / "archive"]).captures())) == 1
    (told,) = done.missing
    assert "is no name for a file of the archive" in told
    assert copy.name in told
    assert told.isprintable()
    (again,) = bring(data, wacz)
    assert (again.known, again.captures) == (1, 0)


@pytest.mark.parametrize("home", HOMES)
def test_a_file_does_not_go_back_to_a_place_that_is_the_archive_s_own(tmp_path, home):
    warc, data = fill(tmp_path / "from", "x"), tmp_path / "data"
    (done,) = bring(data, packed(tmp_path / "theirs.wacz", warc, packed_from=home))
    assert list(digests(data).values()) == list(digests(tmp_path / "from").values())
    assert (data / "archive" / "index.cdxj").is_file()
    assert repr(home) in done.missing[0]
    write_index(data / "archive")  # what every later command does


def test_a_place_in_a_folder_that_is_a_link_or_a_file_is_not_taken(tmp_path):
    warc, data = fill(tmp_path / "from", "x"), tmp_path / "data"
    (data / "archive").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (data / "archive" / "linked").symlink_to(tmp_path / "elsewhere")
    (data / "archive" / "file").write_text("a note")
    (done,) = bring(data, packed(tmp_path / "one.wacz", warc, packed_from="linked/x.warc.gz"))
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert "a link there leads out" in done.missing[0]
    other = fill(tmp_path / "more", "y")
    (done,) = bring(data, packed(tmp_path / "two.wacz", other, packed_from="file/x.warc.gz"))
    assert (done.captures, (data / "archive" / "file").read_text()) == (1, "a note")
    assert "a file is where it has a folder" in done.missing[0]


def test_lookalikes_keep_their_names(tmp_path):
    warc, data = fill(tmp_path / "from", "x"), tmp_path / "data"
    name = "rec..2019 (1)~host=a+b@c,été-00000.warc.gz"
    (done,) = bring(data, packed(tmp_path / "Theirs.WACZ", warc, f"archive/{name}"))
    assert (done.missing, list(digests(done.folder))) == ([], [f"Theirs/{name}"])
    other = fill(tmp_path / "more", "y")
    place = f"{STAMP}/run.json.warc.gz"
    (done,) = bring(data, packed(tmp_path / "ours.wacz", other, packed_from=place))
    assert (done.missing, (data / "archive" / place).read_bytes()) == ([], other.read_bytes())


parts = st.one_of(
    st.sampled_from(["..", ".", "", "...", "C:", "a", "index.cdxj", "run.json", "x.warc.gz", "\x00", "~", ". .", "é"]),
    st.sampled_from(sorted(RESERVED)),
    st.text(st.characters(), max_size=12),
    st.just("n" * (files.LONGEST_PART + 1)),
)
names = st.builds("".join, st.lists(st.one_of(parts, st.sampled_from(["/", "\\"])), max_size=12))


@given(names)
def test_a_path_lies_inside_or_an_error_is_raised(name):
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "in" / "archive"
        folder.mkdir(parents=True)
        for make in (files.inside, home):
            try:
                path = make(folder, name)
            except files.UnsafeNameError:
                continue
            assert path.resolve().is_relative_to(folder.resolve())
            assert path.resolve() != folder.resolve()
            files.write_bytes(path, b"x")
            assert [p for p in Path(made).rglob("*") if p.is_file()] == [path]
            path.unlink()
        assert [p for p in Path(made).rglob("*") if p.is_file()] == []


@given(names)
def test_the_safe_name_of_any_name_is_one(name):
    assert fault_of(safe(name)) is None
    assert fault_of(safe(name + ".warc.gz")) is None
    assert safe(name + ".warc.gz").endswith(".warc.gz")
