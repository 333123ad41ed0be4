"""Lines and stamps brought to agree, in the zone of the place."""

# ruff: noqa: DTZ001  (a wall clock has no zone)

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.normalise.dates.publication import Ambiguous, EventTimes, parse_event
from jjscrape.normalise.dates.zones import to_utc, zone_of, zone_table


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def event(*args, **kwargs) -> EventTimes:
    found = parse_event(*args, **kwargs)
    assert isinstance(found, EventTimes)
    return found


def test_stamps_are_preferred_to_the_line_they_agree_with():
    found = event(
        "Monday, June 11, 2018 - 12:00 to 13:30", "2018-06-11T12:00:00+01:00", "2018-06-11T13:30:00+01:00", None
    )
    assert (found.start, found.end) == (utc("2018-06-11T11:00"), utc("2018-06-11T12:30"))
    assert (found.rule, found.timezone, found.timezone_source) == ("dates.event-machine", "Europe/London", "site")


def test_a_stamped_end_that_is_the_start_is_no_end():
    found = event("Wednesday, August 30, 2017 - 16:00", "2017-08-30T16:00:00+01:00", "2017-08-30T16:00:00+01:00")
    assert found.end is None
    assert event(None, "2017-08-30T16:00:00+01:00", "2017-08-30T16:00:00+01:00").end is None


def test_the_line_gives_an_end_that_the_stamps_leave_out():
    assert event("Friday, March 20, 2020 - 13:00 to 16:30", "2020-03-20T13:00:00+00:00").end == utc("2020-03-20T16:30")


def test_stamps_alone_will_do():
    found = event(None, "2020-03-20T13:00:00+00:00", "2020-03-20T16:30:00+00:00")
    assert (found.start, found.end, found.all_day) == (utc("2020-03-20T13:00"), utc("2020-03-20T16:30"), False)


def test_a_stamp_settles_what_the_line_leaves_open():
    found = event("05/06/2019 - 13:00", "2019-06-05T13:00:00+01:00")
    assert found.start == utc("2019-06-05T12:00")
    assert event("05/06/2019 - 13:00", "2019-05-06T13:00:00+01:00").start == utc("2019-05-06T12:00")


def test_the_line_is_taken_where_a_stamp_contradicts_it_and_the_contradiction_noted():
    found = event("Friday, March 20, 2020 - 13:00", "2020-03-21T09:00:00+00:00")
    assert found.start == utc("2020-03-20T13:00")
    assert (found.rule, found.confidence) == ("dates.event-text-over-machine", "read")
    assert "disagree" in found.problems[0]


def test_a_stamp_in_utc_agrees_with_a_line_in_summer_time():
    found = event("Monday, June 11, 2018 - 12:00", "2018-06-11T11:00:00Z")
    assert (found.start, found.rule) == (utc("2018-06-11T11:00"), "dates.event-machine")


@pytest.mark.parametrize("stamp", ["2017-04-05T00:00:00+01:00", None])
def test_an_event_of_a_day_is_that_day_at_midnight_utc_and_has_no_end(stamp):
    found = event("Wednesday, April 5, 2017 (All day)", stamp, stamp)
    assert (found.start, found.end, found.all_day) == (utc("2017-04-05T00:00"), None, True)


def test_an_event_of_several_days_ends_on_its_last():
    found = event(
        "Monday, July 3, 2017 to Friday, July 7, 2017", "2017-07-03T00:00:00+01:00", "2017-07-07T00:00:00+01:00"
    )
    assert (found.start, found.end, found.all_day) == (utc("2017-07-03"), utc("2017-07-07"), True)


def test_a_stamp_knows_the_time_that_a_line_of_days_leaves_out():
    found = event("Wednesday, April 5, 2017", "2017-04-05T16:00:00+01:00")
    assert (found.start, found.all_day) == (utc("2017-04-05T15:00"), False)


@pytest.mark.parametrize("stamps", [("2018-02-12T09:00:00+00:00", "2018-02-12T20:00:00+00:00"), (None, None)])
def test_the_wall_time_printed_is_kept_in_the_zone_of_a_place_abroad(stamps):
    found = event("Monday, February 12, 2018 - 09:00 to 20:00", *stamps, "Rue de la Loi, Brussels")
    assert (found.timezone, found.timezone_source) == ("Europe/Brussels", "place")
    assert (found.start, found.end) == (utc("2018-02-12T08:00"), utc("2018-02-12T19:00"))


def test_hints_count_only_where_there_is_no_place_line():
    line = "Monday, February 12, 2018 - 09:00 to 20:00"
    assert event(line).timezone == "Europe/London"
    assert event(line, place_hints=["Workshops in Brussels 2016-2018"]).timezone == "Europe/Brussels"
    told = event(line, place="Federation House", place_hints=["Workshops in Brussels"])
    assert (told.timezone, told.timezone_source) == ("Europe/London", "site")


