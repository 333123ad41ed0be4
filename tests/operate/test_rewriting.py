"""`jjscrape archive`: what other tools read of a file that was written anew is what they read before."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from commands import jjscrape
from fastwarc.warc import ArchiveIterator
from written import arc, bgzip, http, identifier, info, members, page, record

from jjscrape.archive.reader import Archive
from jjscrape.verify.verification import verify

pytestmark = pytest.mark.crawl

ONE, TWO = record(http(page("One"))), record(http(page("Two")), "/two", date="2024-03-02T10:00:00Z")
ASKED = record(
    b"GET /two HTTP/1.1\r\nHost: x\r\n\r\n",
    "/two",
    "request",
    WARC_Concurrent_To=identifier(TWO),
    date="2024-03-02T10:00:00Z",
)


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "jjscrape", "archive", *map(str, arguments)],
        capture_output=True,
        check=False,
        timeout=60,
    )


def blocks(data):
    return [
        (one.headers.get("WARC-Record-ID"), one.reader.read())
        for one in ArchiveIterator(io.BytesIO(data), parse_http=False)
    ]


@pytest.mark.parametrize("how", ["one member", "blocks", "plain"])
def test_a_member_for_each_record_and_the_same_records(tmp_path, how):
    whole = info() + ONE + TWO + ASKED
    data = {"one member": members(whole), "blocks": bgzip(whole), "plain": whole}[how]
    source = tmp_path / ("a.warc" if how == "plain" else "a.warc.gz")
    source.write_bytes(data)
    done = jjscrape("archive", "recompress", source, "--output", tmp_path / "new.warc.gz")
    assert (done.returncode, "4 records" in done.stdout) == (0, True)
    assert source.read_bytes() == data
    assert (tmp_path / "new.warc.gz").read_bytes().count(b"\x1f\x8b\x08") == 4
    assert blocks((tmp_path / "new.warc.gz").read_bytes()) == blocks(whole)
    assert verify([tmp_path / "new.warc.gz"]).faults == []


def test_an_arc_file_becomes_a_warc_file(tmp_path):
    (tmp_path / "a.arc").write_bytes(
        arc(("/one", "20040511100000", http(page("One"))), ("/a b", "2004051110010012", http(page("Two"))))
    )
    assert jjscrape("archive", "recompress", tmp_path / "a.arc", "--output", tmp_path / "b.warc.gz").returncode == 0
    assert verify([tmp_path / "b.warc.gz"]).faults == []
    before, after = Archive([tmp_path / "a.arc"]), Archive([tmp_path / "b.warc.gz"])
    for old, new in zip(before.captures(), after.captures(), strict=True):
        assert (old.record_id, old.captured_at, old.status) == (new.record_id, new.captured_at, new.status)
        assert before.body(old) == after.body(new)


def test_nothing_is_written_where_a_record_can_not_be_read_or_something_is_there(tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(members(info(), ONE)[:-9])
    for output in ("new.warc.gz", "a.warc.gz", "new.txt"):
        done = jjscrape("archive", "recompress", tmp_path / "a.warc.gz", "--output", tmp_path / output)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.warc.gz"]


def test_one_record_or_the_history_of_an_address(tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(members(info(), ONE, TWO, ASKED))
    later = record(http(page("Later")), "/two/", date="2024-04-02T10:00:00Z")
    (tmp_path / "b.warc").write_bytes(info() + later)
    history = run("extract", tmp_path, "--url", "http://jamandjustice-rjc.org/two").stdout
    assert blocks(history) == blocks(TWO + ASKED + later)
    assert blocks(run("extract", tmp_path, "--record", identifier(ONE)).stdout) == blocks(ONE)
    assert run("extract", tmp_path, "--url", "http://jamandjustice-rjc.org/two", "--body").stdout == page("Later")
    for wrong in (
        ["--url", "http://jamandjustice-rjc.org/three"],
        [],
        ["--url", "http://x/", "--record", "x"],
        ["--record", "x", "--body"],
    ):
        done = jjscrape("archive", "extract", tmp_path, *wrong)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
