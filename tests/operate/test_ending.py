"""Things that happen to a command from outside: it ends with one sentence and its exit code, never with a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from commands import Begun, call, crawl, jjscrape
from small_site import small

from jjscrape.datafolder import LOCK
from jjscrape.demo import DemoSite, serve
from jjscrape.outcome import Exit

pytestmark = pytest.mark.crawl


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    data = tmp_path_factory.mktemp("ending")
    with serve(small(DemoSite("core", articles=5))) as server:
        assert crawl(server.url, data).returncode == Exit.DONE
    return data


def one_sentence(done, code):
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stderr.splitlines()[-1].startswith("jjscrape: "), done.stderr
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize("size", [1_500, 3_000, 40_000])  # what it says goes into a file, too
def test_a_full_disk_in_a_run(size, tmp_path):
    with serve(small(DemoSite("core", articles=5))) as server:
        words = ("run", "demo", "--base-url", server.url, "--data", tmp_path / "d", "--delay", 0)
        done = call("faulty_commands:with_little_room", size, *words)
        said = one_sentence(done, Exit.UNEXPECTED)
        assert "no space left" in said
        assert not (tmp_path / "d" / "datasets" / "catalog.json").exists()
    assert jjscrape("verify", "--data", tmp_path / "d", "--repair").returncode in {Exit.DONE, Exit.USAGE}


@pytest.mark.parametrize("size", [1_000, 5_000, 20_000])
def test_a_full_disk_in_a_build(size, crawled, tmp_path):
    words = ("build", crawled / "archive", "--data", tmp_path)
    said = one_sentence(call("faulty_commands:with_little_room", size, *words), Exit.UNEXPECTED)
    assert f"no space left to write {tmp_path}" in said
    assert jjscrape(*words).returncode == Exit.DONE
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("words", [("build", "{archive}"), ("verify", "--repair"), ("run", "demo")])
def test_no_rights(words, crawled, tmp_path):
    told = [word.format(archive=crawled / "archive") for word in words]
    tmp_path.chmod(0o755)
    said = one_sentence(call("faulty_commands:as_nobody", *told, "--data", tmp_path), Exit.UNEXPECTED)
    assert "no right" in said


@pytest.mark.parametrize("below", ["", "deep/er"])
@pytest.mark.parametrize("command", ["run", "build"])
def test_a_file_where_the_data_folder_should_be(command, below, tmp_path):
    (tmp_path / "file").touch()
    said = one_sentence(jjscrape(command, "--data", tmp_path / "file" / below), Exit.USAGE)
    assert str(tmp_path / "file") in said
    assert "--data" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_the_build_interrupts_it(number, crawled, tmp_path):
    sign = tmp_path / "sign"
    begun = Begun("faulty_commands:stuck", sign, "build", crawled / "archive", "--data", tmp_path / "d")
    wait_for(sign)
    os.kill(begun.pid, number)
    said = one_sentence(begun.end(), Exit.INTERRUPTED)
    assert "interrupted" in said
    assert jjscrape("build", crawled / "archive", "--data", tmp_path / "d").returncode == Exit.DONE


def test_a_second_signal_ends_at_once(crawled, tmp_path):
    sign = tmp_path / "sign"
    begun = Begun("faulty_commands:stuck_for_good", sign, "build", crawled / "archive", "--data", tmp_path / "d")
    wait_for(sign)
    os.kill(begun.pid, signal.SIGTERM)
    wait_for(tmp_path / "interrupted")
    os.kill(begun.pid, signal.SIGTERM)
    done = begun.end()
    assert done.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in done.stderr


def test_the_lock_of_a_process_that_was_killed_locks_nothing(crawled, tmp_path):
    sign = tmp_path / "sign"
    begun = Begun("faulty_commands:stuck", sign, "build", crawled / "archive", "--data", tmp_path / "d")
    wait_for(sign)
    second = jjscrape("build", crawled / "archive", "--data", tmp_path / "d")
    assert "another run holds" in one_sentence(second, Exit.LOCKED)
    os.kill(begun.pid, signal.SIGKILL)
    begun.end()
    assert (tmp_path / "d" / LOCK).exists()
    assert jjscrape("build", crawled / "archive", "--data", tmp_path / "d").returncode == Exit.DONE


@pytest.mark.parametrize("broken", ["pipe", "full", "closed"])
def test_nobody_reads_what_it_prints(broken, crawled):
    command = [sys.executable, "-m", "jjscrape", "versions", "--data", str(crawled)]
    if broken == "pipe":
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            process.stdout.close()
            told, code = process.stderr.read(), process.wait(60)
    else:
        shell = " ".join(command) + (" > /dev/full" if broken == "full" else " >&-")
        done = subprocess.run(shell, shell=True, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
        told, code = done.stderr, done.returncode
    assert "Traceback" not in told
    assert "Exception ignored" not in told
    if broken == "full":
        assert (code, told.count("no space left")) == (Exit.UNEXPECTED, 1)
    else:
        assert (code, told) == (Exit.DONE, "")


def test_a_log_in_json_is_an_object_a_line(tmp_path):
    import json

    with serve(small(DemoSite("core", articles=5))) as server:
        done = crawl(server.url, tmp_path, "--max-requests", 5, "--log-format", "json")
    assert done.returncode == Exit.LIMITED
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert lines[-1]["level"] == "error"
    assert "--max-requests" in lines[-1]["message"]
    logged = next((tmp_path / "archive").glob("*/crawl.log")).read_text().splitlines()
    assert all({"time", "level", "message", "logger"} <= json.loads(line).keys() for line in logged)


def wait_for(path):
    until = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < until, f"{path} never came"
        time.sleep(0.02)
