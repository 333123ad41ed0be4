"""No false alarm on what other programs write: wget, warcio, FastWARC; pywb and py-wacz were tried by hand."""

from __future__ import annotations

import io
import itertools
import shutil
import subprocess
import sys

import pytest

from jjscrape.demo import DemoSite, serve
from jjscrape.verify.verification import verify

PATHS = ("/", "/news-events-and-blog", "/rss.xml", "/no-such-page", "/")
WGET = shutil.which("wget")


@pytest.fixture(scope="module")
def site():
    with serve(DemoSite(style="core")) as serving:
        yield serving


def assert_sound(path, checked=1):
    report = verify([path])
    assert list(map(str, report.faults)) == []
    assert len(report.checked) == checked
    return report


@pytest.mark.crawl
@pytest.mark.skipif(WGET is None, reason="there is no wget; install it to try its WARC files")
@pytest.mark.parametrize("options", [(), ("--no-warc-compression",), ("--warc-cdx",)])
def test_wget(site, tmp_path, options):
    paths = [f"{site.url}{path}" for path in PATHS]
    run = [WGET, "--no-config", "--no-proxy", "-q", "-t", "1", "-T", "60", "--delete-after"]
    subprocess.run([*run, *options, "--warc-file", tmp_path / "wget", *paths], cwd=tmp_path, timeout=60, check=False)
    [path] = tmp_path.glob("wget.warc*")
    report = assert_sound(path)
    assert "chunk framing" in " ".join(report.notes)
    if "--warc-cdx" in options:
        again = [*run, "--warc-dedup", tmp_path / "wget.cdx", "--warc-file", tmp_path / "again", *paths]
        subprocess.run(again, cwd=tmp_path, timeout=60, check=False)
        notes = assert_sound(tmp_path, 2).notes
        assert any("revisits" in note for note in notes)
        # By itself the second file's revisits have no targets, which is no fault of the file.
        assert any("not in this file" in note for note in assert_sound(tmp_path / "again.warc.gz").notes)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("compressed", [True, False])
def test_warcio(site, tmp_path, version, compressed):
    path = tmp_path / ("warcio.warc.gz" if compressed else "warcio.warc")
    path.write_bytes(recorded_by_warcio(site, version, compressed=compressed))
    assert_sound(path)


def recorded_by_warcio(site, version, *, compressed):
    import http.client

    from warcio.capture_http import capture_http
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=compressed, warc_version=version)
    writer.write_record(writer.create_warcinfo_record("warcio.warc", {"software": "warcio"}))
    with capture_http(writer):
        for method, path in [*(("GET", path) for path in PATHS), ("HEAD", "/")]:
            connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
            connection.request(method, path)
            connection.getresponse().read()
            connection.close()
    return out.getvalue()


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_warcio_revisits_across_files(site, tmp_path, version):
    from warcio.archiveiterator import ArchiveIterator
    from warcio.warcwriter import WARCWriter

    first, second = tmp_path / "first.warc.gz", tmp_path / "second.warc.gz"
    first.write_bytes(recorded_by_warcio(site, version, compressed=True))
    with first.open("rb") as stream, second.open("wb") as out:
        writer = WARCWriter(out, gzip=True, warc_version=version)
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                headers = record.rec_headers
                url, date, digest = map(headers.get_header, ("WARC-Target-URI", "WARC-Date", "WARC-Payload-Digest"))
                writer.write_record(writer.create_revisit_record(url, digest, url, date, record.http_headers))
    assert_sound(tmp_path, 2)
    first.unlink()
    assert {fault.name for fault in verify([tmp_path]).faults} == {"revisit-target"}


@pytest.mark.crawl
def test_warcio_recompressed(made, tmp_path):
    """`warcio recompress` writes every record anew; ours stay sound."""
    ours, path = made / "archive" / "20211201T090000Z" / "crawl-00000.warc.gz", tmp_path / "again.warc.gz"
    again = [sys.executable, "-m", "warcio.cli", "recompress", ours, path]
    subprocess.run(again, capture_output=True, timeout=60, check=True)
    assert_sound(path)


