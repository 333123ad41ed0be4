"""A run builds in a process begun anew: the same one for whoever waits for it, with nothing of the crawl in memory."""

from __future__ import annotations

import fcntl
import gc
import json
import os
import signal
import subprocess
import sys

import pytest
from small_site import small

from jjscrape import run_record
from jjscrape.archive.kept_scans import KeptScans
from jjscrape.datafolder import ARCHIVE, LOCK, locked
from jjscrape.demo import DemoSite, serve
from jjscrape.operate import anew, building, run
from jjscrape.operate.building import build_only
from jjscrape.outcome import Exit, Stop
from jjscrape.shelf import Shelf
from jjscrape.site import load_site

NAME = "JJSCRAPE_HANDED_ON"
STOPPING = f"""
import os, signal
if "{NAME}" in os.environ:
    os.kill(os.getpid(), signal.SIGSTOP)
"""
"""Python does this before anything else: the second half waits, as it begins, for who looks at it."""


PROGRAM = """
from jjscrape.entry import main
from jjscrape.operate import building
building.MANY = 5  # captures are many here
main()
"""


@pytest.mark.crawl
def test_a_run_crawls_builds_and_writes_each_without_what_the_others_need(tmp_path):
    (tmp_path / "jjscrape").write_text(PROGRAM)
    with serve(small(DemoSite("core", articles=5))) as server:
        words = ["run", "demo", "--base-url", server.url, "--data", tmp_path, "--delay", "0"]
        command = [sys.executable, "-P", "-X", "importtime", tmp_path / "jjscrape", *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == Exit.DONE, done.stderr[-2000:]
    parts = done.stderr.split("import time: self [us]")[1:]
    imported = [{line.rpartition("|")[2].strip() for line in part.splitlines()} for part in parts]
    assert ["scrapy" in part for part in imported] == [True, False, False]
    assert ["jjscrape.harvest.gather" in part for part in imported] == [False, True, False]
    assert ["jjscrape.release.publish" in part for part in imported] == [False, True, True]
    assert ["pyarrow" in part for part in imported] == [False, False, True]
    assert done.stderr.count(" begins\n") == 1
    assert [line.split()[0] for line in done.stdout.splitlines()][:2] == ["Crawled", "Archive"]
    (folder,) = [path for path in (tmp_path / ARCHIVE).iterdir() if path.is_dir()]
    record = run_record.read(folder)
    assert record
    assert record.built
    assert record.outcome
    assert record.outcome.new
    build_only([str(tmp_path / ARCHIVE)], tmp_path / "again", "", None)
    sums = [path.read_bytes() for path in tmp_path.glob("**/latest/SHA256SUMS")]
    assert len(sums) == 2
    assert sums[0] == sums[1]


@pytest.mark.crawl
def test_a_signal_that_comes_as_the_second_half_begins_ends_it_with_its_sentence(tmp_path):
    with serve(small(DemoSite("core", articles=5))) as server:
        words = ["run", "demo", "--base-url", server.url, "--data", tmp_path, "--delay", "0"]
        command = [sys.executable, "-m", "jjscrape", *map(str, words)]
        (tmp_path / "sitecustomize.py").write_text(STOPPING)
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        ) as process:
            os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            with pytest.raises(Stop, match="another run holds"), locked(tmp_path):
                pass
            process.send_signal(signal.SIGTERM)
            process.send_signal(signal.SIGCONT)
            _, said = process.communicate(timeout=120)
    assert process.returncode == Exit.INTERRUPTED, said
    assert said.splitlines()[-1].startswith("jjscrape: interrupted"), said
    (folder,) = [path for path in (tmp_path / ARCHIVE).iterdir() if path.is_dir()]
    record = run_record.read(folder)
    assert record
    assert (record.complete, record.built) == (True, False)
    with locked(tmp_path):
        pass


@pytest.fixture
def executed(monkeypatch):
    """What this process would have become, were it the command line."""
    commands = []

    def execute(*command):
        commands.append((*command, json.loads(os.environ[NAME])))
        raise OSError(12, "no memory")

    monkeypatch.setattr(anew, "ours", lambda: True)
    monkeypatch.setattr(os, "execv", execute)
    return commands


