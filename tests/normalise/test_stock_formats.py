"""Every format that a stock Drupal 7 offers: each is read right or left open, as a publication date and as an event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from examples import share
from hypothesis import given, settings
from hypothesis import strategies as st
from stock_formats import STOCK, php_date

from jjscrape.items import DateCandidate
from jjscrape.normalise.dates.publication import Ambiguous, EventTimes, Published, parse_event, read_candidate
from jjscrape.normalise.dates.zones import to_utc

CAPTURED = datetime(2027, 1, 1, tzinfo=UTC)
TIMES = st.datetimes(datetime(1995, 1, 1), datetime(2026, 12, 31)).map(lambda w: w.replace(second=0, microsecond=0))  # noqa: DTZ001
ZONES = st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])
# Only in these can day and month be taken for each other; a weekday settles most.
TWO_WAYS = {"m/d/Y", "d/m/Y", "d.m.Y"}
FEW = settings(max_examples=share(0.4))  # for each of 35 formats
FORMS = pytest.mark.parametrize("form", STOCK)


def may_be_open(form: str, when: datetime, zone: str) -> bool:
    either = any(part in form for part in TWO_WAYS) and when.day <= 12 and when.day != when.month
    return either or to_utc(when, zone)[1] is not None


def test_there_are_35():
    assert len(set(STOCK)) == 35


@FORMS
def test_200_days_as_publication_date(form):
    for when in (datetime(2012, 1, 1, 0, 7) + timedelta(days=17 * n, minutes=37 * n) for n in range(200)):  # noqa: DTZ001
        published_right(form, when, "Europe/London")


@FORMS
@FEW
@given(TIMES, ZONES)
def test_a_publication_date(form, when, zone):
    published_right(form, when, zone)


def published_right(form: str, when: datetime, zone: str) -> None:
    line = php_date(form, when)
    found = read_candidate(DateCandidate(line, "metadata", "x"), CAPTURED, zone)
    if may_be_open(form, when, zone) and isinstance(found, Ambiguous):
        return
    assert isinstance(found, Published), (line, found)
    assert found.value == to_utc(when, zone)[0], line


@FORMS
@FEW
@given(TIMES, ZONES)
def test_the_line_of_an_event(form, when, zone):
    line = php_date(form, when)
    found = parse_event(line, captured_at=CAPTURED, default_zone=zone)
    if may_be_open(form, when, zone) and isinstance(found, Ambiguous):
        return
    assert isinstance(found, EventTimes), (line, found)
    assert (found.start, found.end, found.all_day, found.timezone) == (to_utc(when, zone)[0], None, False, zone), line


@FORMS
@FEW
@given(TIMES, st.integers(1, 23 * 60), ZONES)
def test_the_line_of_an_event_with_an_end(form, when, minutes, zone):
    end = when + timedelta(minutes=minutes)
    clock = form.rpartition(" ")[2]
    later = php_date(clock, end) if end.date() == when.date() else php_date(form, end)
    line = f"{php_date(form, when)} to {later}"
    found = parse_event(line, captured_at=CAPTURED, default_zone=zone)
    if (may_be_open(form, when, zone) or may_be_open(form, end, zone)) and isinstance(found, Ambiguous):
        return
    assert isinstance(found, EventTimes), (line, found)
    assert found.start == to_utc(when, zone)[0], line
    assert found.end in {None, to_utc(end, zone)[0]}, line
    assert found.end or to_utc(end, zone)[0] <= found.start, line


@pytest.mark.parametrize(
    "line",
    [
        "2018/19", "2018/13/02 - 08:39", "2018/02/31 - 08:39", "2018, February - 08:39", "2018 February 08:39",
        "13 February 2018 - 8:39", "Monday, 2018, February 13 - 08:39", "2018/02/13/4 - 08:39", "13.February",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_not_read_as_a_time(line):
    assert not isinstance(read_candidate(DateCandidate(line, "metadata", "x"), CAPTURED), Published)
    assert not isinstance(parse_event(line, captured_at=CAPTURED), EventTimes)


def test_a_form_for_people_is_read_where_machines_are_told_too():
    stamp = DateCandidate("Thu, 09/25/2025 - 11:38", "metadata", "x", machine=True)
    found = read_candidate(stamp, CAPTURED)
    assert isinstance(found, Published)
    assert (found.edtf, found.confidence) == ("2025-09-25T11:38:00+01:00", "read")
    for raw in ("05/06/2025 - 11:38", "1530294000", "soon"):
        assert not isinstance(read_candidate(DateCandidate(raw, "metadata", "x", machine=True), CAPTURED), Published)


def test_a_day_with_a_point_stands_before_a_clock_that_counts_to_24():
    found = parse_event("13. February 2018 - 8:39 to 9:05", captured_at=CAPTURED)
    assert isinstance(found, EventTimes)
    assert (found.start, found.end) == (
        datetime(2018, 2, 13, 8, 39, tzinfo=UTC),
        datetime(2018, 2, 13, 9, 5, tzinfo=UTC),
    )
    assert isinstance(parse_event("13 February 2018 - 8:39 to 9:05", captured_at=CAPTURED), Ambiguous)
    assert isinstance(parse_event("13. February 2018 - 8", captured_at=CAPTURED), Ambiguous)
