"""A date line that no class marks is found on an event's page however its day is written, and read by the same grammar."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.items import Article
from jjscrape.normalise.dates.days import read_day
from jjscrape.normalise.dates.grammar import DAY_IN
from jjscrape.pages import Source, extract
from jjscrape.pipelines.dates import DatesPipeline
from jjscrape.site import load_site

PAGE = """<!DOCTYPE html><html><head><title>Rye Day | Jam and Justice</title></head>
<body class="html not-front page-node page-node-57 node-type-event"><h1 class="title" id="page-title">Rye Day</h1>
<div id="node-57" class="node node-event clearfix"><div class="when"><p>{line}</p></div>
<div class="field field-name-body field-type-text-with-summary"><div class="field-items"><div class="field-item even">
<p>The kneading began at dawn.</p></div></div></div></div></body></html>"""


def event(line):
    source = Source(
        url="https://jamandjustice-rjc.org/event/rye-day",
        body=PAGE.format(line=line).encode(),
        captured_at=datetime(2026, 11, 22, 10, 26, tzinfo=UTC),
        headers={"content-type": "text/html; charset=utf-8"},
    )
    result = extract(source, load_site("jamandjustice"), project=False)
    article = next(item for item in result.items if isinstance(item, Article))
    DatesPipeline().process_item(article)
    return article


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("Weds 14 March 2018", "2018-03-14T00:00", None),
        ("Weds. 14 March 2018, 2pm", "2018-03-14T14:00", None),
        ("Thur 15 March 2018, 2pm to 4pm", "2018-03-15T14:00", "2018-03-15T16:00"),
        ("Thurs, 15th of March, 2018 - 14:00", "2018-03-15T14:00", None),
        ("14-March-2018", "2018-03-14T00:00", None),
        ("14-Mar-2018 10:00", "2018-03-14T10:00", None),
        ("Tues 3 Sept. 2019", "2019-09-03T00:00", None),
        ("Sept. 3rd, 2019", "2019-09-03T00:00", None),
        ("Wed 14 - Fri 16 March 2018", "2018-03-14T00:00", "2018-03-16T00:00"),
        ("14 March until 16 March 2018", "2018-03-14T00:00", "2018-03-16T00:00"),
        ("March 14 - 16, 2018", "2018-03-14T00:00", "2018-03-16T00:00"),
        ("Thur 15 March 2018, 12 noon - 2pm", "2018-03-15T12:00", "2018-03-15T14:00"),
    ],
)
def test_a_day_is_found_however_it_is_written(line, start, end):
    article = event(line)
    assert article.event_raw == line
    found = [article.event_start, article.event_end]
    assert [at and at.strftime("%Y-%m-%dT%H:%M") for at in found] == [start, end]
    assert article.text == "The kneading began at dawn."


@pytest.mark.parametrize(
    "line",
    [
        "Thursday market",
        "May Day 2018",
        "14-16 people in 2018",
        "March of the Weavers, 2018",
        "Sept stones, 1400 years",
    ],
)
def test_a_line_that_only_looks_like_a_day_is_none(line):
    article = event(line)
    assert (article.event_raw, article.event_start) == (None, None)


WEEKDAYS = [
    "Mon",
    "Monday",
    "Tue",
    "Tues",
    "Tuesday",
    "Wed",
    "Weds",
    "Wednesday",
    "Thu",
    "Thur",
    "Thurs",
    "Thursday",
    "Fri",
    "Friday",
    "Sat",
    "Saturday",
    "Sun",
    "Sunday",
]
MONTHS = [
    "January",
    "Jan",
    "Feb.",
    "March",
    "Mar",
    "April",
    "Apr.",
    "May",
    "June",
    "Jun",
    "July",
    "Jul",
    "Aug",
    "August",
    "Sept",
    "Sept.",
    "September",
    "Oct",
    "Nov",
    "Dec.",
    "December",
]


@given(
    st.sampled_from(["", *(f"{d}{end} " for d in WEEKDAYS for end in ("", ".", ","))]),
    st.integers(1, 28),
    st.sampled_from(MONTHS),
    st.sampled_from(
        ["{d} {m} {y}", "{d}-{m}-{y}", "{d} {m}, {y}", "the {d} of {m} {y}", "{m} {d}, {y}", "{m} {d} {y}"]
    ),
    st.integers(1991, 2040),
)
def test_what_pages_take_for_a_day_is_what_is_read_as_one(weekday, day, month, form, year):
    line = weekday + form.format(d=day, m=month, y=year)
    found = DAY_IN.search(line)
    read = read_day(line)
    assert found
    assert read
    assert (found[0], read.end) == (line, len(line))
