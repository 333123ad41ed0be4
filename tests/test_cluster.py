"""A build over a Dask scheduler with two workers, one of which is killed midway, says what a build alone says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from weekly_archive import write

from jjscrape.archive.kept_scans import KeptScans
from jjscrape.archive.reader import Archive
from jjscrape.cache import Cache
from jjscrape.harvest.gather import harvest
from jjscrape.operate.archives import scan_elsewhere
from jjscrape.site import load_site
from jjscrape.software import software
from jjscrape.workers import ClusterError, cluster

pytestmark = [
    pytest.mark.crawl,
    pytest.mark.slow,  # a scheduler and two workers, which take a while to begin
    pytest.mark.skipif(
        find_spec("distributed") is None, reason="no Dask here: python -m pip install 'jjscrape[cluster]'"
    ),
]

SITE = load_site("jamandjustice")


@pytest.fixture
def dask(tmp_path):
    """The address of a scheduler on loopback, and its two workers."""
    named, begun = tmp_path / "scheduler.json", []

    def begin(*words):
        command = [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]]
        begun.append(subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL))
        return begun[-1]

    file = ("--scheduler-file", str(named))
    begin("dask_scheduler", *file, "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    while not named.exists():
        assert begun[0].poll() is None
        time.sleep(0.1)
    workers = [
        begin("dask_worker", *file, "--host", "127.0.0.1", "--no-nanny", "--nthreads", "1", "--no-dashboard")
        for _ in range(2)
    ]
    yield json.loads(named.read_text())["address"], workers
    for process in begun:
        process.kill()
        process.wait()


def said(harvested):
    bare = [replace(c, headers=(), confirms=None) for c in harvested.captures]
    records = {name: [*getattr(harvested, name)] for name in ("articles", "projects", "pages")}
    return replace(harvested, captures=bare, **records)


def test_a_cluster_that_loses_a_worker_builds_the_same(tmp_path, dask, monkeypatch):
    monkeypatch.setattr("jjscrape.harvest.extracts._BATCH", 3)
    address, workers = dask
    archive = tmp_path / "archive"
    write(archive, 4, 2, most=36)
    with Cache(None, "test") as kept, cluster(address, software) as apply:

        def killing(work, tasks):
            for number, answer in enumerate(apply(work, tasks)):
                if number == 2:
                    workers[0].kill()
                yield answer

        scans = KeptScans(kept)
        opened = Archive([archive], scans)
        scan_elsewhere(opened, scans, apply)
        found = harvest(opened, SITE, None, kept, killing)
    assert workers[0].wait() == -9
    assert said(found) == said(harvest(Archive([archive]), SITE))


def test_a_worker_with_another_version_does_no_work(dask, caplog):
    address, _ = dask
    with cluster(address, os.getpid) as apply:  # which no two processes have in common
        assert list(apply(abs, [-1])) == [1]
    assert "another version of jjscrape" in caplog.text


def test_no_scheduler_at_an_address_is_a_sentence():
    with pytest.raises(ClusterError, match="no Dask scheduler answers at"), cluster("tcp://127.0.0.1:9", software):
        pass
