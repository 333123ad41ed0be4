"""When a crawl takes what it meets for an outage."""

from __future__ import annotations

import pytest
from scrapy.utils.test import get_crawler

from jjscrape.crawl.guard import Guard
from jjscrape.crawl.summary import Finish
from jjscrape.site import Kind


@pytest.fixture
def guard(monkeypatch):
    """A guard to which two failures in a row are an outage; `stopping` is why it would end the crawl."""
    guard = Guard(get_crawler(settings_dict={"JJSCRAPE_OUTAGE_AFTER": 2, "TELNETCONSOLE_ENABLED": False}))
    monkeypatch.setattr(guard, "stop", lambda reason: setattr(guard, "stopping", reason))
    return guard


def fail(guard):
    guard.could_not_have("http://a/news/x", Kind.NEWS, "HTTP 500", start=False, status=500)


def test_two_failures_in_a_row_are_an_outage_and_with_an_answer_between_them_none(guard):
    fail(guard)
    guard.answered("http://a/x", 404, Kind.PAGE, start=False, asked=True)
    fail(guard)
    assert guard.stopping is None
    fail(guard)
    assert guard.stopping == Finish.OUTAGE


def test_what_the_archive_answers_says_nothing_of_the_server(guard):
    fail(guard)
    guard.answered("http://a/x", 200, Kind.PAGE, start=False, asked=False)
    fail(guard)
    assert guard.stopping == Finish.OUTAGE


def test_a_page_under_200_counts_once_it_is_known_to_be_one(guard):
    fail(guard)
    guard.answered("http://a/x", 200, Kind.PAGE, start=False, asked=True)
    guard.looked_at("http://a/x", Kind.PAGE, wall=True)
    assert guard.works is None
    guard.looked_at("http://a/y", Kind.PAGE, wall=False)
    assert guard.works == "http://a/y"
    fail(guard)
    assert guard.stopping is None


@pytest.mark.parametrize("works", ["http://a/y", None])
def test_a_page_that_is_closed_counts_where_another_was_not(guard, works, monkeypatch):
    probed = []
    monkeypatch.setattr(guard, "_in_vain", lambda: probed.append(1))
    guard.works = works
    for status in (401, 403, 404, 410):
        guard.answered("http://a/x", status, Kind.PAGE, start=False, asked=True)
    guard.looked_at("http://a/x", Kind.PAGE, wall=True)
    assert len(probed) == (3 if works else 0)
