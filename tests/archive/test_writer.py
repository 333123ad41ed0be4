from __future__ import annotations

import gzip
import hashlib
import itertools
import random
import uuid
import zlib
from base64 import b32encode

import pytest
from examples import share
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from jjscrape.archive import record_format
from jjscrape.archive.exchange import Reference
from jjscrape.archive.http import head_length
from jjscrape.archive.reader import Archive
from jjscrape.archive.record_format import warc_fields
from jjscrape.archive.writer import ArchiveWriter

INFO = {"robots": "obey", "http-header-user-agent": "jjscrape-test", "site": "site"}


def sha256(data: bytes) -> str:
    return "sha256:" + b32encode(hashlib.sha256(data).digest()).decode()


def writer(folder, **more):
    return ArchiveWriter(folder, "crawl", "jjscrape/0", INFO, **more)


def members(path):
    """(offset, length, content) of each gzip member, by zlib alone."""
    data, at, found = path.read_bytes(), 0, []
    while at < len(data):
        inflater = zlib.decompressobj(31)
        content = inflater.decompress(data[at:])
        assert inflater.eof
        length = len(data) - at - len(inflater.unused_data)
        found.append((at, length, content))
        at += length
    return found


def test_one_member_per_record_in_the_order_warcinfo_response_request(tmp_path, make_exchange):
    with writer(tmp_path) as archive:
        written = archive.write(make_exchange())
    path = tmp_path / "crawl-00000.warc.gz"
    found = members(path)
    assert [content.split(b"\r\n")[1] for _, _, content in found] == [
        b"WARC-Type: warcinfo",
        b"WARC-Type: response",
        b"WARC-Type: request",
    ]
    assert all(content.startswith(b"WARC/1.1\r\n") and content.endswith(b"\r\n\r\n") for _, _, content in found)
    assert (written.warc_file, written.warc_offset, written.length) == (path.name, found[1][0], found[1][1])
    assert written.size == path.stat().st_size - written.warc_offset
    assert (written.records, archive.records, archive.size) == (2, 3, path.stat().st_size)


def test_blocks_are_the_bytes_given_and_fields_name_the_exchange(tmp_path, make_exchange, fastwarc_records):
    exchange = make_exchange("http://site.test/a%20b?q=ä")
    with writer(tmp_path) as archive:
        written = archive.write(exchange)
    info, response, request = fastwarc_records(tmp_path / written.warc_file)
    assert response[2] == exchange.response
    assert request[2] == exchange.request
    assert response[1]["warc-target-uri"] == exchange.url
    assert response[1]["warc-date"] == request[1]["warc-date"] == "2026-11-22T10:26:00.123456Z"
    assert response[1]["warc-ip-address"] == "127.0.0.1"
    assert response[1]["warc-warcinfo-id"] == info[1]["warc-record-id"]
    assert request[1]["warc-concurrent-to"] == response[1]["warc-record-id"] == f"<urn:uuid:{written.record_id}>"
    assert response[1]["warc-payload-digest"] == written.payload_digest == sha256(b"<p>hello</p>")
    assert info[1]["warc-filename"] == "crawl-00000.warc.gz"
    lines = info[2].decode().splitlines()
    assert lines[:2] == ["software: jjscrape/0", "format: WARC File Format 1.1"]
    assert "robots: obey" in lines
    assert "http-header-user-agent: jjscrape-test" in lines


@pytest.mark.parametrize("encoded", [b"<p>hello</p>", zlib.compress(b"<p>hello</p>")])
def test_the_payload_digest_leaves_out_chunks_and_keeps_the_content_coding(tmp_path, make_exchange, encoded):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    framed = b"%x;note=1\r\n%s\r\n0\r\nX-Trailer: 1\r\n\r\n" % (len(encoded), encoded)
    with writer(tmp_path) as archive:
        written = archive.write(make_exchange(response=head + framed))
    assert written.payload_digest == sha256(encoded)


def test_warcio_reads_it_and_agrees_with_the_digests(tmp_path, make_exchange):
    """Content-Length framing only: warcio takes the payload digest over chunk framing, which ISO 28500 does not."""
    exchange = make_exchange()
    with writer(tmp_path) as archive:
        written = archive.write(exchange)
    with (tmp_path / written.warc_file).open("rb") as stream:
        for record in WarcioIterator(stream, check_digests=True):
            record.content_stream().read()
            assert record.digest_checker.passed is not False, record.digest_checker.problems
            if record.rec_type == "response":
                assert record.digest_checker.passed
                assert record.http_headers.get_statuscode() == "200"


