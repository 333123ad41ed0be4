"""What a crawl writes of servers that break off, never end or speak no HTTP is sound, with a note; only so marked."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.index import write_index
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.verify.verification import verify

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
ODD = {
    "slow head": (HEAD + b"X-A: 1\r\n", "time", "head-broke-off"),
    "broken status line": (b"HTTP/1.1 20", "disconnect", "head-broke-off"),
    "head without an end": (HEAD + b"X: " + b"a" * 300_000, "length", "head-broke-off"),
    "only a body": (b"<p>no head at all", "disconnect", "head-broke-off"),
    "no status line": (b"hello\r\n\r\nthere", "disconnect", "no-http"),
    "another protocol": (b"ICY 200 OK\r\nContent-Type: text/html\r\n\r\nx", "disconnect", "no-http"),
    "a status of letters": (b"HTTP/1.1 2xx OK\r\n\r\nx", "disconnect", "no-http"),
    "a line without a colon": (HEAD + b"oops\r\n\r\nx", "disconnect", "no-http"),
    "lengths of 5,000 digits": (HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\nx", "disconnect", None),
}


def written(folder, response, truncated):
    """Verify an archive with an index, which says of an answer what there is of its head."""
    with ArchiveWriter(folder, "crawl", "test/1", {}) as writer:
        writer.write(
            Exchange(
                url="http://case.test/",
                method="GET",
                request=b"GET / HTTP/1.1\r\nHost: case.test\r\n\r\n",
                response=response,
                captured_at=datetime(2024, 3, 1, tzinfo=UTC),
                truncated=truncated,
            )
        )
    write_index(folder)
    return verify([folder], log=False)


@pytest.mark.parametrize(("response", "truncated", "name"), ODD.values(), ids=ODD)
def test_what_is_said_to_be_truncated_is_a_note(tmp_path, response, truncated, name):
    report = written(tmp_path / "crawl", response, truncated)
    assert report.faults == []
    assert [note.partition(":")[0] for note in report.notes] == ([name] if name else [])


@pytest.mark.parametrize("name", [name for name, odd in ODD.items() if odd[2] and "colon" not in name])
def test_the_same_without_that_word_is_a_fault(tmp_path, name):
    report = written(tmp_path / "crawl", ODD[name][0], None)
    assert "http-head" in {fault.name for fault in report.faults}


def test_a_nul_byte_that_the_digest_vouches_for_is_the_server_s(tmp_path):
    report = written(tmp_path / "crawl", HEAD + b"X-A: a\0b\r\n\r\nx", None)
    assert report.faults == []
    assert [note.partition(":")[0] for note in report.notes] == ["nul-in-header"]


STRANGE = {
    "a line without a colon": (HEAD + b"oops\r\n\r\nx", "no-header-line", "http-header"),
    "a length of letters": (HEAD + b"Content-Length: many\r\n\r\nx", "no-length", "http-length"),
}


@pytest.mark.parametrize(("response", "noted", "fault"), STRANGE.values(), ids=STRANGE)
def test_what_a_server_sent_strangely_is_sound_where_a_digest_vouches_for_it(tmp_path, response, noted, fault):
    report = written(tmp_path / "crawl", response, None)
    assert report.faults == []
    assert [note.partition(":")[0] for note in report.notes] == [noted]
    (path,) = (tmp_path / "crawl").glob("*.warc.gz")
    plain = tmp_path / "others.warc"
    lines = gzip.decompress(path.read_bytes()).split(b"\r\n")
    plain.write_bytes(b"\r\n".join(line for line in lines if not line.startswith(b"WARC-Block-Digest")))
    assert [found.name for found in verify([plain], log=False).faults] == [fault]
