"""A 304 in an archive: a revisit of what the site said is unchanged, and so that page at its time."""

from __future__ import annotations

from datetime import UTC, datetime

from jjscrape.archive.exchange import Confirmed, Exchange, Reference
from jjscrape.archive.index import entries, write_index
from jjscrape.archive.reader import Archive, capture_at
from jjscrape.archive.record_format import NOT_MODIFIED_PROFILE
from jjscrape.archive.warcfile import records
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.verify.verification import verify

URL = "http://example.org/news/a"
PAGE = b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nEtag: "1"\r\nContent-Length: 4\r\n\r\npage'
UNCHANGED = b'HTTP/1.1 304 Not Modified\r\nEtag: "1"\r\n\r\n'


def asked(response: bytes, day: int, confirms: Confirmed | None = None) -> Exchange:
    at = datetime(2026, 1, day, tzinfo=UTC)
    return Exchange(
        url=URL,
        method="GET",
        request=b"GET /news/a HTTP/1.1\r\nHost: example.org\r\n\r\n",
        response=response,
        captured_at=at,
        confirms=confirms,
    )


def test_a_304_is_a_revisit_that_reads_as_the_page_it_confirms(tmp_path):
    with ArchiveWriter(tmp_path / "crawl", "a", "test", {}) as writer:
        first = writer.write(asked(PAGE, 1))
        reference = Reference(first.record_id, first.url, first.captured_at)
        again = writer.write(asked(UNCHANGED, 2, Confirmed(reference, first.payload_digest)))
        alone = writer.write(asked(UNCHANGED, 3))
    assert again.record_type == "revisit"
    assert again.payload_digest == first.payload_digest
    assert alone.record_type == "response"
    archive = Archive([tmp_path])
    page, revisit, bare = map(archive.confirming, archive.captures())
    profiles = [r.get("WARC-Profile") for r in records(tmp_path / "crawl" / "a-00000.warc.gz", lambda _, __: None)]
    assert [profile for profile in profiles if profile] == [NOT_MODIFIED_PROFILE]
    assert (revisit.status, revisit.served, revisit.media_type) == (304, True, "text/html")
    assert revisit.shown == page
    assert archive.body(revisit) == b"page"
    assert bare.confirms is None
    assert not bare.served
    listed = [(entry.status, entry.revisit, entry.digest) for entry in entries(write_index(tmp_path))]
    assert listed[:2] == [(200, False, first.payload_digest), (304, True, first.payload_digest)]
    assert not verify([tmp_path], log=False).faults
    entry = next(entry for entry in entries(tmp_path / "index.cdxj") if entry.revisit)
    assert capture_at(tmp_path / entry.file, entry.file, entry.offset, entry.id).record_id == revisit.record_id


def test_an_original_that_is_not_there_leaves_a_304_what_it_is(tmp_path):
    nowhere = Reference("00000000-0000-4000-8000-000000000000", URL, datetime(2025, 1, 1, tzinfo=UTC))
    with ArchiveWriter(tmp_path, "a", "test", {}) as writer:
        writer.write(asked(UNCHANGED, 2, Confirmed(nowhere, "sha256:A")))
    archive = Archive([tmp_path])
    (capture,) = map(archive.confirming, archive.captures())
    assert capture.confirms is None
    assert not capture.served
