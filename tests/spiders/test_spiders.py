"""The spiders as a Scrapy user calls them, on the site that ships with the project."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path

import commands
import pytest

from jjscrape.demo import DemoSite, serve

pytestmark = pytest.mark.crawl

ROOT = Path(__file__).parents[2]
ARTICLES = {"news", "blog", "event"}


def crawl(*arguments: str) -> None:
    with contextlib.chdir(ROOT):
        done = commands.call("scrapy.cmdline:execute", "crawl", *arguments)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module", params=["core", "zurb"])
def crawled(request, tmp_path_factory):
    """Rows by spider, the demo site's own tables, and what each spider asked for."""
    folder, site = tmp_path_factory.mktemp(request.param), DemoSite(style=request.param, articles=24)
    rows, asked = {}, {}
    with serve(site) as serving:
        for spider in ("news", "projects"):
            before = len(serving.requests)
            out = folder / f"{spider}.jsonl"
            crawl(spider, "-O", str(out), "-a", f"base_url={serving.url}", "-s", "DOWNLOAD_DELAY=0",
                  "-s", "JJSCRAPE_MAX_CRAWL_DELAY=0")  # fmt: skip
            rows[spider] = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
            asked[spider] = len(serving.requests) - before
    return rows, site.truth(), asked


def test_there_are_three_spiders():
    command = [sys.executable, "-m", "scrapy", "list"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.split() == ["news", "projects", "site"]


def test_news_is_one_line_for_every_article(crawled):
    rows, truth, _ = crawled
    expected = [row["alias"] for row in truth if row["kind"] in ARTICLES and row["status"] == 200]
    assert sorted(row["id"] for row in rows["news"]) == sorted(expected)


def test_projects_are_projects_and_themes(crawled):
    rows, truth, asked = crawled
    expected = {row["alias"] for row in truth if row["kind"] == "project" and row["status"] == 200}
    found = [row["id"] for row in rows["projects"] if "related_ids" in row]
    assert sorted(found) == sorted(expected)
    themes = [row["id"] for row in rows["projects"] if "term_id" in row]
    assert len(themes) == len(set(themes)) >= 11
    assert asked["projects"] < asked["news"]


def test_rows_are_normalised_and_nested_values_are_objects(crawled):
    rows = crawled[0]["news"]
    authors = [author for row in rows for author in row["authors"]]
    assert authors
    assert all(author["name"] and author["name_raw"] for author in authors)
    starts = [row["event_start"] for row in rows if row["kind"] == "event" and row["event_start"]]
    assert starts
    assert all(start.endswith("+00:00") for start in starts)
    assert any(row["links"] and "target_url" in row["links"][0] for row in rows)
    raw = "".join(row["title"] for row in rows)
    assert "\u2019" in raw
