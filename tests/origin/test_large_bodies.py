"""What `why` holds of an archive at once: no larger body than a page's, and of a large record its beginning."""

from __future__ import annotations

import gzip
import tracemalloc
from datetime import UTC, datetime

import pytest

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.origin import bodies
from jjscrape.origin.bodies import LARGEST, Bodies
from jjscrape.pages.source import LARGEST_PAGE

MEGABYTE = 2**20


@pytest.fixture
def archive(tmp_path):
    """Of a page that swells, one whose record is large, and three ordinary ones: the folder, and a row of each."""
    page = b"<title>A page</title>" * 40_000
    answers = [
        (b"Content-Encoding: gzip\r\n", gzip.compress(bytes(LARGEST + 1), mtime=0)),
        (b"", bytes(LARGEST + MEGABYTE)),
        *((b"", page + bytes([number])) for number in range(6)),
    ]
    rows = []
    with ArchiveWriter(tmp_path, "crawl", "test/1", {}) as writer:
        for head, body in answers:
            written = writer.write(
                Exchange(
                    url=f"http://case.test/{len(rows)}",
                    method="GET",
                    request=b"GET / HTTP/1.1\r\nHost: case.test\r\n\r\n",
                    response=b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n" % (head, len(body)) + body,
                    captured_at=datetime(2024, 3, 1, tzinfo=UTC),
                )
            )
            rows.append(
                {"id": written.record_id, "warc_record_id": written.record_id, "warc_offset": written.warc_offset}
                | {"warc_file": written.warc_file}
            )
    return tmp_path, rows


def test_the_bound_is_that_of_a_page():
    assert LARGEST == LARGEST_PAGE


def test_a_body_larger_than_a_page_is_named_and_not_held(archive):
    folder, (swells, large, *_) = archive
    held = Bodies(folder)
    tracemalloc.start()
    for row in (swells, large):
        body, why = held.of(row)
        assert body is None
        assert f"{LARGEST}" in why or "too many; not read" in why
    assert tracemalloc.get_traced_memory()[1] < 2 * LARGEST + 8 * MEGABYTE
    tracemalloc.stop()


def test_of_a_large_record_the_head_alone_is_read(archive):
    folder, (_, large, *_) = archive
    tracemalloc.start()
    head, _ = Bodies(folder).of(large, "head")
    assert tracemalloc.get_traced_memory()[1] < 6 * MEGABYTE
    tracemalloc.stop()
    assert head.bytes.endswith(b"Content-Length: %d\r\n\r\n" % (LARGEST + MEGABYTE))


def test_few_bodies_are_held_where_they_are_large(archive, monkeypatch):
    folder, (_, _, *pages) = archive
    held = Bodies(folder)
    for row in pages:
        assert held.of(row)[0]
    assert 1 < len(held._kept) < len(pages)
    monkeypatch.setattr(bodies, "SEARCHED", 1)
    assert held.of(pages[0])[0]
    assert len(held._kept) == 1
