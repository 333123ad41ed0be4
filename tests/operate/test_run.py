"""The commands end to end, each in a process of its own: what they leave behind, and how they end."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from commands import call, crawl, jjscrape, shell

from jjscrape.archive.reader import Archive
from jjscrape.datafolder import LOCK, locked
from jjscrape.demo import DemoSite, serve
from jjscrape.harvest.gather import harvest
from jjscrape.outcome import Exit
from jjscrape.release.read import read_version
from jjscrape.site import load_site

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.crawl
ARTICLES = 10


def sums(data: Path) -> str:
    return (data / "datasets" / "latest" / "SHA256SUMS").read_text()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A demo site crawled once: the data folder, the site and what the command said."""
    data = tmp_path_factory.mktemp("crawled")
    site = DemoSite("core", articles=ARTICLES)
    with serve(site) as serving:
        done = crawl(serving.url, data)
        assert done.returncode == Exit.DONE, done.stderr
        yield data, site, done, serving


def test_a_run_archives_and_publishes_what_the_site_holds(crawled: Any) -> None:
    data, site, done, serving = crawled
    truth = {unquote(row["path"]).strip("/"): row for row in site.truth(serving.url) if row.get("status") == 200}
    rows = read_version(data / "datasets" / "latest")
    articles = {row["id"]: row for row in rows["articles"]}
    wanted = {key: row for key, row in truth.items() if row["kind"] in {"news", "blog", "event"}}
    assert articles.keys() == wanted.keys()
    assert {key: row["title"] for key, row in articles.items()} == {key: row["title"] for key, row in wanted.items()}
    assert {key: row["kind"] for key, row in articles.items()} == {key: row["kind"] for key, row in wanted.items()}
    assert {row["id"] for row in rows["projects"]} == {key for key, row in truth.items() if row["kind"] == "project"}
    assert (data / "archive" / "index.cdxj").stat().st_size > 0
    assert json.loads(next((data / "archive").glob("*/run.json")).read_text())["complete"] is True
    assert not list((data / "archive").rglob("*.open"))
    assert "Dataset" in done.stdout


def test_a_second_run_of_an_unchanged_site_publishes_nothing(crawled: Any) -> None:
    data, _, _, serving = crawled
    before, asked = sums(data), len(serving.requests)
    again = crawl(serving.url, data)
    assert again.returncode == Exit.DONE
    assert "nothing had changed" in again.stdout
    assert sums(data) == before
    answers = Counter(status for _, _, status in serving.requests[asked:])
    assert answers.keys() <= {200, 301, 304}
    assert answers[200] == 1, "robots.txt alone has to be had anew"
    archive = Archive([data / "archive"])
    newest = [archive.confirming(capture) for capture in archive.captures() if capture.status == 304]
    assert all(capture.served for capture in newest)
    found = harvest(archive, load_site("demo").at(serving.url))
    unchanged = found.history[found.articles[0].id]
    assert unchanged.last_seen > unchanged.first_seen == unchanged.last_changed
    assert found.articles[0].capture.captured_at == unchanged.last_seen


