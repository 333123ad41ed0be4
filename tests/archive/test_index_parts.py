"""The index with what is kept of files: the same bytes, and no file is read through that is as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jjscrape.archive import index_parts, kept_scans
from jjscrape.archive.index import write_index
from jjscrape.archive.kept_scans import KeptScans
from jjscrape.archive.record_format import member, record
from jjscrape.archive.sources import find
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.cache import Cache

ASK, REPLY = (f"<urn:uuid:00000000-0000-4000-8000-00000000000{number}>" for number in (1, 2))


def fill(folder, *exchanges):
    with ArchiveWriter(folder, "crawl", "jjscrape/0", {}) as archive:
        return [archive.write(exchange) for exchange in exchanges]


def made(kind, identifier, block, *fields):
    head = [("WARC-Type", kind), ("WARC-Record-ID", identifier), ("WARC-Target-URI", "http://site.test/one")]
    head += [("WARC-Date", "2024-03-01T10:00:00Z"), *fields]
    return member(record([*head, ("Content-Type", f"application/http; msgtype={kind}")], block))


@pytest.fixture
def scans(tmp_path):
    with Cache(tmp_path / "kept.sqlite", "") as cache:
        yield lambda: KeptScans(cache)


@pytest.fixture
def read(monkeypatch):
    """The files that were read through, in order."""
    files, scanned = [], kept_scans.scanned

    def noted(byte_range, name, stumbles):
        files.append(byte_range.path.parent.name)
        return scanned(byte_range, name, stumbles)

    monkeypatch.setattr(kept_scans, "scanned", noted)
    return files


def test_each_file_is_read_through_once_in_its_life(tmp_path, make_exchange, scans, read):
    folder = tmp_path / "archive"
    for number in range(4):
        fill(folder / f"{number}", *(make_exchange(f"http://site.test/{page}") for page in "cab"[number % 3 :]))
        kept = write_index(folder, scans()).read_bytes()
        assert kept == write_index(folder).read_bytes()
        assert read == [f"{earlier}" for earlier in range(number + 1)]
    (path,) = (folder / "1").glob("*.warc.gz")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    torn = write_index(folder, scans()).read_bytes()
    assert torn == write_index(folder).read_bytes() != kept
    assert read[4:] == ["1"]
    path.rename(path.with_name("renamed.warc.gz"))
    assert b"1/renamed.warc.gz" in write_index(folder, scans()).read_bytes()
    assert read[5:] == []


def test_what_files_add_is_merged_without_making_their_captures_again(tmp_path, make_exchange, scans, monkeypatch):
    for number, page in enumerate("ba"):
        fill(tmp_path / "archive" / f"{number}", make_exchange(f"http://site.test/{page}"))
    whole = write_index(tmp_path / "archive").read_bytes()
    write_index(tmp_path / "archive", scans())
    monkeypatch.setattr(KeptScans, "seen", None)
    assert write_index(tmp_path / "archive", scans()).read_bytes() == whole


def test_the_request_of_a_capture_may_lie_in_another_file(tmp_path, scans):
    asked = b"POST /one HTTP/1.1\r\nHost: site.test\r\nContent-Length: 0\r\n\r\n"
    pieces = (made("request", ASK, asked, ("WARC-Concurrent-To", REPLY)),
              made("response", REPLY, b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes"))  # fmt: skip
    for number, piece in enumerate(reversed(pieces)):
        (tmp_path / f"{number}.warc.gz").write_bytes(piece)
        assert write_index(tmp_path, scans()).read_bytes() == write_index(tmp_path).read_bytes()
    assert b"__wb_method=post" in write_index(tmp_path, scans()).read_bytes()


def test_the_start_of_a_capture_in_segments_is_indexed_as_without(tmp_path, scans):
    of_two = ("WARC-Segment-Number", "1")
    (tmp_path / "0.warc.gz").write_bytes(made("response", REPLY, b"HTTP/1.1 200 OK\r\n\r\nye", of_two))
    more = [("WARC-Segment-Number", "2"), ("WARC-Segment-Origin-ID", REPLY), ("WARC-Segment-Total-Length", "22")]
    (tmp_path / "1.warc.gz").write_bytes(made("continuation", ASK, b"s", *more))
    assert write_index(tmp_path, scans()).read_bytes() == write_index(tmp_path).read_bytes()
    assert not index_parts.part_of(find([tmp_path])[0], scans()).alone


def test_the_newest_capture_of_a_file_is_known_without_reading_it(tmp_path, make_exchange, scans, read):
    folder = tmp_path / "archive"
    first = make_exchange("http://site.test/b")
    later = make_exchange("http://site.test/a", captured_at=first.captured_at + timedelta(days=1))
    fill(folder, first, later, first)
    for _ in range(2):
        assert index_parts.part_of(find([folder])[0], scans()).newest == later.captured_at
    assert len(read) == 1
