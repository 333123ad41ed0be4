"""Timestamps written for programs: ISO 8601 as in RDFa and metatags, RFC 822 as in feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from email.utils import parsedate_to_datetime

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?")
_ENDS = (MINYEAR, MAXYEAR)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_STAMP = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?",
)


@dataclass(frozen=True, slots=True)
class MachineTime:
    """`at` is aware where an offset was written, naive where none was; None where only a day or less is known.

    `first` is the day as written, or the first day of the month or year; `precision` is time, day, month or year.
    """

    at: datetime | None
    first: date
    precision: str


def _aware(text: str) -> MachineTime | None:
    match = _STAMP.fullmatch(text)
    if match is None:
        return None
    day, clock, second, offset = match.groups()
    at = datetime.fromisoformat(f"{day}T{clock}:{second or '00'}{(offset or '').upper()}")
    return _movable(MachineTime(at, at.date(), "time"))


def _movable(read: MachineTime) -> MachineTime | None:
    """None at either end of the calendar, where other zones' clocks can't tell the time any more."""
    return None if read.first.year in _ENDS else read


def read_iso(text: str) -> MachineTime | None:
    """An ISO 8601 date or date-time, down to the precision written; None for anything else."""
    text = text.strip()
    try:
        if stamp := _aware(text):
            return stamp
        if _DAY.fullmatch(text):
            return _movable(MachineTime(None, date.fromisoformat(text), "day"))
        if match := _PARTIAL.fullmatch(text):
            month = int(match[2] or 1)
            return _movable(MachineTime(None, date(int(match[1]), month, 1), "month" if match[2] else "year"))
    except ValueError:
        return None
    return None


def read_rfc822(text: str) -> MachineTime | None:
    """A feed's `pubDate`. `-0000` says UTC without a claim to a zone, and is read as UTC."""
    try:
        at = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if at.tzinfo is None:
        if not text.rstrip().endswith("-0000"):
            return None
        at = at.replace(tzinfo=UTC)
    return _movable(MachineTime(at, at.date(), "time"))


def read_machine(text: str) -> MachineTime | None:
    return read_iso(text) or read_rfc822(text)