def test_a_file_being_written_ends_in_open_and_holds_whole_members(tmp_path, make_exchange):
    archive = writer(tmp_path)
    for _ in range(3):
        archive.write(make_exchange())
    aside = tmp_path / "crawl-00000.warc.gz.open"
    assert [path.name for path in tmp_path.iterdir()] == [aside.name]
    assert len(members(aside)) == 7
    archive.close()
    archive.close()
    assert [path.name for path in tmp_path.iterdir()] == ["crawl-00000.warc.gz"]


def test_nothing_written_leaves_nothing(tmp_path):
    with writer(tmp_path / "crawl"):
        pass
    assert not list(tmp_path.iterdir())


def test_a_full_file_is_closed_and_the_next_begins_with_warcinfo(tmp_path, make_exchange):
    with writer(tmp_path, max_bytes=1500) as archive:
        files = {archive.write(make_exchange(body=uuid.uuid4().bytes * 20)).warc_file for _ in range(6)}
    assert len(files) > 1
    assert files == {path.name for path in tmp_path.iterdir()}
    for name in files:
        assert members(tmp_path / name)[0][2].split(b"\r\n")[1] == b"WARC-Type: warcinfo"


def test_files_that_a_killed_process_left_are_not_touched(tmp_path, make_exchange):
    left = tmp_path / "crawl-00000.warc.gz.open"
    left.write_bytes(b"left")
    with writer(tmp_path) as archive:
        assert archive.write(make_exchange()).warc_file == "crawl-00001.warc.gz"
    assert left.read_bytes() == b"left"


def test_an_unchanged_payload_becomes_a_revisit_that_reads_as_its_original(tmp_path, make_exchange):
    first = make_exchange(body=b"same")
    known = {}
    with writer(tmp_path, known=lambda url, digest: known.get((url, digest))) as archive:
        one = archive.write(first)
        known[one.url, one.payload_digest] = Reference(one.record_id, one.url, one.captured_at)
        later = make_exchange(body=b"same", head=b"HTTP/1.1 200 Still\r\n")
        two = archive.write(later)
        other = archive.write(make_exchange(body=b"changed"))
    assert [w.record_type for w in (one, two, other)] == ["response", "revisit", "response"]
    reader = Archive([tmp_path])
    captures = list(reader.captures())
    assert [c.record_type for c in captures] == ["response", "revisit", "response"]
    revisit = captures[1]
    assert (revisit.refers_to_id, revisit.refers_to_url, revisit.refers_to_date) == (
        one.record_id,
        one.url,
        one.captured_at,
    )
    assert reader.record_bytes(revisit) == later.response[: head_length(later.response)]
    assert revisit.reason == "Still"
    assert [reader.body(c) for c in captures] == [b"same", b"same", b"changed"]
    content = members(tmp_path / two.warc_file)[3][2]
    assert b"WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n" in content


@pytest.mark.parametrize("changes", [{"truncated": "length"}, {"rebuilt": True}, {"body": b""}])
def test_what_is_not_surely_the_same_payload_is_stored_whole(tmp_path, make_exchange, changes):
    with writer(
        tmp_path, known=lambda url, digest: Reference(str(uuid.uuid4()), url, make_exchange().captured_at)
    ) as a:
        assert a.write(make_exchange(**changes)).record_type == "response"


def test_truncation_interim_responses_and_rebuilt_heads_are_declared(tmp_path, make_exchange, fastwarc_records):
    interim = b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n"
    exchange = make_exchange(truncated="disconnect", interim=interim, rebuilt=True)
    with writer(tmp_path) as archive:
        written = archive.write(exchange)
    records = fastwarc_records(tmp_path / written.warc_file)
    assert [kind for kind, *_ in records] == ["warcinfo", "response", "request", "metadata", "metadata"]
    assert records[1][1]["warc-truncated"] == "disconnect"
    assert records[3][2] == interim
    assert "warc-target-uri" not in records[3][1]  # pywb's indexer would take it for a capture
    assert records[4][2] == b"jjscrape-capture: rebuilt\r\n"
    assert {records[i][1]["warc-concurrent-to"] for i in (2, 3, 4)} == {f"<urn:uuid:{written.record_id}>"}
    assert next(Archive([tmp_path]).captures()).truncated


