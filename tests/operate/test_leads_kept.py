"""A weekly crawl goes through pages that need not be asked for, whether what they lead to is kept, torn or gone."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from commands import call
from small_site import small

from jjscrape.datafolder import LEADS
from jjscrape.demo import DemoSite, serve

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.crawl

BEGIN = (datetime(2026, 3, 2, 12, tzinfo=UTC) - datetime.now(UTC)).total_seconds() / 86400
TIMES = {"crawl_id", "started", "finished", "least_gap", "asked", "outcome", "after"}


def crawled(serving: Any, data: Path, day: float) -> tuple[list[Any], dict[str, Any], int]:
    """The requests of a crawl in their order, its run.json but for times and sizes, and how many pages were read."""
    before = len(serving.requests)
    done = call("crawl_alone:main", BEGIN + day, serving.url, data)
    assert not done.returncode, done.stderr
    told = json.loads(max((data / "archive").glob("*/run.json")).read_text())
    assert told["complete"] is True
    told["archive"].pop("bytes")
    return (
        list(serving.requests[before:]),
        {name: value for name, value in told.items() if name not in TIMES},
        int(done.stdout.split()[-1]),
    )


def test_a_week_is_the_same_with_what_is_kept_and_without(tmp_path: Path) -> None:
    site = small(DemoSite(articles=16, churn=False))
    kept, without, torn = (tmp_path / name for name in ("kept", "without", "torn"))
    with serve(site) as serving:
        _, first, read = crawled(serving, kept, 0)
        assert read >= first["pages"]
        posts = [node.alias for node in site.store.posts() if f"{node.kind}/" in node.alias]
        site.edit(f"/{posts[0]}", title="A title that lists print")
        site.delete(f"/{posts[1]}")
        site.edit(f"/{posts[-1]}", body="Words that no list prints.")
        site.add("news", "A new post", body="One paragraph.")
        for folder in (without, torn):
            shutil.copytree(kept, folder)
        size = (kept / "cache" / LEADS).stat().st_size
        os.truncate(torn / "cache" / LEADS, size // 2)
        for day, others in ((7, (without, torn)), (14, (without,))):
            asked, told, read = crawled(serving, kept, day)
            assert len(told["not_due"]) > len(asked) / 2
            assert read < len(asked), "only what was asked for was read"
            for folder in others:
                (without / "cache" / LEADS).unlink(missing_ok=True)
                same_asked, same_told, more = crawled(serving, folder, day)
                assert (same_asked, same_told) == (asked, told)
                assert more > read
