"""One day, one time of day, and how a date line puts them together: which times are believed, and why others aren't."""

from datetime import date, datetime, time, timedelta

import pytest

from jjscrape.normalise.dates import spans
from jjscrape.normalise.dates.days import month_number, read_clock, read_day
from jjscrape.normalise.dates.spans import Ambiguous, Span, read_span

HALF = "no telling which half of the day is meant"
BARE = "an hour without minutes"


def wall(text):
    """(start, end) as HH:MM of a line that begins with 3 July 2017."""
    found = read_span(text)
    assert isinstance(found, Span), found
    return f"{found.start:%H:%M}", found.end and f"{found.end:%H:%M}"


def days(text):
    found = read_span(text)
    assert isinstance(found, Span), found
    return found.start.date().isoformat(), found.end and found.end.date().isoformat(), found.all_day


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("12:00 to 1pm", "12:00", "13:00"),
        ("12 to 1pm", "12:00", "13:00"),
        ("12 to 11am", "00:00", "11:00"),
        ("11 to 12pm", "11:00", "12:00"),
        ("1 to 4pm", "13:00", "16:00"),
        ("4 to 4pm", "04:00", "16:00"),
        ("9 to 11am", "09:00", "11:00"),
        ("01 to 4pm", "13:00", "16:00"),
        ("01:30 to 4pm", "01:30", "16:00"),
        ("9:30 to 10pm", "21:30", "22:00"),
        ("10:30 to 11pm", "22:30", "23:00"),
        ("9:30 to 13:00", "09:30", "13:00"),
        ("09:30 to 11:00", "09:30", "11:00"),
        ("9am to 11:00", "09:00", "11:00"),
        ("9am to 16:00", "09:00", "16:00"),
        ("10:00 to noon", "10:00", "12:00"),
        ("noon", "12:00", None),
        ("1pm", "13:00", None),
        ("between 10:00 and 12:00", "10:00", "12:00"),
        ("GMT 13:00", "13:00", None),
    ],
)
def test_the_times_of_one_day(text, start, end):
    assert wall(f"3 July 2017, {text}") == (start, end)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3 July 2017 at 7", HALF),
        ("3 July 2017 at 7:00", HALF),
        ("3 July 2017, 1:00 to 3:00", HALF),
        ("3 July 2017, 9:30 to 12:30", HALF),
        ("3 July 2017, 9:00 to 7 July 2017, 17:00", HALF),
        ("3 July 2017 at 19", BARE),
        ("3 July 2017, 13 to 2pm", BARE),
        ("3 July 2017, 1pm to 4", BARE),
        ("3 July 2017, 1 to 4:00", BARE),
        ("3 July 2017, 09:00 to 7 July 2017, 17", BARE),
        ("31 June 2018 - 13:00", "no calendar has that day"),
        ("3 July 2017 to 31 June 2018", "no calendar has that day"),
        ("20/03/20", "a year of two digits"),
    ],
)
def test_a_line_that_cannot_be_trusted_says_why(text, reason):
    assert read_span(text) == Ambiguous(text, reason)


@pytest.mark.parametrize(
    "text",
    [
        "3 July 2017 -", "- 3 July 2017", "3 July 2017, 10:00 and 12:00", "(All day) 3 July 2017", "3 July 2017 (All day) - 13:00",
        "3 July 2017 and 4 July 2017", "3-5 July 2017 to 7-9 July 2017", "3 July 2017 7 July 2017", "3 July 2017 - - 13:00",
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_no_date_line(text):
    assert read_span(text) is None


def test_a_date_line_has_a_length():
    line = f"{'3 July 2017, ':,<{spans._LONGEST_LINE}}"
    assert read_span(line)
    assert read_span(f"{line},") is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Mon 3 to Fri 7 July 2017", "2017-07-03", "2017-07-07"),
        ("3 July to 7 August 2017", "2017-07-03", "2017-08-07"),
        ("Mon 3 July - Mon 7 August 2017", "2017-07-03", "2017-08-07"),
        ("July 3 to August 7, 2017", "2017-07-03", "2017-08-07"),
        ("Monday July 3 - 7, 2017", "2017-07-03", "2017-07-07"),
        ("3 July 2017 (All day) - 7 July 2017", "2017-07-03", "2017-07-07"),
        ("3 July 2017 - All day", "2017-07-03", None),
        ("3 July 2017 (All day)", "2017-07-03", None),
    ],
)
def test_whole_days(text, first, last):
    assert days(text) == (first, last, True)


@pytest.mark.parametrize("day", ["3 July 2017", "Monday 3 July 2017", "3rd July, 2017", "July 3, 2017", "2017-07-03"])
def test_times_may_stand_before_their_day_behind_a_dash(day):
    assert wall(f"13:00 - {day}") == ("13:00", None)
    assert wall(f"13:00 to 16:30 - {day}") == wall(f"13.00 to 16.30 - {day}") == ("13:00", "16:30")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("3 July 2017", "7 July 2017"),
        ("Monday 3 July 2017", "Friday 7 July 2017"),
        ("July 3, 2017", "July 7, 2017"),
        ("2017-07-03", "2017-07-07"),
    ],
)
def test_two_days_with_times_in_every_order_of_day_and_month(first, last):
    for line in (f"{first} - 09:00 to {last} - 17:00", f"{first} 09:00 - {last} 17:00"):
        found = read_span(line)
        assert isinstance(found, Span)
        assert (found.start, found.end) == (datetime(2017, 7, 3, 9), datetime(2017, 7, 7, 17))  # noqa: DTZ001
        assert (found.form, found.all_day, found.problem) == ("whole", False, None)
    for line in (f"{first} - 09:00 to {last}", f"{first} - 09:00 - {last}"):
        found = read_span(line)
        assert isinstance(found, Span)
        assert (found.start, found.end) == (datetime(2017, 7, 3, 9), None)  # noqa: DTZ001
        assert (found.form, found.all_day, found.problem) == ("open_end", False, "the last day has no time")


