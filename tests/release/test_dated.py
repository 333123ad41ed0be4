"""What is said beside the data of how much of it is dated is counted from it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jjscrape.release.metadata.dated import Dated, dated
from jjscrape.release.report.sections.event_calendar import zone
from jjscrape.release.report.sections.theme_use import carrying


def article(edtf=None, kind="blog", start=None, end=None, *, all_day=None, zone=None):
    at = datetime(int(edtf[:4]), 1, 1, tzinfo=UTC) if edtf else None
    event = {"event_start": start, "event_end": end, "event_all_day": all_day, "event_timezone": zone}
    return {"kind": kind, "published": at, "published_edtf": edtf, **event}


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (Dated(), ""),
        (Dated(posts=5), "none of 5 posts state when they were published"),
        (Dated(posts=5, dated_posts=5), "all 5 posts state when they were published"),
        (Dated(posts=1200, dated_posts=1), "1 of 1,200 posts states when they were published"),
        (Dated(posts=1), "the one post does not state when it was published"),
        (
            Dated(posts=3, dated_posts=2, events=1, dated_events=1),
            "2 of 3 posts state when they were published, the one event states when it takes place",
        ),
        (Dated(events=8, dated_events=7), "7 of 8 events state when they take place"),
    ],
)
def test_how_much_is_dated_is_counted(found, sentence):
    assert found.sentence == sentence


@pytest.mark.parametrize(
    ("stated", "span"),
    [
        ([], ""),
        (["2018-06-11"], "2018-06-11"),
        (["2018-06-11", "2016-03-01T10:00:00+00:00"], "2016-03-01/2018-06-11"),
        (["2018-06-11", "2018", "2018-12-24"], "2018"),
        (["2016-03", "2016-03-09", "2021-05-04", "2021-05"], "2016-03/2021-05"),
        (["2019-21", "2020"], "2019/2020"),
    ],
)
def test_the_span_is_as_precise_as_what_states_its_ends(stated, span):
    assert dated([article(edtf) for edtf in stated]).span == span


def test_events_count_from_start_to_end_on_their_own_clocks():
    late = datetime(2019, 6, 30, 23, 30, tzinfo=UTC)
    found = dated(
        [
            article(kind="event", start=late, zone="Europe/London"),
            article(kind="event", start=datetime(2019, 7, 3, tzinfo=UTC), end=datetime(2019, 7, 5, tzinfo=UTC),
                    all_day=True, zone="America/New_York"),
            article(kind="event"),
        ]
    )  # fmt: skip
    assert found == Dated(events=3, dated_events=2, first="2019-07-01", last="2019-07-05")


@pytest.mark.parametrize(
    ("themes", "told"),
    [
        ([], ""),
        ([["a"], ["b"]], " 2 articles carry one."),
        (
            [[], ["a"], ["a", "b"], ["b", "c"]],
            " 1 article carries no theme, 1 article carries one, 2 articles carry several.",
        ),
    ],
)
def test_how_many_themes_articles_carry_is_counted(themes, told):
    assert carrying([{"themes": each} for each in themes]) == told


def test_a_time_whose_zone_the_page_leaves_open_is_not_said_to_be_in_one():
    assert zone(article(kind="event", zone="Europe/London")) == "Europe/London"
    assert zone(article(kind="event")) == "UTC; the page leaves its zone open"
    assert zone(article(kind="event", all_day=True)) is None
