"""The site at other sizes, and its command line."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest
from growth import assert_no_square

from jjscrape.demo import DemoSite

HOST = {"Host": "demo.test"}
ARTICLES = ("news", "blog", "event")


@pytest.mark.parametrize("articles", [0, 1, 40, 73, 74, 300])
def test_the_site_has_as_many_articles_as_asked_for(articles: int) -> None:
    rows = [row for row in DemoSite(articles=articles).truth() if row["kind"] in ARTICLES and row["status"] == 200]
    assert len(rows) == articles
    assert len({row["path"] for row in rows}) == articles


def test_a_small_site_keeps_the_newest_and_a_large_one_adds_older() -> None:
    bundled = [r for r in DemoSite().truth() if r["kind"] in ARTICLES and r["status"] == 200]
    small = [r for r in DemoSite(articles=10).truth() if r["kind"] in ARTICLES and r["status"] == 200]
    large = [r for r in DemoSite(articles=200).truth() if r["kind"] in ARTICLES and r["status"] == 200]
    newest = sorted(bundled, key=lambda r: r["published"], reverse=True)[:10]
    assert {r["path"] for r in small} == {r["path"] for r in newest}
    added = [r for r in large if r["nid"] > 114]
    assert len(added) == 200 - len(bundled)
    assert max(r["published"] for r in added) < min(r["published"] for r in bundled)


@pytest.mark.parametrize("style", ["zurb", "core"])
def test_twenty_thousand_articles_are_ready_in_seconds(style: str) -> None:
    sites = {}

    def work(articles: int) -> None:
        sites[articles] = DemoSite(style, articles=articles)
        for path in ("/news-events-and-blog", "/our-projects/sheffield"):
            sites[articles].respond("GET", path, HOST)

    assert_no_square(work, 2_500, 20_000)
    last = sites[20_000].respond("GET", "/news-events-and-blog?page=1999", HOST)
    beyond = sites[20_000].respond("GET", "/news-events-and-blog?page=2000", HOST)
    theme = sites[20_000].respond("GET", "/our-projects/sheffield", HOST)
    assert last.body.count(b"node-teaser") == 10
    assert beyond.status == 200
    assert b"node-teaser" not in beyond.body
    assert b"Go to next page" in theme.body


def test_grown_pages_are_the_same_at_any_size() -> None:
    one, two = DemoSite(articles=90, churn=False), DemoSite(articles=400, churn=False)
    paths = [row["path"] for row in one.truth() if row.get("nid", 0) > 114]
    assert len(paths) == 17
    for path in paths:
        assert one.respond("GET", path, HOST) == two.respond("GET", path, HOST)


@pytest.mark.crawl
def test_the_command_serves_until_it_is_ended() -> None:
    command = [sys.executable, "-m", "jjscrape.demo", "--port", "0", "--style", "core", "--articles", "5"]
    # Where the tests run in a shell's background, interruptions are ignored, and a child would inherit that.
    heard = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **heard) as process:
        try:
            assert process.stderr
            line = process.stderr.readline()
            assert line.startswith("serving http://127.0.0.1:")
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
        finally:
            process.kill()