def test_every_reading_of_the_first_day_is_kept():
    found = read_span("05/06/2019 to 07/06/2019")
    assert isinstance(found, Span)
    assert found.starts == (date(2019, 6, 5), date(2019, 5, 6))
    assert found.doubt == "day and month can be read two ways"
    told = read_span("Wed 05/06/2019 to 07/06/2019")
    assert isinstance(told, Span)
    assert (told.starts, told.doubt) == ((date(2019, 6, 5),), "day and month can be read two ways")


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Friday 19 March 2020", "Friday doesn't fall on that date"),
        ("22th March 2019", "there is no 22th"),
        ("31 June 2018", "no calendar has that day"),
        ("31/02/2018", "no calendar has that day"),
        ("2018-02-30", "no calendar has that day"),
        ("20/03/20", "a year of two digits"),
        ("Thursday 19 March 2020", None),
        ("22ND March 2019", None),
    ],
)
def test_a_day_says_why_it_is_not_to_be_believed(text, doubt):
    found = read_day(text)
    assert found
    assert (found.doubt, found.end) == (doubt, len(text))
    behind = read_day(f"on {text}", 3)
    assert behind
    assert (behind.days, behind.doubt) == (found.days, doubt)


def test_no_other_string_begins_with_a_day():
    assert [read_day(text) for text in ("", "July", "3 July", "July 2017", "12018-06-29", "13/13", "2018-06-290")] == [
        None
    ] * 7


@pytest.mark.parametrize(("name", "number"), [("Sept.", 9), ("sep", 9), ("SEPTEMBER", 9), ("Jan", 1), ("december", 12)])
def test_a_month_has_a_number(name, number):
    assert month_number(name) == number


@pytest.mark.parametrize(
    ("text", "at", "half", "padded", "plain"),
    [
        ("noon", time(12), "p", True, False),
        ("12 noon", time(12), "p", True, False),
        ("MIDDAY", time(12), "p", True, False),
        ("12am", time(0), "a", True, False),
        ("12pm", time(12), "p", True, False),
        ("1pm", time(13), "p", False, False),
        ("11 P.M.", time(23), "p", True, False),
        ("7", time(7), None, False, True),
        ("07", time(7), None, True, True),
        ("23", time(23), None, True, True),
        ("23:59", time(23, 59), None, True, False),
        ("9.30", time(9, 30), None, False, False),
        ("11:30:45", time(11, 30, 45), None, True, False),
        ("13:00 hrs", time(13), None, True, False),
        ("0:00", time(0), None, False, False),
    ],
)
def test_a_time_of_day(text, at, half, padded, plain):
    found = read_clock(text)
    assert found
    assert (found.at, found.half, found.padded, found.plain, found.end) == (at, half, padded, plain, len(text))
    behind = read_clock(f"at {text}", 3)
    assert behind
    assert (behind.at, behind.end) == (at, len(text) + 3)


@pytest.mark.parametrize("text", ["", "midnight", "Midnight", "24:00", "10:60", "13am", "12:345", "x", "pm"])
def test_no_time_of_day(text):
    assert read_clock(text) is None


def test_the_last_day_may_be_the_doubtful_one():
    found = read_span("Monday 3 July 2017 to Friday 8 July 2017")
    assert isinstance(found, Span)
    assert found.doubt == "Friday doesn't fall on that date"


def test_a_day_does_not_begin_within_a_word():
    assert read_day("x3 July 2017", 1) is None
    assert read_day("x03/07/2017", 1) is None
    assert read_day("T2017-07-03", 1)


def test_every_name_of_a_weekday_is_told_from_the_others():
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    for day, whole in enumerate(names, 1):
        for name in (
            whole,
            whole[:3],
            *{"Tuesday": ["Tues"], "Wednesday": ["Weds"], "Thursday": ["Thur", "Thurs"]}.get(whole, []),
        ):
            found = read_day(f"{name} {day} July 2019")
            assert found
            assert (found.days, found.doubt) == ((date(2019, 7, day),), None)
            wrong = read_day(f"{name} {day + 1} July 2019")
            assert wrong
            assert wrong.doubt == f"{name} doesn't fall on that date"


def test_every_day_of_every_month_has_its_ordinal():
    day = date(2020, 1, 1)
    while day.year == 2020:
        ending = "th" if day.day in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
        for ordinal in ("st", "nd", "rd", "th"):
            found = read_day(f"{day.day}{ordinal} {day:%B} 2020")
            assert found
            assert (found.days, found.doubt is None) == ((day,), ordinal == ending)
        short = read_day(f"{day:%b}. {day.day} 2020")
        assert short
        assert short.days == (day,)
        day += timedelta(days=1)


def test_an_hour_of_the_afternoon_may_say_so():
    found = read_clock("13pm")
    assert found
    assert found.at == time(13)
