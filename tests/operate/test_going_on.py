"""Runs that are broken off at some moment, and what the next run asks for: by the server's own log."""

from __future__ import annotations

import json
import os
import signal
from concurrent.futures import Future
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from commands import Begun, crawl, jjscrape
from small_site import small

from jjscrape import clock
from jjscrape.archive.exchange import Exchange
from jjscrape.archive.reader import Archive
from jjscrape.archive.sources import KEPT
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.demo import DemoSite, serve
from jjscrape.operate.going_on import begun, close_what_was_left, read_record, unfinished
from jjscrape.outcome import Exit
from jjscrape.release.read import read_version
from jjscrape.site import load_site

if TYPE_CHECKING:
    from pathlib import Path

    from jjscrape.demo.response import Response

pytestmark = pytest.mark.crawl

STARTS = {"/robots.txt", *load_site("demo").start, *load_site("demo").optional}


def broken_off(site: DemoSite, serving: Any, data: Path, way: str, after: int) -> None:
    """The server itself breaks the run off, before it answers so many requests: no run can be over by then."""
    answering, told, moment = site.respond, Future[int](), iter([True])

    def respond(*asked: Any) -> Response:
        if len(serving.requests) >= after and next(moment, False):
            if way == "outage":
                site.outage()
            else:
                os.kill(told.result(), getattr(signal, way))
        return answering(*asked)

    site.respond = respond  # type: ignore[method-assign]
    run = Begun("impatient:main", "run", "demo", "--base-url", serving.url, "--data", data, "--delay", 0)
    told.set_result(run.pid)
    run.end()
    site.respond = answering  # type: ignore[method-assign]
    site.outage(on=False)


def whole(data: Path) -> dict[str, str]:
    """The paths that the archive has good answers of, by the captures."""
    captures = Archive([data / "archive"]).captures()
    return {c.record_id: urlsplit(c.url)._replace(scheme="", netloc="").geturl() for c in captures if c.status != 503}


def summary(data: Path) -> dict[str, Any]:
    (path,) = (data / "archive").glob("*/run.json")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    data = tmp_path_factory.mktemp("undisturbed")
    with serve(small(DemoSite(articles=6, churn=False))) as serving:
        assert crawl(serving.url, data).returncode == Exit.DONE
    return data


def ids(data: Path) -> dict[str, list[Any]]:
    tables = read_version(data / "datasets" / "latest")
    return {name: [(row["id"], row.get("title")) for row in tables[name]] for name in ("articles", "projects", "pages")}


@pytest.mark.parametrize(("way", "after"), [("SIGKILL", 42), ("SIGTERM", 35), ("outage", 30)])
def test_the_next_run_asks_for_what_is_not_there_whole(way: str, after: int, tmp_path: Path, undisturbed: Any) -> None:
    site = small(DemoSite(articles=6, churn=False))
    with serve(site) as serving:
        broken_off(site, serving, tmp_path, way, after)
        before, asked = whole(tmp_path), len(serving.requests)
        left = jjscrape("verify", "--data", tmp_path)
        assert left.returncode == Exit.DONE
        assert ("run again" in left.stderr) == (way == "SIGKILL")
        done = crawl(serving.url, tmp_path)
        again = [target for _, target, _ in serving.requests[asked:]]
    assert done.returncode == Exit.DONE, done.stderr
    assert "going on with crawl" in done.stderr
    assert len(before) > 20
    assert set(again) & set(before.values()) <= STARTS
    assert len(again) == len(set(again))
    now = whole(tmp_path)
    assert before.items() <= now.items()
    assert set(now.values()) == set(whole(undisturbed).values())
    assert ids(tmp_path) == ids(undisturbed)
    told = summary(tmp_path)
    assert told["complete"] is True
    assert told["built"] is True
    assert len(told["parts"]) == 1
    assert jjscrape("verify", "--data", tmp_path).returncode == Exit.DONE


def test_a_crawl_that_came_to_its_end_is_not_made_again_where_only_its_build_was_stopped(tmp_path: Path) -> None:
    with serve(small(DemoSite(articles=6, churn=False))) as serving:
        assert crawl(serving.url, tmp_path).returncode == Exit.DONE
        (folder,) = (path.parent for path in (tmp_path / "archive").glob("*/run.json"))
        record = summary(tmp_path)
        (folder / "run.json").write_text(
            json.dumps({k: v for k, v in record.items() if k not in {"built", "left_out"}})
        )
        asked = len(serving.requests)
        done = crawl(serving.url, tmp_path)
        assert {target for _, target, _ in serving.requests[asked:]} == STARTS
    assert done.returncode == Exit.DONE, done.stderr
    assert summary(tmp_path)["had"] > 20
    assert jjscrape("verify", "--data", tmp_path).returncode == Exit.DONE


def test_what_is_gone_on_with_is_young_of_the_same_wish_and_not_built(undisturbed: Path) -> None:
    archive, told = undisturbed / "archive", summary(undisturbed)
    site = load_site("demo").at(told["origin"])
    (folder,) = (path.parent for path in archive.glob("*/run.json"))
    assert unfinished(archive, site, None, 3600) is None
    record = folder / "run.json"
    before = record.read_text()
    try:
        record.write_text(json.dumps({k: v for k, v in told.items() if k not in {"built", "left_out"}}))
        assert unfinished(archive, site, None, 3600) == folder
        assert unfinished(archive, site, "news", 3600) is None
        assert unfinished(archive, load_site("demo"), None, 3600) is None
        began = begun(folder)
        assert began is not None
        age = clock.now() - began
        assert unfinished(archive, site, None, (age - timedelta(seconds=1)).total_seconds()) is None
    finally:
        record.write_text(before)


@pytest.mark.parametrize("ours", [True, False])
def test_a_crawl_that_ended_before_it_could_write_its_run_json_is_gone_on_with(ours: bool, tmp_path: Path) -> None:
    site = load_site("demo").at("http://127.0.0.1:9")
    began = clock.now()
    folder = tmp_path / f"{began:%Y%m%dT%H%M%SZ}"
    info = {"site": site.name, "base-url": str(site.base_url), "spider": "site"} if ours else {"site": site.name}
    with ArchiveWriter(folder, "demo", "test", info) as writer:
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"
        url = f"{site.base_url}/news"
        writer.write(Exchange(url=url, method="GET", request=b"", response=answer, captured_at=began))
    assert not (folder / "run.json").exists()
    close_what_was_left(tmp_path, ["20200101T000000Z"], site)
    if not ours:
        assert not (folder / "run.json").exists()
        return
    told = read_record(folder)
    assert told
    assert (told.complete, told.after, told.archive["records"]) == (False, ["20200101T000000Z"], 2)
    assert unfinished(tmp_path, site, None, 3600) == folder


def test_what_holds_no_whole_record_is_put_aside_and_said(tmp_path: Path) -> None:
    left = tmp_path / "20261122T102600Z" / "demo-20261122T102600Z-00000.warc.gz.open"
    left.parent.mkdir()
    left.write_bytes(b"\x1f\x8b\x08\x00torn")
    (said,) = close_what_was_left(tmp_path, [], load_site("demo"))
    assert "no record in it is whole" in said
    assert [path.name for path in left.parent.iterdir()] == [left.name.removesuffix(".open") + KEPT]


def test_a_damaged_run_json_is_one_that_says_nothing(tmp_path: Path) -> None:
    for text in ("", "{", "{}", "[]", "[" * 200_000 + "]" * 200_000):
        (tmp_path / "run.json").write_text(text)
        assert read_record(tmp_path) is None
