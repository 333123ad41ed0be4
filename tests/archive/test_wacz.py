"""WACZ files, written and read back; what is in them is held against the specification and against WARC readers."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.reader import Archive
from jjscrape.archive.sorting import sorted_lines
from jjscrape.archive.wacz_reader import PACKED_FROM, warc_entries
from jjscrape.archive.wacz_writer import About, Page, write_wacz
from jjscrape.archive.writer import ArchiveWriter

ABOUT = About(title="Site", description="A site.", software="test 1", main_page="http://site.test/b")
DAY = datetime(2026, 11, 22, 10, 26, 0, 123456, tzinfo=UTC)
PAGES = [
    Page(id="a", url="http://site.test/a", captured_at=DAY, title="Ä", text="a text"),
    Page(id="b", url="http://site.test/b", captured_at=DAY, title="B"),
]


@pytest.fixture
def archive(tmp_path, make_exchange):
    """Two crawls whose files bear the same name, the second with an older and a newer capture."""
    folder = tmp_path / "archive"
    for crawl, paths in (("20261122T102600Z", "ab"), ("20261123T102600Z", "ca")):
        with ArchiveWriter(folder / crawl, "crawl", "test", {"site": "x"}) as writer:
            for number, path in enumerate(paths):
                when = DAY.replace(minute=30 + number if crawl[7] == "3" else number)
                url = f"http://site.test/{path}"
                writer.write(make_exchange(url=url, body=f"<p>{crawl}{path}".encode(), captured_at=when))
    return folder


def packed(archive, path):
    with path.open("wb") as stream:
        return write_wacz(stream, Archive([archive]), PAGES, ABOUT)


def everything(sources):
    archive = Archive(sources)
    return [(c, archive.body(c)) for c in archive.captures()], archive.problems


def test_packing_twice_gives_the_same_bytes_wherever_the_archive_lies(archive, tmp_path):
    other = tmp_path / "elsewhere" / "copy"
    shutil.copytree(archive, other)
    for file in other.rglob("*.gz"):
        file.chmod(0o600)
        file.touch()
    packed(archive, tmp_path / "a.wacz")
    packed(other, tmp_path / "b.wacz")
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()


def test_an_archive_reads_the_same_from_its_wacz(archive, tmp_path):
    packed(archive, tmp_path / "a.wacz")
    assert everything([tmp_path / "a.wacz"]) == everything([archive])
    assert len(everything([tmp_path / "a.wacz"])[0]) == 4


def test_entries_are_stored_and_listed_with_their_digests(archive, tmp_path):
    contents = packed(archive, tmp_path / "a.wacz")
    assert (contents.files, contents.captures, contents.pages) == (2, 4, 2)
    with zipfile.ZipFile(tmp_path / "a.wacz") as file:
        assert file.testzip() is None
        names = file.namelist()
        assert names == [
            "archive/20261122T102600Z-crawl-00000.warc.gz",
            "archive/20261123T102600Z-crawl-00000.warc.gz",
            "indexes/index.cdx.gz",
            "indexes/index.idx",
            "pages/pages.jsonl",
            "datapackage.json",
            "datapackage-digest.json",
        ]
        assert {info.compress_type for info in file.infolist()} == {zipfile.ZIP_STORED}
        package = json.loads(file.read("datapackage.json"))
        assert [r["path"] for r in package["resources"]] == names[:-2]
        for resource in package["resources"]:
            data = file.read(resource["path"])
            assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
            assert resource["bytes"] == len(data)
        digest = json.loads(file.read("datapackage-digest.json"))
        assert digest["hash"] == "sha256:" + hashlib.sha256(file.read("datapackage.json")).hexdigest()
    assert package["wacz_version"] == "1.1.1"
    assert package["created"] == package["modified"] == "2026-11-22T10:31:00Z"
    assert package["mainPageUrl"] == "http://site.test/b"
    assert package["resources"][0][PACKED_FROM] == "20261122T102600Z/crawl-00000.warc.gz"


def test_pages_have_what_the_format_asks_for(archive, tmp_path):
    packed(archive, tmp_path / "a.wacz")
    with zipfile.ZipFile(tmp_path / "a.wacz") as file:
        header, *rows = [json.loads(line) for line in file.read("pages/pages.jsonl").decode().splitlines()]
    assert header["format"] == "json-pages-1.0"
    assert rows == [
        {"id": "a", "url": "http://site.test/a", "ts": "2026-11-22T10:26:00Z", "title": "Ä", "text": "a text"},
        {"id": "b", "url": "http://site.test/b", "ts": "2026-11-22T10:26:00Z", "title": "B"},
    ]


def test_the_index_is_sorted_and_leads_to_the_records(archive, tmp_path):
    from warcio.archiveiterator import ArchiveIterator

    packed(archive, tmp_path / "a.wacz")
    with zipfile.ZipFile(tmp_path / "a.wacz") as file:
        lines = gzip.decompress(file.read("indexes/index.cdx.gz")).decode().splitlines()
        assert lines == sorted(lines)
        assert len(lines) == 4
        for line in lines:
            values = json.loads(line.split(" ", 2)[2])
            start = int(values["offset"])
            member = file.read("archive/" + values["filename"])[start : start + int(values["length"])]
            (record,) = ArchiveIterator(io.BytesIO(member))
            assert record.rec_headers["WARC-Target-URI"] == values["url"]
            assert record.rec_type == "response"
        blocks = file.read("indexes/index.idx").decode().splitlines()
        where = json.loads(blocks[1].split(" ", 2)[2])
        assert blocks[0].startswith("!meta 0 {")
        assert (where["offset"], where["length"]) == (0, file.getinfo("indexes/index.cdx.gz").file_size)


def test_a_long_index_is_cut_into_blocks_that_can_be_read_alone(tmp_path, make_exchange, monkeypatch):
    monkeypatch.setattr("jjscrape.archive.wacz_writer.BLOCK_LINES", 3)
    with ArchiveWriter(tmp_path / "archive", "crawl", "test", {}) as writer:
        for number in range(8):
            writer.write(make_exchange(url=f"http://site.test/{number}"))
    packed(tmp_path / "archive", tmp_path / "a.wacz")
    with zipfile.ZipFile(tmp_path / "a.wacz") as file:
        index = file.read("indexes/index.cdx.gz")
        blocks = [line.split(" ", 2) for line in file.read("indexes/index.idx").decode().splitlines()[1:]]
    whole = b""
    for key, stamp, where in blocks:
        place = json.loads(where)
        part = gzip.decompress(index[place["offset"] : place["offset"] + place["length"]])
        assert part.decode().startswith(f"{key} {stamp} ")
        whole += part
    assert [len(whole.splitlines()), len(blocks)] == [8, 3]
    assert whole == gzip.decompress(index)


def test_files_still_being_written_are_left_out_and_named(archive, tmp_path):
    (archive / "20261122T102600Z" / "crawl-00001.warc.gz.open").write_bytes(b"")
    assert packed(archive, tmp_path / "a.wacz").left_out == ("20261122T102600Z/crawl-00001.warc.gz.open",)
    (tmp_path / "nothing").mkdir()
    with pytest.raises(ArchiveError, match="no finished WARC file"):
        packed(tmp_path / "nothing", tmp_path / "b.wacz")


def test_names_that_differ_in_case_or_signs_alone_stay_apart(tmp_path, make_exchange):
    names = ["a/x.warc.gz", "A-x.warc.gz", "a-x.warc.gz", "ä-x.warc.gz"]
    for name in names:
        (tmp_path / "archive" / name).parent.mkdir(exist_ok=True, parents=True)
        with ArchiveWriter(tmp_path / "w" / name, "w", "test", {}) as writer:
            writer.write(make_exchange(url=f"http://site.test/{name}"))
        shutil.copy(tmp_path / "w" / name / "w-00000.warc.gz", tmp_path / "archive" / name)
    packed(tmp_path / "archive", tmp_path / "a.wacz")
    entries = warc_entries(tmp_path / "a.wacz")
    assert len({entry.name.lower() for entry in entries}) == 4
    assert {entry.packed_from for entry in entries} == set(names)
    assert everything([tmp_path / "a.wacz"]) == everything([tmp_path / "archive"])


def foreign(path, files, compression=zipfile.ZIP_STORED, package=None):
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, data in files.items():
            file.writestr(name, data)
        if package is not None:
            file.writestr("datapackage.json", package)


def test_other_people_s_wacz_files_are_crawls_of_their_own(archive, tmp_path):
    first, second = sorted(archive.rglob("*.warc.gz"))
    folder = tmp_path / "others"
    folder.mkdir()
    foreign(folder / "old.wacz", {"archive/data.warc": gzip.decompress(first.read_bytes()), "logs/x.log": b"?"})
    foreign(folder / "new.wacz", {"archive/data.warc.gz": second.read_bytes()}, package="{ no JSON")
    archive = Archive([folder])
    assert [file.name for file in archive.files] == ["new.wacz/archive/data.warc.gz", "old.wacz/archive/data.warc"]
    assert len([archive.body(c) for c in archive.captures()]) == 4
    assert archive.problems == []
    assert len(Archive([folder, folder / "old.wacz", str(folder / "*.wacz")]).files) == 2


def test_a_hostile_package_names_no_path_outside(archive, tmp_path):
    data = next(archive.rglob("*.warc.gz")).read_bytes()
    for path in ("../x.warc.gz", "/x.warc.gz", "a/../../x.warc.gz", "a\\x", ".hidden/x.warc.gz", 7, ""):
        package = json.dumps({"resources": [{"path": "archive/x.warc.gz", PACKED_FROM: path}, 5, {"path": []}]})
        foreign(tmp_path / "a.wacz", {"archive/x.warc.gz": data}, package=package)
        (entry,) = warc_entries(tmp_path / "a.wacz")
        assert entry.packed_from is None


def test_what_can_t_be_read_in_place_is_refused_with_the_remedy(archive, tmp_path):
    data = next(archive.rglob("*.warc.gz")).read_bytes()
    foreign(tmp_path / "a.wacz", {"archive/x.warc.gz": data}, zipfile.ZIP_DEFLATED)
    with pytest.raises(ArchiveError, match="unpack it and name the folder"):
        Archive([tmp_path / "a.wacz"])
    (tmp_path / "b.wacz").write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(ArchiveError, match="not a WACZ file"):
        Archive([tmp_path / "b.wacz"])


def test_a_damaged_record_is_found_in_place_and_the_ones_behind_it_are_read(archive, tmp_path):
    packed(archive, tmp_path / "a.wacz")
    entry = warc_entries(tmp_path / "a.wacz")[0]
    start = next(iter(Archive([tmp_path / "a.wacz"]).captures())).warc_offset
    data = bytearray((tmp_path / "a.wacz").read_bytes())
    data[entry.byte_range.begin + start + 40] ^= 0xFF
    (tmp_path / "a.wacz").write_bytes(data)
    captures, problems = everything([tmp_path / "a.wacz"])
    assert [c.url for c, _ in captures] == ["http://site.test/b", "http://site.test/c", "http://site.test/a"]
    assert [(p.file, p.offset) for p in problems] == [("20261122T102600Z/crawl-00000.warc.gz", start)]


@given(st.lists(st.binary(max_size=4).filter(lambda b: b"\n" not in b)), st.integers(1, 5))
def test_sorting_in_runs_is_sorting(lines, run):
    assert list(sorted_lines(iter(lines), run)) == sorted(lines)
