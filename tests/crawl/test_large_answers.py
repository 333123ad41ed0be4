"""Large answers: what they cost a crawl, what the archive has of them, and of which only the beginning counts."""

from __future__ import annotations

import json
import random
import sys
from functools import cache
from pathlib import Path

import pytest
from commands import call

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "behaviours"))
import hostile_inputs
import page_answers
import robots_answers
from odd_answers import Answer, OddServer, wire

from jjscrape.archive.index import write_index
from jjscrape.archive.reader import Archive
from jjscrape.archive.spool import HELD, Spool
from jjscrape.crawl.wire import Tap
from jjscrape.verify.verification import verify

MEGABYTE = 2**20
PICTURE = b"Content-Type: image/png\r\n"


@cache
def body(megabytes: int) -> bytes:
    return random.Random(1).randbytes(MEGABYTE) * megabytes


def large() -> dict[str, Answer]:
    """Made when they are asked for: the process that crawls has none of them in memory."""
    data = body(40)
    chunks = (page_answers.chunk(data[at : at + 5 * MEGABYTE]) for at in range(0, len(data), 5 * MEGABYTE))
    head = b"HTTP/1.1 200 OK\r\n" + PICTURE
    return {
        "/sites/default/files/whole.png": page_answers.answered(data, media=PICTURE),
        "/sites/default/files/chunks.png": wire(
            head + b"Transfer-Encoding: chunked\r\n\r\n", *chunks, page_answers.LAST
        ),
        "/sites/default/files/torn.png": wire(
            head + b"Content-Length: %d\r\n\r\n" % (len(data) + 1), data[: 3 * MEGABYTE]
        ),
    }


def crawl() -> None:
    """Run in a fork: arguments are a site file and the folder."""
    resident = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    Path(sys.argv[2], "before").write_text(resident.split()[1])
    hostile_inputs.robots_crawl(Path(sys.argv[1]), Path(sys.argv[2]))


@pytest.mark.crawl
def test_a_large_file_costs_a_crawl_little_more_than_itself(tmp_path):
    files = large()
    start = page_answers.answered(page_answers.post(b"".join(b"<img src='%s'>" % path.encode() for path in files)))
    with OddServer(lambda _, path: files.get(path, start if path == "/" else hostile_inputs.GONE)) as server:
        told = hostile_inputs.site_file(tmp_path, f"http://127.0.0.1:{server.port}")
        done = call("test_large_answers:crawl", told, tmp_path)
    assert done.returncode == 0, done.stderr
    peak, before = json.loads((tmp_path / "summary.json").read_text())["peak"], (tmp_path / "before").read_text()
    assert peak - int(before) // 1024 < 3.5 * 40  # Scrapy's own modules included
    write_index(tmp_path / "archive")
    archive = Archive([tmp_path / "archive"])
    captures = {capture.url.rpartition("/")[2]: capture for capture in archive.captures()}
    assert archive.body(captures["whole.png"], whole=True) == archive.body(captures["chunks.png"]) == body(40)
    assert captures["torn.png"].truncated
    assert body(40).startswith(archive.body(captures["torn.png"]))
    report = verify([tmp_path / "archive"], log=False)
    assert report.faults == []


@pytest.mark.crawl
@pytest.mark.parametrize("name", ["swells to 100 MB", "gzip"])
def test_of_a_robots_txt_that_swells_the_first_part_counts(tmp_path, name):
    (behaviour,) = (one for one in robots_answers.BEHAVIOURS if one.name == name)
    word, _ = hostile_inputs.obeyed(behaviour, tmp_path)
    assert word == behaviour.expected


def test_what_is_more_than_is_held_lies_in_a_file(tmp_path):
    spool = Spool(tmp_path)
    data = body(4)
    for at in range(0, 3 * HELD, 1000):
        spool.add(data[at : at + 1000])
    assert len(spool.begin) < HELD + 1000
    assert b"".join(spool.pieces()) == b"".join(spool.pieces()) == data[: len(spool)]
    assert list(tmp_path.iterdir()) == []
    spool.clear()
    assert (len(spool), list(spool.more())) == (0, [])


def test_where_there_is_no_room_for_an_answer_the_connection_is_not_gone_on_with(tmp_path):
    tap = Tap(tmp_path / "gone")
    assert tap.hear(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(HELD))
    assert not tap.hear(b"more")
    assert isinstance(tap.fault, FileNotFoundError)