def test_an_own_table_of_places_replaces_the_shipped_one():
    line = "Monday, February 12, 2018 - 09:00"
    assert event(line, place="Perth", zones={"Perth": "Australia/Perth"}).timezone == "Australia/Perth"
    assert event(line, place="Brussels", zones={"Perth": "Australia/Perth"}).timezone_source == "site"


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ("Manchester Art Gallery Mosley St Manchester M2 3JL", "Europe/London"),
        ("Ziferblat, Edge Street, M4 1HW", "Europe/London"),
        ("BARCELONA", "Europe/Madrid"),
        ("Cape Town, South Africa", "Africa/Johannesburg"),
        ("KLIP House, Kisumu", "Africa/Nairobi"),
        ("Universitet, Goteborg", "Europe/Stockholm"),
        ("Malmö\u00a0Live, Malmö", "Europe/Stockholm"),
        ("Barcelona Street, Leeds", "Europe/London"),
        ("The Cape Town Room, Federation House", None),
        ("Brussels Road 12", None),
        ("Barcelonaise Bar", None),
        ("Ziferblat", None),
        ("Sheffield and Brussels", None),
        (None, None),
        ("", None),
    ],
)
def test_a_place_line_names_a_zone_by_whole_words(place, zone):
    assert zone_of(place).zone == zone


def test_places_in_two_zones_are_reported():
    found = event("Monday, February 12, 2018 - 09:00", place="Sheffield and Brussels")
    assert found.timezone_source == "site"
    assert "Sheffield, Brussels" in found.problems[0]


@given(
    st.sampled_from(sorted(zone_table())), st.sampled_from(["{}", "The Hub, {}", "{}, 3rd floor", "{} (city centre)"])
)
def test_every_listed_place_is_found_in_a_line(name, line):
    assert zone_of(line.format(name)).zone == zone_table()[name]


def test_the_hour_that_comes_twice_is_the_first_unless_a_stamp_says_which():
    line = "Sunday, October 29, 2017 - 01:30"
    found = event(line)
    assert found.start == utc("2017-10-29T00:30")
    assert "twice" in found.problems[0]
    assert event(line, "2017-10-29T01:30:00+00:00").start == utc("2017-10-29T01:30")
    assert event(line, "2017-10-29T01:30:00+01:00").start == utc("2017-10-29T00:30")
    assert event(line, "2017-10-29T01:30:00+00:00").problems == ()


def test_the_hour_that_clocks_skip_is_read_with_the_offset_before():
    found = event("Sunday, March 26, 2017 - 01:30")
    assert found.start == utc("2017-03-26T01:30")
    assert "skip" in found.problems[0]


@pytest.mark.parametrize("year", range(2014, 2027))
def test_the_days_on_which_clocks_change_are_read_on_both_sides(year):
    for month in (3, 10):
        day = next(d for d in range(31, 24, -1) if datetime(year, month, d).weekday() == 6)
        before, after = (0, 1) if month == 3 else (1, 0)
        line = datetime(year, month, day).strftime("%A, %B %d, %Y")
        assert event(f"{line} - 00:30").start == utc(f"{year}-{month:02}-{day}T00:30").replace(hour=0) - (
            datetime(2000, 1, 1, before) - datetime(2000, 1, 1)
        )
        assert event(f"{line} - 02:30").start.hour == 2 - after


@given(st.datetimes(datetime(2014, 1, 1), datetime(2026, 12, 31)), st.sampled_from(sorted(set(zone_table().values()))))
def test_a_local_time_goes_to_utc_and_back_unless_the_clocks_skipped_it(wall, zone):
    from zoneinfo import ZoneInfo

    there, doubt = to_utc(wall, zone)
    back = there.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert back == wall or (doubt and "skip" in doubt)


@pytest.mark.parametrize("stamp", ["", "soon", "2019-13-01", "1530294000", "2019-02-30T10:00:00Z"])
def test_a_stamp_that_is_none_leaves_the_line(stamp):
    assert event("Friday, March 20, 2020 - 13:00", stamp).rule == "dates.event-text-start"
    assert parse_event(None, stamp) is None


def test_an_unlikely_year_is_reported():
    assert isinstance(parse_event(None, "1970-01-01T00:00:00+00:00"), Ambiguous)


@pytest.mark.parametrize(
    ("line", "stamp", "start"),
    [
        ("Tuesday, February 11, 2020 - 09:30", "2020-02-11T09:30:00+01:00", "2020-02-11T08:30"),
        ("Monday, September 2, 2019 - 10:00", "2019-09-02T10:00+02:00", "2019-09-02T08:00"),
        ("Monday, September 2, 2019 - 10:00", "2019-09-02T10:00:00Z", "2019-09-02T10:00"),
        ("Monday, September 2, 2019 - 10:00", "2019-09-02T10:00:00-04:00", "2019-09-02T14:00"),
        ("02/09/2019 - 10:00", "2019-09-02T10:00:00+02:00", "2019-09-02T08:00"),
    ],
)
def test_a_stamp_whose_own_clock_is_the_one_shown_keeps_its_offset(line, stamp, start):
    found = event(line, stamp)
    assert (found.start, found.rule) == (utc(start), "dates.event-machine")
    assert found.timezone is found.timezone_source is None


