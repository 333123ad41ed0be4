"""Whatever stands in a header, in an ARC line, in a row of a CDX server or in the JSON of a WACZ: no error of Python's."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import zipfile

import pytest
from examples import share
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.foreign import http_date, joined, parse_json, stamp, whole_number
from jjscrape.archive.index import newest_answers, write_index
from jjscrape.archive.reader import Archive
from jjscrape.archive.request import read_request
from jjscrape.archive.surt import surt
from jjscrape.archive.wacz_reader import warc_entries
from jjscrape.archive.warcfile import scan
from jjscrape.importing.listing import ListingError, parse_listing
from jjscrape.verify.verification import verify

DEEP = "[" * 200_000
STRANGE = [
    "", " ", "-1", "+5", "²³", "٣", "1e9", "9" * 30, "9" * 5000, "0x10", "NaN", "None", "\x00", "\t", "é", "\ufeff",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-23:59", "0000-00-00T00:00:00Z", "2024-02-30T10:00:00Z",
    "2024-03-01T24:00:00Z", "2024-03-01T10:00:60Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    "http://[oops/", "http://[::1]:99999/", "http://a:b/", "//", "http://", "http://\u2100/", "http://xn--a.test/",
    "http://case.test/%" + "25" * 9000, "http://x/web/20240101000000id_/http://[oops/", "<>", "<urn:uuid:>", "urn:uuid:1",
    "sha1:", "shake_128:00", "shake256:00", "sha-256:", "blake2b:AA", "none:AA", ":", "sha1:\u00e9" * 3,
    "Fri, 31 Dec 9999 23:59:59 -2359", "Mon, 01 Jan 0001 00:00:00 +2359", "Mon, 99 Foo", "gzip, br, what",
    "multipart/form-data; boundary=\x00", "text/html; charset=\x00", "application/http; msgtype=\u00b2",
]  # fmt: skip
VALUES = st.sampled_from(STRANGE) | st.text(max_size=40)
FIELDS = [
    *("WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length", "Content-Type", "WARC-Concurrent-To"),
    *("WARC-Block-Digest", "WARC-Payload-Digest", "WARC-IP-Address", "WARC-Refers-To", "WARC-Refers-To-Target-URI"),
    *("WARC-Refers-To-Date", "WARC-Target-URI", "WARC-Truncated", "WARC-Warcinfo-ID", "WARC-Filename", "WARC-Profile"),
    *("WARC-Identified-Payload-Type", "WARC-Segment-Number", "WARC-Segment-Origin-ID", "WARC-Segment-Total-Length"),
]
HTTP = ["Content-Length", "Content-Encoding", "Transfer-Encoding", "Content-Type", "Location", "Memento-Datetime"]
KINDS = ["warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation"]
SLOWLY = settings(max_examples=share(1), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(fields, block):
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return b"WARC/1.1\r\n" + head.encode("utf-8", "surrogatepass") + b"\r\n" + block + b"\r\n\r\n"


def record(kind="response", http=None, **fields):
    told = {"Content-Type": "text/html", "Content-Length": "5"} | (http or {})
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    start = "POST / HTTP/1.1\r\n" if kind == "request" else "HTTP/1.1 302 Found\r\n"
    block = (start + lines + "\r\n<html").encode("utf-8", "surrogatepass")
    values = {
        "WARC-Type": kind,
        "WARC-Record-ID": "<urn:uuid:00000000-0000-4000-8000-000000000001>",
        "WARC-Date": "2024-03-01T10:00:00Z",
        "WARC-Target-URI": "http://case.test/web/20240101000000/http://case.test/one",
        "Content-Type": f"application/http; msgtype={'request' if kind == 'request' else 'response'}",
        "Content-Length": str(len(block)),
    }
    return written(values | {name.replace("_", "-"): value for name, value in fields.items()}, block)


def read_all(folder):
    """As `verify`, `build` and an index read."""
    verify([folder])
    archive = Archive([folder])
    for capture in list(archive.captures()):
        try:
            archive.body(capture)
        except ArchiveError:
            continue
    archive.info()
    list(newest_answers(write_index(folder)))
    (folder / "index.cdxj").unlink()


@settings(SLOWLY, max_examples=share(2))
@given(kind=st.sampled_from(KINDS), name=st.sampled_from(FIELDS), value=VALUES, packed=st.booleans())
def test_a_field_of_a_record(tmp_path, kind, name, value, packed):
    data = record(kind, **{name: value}) + record()
    (tmp_path / "a.warc").write_bytes(gzip.compress(data) if packed else data)
    read_all(tmp_path)


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_with_every_strange_value(tmp_path, name):
    (tmp_path / "a.warc").write_bytes(
        b"".join(record(kind, **{name: value}) for kind in ("response", "revisit") for value in STRANGE)
    )
    read_all(tmp_path)


@SLOWLY
@given(name=st.sampled_from(HTTP), value=VALUES, kind=st.sampled_from(["response", "request", "revisit"]))
def test_a_header_of_the_site(tmp_path, name, value, kind):
    (tmp_path / "a.warc").write_bytes(record(kind, {name: value}))
    read_all(tmp_path)


@SLOWLY
@given(parts=st.lists(VALUES, min_size=1, max_size=6), length=st.sampled_from(["5", "²", "9" * 5000, "99"]))
def test_a_line_of_an_arc_file(tmp_path, parts, length):
    line = " ".join(["http://case.test/one", *parts, "text/html", length]).encode("utf-8", "surrogatepass")
    first = b"filedesc://a.arc 0.0.0.0 20040511100000 text/plain 5\n1 0 I\n\n"
    (tmp_path / "a.arc").write_bytes(first + line + b"\n<html\n" + line + b"\n<html\n")
    read_all(tmp_path)


@SLOWLY
@given(name=st.sampled_from(["urlkey", "timestamp", "url", "mime", "status", "digest"]), value=VALUES)
def test_a_row_of_a_cdx_server(name, value):
    row = {"urlkey": "test,case)/", "timestamp": "20240301100000", "url": "http://case.test/", "status": "200"}
    texts = [json.dumps(row | {name: value}), json.dumps([list(row), list((row | {name: value}).values())])]
    texts.append(" ".join((row | {name: value}).values()))
    for text in texts:
        with contextlib.suppress(ListingError):
            listing = parse_listing(text.encode("utf-8", "surrogatepass"))
            assert len(listing.found) + listing.left_out <= 1


@SLOWLY
@given(
    st.sampled_from([DEEP, '{"a":' * 100_000, "1" * 5000, '"\\ud800"', "Infinity", "{}", "[]"]) | st.text(max_size=30)
)
def test_the_json_of_a_wacz_and_of_a_server(tmp_path, text):
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as archive:
        archive.writestr("archive/a.warc", record())
        names = ["datapackage.json", "datapackage-digest.json", "pages/pages.jsonl", "indexes/i.cdxj", "indexes/i.idx"]
        for name in names:
            start = "test,case)/ 20240301100000 " if name.startswith("indexes") else ""
            archive.writestr(name, (start + text).encode("utf-8", "surrogatepass"))
    assert len(warc_entries(tmp_path / "a.wacz")) == 1
    assert "datapackage" in {fault.name for fault in verify([tmp_path / "a.wacz"]).faults}
    with contextlib.suppress(ListingError):
        parse_listing(text.encode("utf-8", "surrogatepass"))


@SLOWLY
@given(
    body=st.binary(max_size=60) | st.sampled_from([DEEP.encode(), b"--b\r\n" * 3000]),
    kind=st.sampled_from(["application/json", "multipart/form-data; boundary=b", "text/plain"]) | st.text(max_size=20),
)
def test_what_a_request_sent(body, kind):
    head = f"POST / HTTP/1.1\r\nContent-Type: {kind}\r\n\r\n".encode("utf-8", "replace")
    data = written({"WARC-Type": "request", "Content-Length": len(head + body)}, head + body)
    assert [read_request(found).method for found in scan(io.BytesIO(data), lambda *_: None)] == ["POST"]


def test_a_body_of_forms_within_forms_is_read_without_climbing_down():
    body = b"".join(b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(2000))
    head = b"POST / HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b0\r\n\r\n"
    data = written({"WARC-Type": "request", "Content-Length": len(head + body)}, head + body)
    assert [read_request(found).method for found in scan(io.BytesIO(data), lambda *_: None)] == ["POST"]


def test_years_at_both_ends_keep_their_digits(tmp_path):
    (tmp_path / "a.warc").write_bytes(record(WARC_Date="0001-01-01T00:00:00Z", WARC_Target_URI="http://case.test/"))
    first = write_index(tmp_path).read_text().split(" ")
    assert first[1] == "00010101000000"


def test_what_numbers_dates_and_addresses_are():
    assert [whole_number(text) for text in ("12", "²", "٣", "+1", "", "9" * 19)] == [12, None, None, None, None, None]
    assert joined("http://a/", "http://[oops/") is None
    assert joined("http://a/", "/b") == "http://a/b"
    assert http_date("Fri, 31 Dec 9999 23:59:59 -2359") is None
    assert stamp(http_date("Fri, 01 Mar 2024 10:00:00 GMT")) == "20240301100000"
    assert parse_json('"\\ud83d\\ude00"') == "😀"
    for text in (DEEP, '"\\ud800"'):
        with pytest.raises(ValueError, match=r"deep|surrogates"):
            parse_json(text)


def test_a_key_is_one_word_and_made_in_a_time_that_grows_with_its_length():
    assert surt("http://[oops/ a\u2028b") == "http://[oops/%20a%E2%80%A8b"
    assert surt("http://case.test/%" + "25" * 50_000 + "41") == "test,case)/a"
