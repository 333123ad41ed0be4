"""Reads one calendar day or one time of day out of a string, in every order that Drupal and its editors use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

# fmt: off
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)
# fmt: on
MONTH_NUMBERS = (
    {name: n for n, name in enumerate(_MONTHS, 1)} | {name[:3]: n for n, name in enumerate(_MONTHS, 1)} | {"sept": 9}
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY_NUMBERS = {name: n for n, name in enumerate(_WEEKDAYS)}

_YEAR = r"(?P<{p}year>\d{{4}})"
_DAY = r"(?P<{p}day>\d{{1,2}})(?P<{p}ord>st|nd|rd|th)?"
MONTH = r"(?:" + "|".join([*_MONTHS, "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"]) + r")\.?"
_MONTH = rf"(?P<{{p}}month>{MONTH})"
WEEKDAY = (
    "(?:monday|mon|tuesday|tues|tue|wednesday|weds|wed|thursday|thurs|thur|thu|friday|fri|saturday|sat|sunday|sun)"
)
_WEEKDAY = rf"(?:(?P<{{p}}weekday>{WEEKDAY})\b\.?,?\s*)?"
_SEP = r"(?P<{p}sep>[/.-])"

_ORDERS = (
    rf"{_WEEKDAY}(?<!\d){_YEAR}(?P<{{p}}between>[/-])(?P<{{p}}mm>\d{{{{2}}}})(?P={{p}}between)(?P<{{p}}dd>\d{{{{2}}}})(?![\d/-])",
    rf"{_WEEKDAY}(?<!\d){_YEAR}\s*,?\s+{_MONTH}\s+{_DAY}(?!\d|[:.]\d)",
    rf"{_WEEKDAY}{_MONTH}\s+{_DAY}\s*,?\s+{_YEAR}(?!\d)",
    rf"{_WEEKDAY}(?:the\s+)?{_DAY}(?P<{{p}}dot>\.(?=\s))?(?:\s+|-)(?:of\s+)?{_MONTH}\s*(?:,|-)?\s*{_YEAR}(?!\d)",
    rf"{_WEEKDAY}(?<!\d)(?P<{{p}}first>\d{{{{1,2}}}}){_SEP}(?P<{{p}}second>\d{{{{1,2}}}})(?P={{p}}sep)(?:{_YEAR}|(?P<{{p}}short>\d\d))(?!\d)",
)
_DAY_FORMS = tuple(
    re.compile(rf"\b{form.format(p='')}" if n else form.format(p=""), re.IGNORECASE) for n, form in enumerate(_ORDERS)
)

_ORDINALS = {1: "st", 21: "st", 31: "st", 2: "nd", 22: "nd", 3: "rd", 23: "rd"}

_TIME_FORM = re.compile(
    r"(?P<word>(?:12\s+)?(?:noon|midday)|midnight)\b"
    r"|(?<![\d:.])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
    r"\s*(?P<half>[ap]\.?\s?m\b\.?)?(?:\s?(?:hrs?|h)\b)?(?![\d:])",
    re.IGNORECASE,
)
_LAST_HOUR = 23
_NOON = 12


@dataclass(frozen=True, slots=True)
class DayReading:
    """The days a string can mean; more than one is a string that can be read two ways.

    `doubt` says why even a single one isn't to be believed, such as a weekday that doesn't fit. `end` is where
    reading stopped. `dotted` is a day with a point behind it ("13. February"), as languages write it whose clocks count
    to 24.
    """

    days: tuple[date, ...]
    end: int
    doubt: str | None = None
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A time of day. `half` is None where the string doesn't say which half of the day; `plain` is a bare hour."""

    at: time
    end: int
    half: str | None
    padded: bool
    plain: bool


def month_number(name: str) -> int:
    return MONTH_NUMBERS[name.lower().rstrip(".")]


def _weekday_number(name: str) -> int:
    return next(n for n, full in enumerate(_WEEKDAYS) if full.startswith(name.lower()[:3]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _settle(days: list[date], weekday: str | None, end: int, *, dotted: bool = False) -> DayReading:
    """A weekday picks among several readings; one that fits none is a slip of the pen that nobody can mend."""
    if weekday is None:
        return DayReading(tuple(days), end, dotted=dotted)
    fitting = [d for d in days if d.weekday() == _weekday_number(weekday)]
    if fitting:
        return DayReading(tuple(fitting), end, dotted=dotted)
    return DayReading(tuple(days), end, doubt=f"{weekday} doesn't fall on that date")


def read_day(text: str, start: int = 0) -> DayReading | None:
    """The day that begins at `start`, or None. A day that no calendar has (31 June) reads as no day, with a doubt."""
    for form in _DAY_FORMS:
        match = form.match(text, start)
        if match is None:
            continue
        parts = match.groupdict()
        if parts.get("mm"):
            day = _day(int(parts["year"]), int(parts["mm"]), int(parts["dd"]))
            days = [day] if day else []
        elif parts.get("first"):
            if parts["short"]:
                return DayReading((), match.end(), doubt="a year of two digits")
            first, second, year = int(parts["first"]), int(parts["second"]), int(parts["year"])
            both = (_day(year, second, first), _day(year, first, second))
            days = list(dict.fromkeys(d for d in both if d))
        else:
            number = int(parts["day"])
            ordinal = parts["ord"]
            day = _day(int(parts["year"]), month_number(parts["month"]), number)
            days = [day] if day else []
            if ordinal and ordinal.lower() != _ORDINALS.get(number, "th"):
                return DayReading(tuple(days), match.end(), doubt=f"there is no {number}{ordinal}")
        if not days:
            return DayReading((), match.end(), doubt="no calendar has that day")
        return _settle(days, parts.get("weekday"), match.end(), dotted=bool(parts.get("dot")))
    return None


def read_clock(text: str, start: int = 0) -> ClockReading | None:
    """The time of day that begins at `start`, or None."""
    match = _TIME_FORM.match(text, start)
    if match is None:
        return None
    if word := match["word"]:
        if word.lower() == "midnight":  # of the day that begins, or of the day that ends
            return None
        return ClockReading(time(_NOON), match.end(), "p", padded=True, plain=False)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = match["half"][0].lower() if match["half"] else None
    plain = match["minute"] is None and half is None
    if half == "p" and hour < _NOON:
        hour += _NOON
    elif half == "a" and hour == _NOON:
        hour = 0
    elif half == "a" and hour > _NOON:
        return None
    if hour > _LAST_HOUR or minute > 59:  # noqa: PLR2004
        return None
    padded = len(match["hour"]) > 1
    return ClockReading(time(hour, minute, int(match["second"] or 0)), match.end(), half, padded, plain)