def test_an_end_in_an_own_zone_is_of_its_stamp_or_else_of_the_start_s_offset():
    line, start = "Monday, September 2, 2019 - 10:00 to 12:00", "2019-09-02T10:00:00+02:00"
    assert event(line, start).end == utc("2019-09-02T10:00")
    assert event(line, start, "2019-09-02T12:00:00+02:00").end == utc("2019-09-02T10:00")
    night = "Saturday, October 26, 2019 - 10:00 to Sunday, October 27, 2019 - 12:00"
    assert event(night, "2019-10-26T10:00:00+02:00", "2019-10-27T12:00:00+01:00").end == utc("2019-10-27T11:00")


def test_a_day_in_an_own_zone_is_the_day_shown():
    found = event("Tuesday, February 11, 2020", "2020-02-11T00:00:00+01:00")
    assert (found.start, found.all_day) == (utc("2020-02-11T00:00"), True)


def test_the_place_names_an_own_zone_where_it_has_its_offset():
    line, stamp = "Tuesday, February 11, 2020 - 09:30", "2020-02-11T09:30:00+01:00"
    found = event(line, stamp, place="Town Hall, Brussels")
    assert (found.start, found.timezone, found.timezone_source) == (utc("2020-02-11T08:30"), "Europe/Brussels", "place")
    found = event(line, stamp, place="Town Hall, Leeds")
    assert (found.start, found.timezone) == (utc("2020-02-11T08:30"), None)
    assert "+01:00" in found.problems[0]


def test_a_stamp_with_the_site_s_offset_is_in_no_zone_of_its_own():
    for place, start, zone in (
        (None, "2018-06-11T11:00", "Europe/London"),
        ("Brussels", "2018-06-11T10:00", "Europe/Brussels"),
    ):
        found = event("Monday, June 11, 2018 - 12:00", "2018-06-11T12:00:00+01:00", place=place)
        assert (found.start, found.timezone) == (utc(start), zone)
    # the line shows the site's clock, whatever offset the stamp is written in
    found = event("Monday, June 11, 2018 - 12:00", "2018-06-11T11:00:00Z")
    assert (found.start, found.timezone) == (utc("2018-06-11T11:00"), "Europe/London")


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("30 Dec \u2013 2 Jan 2020", "2019-12-30", "2020-01-02"),
        ("Mon 30 December to Thu 2 January 2020", "2019-12-30", "2020-01-02"),
        ("December 30 - January 2, 2020", "2019-12-30", "2020-01-02"),
        ("30 November - 2 December 2019", "2019-11-30", "2019-12-02"),
        ("30 December 2019 - 2 January 2020", "2019-12-30", "2020-01-02"),
    ],
)
def test_a_year_said_once_is_that_of_the_last_day(line, first, last):
    found = event(line)
    assert (found.start, found.end, found.all_day) == (utc(first), utc(last), True)


@pytest.mark.parametrize("line", ["6-4 June 2019", "2 June - 30 May 2019", "4 June 2019 to 2 June 2019"])
def test_days_the_wrong_way_round_are_nobodys_to_settle(line):
    found = parse_event(line)
    assert isinstance(found, Ambiguous)
    assert found.reason == "the end lies before the start"


@pytest.mark.parametrize("stamp", [None, "2019-06-04T18:00:00+01:00"])
def test_a_line_that_names_a_zone_where_clocks_show_another_is_ambiguous(stamp):
    found = parse_event("Tuesday 4 June 2019, 18:00 BST", stamp, None, "Nairobi")
    assert isinstance(found, Ambiguous)
    assert found.reason == "it says BST, and clocks in Africa/Nairobi show EAT on that day"


@pytest.mark.parametrize(
    ("line", "place", "start"),
    [
        ("Tuesday 4 June 2019, 18:00 BST", "Manchester", "2019-06-04T17:00"),
        ("Tuesday 4 December 2018, 18:00 GMT", "Accra", "2018-12-04T18:00"),
        ("Tuesday 4 December 2018, 18:00 GMT", "Dublin", "2018-12-04T18:00"),
        ("Tuesday 4 June 2019, 18:00", "Nairobi", "2019-06-04T15:00"),
        ("4 June 2019 BST", "Nairobi", "2019-06-04"),
    ],
)
def test_a_line_that_names_the_zone_of_its_place_is_read_there(line, place, start):
    assert event(line, place=place).start == utc(start)
