"""Stamps for programs, down to the precision written."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from jjscrape.normalise.dates.machine import MachineTime, read_iso, read_machine, read_rfc822


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("2018", date(2018, 1, 1), "year"),
        ("2018-06", date(2018, 6, 1), "month"),
        (" 2018-06-29 ", date(2018, 6, 29), "day"),
    ],
)
def test_a_stamp_without_a_time(text, first, precision):
    assert read_iso(text) == read_machine(text) == MachineTime(None, first, precision)


@pytest.mark.parametrize(
    ("offset", "hours"),
    [("Z", 0), ("z", 0), (" Z", 0), ("+00:00", 0), ("+01:00", 1), ("+0130", 1.5), ("-03", -3), ("-0330", -3.5)],
)
@pytest.mark.parametrize(("clock", "second"), [("18:40", 0), ("18:40:07", 7), ("18:40:07.123", 7), ("18:40:07,9", 7)])
def test_a_stamp_with_an_offset(clock, second, offset, hours):
    at = datetime(2018, 6, 29, 18, 40, second, tzinfo=timezone(timedelta(hours=hours)))
    for text in (f"2018-06-29T{clock}{offset}", f" 2018-06-29 {clock}{offset}\n"):
        found = read_iso(text)
        assert found == MachineTime(at, date(2018, 6, 29), "time")
        assert found.at
        assert found.at.utcoffset() == timedelta(hours=hours)


def test_a_stamp_without_an_offset_is_a_wall_clocks():
    assert read_iso("2018-06-29T18:40") == MachineTime(datetime(2018, 6, 29, 18, 40), date(2018, 6, 29), "time")  # noqa: DTZ001


@pytest.mark.parametrize(
    "text", ["", "2018-13", "0000", "2018-02-30", "2018-06-29T25:00", "2018-06-29T10:00+25:00", "29 June"]
)
def test_no_stamp(text):
    assert read_machine(text) is None


@pytest.mark.parametrize("zone", ["-0000", "+0000", "GMT"])
def test_a_feeds_date_in_utc(zone):
    at = datetime(2020, 2, 24, 10, 15, tzinfo=UTC)
    assert read_rfc822(f" Mon, 24 Feb 2020 10:15:00 {zone} ") == MachineTime(at, date(2020, 2, 24), "time")


def test_a_feeds_date_without_a_zone_is_no_instant():
    assert read_rfc822("Mon, 24 Feb 2020 10:15:00") is None
    assert read_rfc822("soon") is None


@pytest.mark.parametrize(
    "text",
    ["9999-12-31T23:30:00-14:00", "0001-01-01T00:30+14:00", "9999", "0001-01", "9999-12-31", "0001-01-01T00:00",
     "Fri, 31 Dec 9999 23:59:00 -1200", f"Mon, 01 Jan {10**20} 00:00:00 +0000"],
)  # fmt: skip
def test_a_stamp_at_either_end_of_the_calendar_is_none(text):
    """Clocks of other zones can't tell such a time."""
    assert read_machine(text) is None
