"""Where a publication date begins and stops being believed, and the sentence that says so."""

from datetime import UTC, datetime

import pytest

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
OLD = "1990 is before there were web pages"


def stamp(raw):
    return DateCandidate(raw, "metadata", "test", machine=True)


def printed(raw):
    return DateCandidate(raw, "byline", "test")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("1 May 1990", OLD),
        ("May 1990", OLD),
        ("1990", OLD),
        ("23 November 2026", "2026-11-23 is later than the capture"),
        ("December 2026", "2026-12-01 is later than the capture"),
        ("2027", "2027-01-01 is later than the capture"),
        ("2027, December 3", "2027-12-03 is later than the capture"),
        ("05/06/2019", "day and month can be read two ways"),
        ("Friday 28 June 2018", "Friday doesn't fall on that date"),
        ("22th March 2019", "there is no 22th"),
        ("31 June 2018", "no calendar has that day"),
        ("20/03/20", "a year of two digits"),
    ],
)
def test_a_printed_date_that_is_not_believed_says_why(raw, reason):
    assert parse_partial(raw, CAPTURED) == Ambiguous(raw, reason)
    assert publication_problems([printed(raw)], CAPTURED) == [f"published: byline {raw!r}: {reason}"]


@pytest.mark.parametrize(
    ("raw", "edtf"),
    [
        ("1 January 1991", "1991-01-01"),
        ("1991", "1991"),
        ("22 November 2026", "2026-11-22"),
        ("November 2026", "2026-11"),
        ("2018, 29 June", "2018-06-29"),
        ("2018 June 5", "2018-06-05"),
        ("1991, June 29", "1991-06-29"),
        ("29/June/2018", "2018-06-29"),
        ("2018-Jun-29", "2018-06-29"),
        ("1 1991 May", "1991-05-01"),
        ("(29 June 2018).", "2018-06-29"),
        ("29 June 2018;", "2018-06-29"),
    ],
)
def test_a_printed_date_that_is(raw, edtf):
    found = parse_partial(raw, CAPTURED)
    assert isinstance(found, PartialDate)
    assert (found.edtf, found.first.isoformat()[: len(edtf)]) == (edtf, edtf)
    assert isinstance(parse_partial(raw), PartialDate)


@pytest.mark.parametrize(
    "raw",
    [
        "29 June 29", "May 29 in the year 2018", "sometime 29 June 2018 in Leeds", "12, 29 June 2018", "June", "X2018",
        "29 June 2018X", "29 2018 12", "2018 soon 29 June", "2018 June 29 years", "29 days June 2018", "June 2018 2019",
    ],
)  # fmt: skip
def test_a_string_with_more_or_less_than_a_date_is_none(raw):
    assert parse_partial(raw, CAPTURED) is None


@pytest.mark.parametrize("raw", ["1899, June 29", "1990, June 29", "1990/06/29", "29 June 1990"])
def test_a_day_before_there_were_web_pages_is_told(raw):
    assert isinstance(parse_partial(raw, CAPTURED), Ambiguous)


def test_a_date_has_a_length():
    assert parse_partial("29 June 2018".ljust(120, "."), CAPTURED)
    assert parse_partial("29 June 2018".ljust(121, "."), CAPTURED) is None


def test_the_day_of_the_capture_is_londons():
    assert isinstance(parse_partial("12 July 2018", datetime(2018, 7, 11, 23, 30, tzinfo=UTC)), PartialDate)
    assert isinstance(parse_partial("12 July 2018", datetime(2018, 7, 11, 22, 30, tzinfo=UTC)), Ambiguous)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("1990-12-31", OLD),
        ("1990-12-31T23:00:00Z", OLD),
        ("2026-11-22T12:10:01Z", "2026-11-22 is later than the capture"),
        ("2026-11-23", "2026-11-23 is later than the capture"),
        ("2026-12", "2026-12-01 is later than the capture"),
        ("2018-03-25T01:30:00", "clocks skip 2018-03-25 01:30 in Europe/London"),
        ("2018-10-28T01:30:00", "clocks show 2018-10-28 01:30 twice in Europe/London: the first is taken"),
        ("soon", "not a date"),
    ],
)
def test_a_stamp_that_is_not_believed_says_why(raw, reason):
    assert publication_problems([stamp(raw)], CAPTURED) == [f"published: metadata {raw!r}: {reason}"]
    assert parse_published([stamp(raw)], CAPTURED) is None


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2026-11-22T12:10:00Z", datetime(2026, 11, 22, 12, 10, tzinfo=UTC)),
        ("2026-11-22", datetime(2026, 11, 22, tzinfo=UTC)),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("1991", datetime(1991, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_stamp_that_is(raw, value):
    found = read_candidate(stamp(raw), CAPTURED)
    assert isinstance(found, Published)
    assert (found.value, found.confidence) == (value, "stated")
    assert found.edtf == raw.replace("Z", "+00:00")
    assert publication_problems([stamp(raw)], CAPTURED) == []
    assert isinstance(read_candidate(stamp(raw)), Published)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("rubbish", "not a date"),
        ("Fri, 06/29/2018 - 18:40 to 19:00", "not a date"),
        ("Friday 28 June 2018 - 18:40", "Friday doesn't fall on that date"),
        ("05/06/2019 - 18:40", "day and month can be read two ways"),
        ("Sunday 25 March 2018 - 01:30", "clocks skip 2018-03-25 01:30 in Europe/London"),
        ("3 July 2017 at 7", "no telling which half of the day is meant"),
        ("Monday 23 November 2026 - 10:00", "2026-11-23 is later than the capture"),
    ],
)
def test_a_submitted_line_that_is_not_believed_says_why(raw, reason):
    assert publication_problems([printed(raw)], CAPTURED) == [f"published: byline {raw!r}: {reason}"]


def test_a_submitted_line_is_read_and_not_stated():
    found = read_candidate(printed("Friday, June 29, 2018 - 18:40"), CAPTURED)
    assert found == Published(
        datetime(2018, 6, 29, 17, 40, tzinfo=UTC), "2018-06-29T18:40:00+01:00", "byline", "Friday, June 29, 2018 - 18:40",
        "test", "read",
    )  # fmt: skip
