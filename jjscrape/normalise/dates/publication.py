"""When something was published: machine stamps, feeds and bylines, in that order; never prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from jjscrape.items import DateCandidate, PartialDate
from jjscrape.normalise.dates.days import MONTH, month_number, read_day
from jjscrape.normalise.dates.event_times import EventTimes, parse_event
from jjscrape.normalise.dates.machine import MachineTime, read_machine
from jjscrape.normalise.dates.spans import Ambiguous, Span, read_span
from jjscrape.normalise.dates.zones import SITE_ZONE, day_in_utc, to_utc
from jjscrape.normalise.text import clean
from jjscrape.witnesses import DATES

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Ambiguous",
    "EventTimes",
    "Published",
    "disagreements",
    "parse_event",
    "parse_partial",
    "parse_published",
    "publication_problems",
    "read_candidate",
]

_PRECEDENCE = {"metadata": 0, "feed": 1, "byline": 2}
_FIRST_YEAR = 1991  # no page is older than the web, and 1970 is an empty field printed as a date
ONE_DAY = timedelta(days=1, hours=14)
"""A time and the day it falls on in another zone are no further apart."""
_CLOCK_SKEW = timedelta(minutes=10)

_MONTH_YEAR = re.compile(rf"({MONTH}),?\s+(\d{{4}})", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_RELATIVE = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|now|ago|last|next|this|past|coming|recent|soon|week|weeks|days|months|years|since|"
    r"until|before|after|about|around|circa|early|mid|late)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Published:
    """When a record was published, no finer than it is known.

    `edtf` (ISO 8601-2) is the value: a date-time in the zone written, or a day, month or year. `value` is a UTC
    timestamp for sorting and joining: the instant, or the first day it can be at 00:00 UTC (see `day_in_utc`).
    `confidence` is `stated` for a machine's stamp, `read` for a date made out of a printed string.
    """

    value: datetime
    edtf: str
    source: str
    raw: str
    rule: str
    confidence: str


@cache
def _fallback() -> Any:
    """One dateparser for all calls: making one costs eight times what using it does.

    Every part must be in the string, so `RELATIVE_BASE` never shows in a result; it is set so that dateparser has
    no reason to look at the clock.
    """
    from dateparser.date import DateDataParser  # noqa: PLC0415  (a tenth of a second that most runs never need)

    return DateDataParser(
        languages=["en"],
        settings={
            "DATE_ORDER": "DMY",
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],
            "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001  (dateparser wants a naive one)
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )


def _rare_form(text: str) -> PartialDate | None:
    """Forms off the fast path, believed only where every number the result needs stands in the string."""
    if _RELATIVE.search(text) or not re.search(MONTH, text, re.IGNORECASE):
        return None
    numbers = [int(n) for n in _DIGITS.findall(text)]
    if len(numbers) != 2 or not any(n >= _FIRST_YEAR for n in numbers):  # noqa: PLR2004  (a day and a year)
        return None
    parsed = _fallback().get_date_data(text)
    day = parsed.date_obj.date() if parsed and parsed.date_obj and parsed.period == "day" else None
    if day is None or sorted(numbers) != sorted((day.day, day.year)):
        return None
    return PartialDate(day.isoformat(), day)


def parse_partial(
    text: str | None, captured_at: datetime | None = None, zone: str = SITE_ZONE
) -> PartialDate | Ambiguous | None:
    """A printed date to the day, month or year; Ambiguous where it can be read two ways, None where it is none.

    Ranges, relative phrases and dates without a year are None: they don't say when something was published.
    """
    if not text or len(text) > _LONGEST or not (line := clean(text).strip(" ,.;()")):
        return None
    if day := read_day(line):
        if day.end != len(line):
            return None
        if day.doubt or len(day.days) != 1:
            return Ambiguous(text, day.doubt or "day and month can be read two ways")
        return _checked(text, PartialDate(day.days[0].isoformat(), day.days[0]), captured_at, zone)
    if match := _MONTH_YEAR.fullmatch(line):
        first = date(int(match[2]), month_number(match[1]), 1)
        return _checked(text, PartialDate(f"{first:%Y-%m}", first), captured_at, zone)
    if _YEAR.fullmatch(line):
        first = date(int(line), 1, 1)
        return _checked(text, PartialDate(f"{first:%Y}", first), captured_at, zone)
    rare = _rare_form(line)
    return None if rare is None else _checked(text, rare, captured_at, zone)


def _checked(raw: str, date: PartialDate, captured_at: datetime | None, zone: str) -> PartialDate | Ambiguous:
    reason = _unlikely(day_in_utc(date.first), captured_at, zone, whole_day=True)
    return Ambiguous(raw, reason) if reason else date


def _unlikely(value: datetime, captured_at: datetime | None, zone: str, *, whole_day: bool) -> str | None:
    if value.year < _FIRST_YEAR:
        return f"{value.year} is before there were web pages"
    if captured_at is None:
        return None
    # A day is over last at 12 hours behind UTC and begins first at 14 ahead of it; the site's day is what counts here.
    limit = day_in_utc(captured_at.astimezone(ZoneInfo(zone)).date()) if whole_day else captured_at + _CLOCK_SKEW
    return f"{value:%Y-%m-%d} is later than the capture" if value > limit else None


def _stamped(
    candidate: DateCandidate, stamp: MachineTime, captured_at: datetime | None, zone: str
) -> Published | Ambiguous:
    if stamp.at is None:
        value = day_in_utc(stamp.first)
        edtf = stamp.first.isoformat()[: {"day": 10, "month": 7, "year": 4}[stamp.precision]]
    else:
        at = stamp.at
        if at.tzinfo is None:
            utc, doubt = to_utc(at, zone)
            if doubt:
                return Ambiguous(candidate.raw, doubt)
            at = utc.astimezone(ZoneInfo(zone))
        value = at.astimezone(UTC)
        edtf = at.isoformat(timespec="seconds")
    if reason := _unlikely(value, captured_at, zone, whole_day=stamp.at is None):
        return Ambiguous(candidate.raw, reason)
    confidence = "stated" if candidate.machine else "read"
    return Published(value, edtf, candidate.source, candidate.raw, candidate.rule, confidence)


def _printed(candidate: DateCandidate, captured_at: datetime | None, zone: str) -> Published | Ambiguous | None:
    date = parse_partial(candidate.raw, captured_at, zone)
    if isinstance(date, PartialDate):
        value = day_in_utc(date.first)
        return Published(value, date.edtf, candidate.source, candidate.raw, candidate.rule, "read")
    if date is not None:
        return date
    # "Fri, 06/29/2018 - 18:40", as a submitted line prints it without machine stamps
    span = read_span(candidate.raw)
    if not isinstance(span, Span):
        return span
    if span.form != "start":
        return None
    if span.doubt:
        return Ambiguous(candidate.raw, span.doubt)
    return _stamped(candidate, MachineTime(span.start, span.start.date(), "time"), captured_at, zone)


def read_candidate(
    candidate: DateCandidate, captured_at: datetime | None = None, zone: str = SITE_ZONE
) -> Published | Ambiguous | None:
    """What one candidate says: Ambiguous is a date that can't be trusted, with the reason; None is no date.

    A time without an offset is on clocks in `zone`, the site's. What is written for machines in a form for people, as
    newer Drupals write `content="Thu, 09/25/2025 - 11:38"`, is read as such.
    """
    if candidate.machine and (stamp := read_machine(candidate.raw)):
        return _stamped(candidate, stamp, captured_at, zone)
    return _printed(replace(candidate, machine=False), captured_at, zone)


def parse_published(
    candidates: Iterable[DateCandidate], captured_at: datetime | None = None, zone: str = SITE_ZONE
) -> Published | None:
    """The best publication date: metadata before feed before byline, and within one source the first that can be read.

    A source not among these three is never read, so that no prose can date a record.
    """
    known = [c for c in candidates if c.source in _PRECEDENCE]
    for candidate in sorted(known, key=lambda c: _PRECEDENCE[c.source]):
        reading = read_candidate(candidate, captured_at, zone)
        if isinstance(reading, Published):
            return reading
    return None


def publication_problems(
    candidates: Iterable[DateCandidate], captured_at: datetime | None = None, zone: str = SITE_ZONE
) -> list[str]:
    """One line for each candidate that couldn't be used, with the reason."""
    problems = []
    for candidate in candidates:
        reading = read_candidate(candidate, captured_at, zone)
        if isinstance(reading, Ambiguous):
            problems.append(f"published: {candidate.source} {candidate.raw!r}: {reading.reason}")
        elif reading is None:
            problems.append(f"published: {candidate.source} {candidate.raw!r}: not a date")
    return problems


def disagreements(
    believed: Published, candidates: Iterable[DateCandidate], captured_at: datetime | None = None, zone: str = SITE_ZONE
) -> list[str]:
    """A sentence where another date of the page, printed or for programs, is not the one believed; else none."""
    for candidate in candidates:
        found = read_candidate(candidate, captured_at, zone)
        if isinstance(found, Published) and not _same_day(believed, found):
            told = (f"{one.rule.removeprefix('dates.')} {one.raw!r}" for one in (believed, found))
            return [f"{DATES}: {', '.join(told)}"]
    return []


def _same_day(one: Published, other: Published) -> bool:
    """Tell whether two dates can be one, each as far as it is known: a month holds its days."""
    known = min(len(one.edtf), len(other.edtf), len("2018-06-11"))
    of_one_day = known > len("2018-06") and abs(one.value - other.value) <= ONE_DAY
    return of_one_day or one.edtf[:known] == other.edtf[:known]
