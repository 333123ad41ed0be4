"""Every day from 2014 to 2026, rendered in every form that Drupal and its editors use, read back and compared.

The expected UTC times come from the statute's rule for summer time, not from the tz database the code uses.
"""

# ruff: noqa: DTZ001  (a wall clock has no zone)

import random
import sys
from datetime import UTC, date, datetime, time, timedelta

import pytest

from jjscrape.normalise.dates.publication import Ambiguous, EventTimes, parse_event

DAYS = [date(2014, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2014, 1, 1)).days)]
CAPTURED = datetime(2026, 12, 31, tzinfo=UTC)


def last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def london(wall: datetime) -> datetime:
    """UTC of a British wall time, by the rule: summer time from 01:00 UTC to 01:00 UTC between two last Sundays."""
    summer_starts = datetime.combine(last_sunday(wall.year, 3), time(2))
    summer_ends = datetime.combine(last_sunday(wall.year, 10), time(2))
    return (wall - timedelta(hours=1) if summer_starts <= wall < summer_ends else wall).replace(tzinfo=UTC)


def whole_day(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def ordinal(n: int) -> str:
    return f"{n}{'th' if 10 <= n % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def long(d: date) -> str:
    return f"{d:%A, %B} {d.day}, {d.year}"


def twelve(t: datetime) -> str:
    return f"{(t.hour - 1) % 12 + 1}:{t:%M}{'am' if t.hour < 12 else 'pm'}"


def hour_only(t: datetime) -> str:
    return f"{(t.hour - 1) % 12 + 1}{'am' if t.hour < 12 else 'pm'}"


SAME_DAY = {
    "long, H:i to H:i": lambda s, e: f"{long(s)} - {s:%H:%M} to {e:%H:%M}",
    "long, no-break spaces": lambda s, e: f"{long(s)} - {s:%H:%M} to {e:%H:%M}".replace(" ", "\u00a0"),
    "l, j F, Y": lambda s, e: f"{s:%A}, {s.day} {s:%B}, {s.year} - {s:%H:%M} to {e:%H:%M}",
    "D, m/d/Y": lambda s, e: f"{s:%a}, {s:%m/%d/%Y} - {s:%H:%M} to {e:%H:%M}",
    "en dash": lambda s, e: f"{s.day} {s:%B} {s.year} \u2013 {s:%H:%M}\u2013{e:%H:%M}",
    "from to am pm": lambda s, e: f"{s:%A} {ordinal(s.day)} {s:%B} {s.year}, from {twelve(s)} to {twelve(e)}",
    "between and": lambda s, e: f"{s:%a} {s.day} {s:%b} {s.year}, between {twelve(s)} and {twelve(e)}",
    "dots and until": lambda s, e: f"{s:%A} {s.day} {s:%B} {s.year}, {s:%H.%M} until {e:%H.%M}",
    "times first": lambda s, e: f"{s:%H:%M} to {e:%H:%M}, {s:%A} {s.day} {s:%B} {s.year}",
    "times first with on": lambda s, e: f"{twelve(s)} - {twelve(e)} on {s:%A} {ordinal(s.day)} of {s:%B} {s.year}",
    "ISO": lambda s, e: f"{s:%Y-%m-%d} {s:%H:%M} - {e:%H:%M}",
    "label": lambda s, e: f"Date: {long(s)} - {s:%H:%M} to {e:%H:%M}",
}
START_ONLY = {
    "long, H:i": lambda s: f"{long(s)} - {s:%H:%M}",
    "D, m/d/Y": lambda s: f"{s:%a}, {s:%m/%d/%Y} - {s:%H:%M}",
    "D, d/m/Y": lambda s: f"{s:%a}, {s:%d/%m/%Y} - {s:%H:%M}",
    "j F Y - g:ia": lambda s: f"{s.day} {s:%B} {s.year} - {twelve(s)}",
    "g:i a with points": lambda s: (
        f"{s.day} {s:%b} {s.year} at {twelve(s).replace('am', ' a.m.').replace('pm', ' p.m.')}"
    ),
    "ISO": lambda s: f"{s:%Y-%m-%d %H:%M}",
    "ISO with T": lambda s: f"{s:%Y-%m-%dT%H:%M:%S}",
    "month first, ordinal": lambda s: f"{s:%B} {ordinal(s.day)}, {s.year} @ {s:%H:%M}",
    "short month with a point": lambda s: f"{s:%a}. {s.day} {s:%b}. {s.year} - {s:%H:%M}",
    "dashed month": lambda s: f"{s.day}-{s:%b}-{s.year} {s:%H:%M}",
    "upper case": lambda s: f"{long(s)} - {s:%H:%M}".upper(),
    "with zone": lambda s: f"{long(s)} - {s:%H:%M} ({'BST' if london(s).hour != s.hour else 'GMT'})",
}
MULTI_DAY = {
    "long to long": lambda s, e: f"{long(s)} - {s:%H:%M} to {long(e)} - {e:%H:%M}",
    "am pm dash": lambda s, e: f"{s.day} {s:%B} {s.year} {twelve(s)} - {e.day} {e:%B} {e.year} {twelve(e)}",
    "D, m/d/Y": lambda s, e: f"{s:%a}, {s:%m/%d/%Y} - {s:%H:%M} to {e:%a}, {e:%m/%d/%Y} - {e:%H:%M}",
    "ISO": lambda s, e: f"{s:%Y-%m-%d %H:%M} to {e:%Y-%m-%d %H:%M}",
}
WHOLE_DAYS = {
    "long to long": lambda s, e: f"{long(s)} to {long(e)}",
    "all day to all day": lambda s, e: f"{long(s)} (All day) to {long(e)} (All day)",
    "all day once": lambda s, e: f"{long(s)} to {long(e)} (All day)",
    "ordinals": lambda s, e: f"{ordinal(s.day)} {s:%B} {s.year} \u2013 {ordinal(e.day)} {e:%B} {e.year}",
}
ONE_MONTH = {
    "3-7 July 2017": lambda s, e: f"{s.day}\u2013{e.day} {s:%B} {s.year}",
    "July 3-7, 2017": lambda s, e: f"{s:%B} {s.day}-{e.day}, {s.year}",
    "3rd to 7th July 2017": lambda s, e: f"{ordinal(s.day)} to {ordinal(e.day)} {s:%B} {s.year}",
}
ONE_DAY = {
    "all day": lambda s: f"{long(s)} (All day)",
    "day only": lambda s: f"{s:%A} {ordinal(s.day)} {s:%B} {s.year}",
    "ISO day": lambda s: f"{s:%Y-%m-%d}",
}


def times(rng: random.Random, day: date) -> tuple[datetime, datetime]:
    """A start and an end of the same day, off the hours that a change of clocks skips or doubles."""
    start = datetime.combine(day, time(rng.randrange(3, 21), rng.choice((0, 0, 15, 30, 45))))
    return start, start + timedelta(minutes=15 * rng.randrange(1, 12))


def cases(rng: random.Random, day: date):
    start, end = times(rng, day)
    last, _ = times(rng, day + timedelta(days=rng.randrange(1, 9)))
    for name in rng.sample(sorted(SAME_DAY), 2):
        yield SAME_DAY[name](start, end), london(start), london(end), False
    for name in rng.sample(sorted(START_ONLY), 2):
        yield START_ONLY[name](start), london(start), None, False
    name = rng.choice(sorted(MULTI_DAY))
    yield MULTI_DAY[name](start, last), london(start), london(last), False
    name = rng.choice(sorted(WHOLE_DAYS))
    yield WHOLE_DAYS[name](day, last.date()), whole_day(day), whole_day(last.date()), True
    name = rng.choice(sorted(ONE_DAY))
    yield ONE_DAY[name](day), whole_day(day), None, True
    if last.month == day.month:
        name = rng.choice(sorted(ONE_MONTH))
        yield ONE_MONTH[name](day, last.date()), whole_day(day), whole_day(last.date()), True


def could_be_swapped(text: str, day: date) -> bool:
    """Whether a numeric day, weekday and all, can be read with day and month the other way round."""
    try:
        other = date(day.year, day.day, day.month)
    except ValueError:
        return False
    return "/" in text and other != day and other.weekday() == day.weekday()


@pytest.mark.parametrize("one_of", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_no_rendered_date_is_read_wrong(one_of, capsys):
    rng = random.Random(20261122)
    read = abstained = 0
    wrong = []
    for day in DAYS[::one_of]:  # in steps that are no weeks
        for text, start, end, all_day in cases(rng, day):
            found = parse_event(text, captured_at=CAPTURED)
            if isinstance(found, EventTimes):
                read += 1
                if (found.start, found.end, found.all_day) != (start, end, all_day):
                    wrong.append((text, found))
            else:
                abstained += 1
                swapped = any(could_be_swapped(text, d) for d in (day, end.date() if end else day))
                if not (isinstance(found, Ambiguous) and swapped):
                    wrong.append((text, found))
    with capsys.disabled():
        sys.stdout.write(f"\n{read + abstained} date lines: {abstained} left as ambiguous, {len(wrong)} wrong\n")
    assert not wrong[:5]
    assert read > 2 * len(DAYS[::one_of])
    assert abstained < read / 100


@pytest.mark.parametrize("form", [*SAME_DAY, *START_ONLY, *MULTI_DAY])
def test_each_form_is_read_on_a_summer_and_a_winter_day(form):
    """So that no form is missing from the random draw above."""
    for start in (datetime(2018, 6, 29, 13, 30), datetime(2019, 1, 24, 9, 0)):
        end = start + timedelta(hours=2)
        for table, wanted in ((SAME_DAY, london(end)), (START_ONLY, None), (MULTI_DAY, london(end))):
            if form in table:
                text = table[form](start) if table is START_ONLY else table[form](start, end)
                found = parse_event(text, captured_at=CAPTURED)
                assert isinstance(found, EventTimes), text
                assert (found.start, found.end) == (london(start), wanted), text
                assert found.raw == text


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Friday, March 20, 2020 - 13:00 to 16:30", "2020-03-20T13:00", "2020-03-20T16:30"),
        ("Monday, June 11, 2018 - 12:00 to 13:30", "2018-06-11T11:00", "2018-06-11T12:30"),
        ("Friday, January 11, 2019 - 10:00 to 13:00", "2019-01-11T10:00", "2019-01-11T13:00"),
        ("Wednesday, July 3, 2019 - 17:30 to 20:00", "2019-07-03T16:30", "2019-07-03T19:00"),
        ("Monday, January 7, 2019 - 12:00", "2019-01-07T12:00", None),
        ("Wednesday, August 30, 2017 - 16:00", "2017-08-30T15:00", None),
        ("Monday, July 3, 2017 - 09:00 to Friday, July 7, 2017 - 17:00", "2017-07-03T08:00", "2017-07-07T16:00"),
        ("Friday 20 March 2020 1-4pm", "2020-03-20T13:00", "2020-03-20T16:00"),
        ("Saturday 1 February 2020, 11 to 1pm", "2020-02-01T11:00", "2020-02-01T13:00"),
        ("Monday 3 July 2017, 10am to 12 noon", "2017-07-03T09:00", "2017-07-03T11:00"),
        ("20 March 2020, 9:30 to 16:30", "2020-03-20T09:30", "2020-03-20T16:30"),
    ],
)
def test_lines_the_site_is_known_to_print(text, start, end):
    found = parse_event(text, captured_at=CAPTURED)
    assert isinstance(found, EventTimes)
    assert found.start == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert found.end == (datetime.fromisoformat(end).replace(tzinfo=UTC) if end else None)
    assert not found.all_day
    assert found.confidence == "stated"


