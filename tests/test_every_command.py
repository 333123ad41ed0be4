"""Each command as a shell starts it: how it ends, and the line of what it says that one would look for.

What a command does in each case is told in the tests of its room, which fork a process that has imported everything.
Here it is whether the program as it is installed comes as far as the command, and back with its exit code.
"""

from __future__ import annotations

import re

import pytest
from commands import shell
from typer.main import get_command

from jjscrape.cli import app
from jjscrape.outcome import Exit
from jjscrape.release.read import read_version
from jjscrape.release.store.versions import read_catalog

pytestmark = pytest.mark.crawl

# Started as programs by tests of their own, because they go on, take input, or are what the test is about.
ELSEWHERE = {
    "archive extract": "operate/test_rewriting.py",
    "archive recompress": "operate/test_rewriting.py",
    "build": "operate/test_run.py",
    "explore": "test_explore.py",
    "import": "importing/test_import_from_pywb.py",
    "pack": "operate/test_packing.py",
    "read": "operate/test_read_page.py",
    "replay": "operate/test_replay.py",
    "report": "test_explore.py",
    "review": "review/conftest.py",
    "run": "operate/test_run.py",
    "status": "operate/test_status.py",
    "verify": "operate/test_run.py",
    "versions": "operate/test_run.py",
}
HERE = {"demo", "diff", "evaluate", "export", "prune", "publish", "schedule", "why"}


def named(command, before=""):
    for name, one in getattr(command, "commands", {}).items():
        inner = list(named(one, f"{before}{name} "))
        yield from inner or [f"{before}{name}"]


@pytest.fixture(scope="module")
def newest(demo_data):
    return read_version(demo_data / "datasets" / "latest")


def test_no_command_is_left_out():
    assert sorted(named(get_command(app))) == sorted([*ELSEWHERE, *HERE])


@pytest.mark.parametrize("command", ELSEWHERE)
def test_the_program_is_started_where_the_list_says(command, request):
    text = (request.path.parent / ELSEWHERE[command]).read_text(encoding="utf-8")
    assert re.search(r'shell\(|"-m", "jjscrape"', text)
    assert f'"{command.split()[-1]}"' in text


def test_demo(tmp_path):
    done = shell("demo", "--articles", 1, "--data", tmp_path)
    assert done.returncode == Exit.DONE, done.stderr
    version = read_catalog(tmp_path / "datasets")[-1]
    assert f"Dataset   {tmp_path / 'datasets' / version.id} (version {version.id})" in done.stdout
    assert f"Hash      {version.content_sha256}" in done.stdout


def test_diff(demo_data):
    one, other = (version.id for version in read_catalog(demo_data / "datasets"))
    done = shell("diff", one, other, "--data", demo_data)
    assert done.returncode == Exit.DONE, done.stderr
    assert "A title that was changed" in done.stdout


def test_prune(demo_data):
    done = shell("prune", "--data", demo_data)
    assert done.returncode == Exit.DONE, done.stderr
    assert "othing" in done.stdout  # two crawls, which both stay


def test_why(demo_data, newest):
    row = newest["articles"][0]
    done = shell("why", row["id"], "title", "--data", demo_data)
    assert done.returncode == Exit.DONE, done.stderr
    assert row["title"] in done.stdout
    assert row["capture_id"] in done.stdout


def test_evaluate(demo_data, newest, tmp_path):
    gold = tmp_path / "gold.jsonl"
    rows = newest["articles"]
    gold.write_text("".join(f'{{"url": "{row["url"]}", "kind": "{row["kind"]}"}}\n' for row in rows), "utf-8")
    done = shell("evaluate", "--gold", gold, "--data", demo_data, "--floor", "kind=1")
    assert done.returncode == Exit.DONE, done.stderr
    assert re.search(rf"\bkind\b.*\b{len(rows)}\b", done.stdout), done.stdout


def test_export(demo_data, newest, tmp_path):
    done = shell("export", "jsonl", "--data", demo_data, "--output", tmp_path / "out")
    assert (done.returncode, done.stdout) == (Exit.DONE, f"{tmp_path / 'out'}\n"), done.stderr
    lines = (tmp_path / "out" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(newest["articles"])


def test_publish(demo_data, tmp_path):
    target = (tmp_path / "elsewhere").as_uri()
    done = shell("publish", target, "--data", demo_data)
    newest = read_catalog(demo_data / "datasets")[-1].id
    assert done.returncode == Exit.DONE, done.stderr
    assert newest in done.stdout
    sums = (demo_data / "datasets" / newest / "SHA256SUMS").read_bytes()
    assert (tmp_path / "elsewhere" / "datasets" / newest / "SHA256SUMS").read_bytes() == sums


def test_schedule(tmp_path):
    done = shell("schedule", "cron", "--data", tmp_path)
    assert done.returncode == Exit.DONE, done.stderr
    assert f"-m jjscrape run jamandjustice --data {tmp_path}" in done.stdout
