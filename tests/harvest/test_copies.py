"""Two records under one identifier are two, unless they are copies of one."""

from __future__ import annotations

import gzip
import itertools
import re
import shutil
from pathlib import Path

import pytest

from jjscrape.archive.copies import distinct
from jjscrape.archive.reader import Archive
from jjscrape.archive.record_format import member, record
from jjscrape.harvest.gather import harvest
from jjscrape.origin.bodies import Bodies
from jjscrape.release.tables.capture_rows import capture_row
from jjscrape.site import load_site
from jjscrape.verify.verification import verify

ID = "<urn:uuid:00000000-0000-4000-8000-000000000001>"
TITLE = re.compile(rb"<title>(.*)</title>")
BARE = "00000000-0000-4000-8000-000000000001"


def page(title):
    head = b"<!DOCTYPE html><html><head><title>%s</title></head>" % title
    body = head + b'<body class="node-type-page"><h1>%s</h1><p>What it says.</p></body></html>' % title
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def arc(*titles):
    url, head = (
        b"http://jamandjustice-rjc.org/one",
        b"1 0 By-Hand\nURL IP-address Archive-date Content-type Archive-length\n",
    )
    first = b"filedesc://a.arc 0.0.0.0 20040511211249 text/plain %d\n" % len(head) + head + b"\n"
    blocks = map(page, titles)
    return [first, *(b"%s 192.0.2.1 20040511211250 text/html %d\n" % (url, len(b)) + b + b"\n" for b in blocks)]


def warc(title, *more, date="2024-03-01T10:00:00Z"):
    fields = [("WARC-Type", "response"), ("WARC-Record-ID", ID), ("WARC-Date", date)]
    fields += [("WARC-Target-URI", "http://jamandjustice-rjc.org/one"), *more]
    return record([*fields, ("Content-Type", "application/http; msgtype=response")], page(title))


def found(folder):
    archive = Archive([folder])
    return {
        TITLE.search(archive.body(capture))[1]: capture.id
        for capture in distinct(archive, sorted(archive.captures(), key=lambda c: (c.captured_at, c.warc_file)))
    }


@pytest.mark.parametrize("how", ["plain", "members", "one member"])
def test_two_captures_of_an_arc_file_with_one_header_line_are_two(tmp_path, how):
    pieces = arc(b"One", b"Two")
    data = {
        "plain": b"".join(pieces),
        "members": b"".join(gzip.compress(piece, mtime=0) for piece in pieces),
        "one member": gzip.compress(b"".join(pieces), mtime=0),
    }[how]
    path = tmp_path / f"a.arc{'' if how == 'plain' else '.gz'}"
    path.write_bytes(data)
    [first] = [c.record_id for c in Archive([path]).captures()][:1]
    told = found(tmp_path)
    assert told.keys() == {b"One", b"Two"}
    assert told[b"One"] == first
    assert told[b"Two"] not in {first, None}
    assert "record-id-twice" not in {fault.name for fault in verify([path]).faults}
    harvested = harvest(Archive([tmp_path]), load_site("jamandjustice"))
    assert len(harvested.captures) == 2
    assert {page.title for page in harvested.pages} == {"Two"}  # the later one in the file


def test_two_records_of_a_warc_file_with_one_identifier_are_two_and_a_fault(tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(member(warc(b"One")) + member(warc(b"Two")))
    assert found(tmp_path).keys() == {b"One", b"Two"}
    assert "record-id-twice" in {fault.name for fault in verify([tmp_path]).faults}


@pytest.mark.parametrize(
    "copy",
    [
        warc(b"One"),
        warc(b"One", ("WARC-IP-Address", "192.0.2.1")),
        warc(b"One", date="2024-03-01T10:00:00.000000Z"),
        warc(b"One", ("WARC-Payload-Digest", "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
    ],
)
def test_a_copy_of_a_record_is_no_other_record(tmp_path, copy):
    (tmp_path / "a.warc.gz").write_bytes(member(warc(b"One")))
    (tmp_path / "copy.warc").write_bytes(copy)
    assert found(tmp_path) == {b"One": BARE}


def test_the_same_bytes_at_another_second_are_another_capture(tmp_path):
    (tmp_path / "a.warc").write_bytes(warc(b"One") + warc(b"One", date="2024-03-01T10:00:01Z"))
    archive = Archive([tmp_path])
    assert len(distinct(archive, archive.captures())) == 2


def test_identifiers_do_not_depend_on_where_files_lie_nor_on_what_they_are_called(tmp_path):
    told = []
    for number, names in enumerate(itertools.permutations(["a/x.warc", "b/y.warc", "z.warc"])):
        for name, piece in zip(names, (warc(b"One"), warc(b"Two"), warc(b"Two")), strict=True):
            path = tmp_path / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(piece)
        told.append(found(tmp_path / str(number)))
    assert told.count(told[0]) == len(told)
    assert set(told[0]) == {b"One", b"Two"}
    assert BARE in told[0].values()


def test_each_row_leads_to_its_own_bytes(tmp_path):
    """In the file it names, and in an archive that was moved."""
    (tmp_path / "was").mkdir()
    (tmp_path / "was" / "a.warc").write_bytes(warc(b"One") + warc(b"Two"))
    archive = Archive([tmp_path / "was"])
    captures = distinct(archive, archive.captures())
    shutil.copytree(tmp_path / "was", tmp_path / "moved" / "below")
    for folder in (tmp_path / "was", tmp_path / "moved"):
        bodies = Bodies(Path(folder))
        for capture in captures:
            body, missing = bodies.of(capture_row(capture))
            assert missing is None
            assert body.bytes == archive.body(capture)