def test_a_line_end_in_a_value_cannot_forge_a_field():
    assert warc_fields([("outlink", "http://site.test/x\r\nforged: 1")]) == b"outlink: http://site.test/x forged: 1\r\n"


def test_a_line_end_in_a_url_cannot_forge_a_field(tmp_path, make_exchange):
    with writer(tmp_path) as archive, pytest.raises(ValueError, match="line end"):
        archive.write(make_exchange("http://site.test/\r\nWARC-Type: resource"))


def test_identifiers_and_bytes_repeat_when_they_are_injected(tmp_path, make_exchange):
    results = []
    for folder in ("a", "b"):
        ids = (uuid.UUID(int=n) for n in range(100))
        with writer(
            tmp_path / folder, new_id=lambda ids=ids: next(ids), clock=lambda: make_exchange().captured_at
        ) as a:
            name = a.write(make_exchange()).warc_file
        results.append((tmp_path / folder / name).read_bytes())
    assert results[0] == results[1]


header_value = st.binary(max_size=30).map(lambda v: v.replace(b"\r", b"").replace(b"\n", b"").strip())


@settings(max_examples=share(1), deadline=None)
@given(
    body=st.binary(max_size=3000),
    values=st.lists(header_value, max_size=4),
    reason=st.sampled_from([b"", b" ", b" OK", b" Caf\xe9"]),
    cuts=st.lists(st.integers(0, 3000), max_size=5),
    chunked=st.booleans(),
)
def test_what_is_written_is_read_back(tmp_path_factory, make_exchange, body, values, reason, cuts, chunked):
    head = b"HTTP/1.1 200" + reason + b"\r\n" + b"".join(b"X-A:%s\r\n" % value for value in values)
    if chunked:
        edges = sorted({0, len(body), *(cut for cut in cuts if cut < len(body))})
        pieces = [body[a:b] for a, b in itertools.pairwise(edges)]
        framed = b"".join(b"%X\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        response = head + b"Transfer-Encoding: chunked\r\n\r\n" + framed
    else:
        response = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    folder = tmp_path_factory.mktemp("round")
    with writer(folder) as archive:
        written = archive.write(make_exchange(response=response))
    reader = Archive([folder])
    [capture] = reader.captures()
    assert reader.problems == []
    assert reader.record_bytes(capture) == response
    assert reader.body(capture) == body
    assert (capture.record_id, capture.warc_offset) == (written.record_id, written.warc_offset)
    assert capture.payload_digest == sha256(body)
    assert [value for name, value in capture.headers if name == "X-A"] == [v.decode("latin-1") for v in values]


def packed(block: bytes, cut: int) -> bytes:
    pieces = [block[at : at + cut] for at in range(0, len(block), cut)]
    member = b"".join(record_format.members(pieces))
    assert gzip.decompress(member) == block
    return member


@pytest.mark.parametrize("cut", [1000, 10**6])
def test_where_nothing_is_said_twice_no_repetition_is_looked_for(monkeypatch, cut):
    """It is told by the bytes. Whoever looks would make a file of a few hundred kB smaller by next to nothing."""
    asked = []
    made = record_format.compressor
    monkeypatch.setattr(record_format, "compressor", lambda way: asked.append(way) or made(way))
    chance = random.Random(1)
    picture = bytes(chance.choices(range(256), range(300, 556), k=200_000))
    words = b"".join(b"<p>Number %d of many</p>" % chance.randrange(10**6) for _ in range(9_000))
    blocks = [b"HTTP/1.1 200 OK\r\n\r\n" + body for body in (picture, words, picture[:60_000])]
    members = [packed(block, cut) for block in blocks]
    assert asked == [zlib.Z_HUFFMAN_ONLY, zlib.Z_DEFAULT_STRATEGY, zlib.Z_DEFAULT_STRATEGY]
    assert len(members[0]) < 1.01 * len(gzip.compress(blocks[0], 6))
    assert [len(member) for member in members[1:]] == [len(gzip.compress(block, 6)) for block in blocks[1:]]
