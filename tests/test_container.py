"""The Containerfile, by what can be checked without an engine: what it copies is there, and a run needs no more than it
gives: no root, and nowhere to write but the data folder."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from commands import call

from jjscrape.demo import DemoSite, serve
from jjscrape.outcome import Exit

ROOT = Path(__file__).parents[1]
TEXT = re.sub(r"\\\n\s*", " ", (ROOT / "Containerfile").read_text("utf-8"))
STEPS = [line.split(maxsplit=1) for line in TEXT.splitlines() if line and not line.startswith("#")]


def test_what_is_copied_is_there_and_is_not_ignored():
    ignored = (ROOT / ".containerignore").read_text().splitlines()
    for word, rest in STEPS:
        if word != "COPY" or "--from" in rest:
            continue
        for source in rest.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert f"!{source}" in ignored, source
    assert ignored[0] == "*"


def test_it_runs_as_nobody_in_particular_and_ends_in_order():
    last = dict(STEPS)
    assert last["USER"] == "10001:10001"
    assert last["VOLUME"] == last["WORKDIR"] == "/data"
    assert last["STOPSIGNAL"] == "SIGTERM"
    assert json.loads(last["ENTRYPOINT"]) == ["jjscrape"]
    assert [word for word, _ in STEPS].count("FROM") == 2
    assert not any(word == "ADD" or "curl" in rest or "://" in rest for word, rest in STEPS)


@pytest.mark.crawl
def test_a_run_writes_nowhere_but_into_its_data_folder(tmp_path):
    data = tmp_path / "data"
    with serve(DemoSite("core", articles=5)) as server:
        words = ("run", "demo", "--base-url", server.url, "--data", data, "--delay", 0)
        done = call("container_check:watched", data, tmp_path / "written.json", *words, HOME="/nonexistent")
    assert done.returncode == Exit.DONE, done.stderr
    written = json.loads((tmp_path / "written.json").read_text())
    assert written["inside"] > 40
    assert written["outside"] == []
