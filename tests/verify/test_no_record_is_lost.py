"""Whatever was done to a file, mending it takes no record away that anybody could read before."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from examples import share
from fastwarc.warc import ArchiveIterator as FastReader
from hypothesis import example, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as WarcioReader

from jjscrape.archive.warcfile import FaultError, records
from jjscrape.verify.verification import verify

PAGE = b"<!DOCTYPE html><title>A page</title>\r\n<p>Words that end a line\r\n\r\n<p>and begin another.\n"


def http(body):
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def warc_record(number, block, kind=b"response", content_type=b"application/http; msgtype=response"):
    return (
        (
            b"WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\n"
            b"WARC-Target-URI: http://site.test/%d\r\nWARC-Date: 2024-03-01T10:00:00Z\r\n"
            b"Content-Type: %s\r\nContent-Length: %d\r\n\r\n"
        )
        % (kind, number, number, content_type, len(block))
        + block
        + b"\r\n\r\n"
    )


def arc_record(url, media_type, block):
    return b"%s 192.0.2.1 20060102030405 %s %d\n" % (url, media_type, len(block)) + block + b"\n"


WARC = [
    warc_record(1, b"software: by hand\r\n", b"metadata", b"application/warc-fields"),
    warc_record(2, http(PAGE)),
    warc_record(3, b"GET /2 HTTP/1.1\r\nHost: site.test\r\n\r\n", b"request", b"application/http; msgtype=request"),
    warc_record(4, http(PAGE * 20)),
]
ARC = [
    arc_record(
        b"filedesc://a.arc", b"text/plain", b"1 0 By-Hand\nURL IP-address Archive-date Content-type Archive-length\n"
    ),
    *(arc_record(b"http://site.test/%d" % number, b"text/html", http(PAGE * number)) for number in (1, 2, 3)),
]


def members(pieces):
    return b"".join(gzip.compress(piece, mtime=0) for piece in pieces)


SOUND = {
    "a.warc": b"".join(WARC),
    "a.warc.gz": members(WARC),
    "a.arc": b"".join(ARC),
    "a.arc.gz": members(ARC),
    "shared.warc.gz": members([b"".join(WARC)]),
    "split.warc.gz": members(
        part
        for piece in WARC
        for part in (piece[: piece.index(b"\r\n\r\n") + 4], piece[piece.index(b"\r\n\r\n") + 4 :])
    ),
    "blocks.warc.gz": members(b"".join(WARC)[at : at + 700] for at in range(0, len(b"".join(WARC)), 700)),
}


def ours(path):
    found = set()
    for record in records(path, lambda *_: None):
        try:
            block = record.read()
            record.finish()
        except FaultError:
            continue
        found.add((record.get("WARC-Record-ID"), hashlib.sha256(block).digest()))
    return found


def by_warcio(path):
    found = set()
    try:
        for record in WarcioReader(io.BytesIO(path.read_bytes()), no_record_parse=True):
            block = record.raw_stream.read()
            length = record.rec_headers.get_header("Content-Length") or ""
            if length.isdigit() and int(length) == len(block):
                found.add((str(record.rec_headers), hashlib.sha256(block).digest()))
    except Exception:  # noqa: BLE001  (it raises what it likes at damaged files)
        return found
    return found


def by_fastwarc(path):
    found = set()
    try:
        for record in FastReader(io.BytesIO(path.read_bytes()), parse_http=False):
            block = record.reader.read()
            length = record.headers.get("Content-Length") or ""  # a header that is cut may have none
            if length.isdigit() and int(length) == len(block):
                found.add((record.record_id, hashlib.sha256(block).digest()))
    except Exception:  # noqa: BLE001
        return found
    return found


READERS = (ours, by_warcio, by_fastwarc)


@st.composite
def mutants(draw):
    name = draw(st.sampled_from(sorted(SOUND)))
    data = SOUND[name]
    for _ in range(draw(st.integers(1, 2))):
        if not data:
            break
        at = draw(st.integers(0, len(data) - 1))
        size = draw(st.integers(1, 60))
        how = draw(st.sampled_from(["cut", "cut end", "flip", "insert", "zeros", "drop", "twice", "lines", "length"]))
        match how:
            case "cut":
                data = data[:at]
            case "cut end":
                data = data[: -draw(st.integers(1, 30))]
            case "flip":
                data = data[:at] + bytes([data[at] ^ draw(st.integers(1, 255))]) + data[at + 1 :]
            case "insert":
                data = data[:at] + draw(st.binary(min_size=1, max_size=20)) + data[at:]
            case "zeros":
                data += bytes(size)
            case "drop":
                data = data[:at] + data[at + size :]
            case "twice":
                data = data[:at] + data[at : at + size * 10] + data[at:]
            case _:
                data = changed_text(name, data, how, draw)
    return name, data


def changed_text(name, data, how, draw):
    """Line ends or a length, in the record itself where it is compressed."""
    pieces = [data]
    if name.endswith(".gz"):
        try:
            pieces = list(inflated(data))
        except zlib.error:
            return data
    if how == "lines":
        pieces = [piece.replace(b"\r\n", b"\n") for piece in pieces]
    else:
        which = draw(st.integers(0, len(pieces) - 1))
        more = draw(st.integers(-30, 3000))
        found = list(re.finditer(rb"(?<=\r\nContent-Length: )\d+|(?<=text/html )\d+", pieces[which]))
        if found:
            match = found[draw(st.integers(0, len(found) - 1))]
            length = b"%d" % max(0, int(match[0]) + more)
            pieces[which] = pieces[which][: match.start()] + length + pieces[which][match.end() :]
    return members(pieces) if name.endswith(".gz") else b"".join(pieces)


def inflated(data):
    while data:
        inflater = zlib.decompressobj(31)
        yield inflater.decompress(data) + inflater.flush()
        data = inflater.unused_data


@settings(max_examples=share(3), deadline=None)
@given(mutants())
@example(("a.warc", SOUND["a.warc"].replace(b"\r\n", b"\n")))
@example(("a.warc.gz", SOUND["a.warc.gz"][:-8]))
@example(("a.warc.gz", SOUND["a.warc.gz"] + bytes(5000)))
@example(("split.warc.gz", SOUND["split.warc.gz"][:-20]))
def test_every_record_that_a_reader_had_it_still_has(mutant):
    name, data = mutant
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        before = [read(path) for read in READERS]
        verify([path], repair=True)
        after = [read(path) for read in READERS]
        for read, there, still in zip(READERS, before, after, strict=True):
            assert there <= still, read
        kept = path.with_name(path.name + ".before-repair")
        assert (kept if kept.exists() else path).read_bytes() == data


@pytest.mark.parametrize("name", sorted(SOUND))
def test_our_reader_has_every_record_of_a_sound_file(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(SOUND[name])
    assert len(ours(path)) == 4
    faults = {fault.name for fault in verify([path], repair=True).faults}
    assert faults == {
        "shared.warc.gz": {"gzip-shared"},
        "split.warc.gz": {"gzip-split"},
        "blocks.warc.gz": {"gzip-shared", "gzip-split"},
    }.get(name, set())
    assert path.read_bytes() == SOUND[name]
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.arc", "a.arc.gz"])
def test_zero_bytes_behind_the_last_record_are_cut(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(SOUND[name] + bytes(4096))
    [fault] = verify([path]).faults
    assert (fault.name, fault.offset) == ("warc-zeros", len(SOUND[name]))
    assert len(ours(path)) == 4
    mended = verify([path], repair=True)
    assert mended.faults == []
    assert "4 readable records before, 4 after" in mended.repairs[0]
    assert path.read_bytes() == SOUND[name]


@pytest.mark.parametrize("zipped", [False, True])
def test_bare_line_feeds_are_no_tear(tmp_path, zipped):
    """Line ends made LF after the lengths were counted, and a file that was written so."""
    pieces = [piece.replace(b"\r\n", b"\n") for piece in WARC]
    counted = [re.sub(rb"(?<=\nContent-Length: )\d+(?=\n\n)", str(len(piece.split(b"\n\n", 1)[1]) - 2).encode(), piece, count=1)
               for piece in pieces]  # fmt: skip
    for number, records_ in enumerate((pieces, counted)):
        path = tmp_path / f"{number}.warc{'.gz' if zipped else ''}"
        data = members(records_) if zipped else b"".join(records_)
        path.write_bytes(data)
        faults = verify([path], repair=True).faults
        assert {fault.name for fault in faults if "LF" in fault.what} == {"header-line"}
        assert {fault.name for fault in faults} <= {"header-line", "http-length"}
        assert len({fault.offset for fault in faults}) == 4
        assert path.read_bytes() == data
    assert len(ours(path)) == 4


def test_a_wrong_length_is_no_tear_and_what_follows_is_read(tmp_path):
    wrong = [WARC[0], WARC[1].replace(b"Content-Length: ", b"Content-Length: 9", 1), *WARC[2:]]
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(wrong))
    [fault] = verify([path], repair=True).faults
    assert (fault.name, fault.offset) == ("record-length", len(WARC[0]))
    assert f"reading goes on at byte {len(wrong[0] + wrong[1])}" in fault.what
    assert len(ours(path)) == 3
    last = tmp_path / "last.warc.gz"
    last.write_bytes(members(wrong[:2]))
    [fault] = verify([last], repair=True).faults
    assert (fault.name, fault.offset) == ("record-length", len(gzip.compress(WARC[0], mtime=0)))
    assert last.read_bytes() == members(wrong[:2])
