"""The fixity log: a dated entry per file and run, and what a later run says of rot."""

from __future__ import annotations

import json
import random
import re
import zlib
from datetime import UTC, datetime

import pytest
from mutation.members import members_of
from mutation.mutant import WARC, replace

from jjscrape import clock
from jjscrape.archive.record_format import member
from jjscrape.verify.archive import check_file
from jjscrape.verify.verification import verify

FIRST = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
SECOND = datetime(2026, 11, 8, 9, 0, tzinfo=UTC)
THIRD = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch):
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


def entries(data):
    return [json.loads(line) for line in (data / "archive" / "fixity.jsonl").read_text().splitlines()]


def test_every_run_adds_an_entry_for_every_file_and_version(data, at):
    at(FIRST)
    assert verify([data]).faults == []
    first = entries(data)
    at(SECOND)
    assert verify([data]).faults == []
    assert entries(data)[: len(first)] == first
    second = entries(data)[len(first) :]
    assert [e["file"] for e in first] == [e["file"] for e in second]
    assert {e["file"] for e in first} >= {WARC, "datasets/2021.12.08"}
    assert {e["at"] for e in second} == {"2026-11-08T09:00:00Z"}
    assert {e["verdict"] for e in second} == {"sound"}
    warc = next(e for e in first if e["file"] == WARC)
    assert warc["bytes"] == (data / WARC).stat().st_size
    assert len(warc["places"]) == warc["records"] == len(members_of((data / WARC).read_bytes()))
    assert not any("places" in e for e in second)


def test_rot_names_the_record_and_since_when_it_was_known_good(data, at):
    at(FIRST)
    verify([data])
    at(SECOND)
    verify([data])
    whole = (data / WARC).read_bytes()
    begin = len(b"".join(members_of(whole)[:3]))
    replace(data / WARC, whole[: begin + 50] + bytes([whole[begin + 50] ^ 1]) + whole[begin + 51 :])
    at(THIRD)
    rotten = [f for f in verify([data]).faults if f.name == "fixity-changed"]
    assert [(f.file, f.offset) for f in rotten] == [(str(data / WARC), begin)]
    assert "number 4 of" in rotten[0].what
    assert "the capture of http://127.0.0.1:8947/news-events-and-blog" in rotten[0].what
    assert "known good from 2026-11-01T09:00:00Z to 2026-11-08T09:00:00Z" in rotten[0].what
    third = [e for e in entries(data) if e["at"] == "2026-11-15T09:00:00Z"]
    assert {e["file"] for e in third if e["verdict"] == "faulty"} == {WARC}


def test_rot_that_nothing_else_can_see_is_seen(data, at):
    """The time in a gzip header is a note for people; the log still knows."""
    at(FIRST)
    verify([data])
    whole = (data / WARC).read_bytes()
    replace(data / WARC, whole[:4] + b"\x01" + whole[5:])
    at(SECOND)
    [rotten] = verify([data]).faults
    assert (rotten.name, rotten.offset) == ("fixity-changed", 0)
    at(THIRD)
    [again] = verify([data]).faults  # a run that found it faulty does not make it good
    assert again.what == rotten.what


def test_bytes_put_behind_a_file_and_files_gone_are_seen(data, at):
    at(FIRST)
    verify([data])
    replace(data / WARC, (data / WARC).read_bytes() + b"the end")
    at(SECOND)
    assert {f.name for f in verify([data]).faults} >= {"fixity-changed", "gzip-damaged"}
    (data / WARC).unlink()
    gone = [f for f in verify([data]).faults if f.name == "fixity-missing"]
    assert [f.file for f in gone] == [str(data / WARC)]
    assert "2026-11-01" in gone[0].what


def torn(path):
    """Where a file looks torn, if no whole record was read in the torn gzip member: else nobody would cut it anyway."""
    tear = check_file(path, FIRST).files[path].tear
    return tear.offset if tear and not tear.records else None


def longer(piece):
    """A record of as many bytes that looks like the beginning of a longer one."""
    if piece.startswith(b"WARC/"):
        return re.sub(rb"(Content-Length: )\d", rb"\g<1>9", piece, count=1)[:-4] + b"rot!"  # it has no end
    return member(zlib.decompress(piece, 31) + random.Random(1).randbytes(len(piece)))[: len(piece)]


@pytest.mark.parametrize("plain", [False, True], ids=["gzip", "plain"])
def test_a_file_that_rotted_without_shrinking_is_not_cut(data, at, plain):
    """Rot in the last record can look like a tear; what was known good at that size was not torn."""
    path, records = data / WARC, members_of((data / WARC).read_bytes())
    if plain:
        path.unlink()
        path, records = path.with_suffix(""), [zlib.decompress(record, 31) for record in records[:2]]
        path.write_bytes(b"".join(records))
        path.with_name("run.json").unlink()
    at(FIRST)
    verify([data])
    size, rotten = path.stat().st_size, b"".join([*records[:-1], longer(records[-1])])
    replace(path, rotten)
    assert (path.stat().st_size, torn(path)) == (size, len(b"".join(records[:-1])))
    at(SECOND)
    said = verify([data], repair=True)
    assert "warc-torn" in {fault.name for fault in said.faults}
    assert path.read_bytes() == rotten
    alone = verify([path], repair=True)  # nobody knows then what it was
    assert [": cut " in repair for repair in alone.repairs] == [True]


def test_what_was_put_behind_a_sound_file_and_is_torn_is_cut(data, at):
    at(FIRST)
    verify([data])
    whole = (data / WARC).read_bytes()
    replace(data / WARC, whole + members_of(whole)[-1][:-40])
    assert torn(data / WARC) == len(whole)
    at(SECOND)
    said = verify([data], repair=True)
    assert any("cut" in repair for repair in said.repairs)
    assert (data / WARC).read_bytes() == whole


def test_what_was_cut_is_known_as_the_new_state(data, at):
    at(FIRST)
    verify([data])
    whole = (data / WARC).read_bytes()
    replace(data / WARC, whole[:-40])
    at(SECOND)
    mended = verify([data], repair=True)
    assert {f.name for f in mended.faults} == {"crawl-count"}  # run.json knows that there was one more
    assert any(e["verdict"] == "repaired" and "cut" in e["what"] for e in entries(data))
    at(THIRD)
    assert {f.name for f in verify([data]).faults} == {"crawl-count"}


def test_a_line_of_the_log_that_cannot_be_read_is_a_fault_and_stays(data, at):
    at(FIRST)
    verify([data])
    log = data / "archive" / "fixity.jsonl"
    log.write_bytes(log.read_bytes() + b'{"at": "2026')
    at(SECOND)
    assert [f.name for f in verify([data]).faults] == ["fixity-log"]
    assert b'{"at": "2026\n' in log.read_bytes()


def test_nothing_is_logged_where_that_is_not_wanted_or_not_a_data_folder(data):
    verify([data], log=False)
    verify([data / "archive" / "20211201T090000Z", data / WARC])
    assert not list(data.rglob("fixity.jsonl"))
