"""ARC files, version 1 held against what warcio makes of the same bytes."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime

import pytest

from jjscrape.archive.reader import Archive

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>2009</p>"
MOVED = b"HTTP/1.0 301 Moved Permanently\r\nLocation: http://site.test/b\r\n\r\n"
VERSION_1 = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
VERSION_2 = (
    b"2 0 InternetArchive\nURL IP-address Archive-date Content-type Result-code Checksum Location Offset Filename "
    b"Archive-length\n"
)


def record(line: str, block: bytes) -> bytes:
    return f"{line} {len(block)}\n".encode() + block + b"\n"


def version_1() -> list[bytes]:
    return [
        record("filedesc://a.arc 0.0.0.0 20090102030405 text/plain", VERSION_1),
        record("dns:site.test 1.2.3.4 20090102030405 text/dns", b"20090102030405\nsite.test. 60 IN A 1.2.3.4\n"),
        record("http://site.test/a 1.2.3.4 20090102030406 text/html", PAGE),
        record("http://site.test/old 1.2.3.4 20090102030407 no-type", MOVED),
    ]


def version_2() -> list[bytes]:
    name = "a.arc"
    return [
        record(f"filedesc://{name} 0.0.0.0 19970102030405 text/plain 200 - - 0 {name}", VERSION_2),
        record(f"http://site.test/a 1.2.3.4 19970102030406 text/html 200 abc - 200 {name}", PAGE),
        record(f"http://site.test/old 1.2.3.4 19970102030407 text/html 301 - http://site.test/b 300 {name}", MOVED),
    ]


def stored(path, records, *, members: bool):
    path.write_bytes(b"".join(gzip.compress(r) if members else r for r in records))
    return path


def as_warcio_reads(path):
    from warcio.archiveiterator import ArchiveIterator

    found = []
    for r in ArchiveIterator(io.BytesIO(path.read_bytes()), arc2warc=True):
        if r.rec_type == "response" and r.http_headers and r.rec_headers["WARC-Target-URI"].startswith("http"):
            headers = r.rec_headers
            found.append(
                (headers["WARC-Target-URI"], headers["WARC-Date"], r.http_headers.get_statuscode(), r.raw_stream.read())
            )
    return found


@pytest.mark.parametrize(("records", "year"), [(version_1(), 2009), (version_2(), 1997)])
@pytest.mark.parametrize("members", [True, False])
def test_captures_are_those_that_warcio_finds(tmp_path, records, year, members):
    path = stored(tmp_path / ("a.arc.gz" if members else "a.arc"), records, members=members)
    archive = Archive([tmp_path])
    found = [
        (c.url, c.captured_at.strftime("%Y-%m-%dT%H:%M:%SZ"), str(c.status), archive.body(c))
        for c in archive.captures()
        if c.record_type == "response"
    ]
    assert found == [
        ("http://site.test/a", f"{year}-01-02T03:04:06Z", "200", b"<p>2009</p>"),
        ("http://site.test/old", f"{year}-01-02T03:04:07Z", "301", b""),
    ]
    if year == 2009:  # warcio reads version 1 only
        assert found == as_warcio_reads(path)
    assert archive.problems == []


def test_a_record_keeps_its_identifier_wherever_it_is_copied(tmp_path):
    stored(tmp_path / "a.arc.gz", version_1(), members=True)
    stored(tmp_path / "b.arc", version_1()[:1] + version_1()[2:], members=False)
    archive = Archive([tmp_path])
    ids = {(c.warc_file, c.url): c.record_id for c in archive.captures()}
    assert ids["a.arc.gz", "http://site.test/a"] == ids["b.arc", "http://site.test/a"]
    assert len(set(ids.values())) == 3


def test_other_protocols_are_resources_of_their_media_type(tmp_path):
    dns = "dns:site.test 1.2.3.4 20090102030405 text/dns"
    spaced = "ftp://site.test/a b.txt 1.2.3.4 20090102030405 text/plain; charset=utf-8"
    stored(tmp_path / "a.arc", [version_1()[0], record(dns, b"1"), record(spaced, b"22")], members=False)
    stored(tmp_path / "b.arc", [version_2()[0], record(f"{dns} 200 - - 5 b.arc", b"333")], members=False)
    archive = Archive([tmp_path])
    found = [(c.record_type, c.url, c.media_type, archive.body(c)) for c in archive.captures()]
    assert found == [
        ("resource", "dns:site.test", "text/dns", b"1"),
        ("resource", "ftp://site.test/a b.txt", "text/plain", b"22"),
        ("resource", "dns:site.test", "text/dns", b"333"),
    ]


def test_dates_may_lack_seconds_and_reading_goes_on_behind_a_damaged_member(tmp_path):
    whole = record("http://site.test/late 1.2.3.4 199701020304 text/html", PAGE)
    first, *rest = version_1()
    damaged = bytearray(gzip.compress(rest[1]))
    damaged[20] ^= 0xFF
    (tmp_path / "a.arc.gz").write_bytes(gzip.compress(first) + bytes(damaged) + gzip.compress(whole))
    archive = Archive([tmp_path])
    (found,) = archive.captures()
    assert (found.url, found.captured_at) == ("http://site.test/late", datetime(1997, 1, 2, 3, 4, tzinfo=UTC))
    assert len(archive.problems) == 1


def test_what_is_no_arc_record_is_named(tmp_path):
    first, *_ = version_1()
    (tmp_path / "a.arc").write_bytes(first + b"http://site.test/x 1.2.3.4 20091399030405 text/html 3\nabc\n")
    archive = Archive([tmp_path])
    assert list(archive.captures()) == []
    assert "no ARC record starts here" in archive.problems[0].fault
