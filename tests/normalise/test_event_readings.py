"""Which of line, stamps, place and hints an event's times are taken from, and what is noted on the way."""

from datetime import UTC, datetime

import pytest

from jjscrape.normalise.dates.publication import Ambiguous, EventTimes, parse_event
from jjscrape.normalise.dates.zones import ZoneReading, zone_of, zone_of_first

CAPTURED = datetime(2026, 1, 1, tzinfo=UTC)
LINE = "Friday, March 20, 2020 - 13:00"


def event(*args, **kwargs) -> EventTimes:
    found = parse_event(*args, **kwargs)
    assert isinstance(found, EventTimes), found
    return found


def at(moment):
    return moment and f"{moment:%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("start", "end", "read"),
    [
        ("2020-03-20", None, ("2020-03-20T00:00", None, True)),
        ("2020-03-20", "2020-03-22", ("2020-03-20T00:00", "2020-03-22T00:00", True)),
        ("2020-03-20", "2020-03-20", ("2020-03-20T00:00", None, True)),
        ("2020-03-20T00:00:00", "2020-03-22T00:00:00", ("2020-03-20T00:00", "2020-03-22T00:00", True)),
        ("2020-06-20T00:00:00+01:00", None, ("2020-06-20T00:00", None, True)),
        ("2020-03-20T00:00:00", "2020-03-22T10:00:00", ("2020-03-20T00:00", "2020-03-22T10:00", False)),
        ("2020-03-20T10:00:00", "2020-03-22T00:00:00", ("2020-03-20T10:00", "2020-03-22T00:00", False)),
        ("2020-03-20T13:00:00", "2020-03-20T12:00:00", ("2020-03-20T13:00", None, False)),
        ("2020-03-20T13:00:00Z", "2020-03-22", ("2020-03-20T13:00", None, False)),
        ("2020-03-20T13:00:00Z", "2020-04", ("2020-03-20T13:00", None, False)),
        ("2020-06-20T13:00:00Z", "2020-06-20T15:00:00Z", ("2020-06-20T13:00", "2020-06-20T15:00", False)),
        ("2020-06-20T13:00:00", "2020-06-20T15:00:00", ("2020-06-20T12:00", "2020-06-20T14:00", False)),
    ],
)
def test_stamps_alone(start, end, read):
    found = event(None, start, end)
    assert (at(found.start), at(found.end), found.all_day) == read
    assert (found.raw, found.confidence) == (" | ".join(filter(None, (start, end))), "stated")
    assert found.start.tzinfo is UTC


@pytest.mark.parametrize("stamp", ["2020-03", "2020"])
def test_a_stamp_of_a_month_or_a_year_is_no_day(stamp):
    assert parse_event(None, stamp) is None
    found = event(LINE, stamp)
    assert (found.rule, found.problems) == ("dates.event-text-start", ())


def test_the_line_knows_the_time_that_a_stamp_of_a_day_leaves_out():
    found = event(f"{LINE} to 16:30", "2020-03-20")
    assert (at(found.start), at(found.end), found.all_day) == ("2020-03-20T13:00", "2020-03-20T16:30", False)
    assert (found.rule, found.confidence) == ("dates.event-text-same-day", "stated")
    settled = event("05/06/2019 - 13:00 to 14:00", "2019-05-06")
    assert (at(settled.start), settled.end, settled.rule) == ("2019-05-06T12:00", None, "dates.event-text-same-day")
    assert at(event("05/06/2019 - 13:00", "2019-06-05").start) == "2019-06-05T12:00"
    assert at(event("Friday, March 20, 2020", "2020-03-20").start) == "2020-03-20T00:00"


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("July 3, 2017 to July 7, 2017", "2017-07-03", None),
        ("July 3, 2017 to July 7, 2017", "2017-07-03T09:00:00+01:00", "2017-07-07T17:00:00+01:00"),
        ("July 3, 2017 to July 7, 2017", "2017-07-03T00:00:00+01:00", "2017-07-07T00:00:00+01:00"),
    ],
)
def test_a_line_of_days_makes_an_event_of_days(line, start, end):
    found = event(line, start, end)
    assert (at(found.start), at(found.end), found.all_day) == ("2017-07-03T00:00", "2017-07-07T00:00", True)
    assert (found.rule, found.confidence) == ("dates.event-machine", "stated")


def test_a_line_of_one_day_told_as_two_ends_on_it():
    found = event("July 3, 2017 to July 3, 2017", "2017-07-03", "2017-07-03")
    assert (found.all_day, found.end) == (True, None)


