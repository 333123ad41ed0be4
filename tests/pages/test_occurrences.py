"""An event that takes place several times: the first time is the event's, all of them are listed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jjscrape.items import Article
from jjscrape.pages import Source, extract
from jjscrape.pipelines.checks import settle
from jjscrape.pipelines.dates import DatesPipeline
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
URL = "https://jamandjustice-rjc.org/event/pears"
START, END = (
    "<span class='date-display-start' content='{0}'>{1}</span>",
    "<span class='date-display-end' content='{0}'>{1}</span>",
)
RULE = "<div class='date-repeat-rule'>Repeats every week until Fri Mar 20 2020 except Fri Mar 13 2020.</div>"
TWO = ["2020-03-06T19:00:00Z/2020-03-06T21:00:00Z", "2020-04-03T18:00:00Z/2020-04-03T20:00:00Z"]


def same_day(day, begin, end):
    return f"<span class='date-display-single'>{day} - <span class='date-display-range'><span class='date-display-start'>{begin}</span> to <span class='date-display-end'>{end}</span></span></span>"


def event(dates, place="", kind="event") -> Article:
    body = (
        f"<html><body class='page-node page-node-7 node-type-{kind}'><h1>Pears</h1><div class='node'>"
        f"<div class='field field-name-field-date field-type-datetime'>{dates}</div>{place}"
        "<div class='field field-name-body'><p>The pears came in late.</p></div></div></body></html>"
    )
    source = Source(URL, body.encode(), datetime(2026, 1, 1, tzinfo=UTC), {"content-type": "text/html"})
    (record,) = [item for item in extract(source, SITE).items if isinstance(item, Article)]
    DatesPipeline().process_item(record)
    settle(record)
    return record


def items(*dates):
    return f"<div class='field-items'>{''.join(f'<div class=field-item>{date}</div>' for date in dates)}</div>"


FIRST, SECOND = same_day("Friday, 6 March 2020", "19:00", "21:00"), same_day("Friday, 3 April 2020", "19:00", "21:00")


@pytest.mark.parametrize(
    "dates",
    [
        items(FIRST, SECOND), items(RULE + FIRST, SECOND), RULE + items(FIRST, SECOND), FIRST + SECOND, RULE + FIRST + SECOND,
        items(FIRST + "<br>" + SECOND), items(FIRST, SECOND, FIRST), f"<ul><li>{FIRST}</li><li>{SECOND}</li></ul>",
        items("Friday, 6 March 2020 - 19:00 to 21:00", "Friday, 3 April 2020 - 19:00 to 21:00"),
        items(*(f"<span class='date-display-range'>{START.format(*a)} to {END.format(*b)}</span>" for a, b in (
            (("2020-03-06T19:00:00+00:00", "6 March 2020 - 19:00"), ("2020-03-06T21:00:00+00:00", "6 March 2020 - 21:00")),
            (("2020-04-03T19:00:00+01:00", "3 April 2020 - 19:00"), ("2020-04-03T21:00:00+01:00", "3 April 2020 - 21:00")),
        ))),
    ],
)  # fmt: skip
def test_all_times_are_listed_and_the_first_is_the_event_s(dates):
    found = event(dates)
    assert found.event_occurrences == TWO
    assert (found.event_start, found.event_end) == (
        datetime(2020, 3, 6, 19, tzinfo=UTC),
        datetime(2020, 3, 6, 21, tzinfo=UTC),
    )
    assert (found.text, found.problems) == ("The pears came in late.", [])
    (trace,) = [trace for trace in found.traces if trace.field == "event_occurrences"]
    assert trace.raw.startswith(f"{found.event_raw} | ")


def test_all_day_events_are_dates_and_an_event_of_one_time_lists_that():
    whole = [f"<span class='date-display-single'>{day} (All day)</span>" for day in ("6 March 2020", "3 April 2020")]
    assert event(items(*whole)).event_occurrences == ["2020-03-06", "2020-04-03"]
    days = "<span class='date-display-range'><span class='date-display-start'>6 March 2020</span> to <span class='date-display-end'>8 March 2020</span></span>"
    assert event(items(days)).event_occurrences == ["2020-03-06/2020-03-08"]
    assert event(items(FIRST)).event_occurrences == TWO[:1]
    no_end = "<span class='date-display-single'>6 March 2020 - 19:00</span>"
    assert event(items(no_end)).event_occurrences == ["2020-03-06T19:00:00Z"]


def test_a_start_and_an_end_that_stand_side_by_side_are_one_time():
    pair = (
        START.format("2020-03-06T19:00:00+00:00", "6 March 2020 - 19:00")
        + " to "
        + END.format("2020-03-06T21:00:00+00:00", "21:00")
    )
    assert event(pair).event_occurrences == TWO[:1]


def test_all_are_on_the_clocks_of_the_place():
    place = "<div class='field field-name-field-location field-type-text'>Cape Town</div>"
    assert event(items(FIRST, SECOND), place).event_occurrences[1] == "2020-04-03T17:00:00Z/2020-04-03T19:00:00Z"


def test_what_is_not_listed_is_named():
    assert event(items(RULE + FIRST)).problems == [
        "event_occurrences: the page says 'Repeats every week until Fri Mar 20 2020 except Fri Mar 13 2020.' and shows one "
        "date: the others are left out"
    ]
    odd = event(items(FIRST, "<span class='date-display-single'>every first Friday</span>"))
    assert odd.event_occurrences == TWO[:1]
    assert odd.problems == ["event_occurrences: 'every first Friday': not a date line"]


def test_what_is_no_event_has_none():
    source = Source(URL.replace("event/", "news/"), b"", datetime(2026, 1, 1, tzinfo=UTC))
    post = Article(
        id="news/x",
        url=source.url,
        kind="news",
        event_occurrences=["2020-03-06"],
        event_start=datetime(2020, 3, 6, tzinfo=UTC),
    )
    settle(post)
    assert post.event_occurrences == []
