"""How gold is judged: wrong expectations show, in every corpus."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jjscrape.evaluation.byline_strings import judge_bylines
from jjscrape.evaluation.date_strings import instant, judge_dates
from jjscrape.evaluation.demo_pages import demo_pages, judge_page, slug, spelt
from jjscrape.evaluation.peers import OWN, PLAIN, compare
from jjscrape.evaluation.sheet import Reading, ReadPage, Sheet

DATES = Path(__file__).parents[2] / "evaluation" / "dates.jsonl"


def lines(path, *cases):
    path.write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
    return path


def test_a_byline_that_misses_one_author_and_makes_up_another(tmp_path):
    path = lines(
        tmp_path / "b.jsonl",
        {"lines": ["By Ann Roe and Bao Nguyen"], "authors": ["Bao Nguyen", "Ann Roe"]},
        {"lines": ["By Ann Roe"], "authors": ["Ann Roe", "Bao Nguyen"]},
        {"lines": ["By Ann Roe"], "authors": []},
    )
    sheet = judge_bylines(path)
    assert sheet.figures()["authors"] == {"n": 3, "precision": 0.75, "recall": 0.75, "exact": 0.3333}
    assert [miss.where[:6] for miss in sheet.misses] == ["line 2", "line 3"]


@pytest.mark.parametrize(
    ("case", "fields"),
    [
        ({"line": "Friday, March 20, 2020 - 13:00", "start": "2020-03-20T14:00+00:00"}, {"event_start"}),
        ({"line": "Friday, March 20, 2020 - 13:00", "start": "2020-03-20"}, {"event_start", "event_all_day"}),
        ({"line": "Friday, March 20, 2020 - 13:00", "start": None}, {"event_start"}),
        ({"line": "some day", "start": "2020-03-20"}, {"event_start", "event_all_day", "event_timezone"}),
        ({"line": "5 April 2017", "start": "2017-04-05", "end": "2017-04-05"}, {"event_end"}),
        ({"line": "5 April 2017", "start": "2017-04-05", "zone": "Europe/Paris"}, {"event_timezone"}),
        ({"published": "June 2018", "edtf": "2018-06-01"}, {"published"}),
        ({"published": "June 2018", "edtf": None}, {"published"}),
    ],
)
def test_a_wrong_expectation_of_a_date_shows(tmp_path, case, fields):
    assert {miss.field for miss in judge_dates(lines(tmp_path / "d.jsonl", case)).misses} == fields


def test_an_instant_is_utc_and_a_day_is_midnight_utc():
    assert instant("2018-06-11T12:00+01:00") == datetime(2018, 6, 11, 11, tzinfo=UTC)
    assert instant("2018-06-11") == datetime(2018, 6, 11, tzinfo=UTC)
    assert instant(None) is None


def test_the_dates_are_many_and_told_once():
    cases = [json.loads(line) for line in DATES.read_text(encoding="utf-8").splitlines()]
    strings = [
        json.dumps({k: v for k, v in case.items() if k not in {"start", "end", "edtf", "about"}}) for case in cases
    ]
    assert len(cases) >= 120
    assert len(set(strings)) == len(strings)
    assert sum(not (case.get("start") or case.get("edtf")) for case in cases) >= 40


def demo_misses(path, **changes):
    truth, source = next((t, s) for t, s in demo_pages("core") if t["path"] == path)
    sheet = Sheet()
    judge_page(sheet, truth | changes, source, "core")
    return {miss.field for miss in sheet.misses}


def test_a_wrong_expectation_of_a_demo_page_shows():
    path = "/event/doors-open-urban-institute"
    assert demo_misses(path) == set()
    told = {"start": "2017-04-06T00:00:00+01:00", "end": None, "all_day": False, "location": "Leeds"}
    assert demo_misses(path, event=told) == {"event_start", "event_all_day", "place"}
    assert demo_misses(
        path, kind="news", title="Other", authors_best=["Ann Roe"], themes=["Greater Manchester"],
        nid=1, related_project={"path": "/space-common"}, video="https://www.youtube.com/watch?v=x", body_links=["www:/x"],
        images=[{"original": "http://jamandjustice-rjc.org/x.png", "alt": "An x", "caption": None}],
        attachments=[{"url": "http://jamandjustice-rjc.org/sites/default/files/a.pdf"}], body_text="Other words",
        published_source="metadata",
    ) == {"kind", "title", "authors", "theme labels", "themes", "documents", "text", "published", "node_id", "projects", "videos", "links", "images",
         "image captions"}  # fmt: skip


def test_a_date_that_the_page_does_not_tell_may_be_missing_but_not_wrong():
    silent = next(t for t, _ in demo_pages("core") if t["kind"] == "news" and t["published_source"] == "feed")
    assert "published" not in demo_misses(silent["path"])
    told = next(t for t, _ in demo_pages("core") if t["kind"] == "blog" and t["published_source"] == "metadata")
    assert "published" in demo_misses(told["path"], published="2018-06-29T18:41:00+01:00", published_source="feed")


def test_names_and_themes_as_they_are_compared():
    assert spelt(["Nick Taylor-Buck", "Nick Taylor Buck"]) == ["Nick Taylor Buck"] * 2
    assert slug("Culture Heritage and Citizenship") == "culture-heritage-and-citizenship"


def page(own_day, wanted_day, *, dated=True):
    html = b"<html><head><title>A | Site</title></head><body><p>one two</p><p>menu</p></body></html>"
    wanted = Reading("A", wanted_day, "one two")
    return ReadPage("x", "http://x.org/", html, wanted, Reading("A", own_day, "one two"), dated)


def test_what_readers_are_worth():
    right, other = date(2018, 6, 29), date(2018, 6, 30)
    pages = [page(right, right), page(other, right), page(right, None), page(None, right), page(None, None)]
    worth = compare([*pages, page(other, right, dated=False)], generically=False)
    own, plain = worth[OWN], worth[PLAIN]
    assert (own.pages, own.titles, own.dates, own.dates_right, own.dates_wrong) == (6, 6, 5, 1, 2)
    assert own.cells() == ["6", "1.0000", "1.0000", "1.0000", "1", "2", "2"]
    assert (plain.titles, plain.dates_right, plain.dates_wrong) == (0, 0, 0)
    assert plain.text.figures() == {"n": 6, "mean F1": 0.8, "min F1": 0.8}