@pytest.fixture(scope="module")
def built(crawled: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("built")
    # With its drawings, like the builds of programs that it is held against.
    assert call("jjscrape.cli:main", "build", crawled[0] / "archive", "--data", data).returncode == Exit.DONE
    return data


@pytest.mark.parametrize(
    ("start", "environment"),
    [
        (shell, {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"}),
        (jjscrape, {"TZ": "America/New_York", "LANG": "C.UTF-8"}),
    ],
)
def test_a_rebuild_elsewhere_gives_the_same_bytes(
    crawled: Any, built: Path, tmp_path: Path, start: Any, environment: dict[str, str]
) -> None:
    data, *_ = crawled
    moved = tmp_path / "a folder with spaces" / "deep"
    shutil.copytree(data / "archive", moved / "archive")
    rebuilt = start("build", "--data", moved, **environment)
    assert rebuilt.returncode == Exit.DONE, rebuilt.stderr
    assert sums(moved) == sums(built)


def test_no_article_is_a_refusal_and_the_old_version_stays(crawled: Any, tmp_path: Path) -> None:
    data, _, _, serving = crawled
    kept = tmp_path / "kept"
    shutil.copytree(data, kept, symlinks=True)
    shutil.rmtree(kept / "archive")
    refused = crawl(serving.url, kept, "--only", "pages")
    assert refused.returncode == Exit.REFUSED
    assert "has-articles" in refused.stderr
    assert sums(kept) == sums(data)


def test_a_site_that_is_not_there(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        gone = crawl(f"http://127.0.0.1:{taken.getsockname()[1]}", tmp_path)
    assert gone.returncode == Exit.UNREACHABLE
    assert "can't be reached" in gone.stderr
    assert not (tmp_path / "datasets").exists()


def test_a_robots_txt_that_forbids(tmp_path: Path) -> None:
    site = DemoSite(articles=5)
    site.robots("disallow")
    with serve(site) as serving:
        forbidden = crawl(serving.url, tmp_path)
        assert {target for _, target, _ in serving.requests} == {"/robots.txt"}
    assert forbidden.returncode == Exit.UNREACHABLE
    assert "robots.txt" in forbidden.stderr


def test_a_limit_leaves_the_crawl_incomplete(tmp_path: Path) -> None:
    with serve(DemoSite(articles=5)) as serving:
        limited = crawl(serving.url, tmp_path, "--max-requests", 5)
        assert len(serving.requests) <= 5
    assert limited.returncode == Exit.LIMITED
    assert "--max-requests" in limited.stderr
    assert not (tmp_path / "datasets").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_an_interrupted_run_keeps_what_it_fetched(number: signal.Signals, tmp_path: Path) -> None:
    with serve(DemoSite(articles=30)) as serving:
        words = ["run", "demo", "--base-url", serving.url, "--data", tmp_path, "--delay", "0.05"]
        process = subprocess.Popen(
            [sys.executable, "-m", "jjscrape", *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            deadline = time.monotonic() + 60
            while len(serving.requests) < 10 and time.monotonic() < deadline:
                time.sleep(0.05)
            process.send_signal(number)
            _, told = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == Exit.INTERRUPTED, told
    assert "interrupted" in told
    assert json.loads(next((tmp_path / "archive").glob("*/run.json")).read_text())["outcome"]["cause"] == "interrupted"
    assert list((tmp_path / "archive").glob("*/*.warc.gz"))
    assert jjscrape("verify", "--data", tmp_path).returncode == Exit.DONE


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with locked(tmp_path):
        second = jjscrape("build", "--data", tmp_path)
    assert second.returncode == Exit.LOCKED
    assert (tmp_path / LOCK).exists()


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["run", "no-such-site"], "no-such-site"),
        (["run", "--base-url", "ftp://127.0.0.1"], "ftp://127.0.0.1"),
        (["run", "--only", "news,films"], "films"),
        (["build", "nowhere.warc.gz"], "nowhere.warc.gz"),
        (["build", "--site", "nobody"], "nobody"),
        (["demo", "--style", "baroque"], "baroque"),
        (["frobnicate"], "frobnicate"),
        (["run", "--max-requests", "0"], "max-requests"),
    ],
)
def test_wrong_words_are_named(words: list[str], names: str, tmp_path: Path) -> None:
    wrong = jjscrape(*words, *(["--data", tmp_path] if words[0] != "frobnicate" else []))
    assert wrong.returncode == Exit.USAGE
    assert names in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_versions_lists_what_was_published(crawled: Any) -> None:
    data, *_ = crawled
    listed = jjscrape("versions", "--data", data)
    header, *lines = listed.stdout.splitlines()
    assert header.startswith("version\t")
    assert len(lines) == 1
    assert lines[0].split("\t")[3] == str(ARTICLES)


def test_a_changed_byte_in_a_release_is_found(crawled: Any, tmp_path: Path) -> None:
    data, *_ = crawled
    spoilt = tmp_path / "spoilt"
    shutil.copytree(data / "datasets", spoilt / "datasets", symlinks=True)
    assert jjscrape("verify", "--data", spoilt).returncode == Exit.DONE
    table = spoilt / "datasets" / "latest" / "themes.csv"
    table.write_bytes(table.read_bytes().replace(b"e", b"E", 1))
    found = jjscrape("verify", "--data", spoilt)
    assert found.returncode == Exit.FAULTY
    assert "themes.csv" in found.stdout
