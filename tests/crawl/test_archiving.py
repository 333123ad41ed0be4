"""The archive of a crawl: what is in it, when, and what becomes of it when the crawl ends badly."""

from __future__ import annotations

import signal
import subprocess
import time

import pytest
from commands import PATIENCE
from misbehaving_server import TEXT, MisbehavingServer
from wire_run import crawl, prepare

from jjscrape.archive.index import write_index
from jjscrape.archive.reader import Archive
from jjscrape.archive.warcfile import records

pytestmark = pytest.mark.crawl


@pytest.fixture
def server():
    with MisbehavingServer() as running:
        running.base = f"http://127.0.0.1:{running.port}/"
        yield running


def test_robots_redirects_and_errors_are_archived_too(server, tmp_path):
    asked = [{"url": server.base + case} for case in ("moved", "missing", "forbidden/plain")]
    asked[0]["meta"] = {"handle_httpstatus_all": False}
    info = {"JJSCRAPE_ARCHIVE_INFO": {"site": "example", "base-url": server.base}}
    settings = {"ROBOTSTXT_OBEY": True, "USER_AGENT": "jjscrape-test", "JJSCRAPE_ARCHIVE_PREFIX": "20261122T102600Z"}
    run = crawl(tmp_path, asked, **settings, **info)
    archive = Archive([run.folder])
    captures = {capture.url.removeprefix(server.base): capture for capture in archive.captures()}
    assert {path: capture.status for path, capture in captures.items()} == {
        "robots.txt": 200,
        "moved": 301,
        "plain": 200,
        "missing": 404,
    }
    assert captures["moved"].header("location") == "/plain"
    assert run.results[0]["capture"][0] == captures["plain"].record_id  # the page's, not that of the redirect to it
    assert run.results[2] == {"number": 2, "error": "IgnoreRequest", "capture": None}
    [said] = archive.info()
    assert said["warc_file"] == "20261122T102600Z-00000.warc.gz"
    assert said["robots"] == "obey"
    assert said["http-header-user-agent"] == "jjscrape-test"
    assert said["site"] == "example"


def test_a_capture_is_never_noted_for_a_page_that_was_not_had(server, tmp_path):
    """A redirected request takes over the meta of the first, where the redirect's own capture stands."""
    run = crawl(tmp_path, [{"url": server.base + "moved-away", "meta": {"handle_httpstatus_all": False}}])
    assert run.stats["archive/unanswered"] == 1
    assert run.results[0]["capture"] is None


def test_without_a_folder_nothing_is_archived(server, tmp_path):
    run = crawl(tmp_path, [{"url": server.base + "plain"}], JJSCRAPE_ARCHIVE_DIR=None)
    assert run.results[0]["status"] == 200
    assert run.results[0]["capture"] is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json", "result.jsonl"]


@pytest.mark.parametrize("how", ["deaf", "renamed", "hard of hearing"])
def test_a_tap_that_fails_is_found_out_and_declared(server, tmp_path, how):
    cases = ["plain", "chunked", "status-204", "head"]
    asked = [{"url": server.base + case, "method": "HEAD" if case == "head" else "GET"} for case in cases]
    run = crawl(tmp_path, asked, sabotage=how)
    archive = Archive([run.folder])
    captures = {capture.url.removeprefix(server.base): capture for capture in archive.captures()}
    assert [captures[case].status for case in cases] == [200, 200, 204, 200]
    assert archive.body(captures["plain"]) == TEXT
    assert archive.body(captures["chunked"]) == b"hello world"
    [file] = archive.files
    marked = [
        record.get("WARC-Target-URI").removeprefix(server.base)
        for record in records(file.path, pytest.fail)
        if record.kind == "metadata" and record.read() == b"jjscrape-capture: rebuilt\r\n"
    ]
    assert marked == (["plain"] if how == "hard of hearing" else cases)
    assert run.stats["archive/rebuilt"] == len(marked)
    assert run.said.count("The wire was not heard") == 1


def test_payloads_that_the_index_knows_become_revisits(server, tmp_path):
    asked = [{"url": server.base + case} for case in ("plain", "chunked")]
    first = crawl(tmp_path / "crawls" / "1", asked)
    index = write_index(tmp_path / "crawls")
    second = crawl(tmp_path / "crawls" / "2", [*asked, {"url": server.base + "big"}], JJSCRAPE_ARCHIVE_INDEX=str(index))
    assert "archive/revisits" not in first.stats
    assert second.stats["archive/revisits"] == 2
    archive = Archive([tmp_path / "crawls"])
    captures = list(archive.captures())
    assert [capture.record_type for capture in captures] == ["response"] * 2 + ["revisit"] * 2 + ["response"]
    assert [archive.body(capture) for capture in captures[:4]] == [TEXT, b"hello world"] * 2


def started(command, server, count):
    """A crawl in a process, and its server has been asked `count` times."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + PATIENCE
    while len(server.log) < count:
        assert time.monotonic() < deadline
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.02)
    return process


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_crawl_leaves_a_finished_file(server, tmp_path, how):
    asked = [{"url": server.base + f"plain?{n}"} for n in range(500)]
    process = started(prepare(tmp_path, asked, {"DOWNLOAD_DELAY": 0.05}), server, 3)
    process.send_signal(how)
    _, said = process.communicate(timeout=PATIENCE)
    [file] = Archive([tmp_path / "archive"]).files
    assert file.name == "crawl-00000.warc.gz", said
    archive = Archive([tmp_path / "archive"])
    assert 3 <= len(list(archive.captures())) < 500
    assert archive.problems == []


def test_a_crawl_that_is_told_to_stop_at_once_leaves_a_finished_file_too(server, tmp_path):
    process = started(prepare(tmp_path, [{"url": server.base + "plain"}, {"url": server.base + "slow"}], {}), server, 2)
    # The answer never comes to its end, so the first signal alone would not end the crawl; two at once may be one.
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None:
        assert time.monotonic() < deadline
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
    said = process.communicate()[1]
    archive = Archive([tmp_path / "archive"])
    assert [file.name for file in archive.files] == ["crawl-00000.warc.gz"], said
    assert archive.body(next(archive.captures())) == TEXT


def test_a_killed_crawl_leaves_an_open_file_of_whole_records(server, tmp_path):
    asked = [{"url": server.base + f"plain?{n}"} for n in range(500)]
    process = started(prepare(tmp_path, asked, {"DOWNLOAD_DELAY": 0.05}), server, 4)
    process.kill()
    process.communicate(timeout=PATIENCE)
    archive = Archive([tmp_path / "archive"])
    assert [file.name for file in archive.files] == ["crawl-00000.warc.gz.open"]
    captures = list(archive.captures())
    assert len(captures) >= 3
    assert archive.problems == []
    assert archive.body(captures[-1]) == TEXT


def test_an_archive_that_cannot_be_written_ends_the_crawl(server, tmp_path):
    (tmp_path / "in-the-way").write_bytes(b"a file where the folder should be")
    asked = [{"url": server.base + f"plain?{n}"} for n in range(50)]
    run = crawl(tmp_path, asked, quiet=False, JJSCRAPE_ARCHIVE_DIR=str(tmp_path / "in-the-way"), DOWNLOAD_DELAY=0.05)
    assert run.results[0] == {"number": 0, "error": "ArchiveError", "capture": None}
    assert run.stats["finish_reason"] == "archive_unwritable"
    assert len(server.log) < 10
