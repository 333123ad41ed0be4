"""A record that contradicts itself is mended, one that says nothing is dropped."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from scrapy.exceptions import DropItem

from jjscrape.items import Article, CaptureRef, Page, Project, Teaser
from jjscrape.pipelines.checks import EVENT, PUBLISHED, ChecksPipeline, fatal, settle

READ = datetime(2026, 11, 22, 10, 26, tzinfo=UTC)
START = datetime(2020, 3, 20, 13, 0, tzinfo=UTC)


def article(**more):
    given = {"id": "event/x", "url": "https://x.test/event/x", "title": "X", "kind": "event"}
    made = Article(**given | {"capture": CaptureRef("1", "https://x.test/event/x", READ)} | more)
    for name in (*PUBLISHED, *EVENT, "title"):
        if getattr(made, name) not in (None, []):
            made.trace(name, "rule", "raw")
    return made


SOUND = [
    article(),
    article(event_start=START, event_end=START + timedelta(hours=2), event_raw="as shown", place="Hall"),
    article(event_start=START, event_end=START),
    article(kind="blog", published=READ, published_edtf="2026", published_source="feed", published_raw="as shown"),
    article(kind="news", published=START, capture=None),
    Project(id="p", url="https://x.test/p", title="P"),
    Page(id="q", url="https://x.test/q", title="Q"),
]


@pytest.mark.parametrize("item", SOUND)
def test_a_sound_record_stays_as_it_is(item):
    before = deepcopy(item)
    assert ChecksPipeline().process_item(item) is item
    assert item == before


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (article(title=None), "no title"),
        (article(title=" \n"), "no title"),
        (article(id=""), "no key"),
        (article(kind="page"), "kind is 'page'"),
        (Project(id="p", url="https://x.test/p"), "no title"),
        (Page(id="", url="https://x.test/p", title="P"), "no key"),
    ],
)
def test_what_can_t_be_published_is_dropped_with_a_reason(item, reason):
    assert reason in fatal(item)
    with pytest.raises(DropItem, match=reason):
        ChecksPipeline().process_item(item)


def test_other_items_pass():
    teaser = Teaser(list_id="blog", role="posts", page=0, position=0, target_id="", target_url="")
    assert ChecksPipeline().process_item(teaser) is teaser


def test_an_end_before_the_start_is_left_out():
    item = article(event_start=START, event_end=START - timedelta(minutes=1), event_raw="as shown")
    settle(item)
    assert (item.event_start, item.event_end, item.event_raw) == (START, None, "as shown")
    assert {trace.field for trace in item.traces} == {"title", "event_start", "event_raw"}
    assert item.problems == ["event_end: 2020-03-20T12:59Z is before the start; left out"]


def test_a_date_after_the_capture_is_left_out_with_all_that_hangs_on_it():
    late = READ + timedelta(seconds=1)
    item = article(published=late, published_edtf="2026", published_source="feed", published_raw="as shown")
    settle(item)
    assert [getattr(item, name) for name in PUBLISHED] == [None] * 4
    assert {trace.field for trace in item.traces} == {"title"}
    assert item.problems == ["published: 2026-11-22T10:26Z is after the capture; left out"]


def test_only_an_event_has_times():
    item = article(kind="blog", event_start=START, event_raw="as shown", place="Hall", event_all_day=False,
                   event_occurrences=["2020-03-20T13:00:00Z"])  # fmt: skip
    settle(item)
    assert [getattr(item, name) for name in EVENT if name != "event_occurrences"] == [None] * 7
    assert item.event_occurrences == []
    assert {trace.field for trace in item.traces} == {"title"}
    assert item.problems == ["event_start: only an event has one; left out"]


def test_settling_twice_changes_nothing_more():
    item = article(kind="news", event_start=START, event_end=START - timedelta(1), published=READ + timedelta(1))
    settle(item)
    before = deepcopy(item)
    settle(item)
    assert item == before
    assert len(item.problems) == 3
