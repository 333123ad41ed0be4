"""Work that others do: a worker that dies costs what it had, which is done again, and at last by who asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing import parent_process
from pathlib import Path

import pytest

from jjscrape.workers import ClusterError, cluster, processes

pytestmark = pytest.mark.crawl  # starts processes


def squared(number):
    return number * number, os.getpid()


def dying_once(task):
    """Kill the process that does it, the first time."""
    number, folder = task
    mark = Path(folder) / f"{number}"
    if number % 5 == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def dying_elsewhere(number):
    """Kill any process but the one that asked."""
    if parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def failing(number):
    raise ValueError(f"{number} can't be done")


def test_processes_do_what_map_does_in_whatever_order():
    with processes(2) as apply:
        answers = list(apply(squared, range(20)))
        assert list(apply(squared, [])) == []
    assert sorted(answer for answer, _ in answers) == [number * number for number in range(20)]
    assert os.getpid() not in {pid for _, pid in answers}


def test_what_a_killed_worker_had_is_done_again(tmp_path):
    with processes(2) as apply:
        assert sorted(apply(dying_once, [(number, str(tmp_path)) for number in range(10)])) == list(range(10))
    assert len(list(tmp_path.iterdir())) == 2


def test_what_kills_every_worker_is_done_by_who_asked():
    with processes(1) as apply:
        assert sorted(apply(dying_elsewhere, range(2))) == [0, 1]


def test_what_fails_fails_as_it_would_without_workers():
    with processes(1) as apply, pytest.raises(ValueError, match="1 can't be done"):
        list(apply(failing, [1]))


ORPHAN = """
import os, sys
sys.path[:0] = [{tests!r}]
from test_workers import squared
from jjscrape.workers import processes
with processes(1) as apply:
    for _, pid in apply(squared, [1]):
        print(pid, flush=True)
        os.kill(os.getpid(), 9)
"""


def ended(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    stat = Path(f"/proc/{pid}/stat")  # where nobody asks what became of it, its number stays
    return stat.exists() and ") Z " in stat.read_text()


def test_no_worker_outlives_who_asked(tmp_path):
    script = tmp_path / "orphan.py"
    script.write_text(f"if __name__ == '__main__':\n    exec({ORPHAN.format(tests=str(Path(__file__).parent))!r})\n")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as asking:
        worker = int(asking.stdout.readline())
    for _ in range(1200):
        if ended(worker):
            return
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker went on waiting")


def test_no_scheduler_is_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"jjscrape\[cluster\]"), cluster("tcp://127.0.0.1:1", str):
        pass