@pytest.mark.parametrize(
    ("line", "stamp", "rule", "problems"),
    [
        (LINE, "2020-03-20T13:00:59Z", "dates.event-machine", ()),
        (
            LINE,
            "2020-03-20T13:01:00Z",
            "dates.event-text-over-machine",
            ("the line shown and the machine's 2020-03-20 13:01:00+00:00 disagree: the line is taken",),
        ),
        (
            "Friday, March 20, 2020",
            "2020-03-21",
            "dates.event-text-over-machine",
            ("the line shown and the machine's 2020-03-21 disagree: the line is taken",),
        ),
        (
            "Friday, March 19, 2020 - 13:00",
            "2020-03-20T13:00:00Z",
            "dates.event-machine",
            ("the line shown is doubtful: Friday doesn't fall on that date",),
        ),
        ("Friday, March 19, 2020 - 13:00", "2020-03-19T13:00:00Z", "dates.event-machine", ()),
        ("3 July 2017 at 7", "2017-07-03T19:00:00+01:00", "dates.event-machine", ()),
        ("rubbish", "2020-03-20T13:00:00Z", "dates.event-machine", ()),
        ("July 3, 2017 - 09:00 to July 7, 2017", None, "dates.event-text-open-end", ("the last day has no time",)),
        ("Monday, June 11, 2018 - 12:00 (GMT)", "2018-06-11T12:00:00+01:00", "dates.event-machine", ()),
        ("Monday, June 11, 2018 - 12:00 BST", None, "dates.event-text-start", ()),
        ("Monday, June 11, 2018 (All day) GMT", None, "dates.event-text-one-day", ()),
        ("Monday, July 1, 2019 - 01:30", "2019-06-30T22:30:00-02:00", "dates.event-machine", ()),
        ("Monday, July 1, 2019", "2019-06-30T23:30:00Z", "dates.event-machine", ()),
        ("Sunday, June 30, 2019", "2019-06-30T23:30:00Z", "dates.event-machine", ()),
    ],
)
def test_line_and_stamp_together(line, stamp, rule, problems):
    found = event(line, stamp)
    assert (found.rule, found.problems, found.raw) == (rule, problems, line)
    assert found.confidence == ("read" if problems else "stated")


@pytest.mark.parametrize(
    ("line", "zone", "reason"),
    [
        ("Monday, June 11, 2018 - 12:00 (GMT)", "Europe/London", "it says GMT, and clocks in Europe/London show BST on that day"),
        (f"{LINE} (GMT)", "Europe/Paris", "it says GMT, and clocks in Europe/Paris show CET on that day"),
        ("Friday, March 19, 2020 - 13:00", "Europe/London", "Friday doesn't fall on that date"),
        ("Monday, January 1, 1990 - 12:00", "Europe/London", "an event in 1990 isn't likely"),
        ("Tuesday, January 1, 2047 - 12:00", "Europe/London", "an event in 2047 isn't likely"),
    ],
)  # fmt: skip
def test_a_line_that_is_not_believed_says_why(line, zone, reason):
    assert parse_event(line, default_zone=zone, captured_at=CAPTURED) == Ambiguous(line, reason)


def test_a_stamp_of_a_day_does_not_say_which_hour_a_line_means():
    line = "Monday, June 11, 2018 - 12:00 (GMT)"
    assert parse_event(line, "2018-06-11") == Ambiguous(
        line, "it says GMT, and clocks in Europe/London show BST on that day"
    )


def test_an_event_may_lie_twenty_years_ahead_and_is_no_older_than_the_web():
    assert event(None, "2046-12-31", captured_at=CAPTURED)
    assert parse_event(None, "2047-01-01", "2047-01-02", captured_at=CAPTURED) == Ambiguous(
        "2047-01-01 | 2047-01-02", "an event in 2047 isn't likely"
    )
    assert event(None, "2047-01-01")
    assert event(None, "1991-01-01")


@pytest.mark.parametrize("line", [f"{LINE} to 13:00", "July 3, 2017 to July 3, 2017"])
def test_an_end_is_never_the_start(line):
    found = event(line)
    assert (found.end, found.problems, found.confidence) == (None, (), "stated")


def test_a_stamped_end_that_is_the_start_leaves_the_lines_end():
    assert at(event(f"{LINE} to 16:30", "2020-03-20T13:00:00Z", "2020-03-20T13:00:00Z").end) == "2020-03-20T16:30"


def test_an_end_before_the_start_is_noted():
    found = event(f"{LINE} to 12:59")
    assert (found.end, found.problems, found.confidence) == (None, ("the end lies before the start",), "read")


def test_a_doubtful_lines_end_is_left_out():
    assert event("05/06/2019 - 13:00 to 14:00", "2019-05-06T13:00:00+01:00").end is None


