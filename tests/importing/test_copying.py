"""Files of other archives, brought in byte by byte."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile

import pytest

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.exchange import Exchange
from jjscrape.archive.reader import Archive
from jjscrape.archive.wacz_reader import warc_entries
from jjscrape.archive.wacz_writer import About, write_wacz
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.clock import now
from jjscrape.importing.bring import import_sources
from jjscrape.importing.naming import RECORD
from jjscrape.outcome import Exit, Stop
from jjscrape.site import load_site

SITE = load_site("jamandjustice")


def fill(folder, *paths):
    with ArchiveWriter(folder, "crawl", "test", {}) as writer:
        for path in paths:
            writer.write(
                Exchange(
                    url=f"http://site.test/{path}",
                    method="GET",
                    request=b"GET / HTTP/1.1\r\n\r\n",
                    response=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>" + path.encode(),
                    captured_at=now(),
                )
            )
    return folder / "crawl-00000.warc.gz"


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if ".warc" in path.name
    }


def pack(archive, path):
    with path.open("wb") as stream:
        write_wacz(stream, Archive([archive]), [], About(title="t", description="d", software="s"))
    return path


def bring(data, *sources):
    return import_sources([str(source) for source in sources], data, SITE)


def test_files_are_copied_as_they_are_and_indexed(tmp_path):
    one, two = fill(tmp_path / "a", "x", "y"), fill(tmp_path / "b", "z")
    first, second = bring(tmp_path / "data", one, tmp_path / "b")
    assert first.folder != second.folder
    assert (first.folder / one.name).read_bytes() == one.read_bytes()
    assert (second.folder / two.name).read_bytes() == two.read_bytes()
    assert (first.captures, second.captures) == (2, 1)
    assert len((tmp_path / "data" / "archive" / "index.cdxj").read_text().splitlines()) == 3
    told = json.loads((first.folder / RECORD).read_text())
    assert told["files"][0]["sha256"] == hashlib.sha256(one.read_bytes()).hexdigest()
    assert told["source"] == str(one)


def test_no_file_is_brought_in_twice_whatever_its_name(tmp_path):
    one = fill(tmp_path / "a", "x")
    bring(tmp_path / "data", one)
    before = digests(tmp_path / "data")
    shutil.copy(one, tmp_path / "renamed.warc.gz")
    (again,) = bring(tmp_path / "data", tmp_path / "renamed.warc.gz")
    assert (again.captures, again.known, again.folder) == (0, 1, None)
    assert digests(tmp_path / "data") == before


def test_a_folder_keeps_its_crawls_apart(tmp_path):
    fill(tmp_path / "years" / "2017", "x")
    fill(tmp_path / "years" / "2019", "y")
    (done,) = bring(tmp_path / "data", tmp_path / "years")
    assert sorted(digests(done.folder)) == ["2017/crawl-00000.warc.gz", "2019/crawl-00000.warc.gz"]


def test_our_own_wacz_gives_back_the_archive_it_was_made_of(tmp_path):
    archive = tmp_path / "one" / "archive"
    fill(archive / "20261122T102600Z", "x")
    fill(archive / "20261123T102600Z", "y")
    packed = pack(archive, tmp_path / "a.wacz")
    bring(tmp_path / "two", packed)
    assert digests(tmp_path / "two" / "archive") == digests(archive)
    (again,) = bring(tmp_path / "two", packed)
    assert again.known == 2


def test_anybody_s_wacz_is_unpacked(tmp_path):
    one, two = fill(tmp_path / "a", "x"), fill(tmp_path / "b", "y")
    with zipfile.ZipFile(tmp_path / "theirs.wacz", "w") as file:
        file.write(one, "archive/rec-1.warc.gz")
        file.write(two, "archive/rec-2.warc.gz")
    (done,) = bring(tmp_path / "data", tmp_path / "theirs.wacz")
    assert sorted(digests(done.folder)) == ["theirs/rec-1.warc.gz", "theirs/rec-2.warc.gz"]
    assert (done.folder / "theirs" / "rec-2.warc.gz").read_bytes() == two.read_bytes()


def test_a_wacz_of_others_is_unpacked_into_a_folder_each(tmp_path):
    for name in ("x", "y"):
        with zipfile.ZipFile(tmp_path / f"{name}.wacz", "w") as file:
            file.write(fill(tmp_path / name, name), "archive/rec.warc.gz")
    with zipfile.ZipFile(tmp_path / "all.wacz", "w") as file:
        file.write(tmp_path / "x.wacz", "x.wacz")
        file.write(tmp_path / "y.wacz", "y.wacz")
    (done,) = bring(tmp_path / "data", tmp_path / "all.wacz")
    assert sorted(digests(done.folder)) == ["all/x/rec.warc.gz", "all/y/rec.warc.gz"]
    assert done.missing == []


def test_a_wacz_whose_files_were_changed_is_refused(tmp_path):
    fill(tmp_path / "archive" / "20261122T102600Z", "x", "y")
    packed = pack(tmp_path / "archive", tmp_path / "a.wacz")
    (entry,) = warc_entries(packed)
    data = bytearray(packed.read_bytes())
    data[entry.byte_range.begin + entry.byte_range.size - 1] ^= 1
    packed.write_bytes(data)
    with pytest.raises(Stop, match="not the file that was packed") as stopped:
        bring(tmp_path / "data", packed)
    assert stopped.value.code is Exit.FAULTY
    assert digests(tmp_path / "data") == {}


def test_what_can_t_be_read_is_refused_and_what_is_torn_is_named(tmp_path):
    (tmp_path / "no.warc.gz").write_bytes(b"\x1f\x8b\x08 nothing")
    with pytest.raises(ArchiveError, match="no capture can be read"):
        bring(tmp_path / "data", tmp_path / "no.warc.gz")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ArchiveError, match="no WARC"):
        bring(tmp_path / "data", tmp_path / "empty")
    with pytest.raises(ArchiveError, match="no archive at"):
        bring(tmp_path / "data", tmp_path / "nowhere.warc")
    torn = fill(tmp_path / "torn", "x", "y")
    torn.write_bytes(torn.read_bytes()[:-300])
    (done,) = bring(tmp_path / "data", torn)
    assert done.captures in {1, 2}
    assert "torn" in done.missing[0]
    assert (done.folder / torn.name).read_bytes() == torn.read_bytes()


def test_a_file_left_open_by_a_killed_crawl_gets_its_final_name(tmp_path):
    one = fill(tmp_path / "a", "x")
    one.rename(one.with_name(one.name + ".open"))
    (done,) = bring(tmp_path / "data", tmp_path / "a")
    assert sorted(digests(done.folder)) == ["crawl-00000.warc.gz"]
