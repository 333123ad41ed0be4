"""Signals at any moment of a command: before it has begun, while it is imported, and behind its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from commands import crawl
from small_site import small

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from signals import ASKING, case, content, listens

from jjscrape import cli
from jjscrape.demo import DemoSite, serve
from jjscrape.operate.ending import interruptible
from jjscrape.outcome import Exit
from jjscrape.signals import SIGNALS

COMMAND = [sys.executable, "-m", "jjscrape"]
PROC = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="what a process listens to is seen in /proc")
LATE = """
import atexit, signal, sys
from jjscrape.entry import main
told = lambda: print([str(signal.getsignal(n)) for n in (1, 2, 15)], sorted(signal.pthread_sigmask(0, ())))
atexit.register(told)
sys.argv = ["jjscrape", "--help"]
main()
"""


@pytest.mark.crawl
def test_a_command_imports_next_to_nothing_before_it_listens():
    program = "import sys; before = set(sys.modules); import jjscrape.entry; print(sorted({*sys.modules} - before))"
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True, timeout=60)
    own = {name for name in eval(done.stdout) if not name.startswith(("_", "enum", "signal", "types"))}
    assert own <= {
        "jjscrape", "jjscrape.version", "jjscrape._version", "jjscrape.entry", "jjscrape.signals", "jjscrape.outcome",
        *("functools", "collections", "operator", "keyword", "reprlib", "itertools"),  # of enum
    }  # fmt: skip


def catches(pid, number):
    """Whether the process has a handler for this signal now, or has ended."""
    status = Path(f"/proc/{pid}/status").read_text()
    return "SigCgt" not in status or int(status.partition("SigCgt:")[2].split()[0], 16) >> (number - 1) & 1


@PROC
@pytest.mark.crawl
@pytest.mark.parametrize("number", ASKING)
def test_a_signal_as_soon_as_a_command_listens_ends_it_with_its_sentence(number):
    command = [*COMMAND, "read", "-", "--url", "http://jamandjustice-rjc.org/about"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, process_group=0, **pipes) as process:  # it waits for its page
        while not catches(process.pid, SIGNALS[-1]):
            time.sleep(0.0005)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (Exit.INTERRUPTED, "jjscrape: interrupted; run the same command to go on\n")


@PROC
@pytest.mark.crawl
def test_what_is_ignored_stays_ignored(tmp_path):
    command = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", *COMMAND, "versions", "--data", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while not listens(process.pid):  # else it is the shell still
            time.sleep(0.001)
        while process.poll() is None:
            process.send_signal(signal.SIGHUP)
            time.sleep(0.02)
        told = process.stdout.read() + process.stderr.read()
    assert process.returncode in {Exit.DONE, Exit.USAGE}, told


@pytest.mark.crawl
def test_no_signal_changes_how_a_command_ends_that_is_over():
    done = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True, check=False, timeout=60)
    ignored = str(signal.SIG_IGN)
    assert done.stdout.splitlines()[-1] == f"{[ignored] * 3} {sorted(ASKING)}"
    assert done.returncode == Exit.DONE


@pytest.mark.parametrize("number", ASKING)
def test_once_a_command_is_over_a_signal_interrupts_nothing(number):
    with interruptible() as asked:
        asked.over = True
        os.kill(os.getpid(), number)
        time.sleep(0)
    assert asked.received == 0


class Dying:
    """Gets a signal while Python cleans up behind it, where no exception can be raised."""

    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        sum(range(10_000))


def test_an_interruption_that_python_would_lose_is_made_good(capfd):
    def interrupted():
        Dying()
        threading.Event().wait(20)

    with interruptible(), pytest.raises(KeyboardInterrupt):
        interrupted()
    assert capfd.readouterr().err == ""


def test_an_import_that_breaks_on_an_interruption_is_one(monkeypatch, capsys):
    def broken():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            threading.Event().wait(20)
        except KeyboardInterrupt:
            raise ImportError("half a module") from None

    monkeypatch.setattr(cli, "outcome", broken)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == Exit.INTERRUPTED
    assert capsys.readouterr().err == "jjscrape: interrupted; run the same command to go on\n"


@pytest.mark.parametrize("code", [Exit.UNEXPECTED, 130])
def test_an_interruption_that_typer_makes_an_end_of_its_own_is_told_by_ours(code, monkeypatch, capsys):
    def typers():
        try:
            os.kill(os.getpid(), signal.SIGINT)
            threading.Event().wait(20)
        except KeyboardInterrupt:
            return code

    monkeypatch.setattr(cli, "outcome", typers)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == Exit.INTERRUPTED
    assert capsys.readouterr().err == "jjscrape: interrupted; run the same command to go on\n"


def test_an_error_without_an_interruption_is_an_error(monkeypatch):
    def broken():
        raise ImportError("half a module")

    monkeypatch.setattr(cli, "outcome", broken)
    with pytest.raises(ImportError, match="half a module"):
        cli.main()


IN_A_TEXT = """
from jjscrape import cli, entry
cli.outcome = lambda: exec("import os, signal; os.kill(os.getpid(), signal.SIGINT); sum(range(100_000))")
entry.main()
"""


@pytest.mark.crawl
def test_an_interruption_while_python_executes_text_is_one_like_others(tmp_path):
    (tmp_path / "interrupted.py").write_text(IN_A_TEXT)
    command = [sys.executable, "-m", "interrupted"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (
        Exit.INTERRUPTED,
        "jjscrape: interrupted; run the same command to go on\n",
    )


@PROC
@pytest.mark.crawl
@pytest.mark.parametrize(
    ("way", "at"),
    [
        (signal.SIGINT, 0.2),
        pytest.param(signal.SIGTERM, 0.5, marks=pytest.mark.slow),
        pytest.param(signal.SIGHUP, 1.5, marks=pytest.mark.slow),
        pytest.param(signal.SIGKILL, 1.0, marks=pytest.mark.slow),
    ],
)
def test_a_moment_of_the_benchmark(way, at, tmp_path):
    with serve(small(DemoSite("core", articles=5))) as serving:
        assert crawl(serving.url, tmp_path / "sound").returncode == Exit.DONE
        found = case(COMMAND, serving.url, tmp_path / "data", way, at)
    assert found.faults(content(tmp_path / "sound")) == []
