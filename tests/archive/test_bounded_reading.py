"""Heads without an end, floods of interim answers and records that swell: read within bounds, whatever they hold."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest
from growth import assert_no_square

from jjscrape.archive import reader
from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.http import LONGEST_HEAD, head_length, parse_response, split_interim
from jjscrape.archive.reader import Archive

MEGABYTE = 2**20


def record(kind, block, **fields):
    told = {
        "WARC-Type": kind,
        "WARC-Record-ID": "<urn:uuid:11111111-1111-4111-8111-111111111111>",
        "WARC-Date": "2024-03-01T10:00:00Z",
        "Content-Type": "application/http; msgtype=response",
        **fields,
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def response(block):
    return record("response", block, **{"WARC-Target-URI": "http://case.test/"})


@pytest.fixture
def peak():
    """Tell the most bytes that Python held at once since it was asked before."""
    tracemalloc.start()
    yield lambda: (tracemalloc.get_traced_memory()[1], tracemalloc.reset_peak())[0]
    tracemalloc.stop()


def test_a_warcinfo_record_that_swells_is_read_to_a_bound(tmp_path, peak):
    path = tmp_path / "a.warc.gz"
    swells = record(
        "warcinfo", b"software: x\r\n" + b"z" * 24 * MEGABYTE, **{"Content-Type": "application/warc-fields"}
    )
    path.write_bytes(gzip.compress(swells, 1) + gzip.compress(response(b"HTTP/1.1 200 OK\r\n\r\n<p>x"), 1))
    del swells
    peak()
    archive = Archive([path])
    assert [capture.status for capture in archive.captures()] == [200]
    assert archive.info()[0]["software"] == "x"
    assert peak() < 6 * MEGABYTE


@pytest.mark.parametrize(
    "filler",
    [b"X: " + b"a" * 997, b"a", b"X: a\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"],
    ids=["long lines", "one line", "short lines", "interim answers"],
)
def test_a_head_without_an_end_is_named_and_not_read(tmp_path, peak, filler):
    path = tmp_path / "a.warc"
    path.write_bytes(
        response(b"HTTP/1.1 200 OK\r\n" * (filler[:4] != b"HTTP") + filler * (8 * MEGABYTE // len(filler)))
    )
    peak()
    archive = Archive([path])
    for capture in archive.captures():
        with pytest.raises(ArchiveError, match="no end of an HTTP head within 262144 bytes"):
            archive.body(capture)
    assert peak() < 6 * MEGABYTE


def test_a_head_of_some_hundred_kilobytes_is_read(tmp_path):
    path = tmp_path / "a.warc"
    head = b"HTTP/1.1 200 OK\r\n" + b"Set-Cookie: a=b\r\n" * (LONGEST_HEAD // 3 // 17)
    path.write_bytes(response(b"HTTP/1.1 103 Early Hints\r\n\r\n" + head + b"\r\n<p>x"))
    archive = Archive([path])
    (capture,) = archive.captures()
    assert (capture.status, archive.body(capture)) == (200, b"<p>x")


@pytest.mark.parametrize(
    "read",
    [
        lambda size: split_interim(b"HTTP/1.1 103 Hints\r\n\r\n" * (size // 22)),
        lambda size: parse_response(b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * (size // 6) + b"\r\n", "GET"),
        lambda size: parse_response(b"HTTP/1.1 200 OK\r\nX: a\r\n" + b" a\r\n" * (size // 4) + b"\r\n", "GET"),
        lambda size: parse_response(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * (size // 6), "GET"
        ),
        lambda size: head_length(b"\r" * size),
    ],
    ids=["interim answers", "lines", "folded lines", "chunks", "line ends"],
)
def test_the_work_on_a_message_grows_with_its_length(read):
    assert_no_square(read, 20_000, 200_000)


def test_of_a_warcinfo_without_end_the_first_lines_count(tmp_path):
    path = tmp_path / "a.warc"
    fields = b"software: x\r\n" + b"a: b\n" * 100_000
    path.write_bytes(record("warcinfo", fields, **{"Content-Type": "application/warc-fields"}))
    (told,) = Archive([path]).info()
    assert told["software"] == "x"
    assert told["a"] == ", ".join("b" * 999)


def test_a_file_of_few_records_is_read_once(tmp_path, monkeypatch):
    path = tmp_path / "a.warc"
    one = response(b"HTTP/1.1 200 OK\r\n\r\n<p>x")
    path.write_bytes(record("warcinfo", b"software: x\r\n", **{"Content-Type": "application/warc-fields"}) + one)
    scans = []
    scanned = reader.scanned

    def counted(*words):
        scans.append(words[1])
        return scanned(*words)

    monkeypatch.setattr(reader, "scanned", counted)
    archive = Archive([path])
    assert len(list(archive.captures())) == len(list(archive.captures())) == len(archive.info()) == 1
    assert scans == ["a.warc"]
    path.write_bytes(one * 2)
    assert len(list(archive.captures())) == 2


@pytest.mark.parametrize(
    "begun", [b"", response(b"HTTP/1.1 200 OK\r\n\r\nWords.")[:-9]], ids=["alone", "behind half a record"]
)
def test_a_line_without_end_is_passed_over_in_pieces(peak, tmp_path, begun):
    path = tmp_path / "a.warc"
    path.write_bytes(begun + b"\0" * 40 * MEGABYTE + b"\n" + response(b"HTTP/1.1 200 OK\r\n\r\nMore."))
    peak()
    captures = list(Archive([path]).captures())
    assert peak() < 10 * MEGABYTE
    assert len(captures) == 1 + bool(begun), "a length is believed where a record may end"
