"""Publication dates: what counts, in which order, and how precisely."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.items import DateCandidate, PartialDate
from jjscrape.normalise.dates.publication import (
    Ambiguous,
    Published,
    parse_partial,
    parse_published,
    publication_problems,
    read_candidate,
)

CAPTURED = datetime(2026, 11, 22, 12, tzinfo=UTC)


def machine(raw, source="metadata"):
    return DateCandidate(raw, source, f"test.{source}", machine=True)


def printed(raw, source="byline"):
    return DateCandidate(raw, source, f"test.{source}")


@pytest.mark.parametrize(
    ("raw", "edtf"),
    [
        ("29th June 2018", "2018-06-29"),
        ("22nd September 2017", "2017-09-22"),
        ("21st November 2018", "2018-11-21"),
        ("Friday 29th June 2018", "2018-06-29"),
        ("Fri, 29 Jun 2018", "2018-06-29"),
        ("June 29th, 2018", "2018-06-29"),
        ("the 29th of June, 2018", "2018-06-29"),
        ("29/06/2018", "2018-06-29"),
        ("06/29/2018", "2018-06-29"),
        ("Tue 03/07/2018", "2018-07-03"),
        ("07.07.2018", "2018-07-07"),
        ("2018-06-29", "2018-06-29"),
        ("29\u00a0June\u00a02018.", "2018-06-29"),
        ("2018, June 29", "2018-06-29"),
        ("June 2018", "2018-06"),
        ("Sept. 2018", "2018-09"),
        ("2016", "2016"),
    ],
)
def test_a_printed_date_is_as_fine_as_it_is_printed(raw, edtf):
    found = parse_partial(raw, CAPTURED)
    assert isinstance(found, PartialDate)
    assert found.edtf == edtf
    assert found.first.isoformat().startswith(edtf)


@pytest.mark.parametrize(
    "raw",
    [
        None, "", "last month", "today", "yesterday", "2 weeks ago", "next Friday", "On Friday 5 July", "17th October",
        "October", "October 29th, 17:00-19:15", "13\u201318 October 2019", "4-5 December 2018", "2016\u20142019", "2016-2019",
        "June to August 2019", "(5-7 November)", "early December 2018", "mid June 2018", "around 3 June 2018", "Friday",
        "Summer 2018", "29th June '18", "Room 2018", "12 members in June 2018", "29 Juin 2018", "30th anniversary, May 2018",
        "1899", "2100", "17:00", "June 29", "since 3 May 2018", "3 May 2018 and 4 May 2018", "version 3 of May 2018 draft",
    ],
)  # fmt: skip
def test_what_does_not_say_when_is_none(raw):
    assert parse_partial(raw, CAPTURED) is None


@pytest.mark.parametrize(
    "raw",
    ["05/06/2019", "1.2.2018", "03/04/18", "31 June 2018", "Thursday 29th June 2018", "29th June 2030", "1 May 1970"],
)
def test_what_nobody_can_be_sure_of_is_flagged(raw):
    assert isinstance(parse_partial(raw, CAPTURED), Ambiguous)


@given(
    st.dates(date(1995, 1, 1), date(2026, 11, 21)),
    st.sampled_from(["%d %B %Y", "%A %d %B %Y", "%b %d, %Y", "%Y-%m-%d", "%B %Y", "%Y"]),
)
def test_a_printed_date_is_never_another_day(day, form):
    found = parse_partial(day.strftime(form), CAPTURED)
    assert isinstance(found, PartialDate)
    assert day.isoformat().startswith(found.edtf)


@given(st.text(max_size=40))
def test_no_string_makes_it_fall_over(text):
    found = parse_partial(text, CAPTURED)
    assert found is None or isinstance(found, (PartialDate, Ambiguous))


@pytest.mark.parametrize(
    ("raw", "value", "edtf"),
    [
        ("2018-06-29T18:40:00+01:00", "2018-06-29T17:40:00", "2018-06-29T18:40:00+01:00"),
        ("2017-01-10T09:00+00:00", "2017-01-10T09:00:00", "2017-01-10T09:00:00+00:00"),
        ("2019-06-30T23:30:00+01:00", "2019-06-30T22:30:00", "2019-06-30T23:30:00+01:00"),
        ("2019-07-01T00:30:00+0100", "2019-06-30T23:30:00", "2019-07-01T00:30:00+01:00"),
        ("2018-06-29T17:40:00Z", "2018-06-29T17:40:00", "2018-06-29T17:40:00+00:00"),
        ("2018-06-29T18:40:00", "2018-06-29T17:40:00", "2018-06-29T18:40:00+01:00"),
        ("2018-06-29", "2018-06-29T00:00:00", "2018-06-29"),
        ("2018-06", "2018-06-01T00:00:00", "2018-06"),
        ("Mon, 24 Feb 2020 10:15:00 +0000", "2020-02-24T10:15:00", "2020-02-24T10:15:00+00:00"),
        ("Fri, 29 Jun 2018 18:40:00 +0100", "2018-06-29T17:40:00", "2018-06-29T18:40:00+01:00"),
        ("Fri, 29 Jun 2018 17:40:00 GMT", "2018-06-29T17:40:00", "2018-06-29T17:40:00+00:00"),
    ],
)
def test_a_stamp_is_an_instant_in_utc_and_edtf_in_the_zone_written(raw, value, edtf):
    found = parse_published([machine(raw)], CAPTURED)
    assert found == Published(
        datetime.fromisoformat(value).replace(tzinfo=UTC), edtf, "metadata", raw, "test.metadata", "stated"
    )


def test_the_day_of_a_byline_is_that_day_in_utc_whatever_the_season():
    found = parse_published([printed("29th June 2018")], CAPTURED)
    assert found
    assert (found.value, found.edtf) == (datetime(2018, 6, 29, tzinfo=UTC), "2018-06-29")
    assert (found.source, found.raw, found.confidence) == ("byline", "29th June 2018", "read")


def test_metadata_comes_before_feed_before_byline():
    by_source = {
        "byline": printed("29th June 2018"),
        "feed": machine("Fri, 29 Jun 2018 18:41:00 +0100", "feed"),
        "metadata": machine("2018-06-29T18:40:00+01:00"),
    }
    for order in (("byline", "feed", "metadata"), ("feed", "byline"), ("byline", "feed")):
        found = parse_published([by_source[s] for s in order], CAPTURED)
        assert found
        assert found.source == ("metadata" if "metadata" in order else "feed")


def test_prose_dates_nothing():
    assert parse_published([DateCandidate("29th June 2018", "prose", "x")], CAPTURED) is None
    assert parse_published([], CAPTURED) is None


def test_a_candidate_that_cannot_be_used_leaves_room_for_the_next_and_is_reported():
    candidates = [
        machine("1970-01-01T00:00:00+00:00"),
        machine("2031-01-01T00:00:00Z"),
        printed("05/06/2019"),
        printed("June 2018"),
    ]
    found = parse_published(candidates, CAPTURED)
    assert found
    assert found.edtf == "2018-06"
    problems = publication_problems(candidates, CAPTURED)
    assert len(problems) == 3
    assert "before there were web pages" in problems[0]
    assert "later than the capture" in problems[1]
    assert "two ways" in problems[2]


@pytest.mark.parametrize(
    ("raw", "edtf"),
    [
        ("Fri, 06/29/2018 - 18:40", "2018-06-29T18:40:00+01:00"),
        ("Tue, 03/06/2018 - 08:15", "2018-03-06T08:15:00+00:00"),
        ("Tuesday, July 10, 2018 - 11:40", "2018-07-10T11:40:00+01:00"),
    ],
)
def test_a_submitted_line_is_read_by_its_weekday(raw, edtf):
    found = read_candidate(printed(raw, "metadata"), CAPTURED)
    assert isinstance(found, Published)
    assert (found.edtf, found.confidence) == (edtf, "read")


def test_a_submitted_line_without_a_weekday_may_be_either_day():
    assert isinstance(read_candidate(printed("03/06/2018 - 08:15", "metadata"), CAPTURED), Ambiguous)


@given(st.timedeltas(timedelta(minutes=11), timedelta(days=2000)))
def test_nothing_is_published_after_it_was_captured(ahead):
    assert parse_published([machine((CAPTURED + ahead).isoformat())], CAPTURED) is None
    assert parse_published([machine((CAPTURED - ahead).isoformat())], CAPTURED) is not None


def test_the_day_of_the_capture_itself_is_possible():
    assert parse_published([printed("22 November 2026")], CAPTURED)
    assert parse_published([printed("23 November 2026")], CAPTURED) is None
