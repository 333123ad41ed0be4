"""What recorders do that harms no reader is a note with a name; damage that looks like it stays a fault."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from commands import jjscrape

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from written import base32, http, identifier, info, members, page, record

from jjscrape.verify.habits import HABITS
from jjscrape.verify.verification import verify

BODY = page()
CODED = "Content-Encoding: gzip", "Content-Encoding: br"


def checked(tmp_path, *records, packed=True):
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(members(*records) if packed else b"".join(records))
    report = verify([path])
    return [fault.name for fault in report.faults], [note.partition(":")[0] for note in report.notes]


def request(end=b"\r\n\r\n"):
    return record(b"GET /one HTTP/1.1\r\nHost: jamandjustice-rjc.org" + end, kind="request")


UNSAID = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n"
SILENT = {
    "a page that is whole": UNSAID + BODY + b"\n<!-- served in 7 ms -->\n",
    "a page that says its length": http(BODY.replace(b"</html>", b"")),
    "a piece of a page": UNSAID + b"<p>half",
    "text": UNSAID + b"see <html> and so on",
    "a coded page": b"HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\0",
}
CASES = {
    "redirect-body": (record(http(b"", length=707, status="301 Moved", kind="text/html")), []),
    "half a redirect's body": (record(http(b"<html", length=707, status="301 Moved")), ["http-length"]),
    "a page without its body": (record(http(b"", length=707)), ["http-length"]),
    "coded-length": (record(http(BODY, CODED[0], length=99)), []),
    "coded-length of br": (record(http(BODY, CODED[1], length=99)), []),
    "coded-length without its coding": (record(http(BODY, length=99)), []),
    "a length that is one too small": (record(http(BODY, length=len(BODY) - 1)), ["http-length"]),
    "half a coded body": (record(http(b"\x1f\x8b\x08\0" + bytes(30), CODED[0], length=99)), ["http-length"]),
    "half a body of br": (record(http(b"\x1b\x03\x00\xf8\x8d" + bytes(range(128, 190)), CODED[1], length=999)), ["http-length"]),
    "half a plain body": (record(http(BODY[:50], length=len(BODY))), ["http-length"]),
    "request-unended": (request(b"\r\n"), []),
    "request-unended without any end": (request(b""), []),
    "a request's head that is none": (record(b"GET /one\r\nHost: x\r\n", kind="request"), ["http-head"]),
    "a response's head without an end": (record(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"), ["http-head"]),
    "type-extension": (record(b"x", kind="screenshot", Content_Type="image/png"), []),
    "a misspelt type": (record(b"x", kind="respnse", Content_Type="text/plain"), ["type-unknown"]),
    "an answer of a type that is none": (record(http(BODY), kind="screenshot"), ["type-unknown"]),
    "page-unended": (record(UNSAID + BODY.replace(b"</html>", b"")), []),
    "page-unended in the middle of its end": (record(UNSAID + BODY[:-3]), []),
    "version-case": (record(http(BODY), version="warc/1.1"), []),
    "version-case of a type": (record(http(BODY), WARC_Type="Response"), []),
    "version-case of a date": (record(http(BODY), date="2024-03-01t10:00:00z"), []),
    "version-case of a date of 1.0": (record(http(BODY), version="WARC/1.0", date="2024-03-01t10:00:00z"), []),
    "a word for a date in small letters": (record(http(BODY), date="2024-03-01x10:00:00z"), ["field-value"]),
    "ids-longer": (record(http(BODY), WARC_Record_ID=identifier(record(b""))[:-1] + "-1>"), []),
    "an id with a space behind it": (record(http(BODY), WARC_Record_ID=identifier(record(b""))[:-1] + " 1>"), ["record-id"]),
    "an id that is shorter": (record(http(BODY), WARC_Record_ID=identifier(record(b""))[:-2] + ">"), ["record-id"]),
    "version-draft": (record(http(BODY), version="WARC/0.18"), []),
    "a version that is none": (record(http(BODY), version="WARC/9.9"), ["warc-version"]),
    "draft-ids": (record(http(BODY), version="WARC/0.17", WARC_Record_ID="urn:uuid:" + "a" * 8 + "-bbbb-cccc-dddd-" + "e" * 12), []),
    "an id without brackets": (record(http(BODY), WARC_Record_ID="urn:uuid:" + "a" * 8 + "-bbbb-cccc-dddd-" + "e" * 12), ["record-id"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_habits_and_what_looks_like_them(tmp_path, name):
    one, faults = CASES[name]
    found, notes = checked(tmp_path, info(), one)
    assert found == faults
    if not faults:
        assert name.partition(" ")[0] in notes
    else:
        assert not set(notes) & {"redirect-body", "coded-length", "type-extension"}


@pytest.mark.parametrize("name", SILENT)
def test_what_is_no_page_that_may_be_cut(tmp_path, name):
    assert "page-unended" not in checked(tmp_path, info(), record(SILENT[name]))[1]


@pytest.mark.crawl
def test_a_habit_is_told_once_a_file_and_harms_no_exit_code(tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(
        members(*[record(http(BODY), f"/{n}", version="WARC/0.18") for n in range(50)])
    )
    done = jjscrape("verify", tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.count("version-draft") == 1


FORBIDDEN = {
    "warcinfo": ["WARC_Target_URI", "WARC_IP_Address", "WARC_Concurrent_To", "WARC_Refers_To"],
    "response": ["WARC_Filename", "WARC_Refers_To", "WARC_Profile", "WARC_Segment_Total_Length", "WARC_Refers_To_Date"],
    "request": ["WARC_Segment_Origin_ID", "WARC_Refers_To_Target_URI"],
}
VALUES = {
    "WARC_Target_URI": "http://site.test/", "WARC_IP_Address": "127.0.0.1", "WARC_Filename": "a.warc.gz",
    "WARC_Profile": "http://netpreserve.org/warc/1.1/server-not-modified", "WARC_Segment_Total_Length": "9",
    "WARC_Refers_To_Date": "2024-03-01T10:00:00Z", "WARC_Refers_To_Target_URI": "http://site.test/",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind, fields in FORBIDDEN.items() for field in fields])
def test_fields_that_a_record_shall_not_have(tmp_path, kind, field):
    value = VALUES.get(field, f"<urn:uuid:{'0' * 8}-0000-4000-8000-{'0' * 12}>")
    block = {"warcinfo": b"software: x\r\n", "request": b"GET / HTTP/1.1\r\n\r\n"}.get(kind, http(BODY))
    found, _ = checked(tmp_path, record(block, kind=kind, **{field: value}))
    assert "field-forbidden" in found


def test_lengths_in_an_index_that_leave_out_the_line_ends(tmp_path):
    one = record(http(BODY), WARC_Payload_Digest=base32(BODY))
    (tmp_path / "a.warc").write_bytes(info() + one)
    for length, expected in ((len(one), []), (len(one) - 4, []), (len(one) - 5, ["cdxj-value"])):
        values = {
            "url": "http://jamandjustice-rjc.org/one",
            "filename": "a.warc",
            "offset": str(len(info())),
            "length": str(length),
        }
        (tmp_path / "i.cdxj").write_text(f"org,jamandjustice-rjc)/one 20240301100000 {json.dumps(values)}\n")
        report = verify([tmp_path])
        assert [fault.name for fault in report.faults] == expected
        assert any("index-length" in note for note in report.notes) == (length == len(one) - 4)


@pytest.mark.parametrize(
    ("date", "faults"), [("2024-03-01T10:00:01Z", []), ("2024-03-01T11:00:00Z", ["concurrent-differs"])]
)
def test_dates_of_an_exchange_that_are_seconds_apart(tmp_path, date, faults):
    one = record(http(BODY))
    asked = record(
        b"GET /one HTTP/1.1\r\nHost: x\r\n\r\n", kind="request", date=date, WARC_Concurrent_To=identifier(one)
    )
    found, notes = checked(tmp_path, one, asked)
    assert (found, "exchange-dates" in notes) == (faults, not faults)


def test_every_habit_says_who_or_why():
    assert all(len(sentence) > 40 for sentence in HABITS.values())


def run(*arguments):
    return jjscrape("verify", *arguments)


@pytest.mark.crawl
def test_known_faults_are_written_down_and_later_only_others_count(tmp_path):
    known = tmp_path / "known.jsonl"
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "a.warc.gz").write_bytes(members(info(), record(http(BODY[:50], length=999))))
    assert run(folder).returncode == 8
    first = run(folder, "--accept-known", known)
    assert (first.returncode, first.stdout) == (0, "")
    assert "1 fault accepted" in first.stderr
    again = run(folder, "--accept-known", known)
    assert (again.returncode, again.stdout) == (0, "")
    assert "1 fault known" in again.stderr
    (folder / "b.warc.gz").write_bytes(members(info(), record(http(BODY[:60], length=999), "/two"))[:-3])
    new = run(folder, "--accept-known", known)
    assert new.returncode == 8
    assert "b.warc.gz" in new.stdout
    assert "a.warc.gz" not in new.stdout
    (folder / "b.warc.gz").unlink()
    whole = bytearray((folder / "a.warc.gz").read_bytes())
    whole[4] ^= 1  # the time in a gzip header: no fault, but no more the file that was accepted
    (folder / "a.warc.gz").write_bytes(whole)
    changed = run(folder, "--accept-known", known)
    assert (changed.returncode, "a.warc.gz" in changed.stdout) == (8, True)


@pytest.mark.crawl
def test_a_list_of_known_faults_that_is_none(tmp_path):
    (tmp_path / "known").write_text("what\n")
    (tmp_path / "a.warc").write_bytes(info())
    done = run(tmp_path / "a.warc", "--accept-known", tmp_path / "known")
    assert (done.returncode, "line 1" in done.stderr) == (2, True)