def test_the_lock_goes_along_and_a_run_that_cannot_begin_anew_goes_on(tmp_path, executed):
    with locked(tmp_path):
        anew.begin_anew(tmp_path / ARCHIVE / "20261126T100000Z", tmp_path / LOCK)
        ((program, arguments, told),) = executed
        assert (program, arguments[1:]) == (sys.executable, sys.orig_argv[1:])
        assert (told["process"], told["crawl"]) == (os.getpid(), "20261126T100000Z")
        assert os.path.samestat(os.fstat(told["lock"]), (tmp_path / LOCK).stat())
        assert not os.get_inheritable(told["lock"])
    assert NAME not in os.environ
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, ()) & set(anew.SIGNALS)


def test_what_was_made_is_left_and_a_run_that_cannot_begin_anew_goes_on_with_it(tmp_path, executed):
    made = {"rows": Shelf(range(3000), tmp_path)}
    with locked(tmp_path):
        anew.begin_anew(tmp_path / ARCHIVE / "20261126T100000Z", tmp_path / LOCK, made)
    ((_, _, told),) = executed
    assert told["made"] > told["lock"]
    descriptor = made["rows"].left()[0]
    assert not os.get_inheritable(descriptor)
    assert list(made["rows"]) == list(range(3000))
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


def test_what_other_software_made_counts_for_nothing(tmp_path):
    (tmp_path / "made").write_bytes(b"another digest\nnonsense")
    descriptor = os.open(tmp_path / "made", os.O_RDONLY)
    assert anew.EarlierParts("20261126T100000Z", 7, descriptor).what_was_made() is None
    assert anew.EarlierParts("20261126T100000Z", 7).what_was_made() is None


def test_a_lock_that_was_held_before_is_held_until_the_end(tmp_path):
    first = os.open(tmp_path / LOCK, os.O_RDWR | os.O_CREAT)
    fcntl.flock(first, fcntl.LOCK_EX)
    with locked(tmp_path, first), pytest.raises(Stop, match="another run holds"), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


@pytest.mark.parametrize("told", [None, "", "{}", "[]", "nonsense", '{"process": 1, "crawl": "x", "lock": 3}'])
def test_what_another_process_was_told_counts_for_nothing(told, monkeypatch):
    if told is not None:
        monkeypatch.setenv(NAME, told)
    assert anew.earlier_parts() is None
    assert NAME not in os.environ


def test_what_this_process_was_told_counts_once(monkeypatch):
    monkeypatch.setenv(NAME, json.dumps({"process": os.getpid(), "crawl": "20261126T100000Z", "lock": 7}))
    assert anew.earlier_parts() == anew.EarlierParts("20261126T100000Z", 7)
    assert anew.earlier_parts() is None


def test_only_the_command_line_begins_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("the tests were to begin anew"))
    with locked(tmp_path):
        anew.begin_anew(tmp_path / ARCHIVE / "20261126T100000Z", tmp_path / LOCK)
    monkeypatch.setattr(sys, "argv", ["/usr/bin/jjscrape", "run", "--full"])
    assert not anew.ours()  # not what this process was begun with
    monkeypatch.setattr(sys, "orig_argv", ["python", "/usr/bin/jjscrape", "run", "--full"])
    assert anew.ours()
    monkeypatch.setattr(sys, "argv", ["/usr/bin/pytest", "run", "--full"])
    assert not anew.ours()


def test_what_indexing_held_of_captures_is_let_go_of_before_a_build(tmp_path, monkeypatch):
    crawl = tmp_path / ARCHIVE / "20261126T100000Z"
    crawl.mkdir(parents=True)
    held = []

    def make(*_):
        gc.collect()
        held.extend(each for each in gc.get_objects() if isinstance(each, KeptScans))
        raise Stop(Exit.REFUSED, "far enough")

    monkeypatch.setattr(building, "make", make)
    monkeypatch.setattr(run, "_crawled", lambda *_: (crawl, run_record.RunRecord(crawl_id=crawl.name)))
    monkeypatch.setattr(run, "stop_unless_complete", lambda *_: None)
    with pytest.raises(Stop, match="far enough"):
        run.run(load_site("demo"), tmp_path, run.Options())
    assert held == []