@pytest.mark.parametrize("compressed", [True, False])
def test_fastwarc(site, tmp_path, compressed):
    from fastwarc.stream_io import GzipWriter
    from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

    path = tmp_path / ("fastwarc.warc.gz" if compressed else "fastwarc.warc")
    source = io.BytesIO(recorded_by_warcio(site, "1.1", compressed=True))
    with path.open("wb") as stream:
        writer = GzipWriter(stream) if compressed else stream
        made = WarcRecord()
        made.init_headers(record_type=WarcRecordType.response)
        made.headers["WARC-Target-URI"] = "http://site.test/"
        made.is_http = True
        made.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        for record in itertools.chain([made], ArchiveIterator(source, parse_http=False)):
            record.write(writer, checksum_data=True)
            if compressed:
                writer.finish()
    assert_sound(path)


def test_fastwarc_revisits_across_files(site, tmp_path):
    """The block digests of the revisits are FastWARC's own."""
    from fastwarc.stream_io import GzipWriter
    from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

    first, second = tmp_path / "first.warc.gz", tmp_path / "second.warc.gz"
    first.write_bytes(recorded_by_warcio(site, "1.1", compressed=True))
    with second.open("wb") as stream:
        writer = GzipWriter(stream)
        for record in ArchiveIterator(io.BytesIO(first.read_bytes()), parse_http=True):
            if record.record_type != WarcRecordType.response:
                continue
            made = WarcRecord()
            made.init_headers(record_type=WarcRecordType.revisit)
            made.headers["WARC-Target-URI"] = record.headers["WARC-Target-URI"]
            made.headers["WARC-Refers-To"] = record.headers["WARC-Record-ID"]
            made.headers["WARC-Refers-To-Target-URI"] = record.headers["WARC-Target-URI"]
            made.headers["WARC-Refers-To-Date"] = record.headers["WARC-Date"]
            made.headers["WARC-Payload-Digest"] = record.headers["WARC-Payload-Digest"]
            made.headers["WARC-Profile"] = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
            made.headers["Content-Type"] = "application/http; msgtype=response"
            made.set_bytes_content(b"HTTP/1.1 200 OK\r\n\r\n")
            made.write(writer, checksum_data=True)
            writer.finish()
    assert_sound(tmp_path, 2)
    first.unlink()
    assert {fault.name for fault in verify([tmp_path]).faults} == {"revisit-target"}


def test_a_fastwarc_file_whose_records_share_a_member_is_no_false_alarm(site, tmp_path):
    """Without `finish`, FastWARC makes one gzip member of the whole file, which no index can point into."""
    import gzip

    path = tmp_path / "one.warc.gz"
    path.write_bytes(gzip.compress(recorded_by_warcio(site, "1.1", compressed=False)))
    assert [fault.name for fault in verify([path]).faults] == ["gzip-shared"]
    shorter = path.read_bytes()[:-100]
    path.write_bytes(shorter)
    report = verify([path], repair=True)
    assert report.repairs == []  # cutting the member would take whole records with it
    assert path.read_bytes() == shorter


def test_an_index_that_pywb_wrote(made, tmp_path):
    """pywb has bare file names, no ids, and its index in a folder of its own."""
    import json

    (tmp_path / "archive").mkdir()
    (tmp_path / "indexes").mkdir()
    shutil.copy(made / "archive" / "20211201T090000Z" / "crawl-00000.warc.gz", tmp_path / "archive" / "rec.warc.gz")
    lines = []
    for line in (made / "archive" / "index.cdxj").read_text().splitlines():
        key, stamp, body = line.split(" ", 2)
        values = json.loads(body)
        if values["filename"].startswith("20211201"):
            kept = {name: values[name] for name in ("url", "mime", "status", "digest", "length", "offset")}
            kept |= {"digest": values["digest"].removeprefix("sha256:"), "filename": "rec.warc.gz"}
            lines.append(f"{key} {stamp} {json.dumps(kept)}\n")
    index = tmp_path / "indexes" / "autoindex.cdxj"
    index.write_text("".join(lines))
    assert_sound(tmp_path, 2)
    index.write_text("".join(lines[1:]))
    assert [fault.name for fault in verify([tmp_path]).faults] == ["cdxj-unlisted"]