@pytest.mark.parametrize(
    ("place", "hints", "zone", "source", "problems"),
    [
        ("  ", ["Brussels"], "Europe/Brussels", "place", ()),
        (None, ["x", "Brussels", "Athens"], "Europe/Brussels", "place", ()),
        ("Ziferblat", ["Brussels"], "Europe/London", "site", ()),
        (
            "Sheffield and Brussels",
            ["Athens"],
            "Europe/London",
            "site",
            ("the place names several zones (Sheffield, Brussels): the site's is taken",),
        ),
    ],
)
def test_where_the_zone_comes_from(place, hints, zone, source, problems):
    found = event(LINE, place=place, place_hints=hints)
    assert (found.timezone, found.timezone_source, found.problems) == (zone, source, problems)
    assert found.start == datetime(2020, 3, 20, 13 if source == "site" else 12, tzinfo=UTC)


def test_days_are_no_instants_whatever_the_zone():
    found = event("March 20, 2020 to March 22, 2020", place="Brussels")
    assert (at(found.start), at(found.end)) == ("2020-03-20T00:00", "2020-03-22T00:00")


def test_each_end_of_a_night_of_two_hours_is_noted():
    first, second = (
        f"clocks show 2017-10-29 {time} twice in Europe/London: the first is taken" for time in ("01:30", "01:45")
    )
    assert event("Sunday, October 29, 2017 - 01:30 to 01:45").problems == (first, second)
    stamped = event(
        "Sunday, October 29, 2017 - 00:30 to 01:30", "2017-10-29T00:30:00+01:00", "2017-10-29T01:30:00+00:00"
    )
    assert (at(stamped.start), at(stamped.end), stamped.problems) == ("2017-10-28T23:30", "2017-10-29T01:30", ())
    assert event("Sunday, March 26, 2017 - 01:30").problems == ("clocks skip 2017-03-26 01:30 in Europe/London",)


@pytest.mark.parametrize(
    ("place", "reading"),
    [
        ("Porto Alegre", ZoneReading("America/Sao_Paulo", ("Porto Alegre",))),
        ("New Delhi and Delhi", ZoneReading("Asia/Kolkata", ("New Delhi", "Delhi"))),
        ("Leeds, leeds", ZoneReading("Europe/London", ("Leeds",))),
        ("Ziferblat, M4 1HW", ZoneReading("Europe/London", ("M4 1HW",))),
        ("Brussels M4 1HW", ZoneReading(None, ("Brussels", "M4 1HW"), conflict=True)),
        ("Brussels's best", ZoneReading(None, (), conflict=False)),
        ("", ZoneReading(None)),
    ],
)
def test_a_place_line_is_read_to_its_last_name(place, reading):
    assert zone_of(place) == reading
    assert zone_of_first(["", "x", place, "Athens"]) == (reading if reading.names else zone_of("Athens"))


def test_an_empty_table_knows_no_place_but_postcodes_are_known():
    assert zone_of("Leeds", {}) == ZoneReading(None)
    assert zone_of("Leeds M4 1HW", {}).zone == "Europe/London"
    assert zone_of_first([]) == ZoneReading(None)


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ("Manchester, New Hampshire", "America/New_York"),
        ("Manchester, NH 03101, USA", "America/New_York"),
        ("Melbourne, Derbyshire", "Europe/London"),
        ("Boston, Lincolnshire", "Europe/London"),
        ("London, Ontario", "America/Toronto"),
        ("Newcastle, NSW, Australia", "Australia/Sydney"),
        ("Melbourne, Australia", "Australia/Melbourne"),
        ("Toronto, Canada", "America/Toronto"),
        ("Room 4, in, Leeds", "Europe/London"),
        ("Virginia House, Manchester", "Europe/London"),
    ],
)
def test_a_region_behind_a_town_tells_which_town_it_is(place, zone):
    assert zone_of(place).zone == zone


@pytest.mark.parametrize("place", ["Perth, Australia", "Paris, Texas", "Manchester, USA"])
def test_where_the_zone_of_a_place_is_not_known_none_is_guessed(place):
    assert zone_of(place).elsewhere
    found = parse_event("3 May 2019, 18:00", place=place)
    assert isinstance(found, Ambiguous)
    assert "isn't known" in found.reason
    day = parse_event("3 May 2019", place=place)
    assert isinstance(day, EventTimes)
    assert (day.all_day, day.timezone, day.timezone_source) == (True, None, None)
    own = parse_event("3 May 2019, 18:00", "2019-05-03T18:00:00-04:00", place=place)
    assert isinstance(own, EventTimes)
    assert own.start.isoformat() == "2019-05-03T22:00:00+00:00"
