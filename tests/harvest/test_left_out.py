"""A build accounts for every record: what was made of it, or why nothing was."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from fastwarc.warc import ArchiveIterator
from written import base32, http, info, members, page, record, segmented

from jjscrape.archive.reader import Archive
from jjscrape.harvest.gather import harvest
from jjscrape.harvested import Tally
from jjscrape.operate.building import build_only
from jjscrape.outcome import Exit, Stop
from jjscrape.policy import Policy
from jjscrape.release.gate.judging import Facts, judge
from jjscrape.schema import TABLES
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
POST = record(b"POST /one HTTP/1.1\r\nHost: x\r\n\r\na=1", kind="request", date="2024-03-09T10:00:00Z")
EVERYTHING = [
    info(),
    record(http(page("One"))),
    record(b"GET /one HTTP/1.1\r\nHost: x\r\n\r\n", kind="request"),
    record(b"fetchTimeMs: 7\r\n", kind="metadata", Content_Type="application/warc-fields"),
    record(page("Resource"), "/resource", "resource", Content_Type="text/html"),
    record(b"x", "/screen", "screenshot", Content_Type="image/png"),
    record(b"x", "/text", "conversion", Content_Type="text/plain"),
    record(http(page()), "http://other.test/one"),
    record(http(b"", status="301 Moved"), "/moved"),
    record(http(b"no", status="500 Broken"), "/broken"),
    record(http(b"body{}", kind="text/css"), "/sites/all/a.css"),
    record(http(b"\x9c\x01" * 40, "Content-Encoding: what"), "/coded"),
    record(http(page())[:-30], "/half"),
    record(b"1.2.3.4", "dns:jamandjustice-rjc.org", "resource", Content_Type="text/dns"),
    record(http(page()), "/undated", date="yesterday"),
    record(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", "/again", "revisit", WARC_Payload_Digest=base32(b"gone")
    ),
    record(http(page("Two")), "/twice"),
    record(http(page("Two")), "/twice"),
    POST,
    record(http(page("Thanks")), "/one", date="2024-03-09T10:00:00Z"),
    *segmented(http(page("Parts")), [90], "/parts"),
    segmented(http(page("Lost")), [90], "/lost")[0],
]
EXPECTED = {
    "warcinfo": 1,
    "request": 2,
    "metadata": 1,
    "conversion": 1,
    "continuation": 1,
    "record of another type": 1,
    "another site": 1,
    "redirect": 1,
    "error": 1,
    "neither page nor file": 1,
    "body that can't be read": 3,
    "not of the web": 1,
    "no date or address": 1,
    "copy of another record": 1,
    "answer to another method than GET": 1,
    "segment missing": 1,
}


def test_every_record_is_counted_once(tmp_path):
    data = members(*EVERYTHING)
    (tmp_path / "a.warc.gz").write_bytes(data)
    found = harvest(Archive([tmp_path]), SITE).tally
    assert found.left_out == dict(sorted(EXPECTED.items()))
    there = sum(1 for _ in ArchiveIterator(io.BytesIO(data), parse_http=False))
    assert found.records == there == len(EVERYTHING)
    assert found.used + sum(found.left_out.values()) == found.records
    assert found.used == 4  # one, the resource, twice, the parts


def test_zero_bytes_behind_the_last_record_are_none(tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(members(info(), record(http(page()))) + bytes(4096))
    found = harvest(Archive([tmp_path]), SITE).tally
    assert (found.records, found.left_out) == (2, {"warcinfo": 1})
    assert "zero bytes" in found.faults[0]


def test_where_there_is_no_capture_it_is_said_what_there_is(tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(members(info(), POST, record(http(page()), date="never")))
    (tmp_path / "b.warc.lz4").write_bytes(b"what")
    with pytest.raises(Stop) as stop:
        build_only([str(tmp_path)], tmp_path / "out", "jamandjustice", None)
    assert stop.value.code is Exit.USAGE
    for part in ("1 warcinfo", "1 request", "1 no date or address", "'never'", "b.warc.lz4 is an archive in a form"):
        assert part in stop.value.sentence


def test_the_gate_looks_at_what_was_left_out_by_a_fault():
    def outcome(left_out, records=100):
        facts = Facts(
            rows={name: [] for name in TABLES},
            before={},
            tally=Tally(records=records, left_out=left_out, faults=["a.warc.gz at byte 5"]),
        )
        return next(verdict for verdict in judge(facts, Policy()) if verdict.check == "left-out")

    assert outcome({"redirect": 90}).outcome == "passed"
    assert outcome({"damaged": 4}, 5).outcome == "passed"
    assert outcome({"damaged": 25}).outcome == "passed"
    refused = outcome({"damaged": 20, "request": 40, "no date or address": 1})
    assert refused.outcome == "refused"
    assert refused.refusal.reason == "21 of 60 captures were left out by a fault: 20 damaged, 1 no date or address"
    assert refused.refusal.rows == ("a.warc.gz at byte 5",)
