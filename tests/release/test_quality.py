"""quality.json says how the gate judged a version, and is enough to judge the next one by."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from jjscrape.crawled import Crawled
from jjscrape.harvested import CrawlFacts, Unread, archive_hash
from jjscrape.policy import Policy
from jjscrape.release.gate.judging import Facts, judge
from jjscrape.release.gate.quality import NAME, blanks, quality, read_quality
from jjscrape.release.tables import tables


def test_a_version_s_quality_is_told_whole(make_harvest):
    harvest = make_harvest(4)
    harvest.crawls = [CrawlFacts(id="a", complete=False, whole_site=True, captures=3)]
    harvest.crawled = Crawled(id="a\u2019", answers=3)
    harvest.misdated = ["crawl b came later"]
    harvest.unread = [Unread(capture_id="c", url="http://x/", why="half", record_id="x", kept=None)]
    harvest.articles[1].problems = ["byline: 'By a@example.org': names nobody"] * 2
    rows = tables(harvest)
    rows["articles"][0]["summary"] = None
    verdicts = judge(Facts(rows=rows, before={}), Policy())
    text = quality(harvest, rows, verdicts)
    assert (text[:5], text[-2:]) == ('{\n  "', "}\n")
    assert "a\u2019" in text
    told = json.loads(text)
    parts = [
        "checks",
        "crawled",
        "crawls",
        "misdated",
        "unread",
        "kept",
        "records",
        "pins",
        "disagreements",
        "problems",
        "archive_sha256",
        "empty",
    ]
    assert list(told) == parts
    assert told["checks"] == [verdict.to_json() for verdict in verdicts]
    assert told["crawled"] == harvest.crawled.to_json()
    assert told["crawls"] == [{"id": "a", "complete": False, "whole": True, "captures": 3}]
    assert told["misdated"] == harvest.misdated
    assert told["unread"] == [{"capture_id": "c", "url": "http://x/", "why": "half", "record_id": "x", "kept": None}]
    assert told["problems"] == {harvest.articles[1].id: ["byline: 'By [email]': names nobody"]}
    assert told["records"] == {"records": 0, "used": 0, "left_out": {}, "faults": [], "unread_files": []}
    assert told["archive_sha256"] == archive_hash(harvest.captures)
    assert told["empty"] == {name: blanks(rows, name) for name in ("articles", "projects", "pages")}
    harvest.crawled = None
    del rows["pages"]
    told = json.loads(quality(harvest, rows, verdicts))
    assert told["crawled"] is None
    assert told["empty"].keys() == {"articles", "projects"}


def test_how_empty_a_column_is_counts_live_rows_only():
    def row(key, status="live", **cells):
        empty = dict.fromkeys(("node_id", "title", "themes"))
        return {**dict.fromkeys(names), **empty, "id": key, "status": status, **cells}

    from jjscrape.schema import TABLES

    names = TABLES["articles"].names
    rows = {
        "articles": [
            row("a", title="x", themes=["t"], event_all_day=False),
            row("b", title="", themes=[], node_id=0),
            row("c"),
            row("d", "gone", summary="x"),
        ]
    }
    share = blanks(rows, "articles")
    assert list(share) == names
    assert (share["id"], share["status"], share["summary"]) == (0, 0, 1)
    assert (share["title"], share["themes"], share["node_id"], share["event_all_day"]) == (0.3333, *[0.6667] * 3)
    assert blanks({"articles": [row("d", "gone")]}, "articles") == blanks({}, "articles") == {}


@pytest.mark.parametrize("text", [None, "[]", "3", '{"crawled": null}'])
def test_a_version_without_one_has_nothing_to_compare_with(tmp_path, text):
    if text is not None:
        (tmp_path / NAME).write_text(text, encoding="utf-8")
    assert read_quality(tmp_path) == ({"crawled": None} if text and "crawled" in text else {})
    assert NAME == "quality.json"


def test_the_hash_of_an_archive_is_of_its_captures_wherever_they_lie(make_harvest):
    first, second = make_harvest().captures[:2]
    second = replace(second, payload_digest=None, url="https://a/\udc80")
    lines = sorted(
        [
            f"{first.record_id} {first.payload_digest} {first.url}\n",
            f"{second.record_id} - https://a/\udc80\n",
        ]
    )
    wanted = hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
    assert (
        archive_hash([first, second]) == archive_hash([second, replace(first, warc_file="b", warc_offset=9)]) == wanted
    )
    for other in ({"payload_digest": "x"}, {"url": "x"}, {"record_id": "x"}):
        assert archive_hash([replace(first, **other), second]) != wanted