@pytest.mark.parametrize(
    "text",
    [
        "05/06/2019 - 13:00",  # 5 June or 6 May
        "05.06.2019",
        "20/03/20 - 13:00",  # a year of two digits
        "Friday, March 19, 2020 - 13:00",  # a Thursday
        "31 June 2018 - 13:00",
        "29 February 2019",
        "22th March 2019 - 13:00",
        "20 March 2020, 1:00 to 3:00",  # in the morning?
        "20 March 2020 - 1:00",
        "20 March 2020 at 7",
        "Thursday, January 1, 1970 - 00:00",  # an empty field
        "Monday, January 1, 2525 - 12:00",
    ],
)
def test_a_line_that_can_be_read_two_ways_is_reported_and_not_guessed(text):
    found = parse_event(text, captured_at=CAPTURED)
    assert isinstance(found, Ambiguous)
    assert found.raw == text
    assert found.reason


@pytest.mark.parametrize(
    "text",
    [
        None, "", " ", "rubbish", "1st-5th July", "October 29th, 17:00-19:15", "On Friday 5 July", "last month", "today",
        "2016\u20142019", "2019", "June to August 2019", "13:00", "13:00 to 16:30", "Manchester Central Library",
        "Friday, March 20, 2020 - 13:00 and again on Monday", "20 March 2020, 27 March 2020", "In April",
        "Friday, March 20, 2020 - 25:00", "20 March 2020 at midnight", "Saturday 14 March 2020 10:00 14:00",
    ],
)  # fmt: skip
def test_what_is_no_date_line_is_none(text):
    assert parse_event(text, captured_at=CAPTURED) is None


def test_an_end_before_the_start_is_left_out():
    found = parse_event("Friday, March 20, 2020 - 22:00 to 01:00", captured_at=CAPTURED)
    assert isinstance(found, EventTimes)
    assert found.end is None
    assert found.confidence == "read"
    assert found.problems == ("the end lies before the start",)
