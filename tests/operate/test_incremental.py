"""Weekly runs of the demonstration site, with a clock that is set on: what is asked for, and what is found."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from commands import call
from small_site import small

from jjscrape.demo import DemoSite, serve
from jjscrape.outcome import Exit
from jjscrape.release.read import read_version

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.crawl

# Which pages a week looks at depends on the date, so the runs begin on one and the same.
BEGIN = (datetime(2026, 3, 2, 12, tzinfo=UTC) - datetime.now(UTC)).total_seconds() / 86400
LISTS = {"/", "/news", "/blog", "/events", "/our-projects", "/rss.xml", "/robots.txt"}


def run(serving: Any, data: Path, day: float, *words: object) -> tuple[set[str], Any]:
    """Run so many days from the beginning; returns what was asked for, and what the command said."""
    asked = len(serving.requests)
    told = ("run", "demo", "--base-url", serving.url, "--data", data, "--delay", 0, *words)
    done = call("later_run:main", BEGIN + day, *told)
    assert done.returncode == Exit.DONE, done.stderr
    again = [target for _, target, _ in serving.requests[asked:]]
    assert len(again) == len(set(again))
    return set(again), done


def articles(data: Path) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in read_version(data / "datasets" / "latest")["articles"]}


def summary(data: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(max((data / "archive").glob("*/run.json")).read_text())
    return found


def test_runs_ask_for_what_may_have_changed_and_find_it(tmp_path: Path) -> None:
    site = small(DemoSite(articles=24, churn=False))
    with serve(site) as serving:
        everything, _ = run(serving, tmp_path, 0)
        before = articles(tmp_path)
        posts = [n.alias for n in site.store.posts() if f"{n.kind}/" in n.alias]
        newest, second, oldest = posts[0], posts[1], posts[-1]

        site.edit(f"/{newest}", title="A title that lists print")
        site.delete(f"/{second}")
        site.edit(f"/{oldest}", body=f"{site.store.by_path(oldest).summary}\n\nWords that no list prints.")
        added = site.add("news", "A new post", body="One paragraph.")
        _, planned = run(serving, tmp_path, 7, "--dry-run")
        lines = dict(line.split("\t") for line in planned.stdout.splitlines())
        assert lines[f"{serving.url}/"] == "a start page"
        assert lines[serving.url + added] == "never had"
        assert "has changed" in lines[f"{serving.url}/{newest}"]

        asked, done = run(serving, tmp_path, 7)
        assert re.search(r"^Crawled .*, [1-9]\d* unchanged, ", done.stdout, re.MULTILINE)
        assert re.search(r"^Not due +[1-9]\d* known addresses", done.stdout, re.MULTILINE)
        assert asked >= LISTS
        themes = {target for target in everything if target.startswith("/our-projects/") and "?" not in target}
        assert 0 < len(themes & asked) < len(themes)
        assert {f"/{newest}", f"/{second}", added} <= asked
        assert len(asked) < len(everything) * 0.7
        told = summary(tmp_path)
        assert told["complete"] is True
        assert not {target for target in told["not_due"] if target in asked}
        now = articles(tmp_path)
        assert now[newest]["title"] == "A title that lists print"
        assert now[added.strip("/")]["status"] == "live"
        assert (now[second]["status"], now[second]["gone_evidence"]) == ("gone", "404")
        others = before.keys() - {second}
        assert {now[key]["status"] for key in others} == {"live"}
        assert {key: now[key]["themes"] for key in others} == {key: before[key]["themes"] for key in others}

        for day in (21, 28 + 35):  # within the bound of 56 days from the first look
            run(serving, tmp_path, day)
        assert "Words that no list prints." in articles(tmp_path)[oldest]["text"]

        full, _ = run(serving, tmp_path, 70, "--full")
        assert {target for target in everything if not target.startswith(("/misc", "/modules", "/sites"))} - full <= {
            f"/{second}"
        }
        after = articles(tmp_path)
    ids = {key: (row["title"], row["status"], row["themes"]) for key, row in after.items()}
    assert {key: ids[key] for key in now} == {
        key: (row["title"], row["status"], row["themes"]) for key, row in now.items()
    }
