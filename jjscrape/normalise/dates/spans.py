"""Reads a whole date line, such as `Friday, March 20, 2020 - 13:00 to 16:30`, as local wall times."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from jjscrape.normalise.dates.days import MONTH, WEEKDAY, ClockReading, month_number, read_clock, read_day
from jjscrape.normalise.text import clean

_DASH = "[-\u2010-\u2015\u2212]"
_LEAD = re.compile(r"^(?:when|date(?: and time)?|date/time|time)\s*:\s*", re.IGNORECASE)
_ALL_DAY = re.compile(r"\(?\s*all[ -]day\s*\)?", re.IGNORECASE)
STATED_ZONE = re.compile(r"\(?\b(GMT|BST)\b\)?")
_RANGE = re.compile(r"(?:to|until|till|through)\b", re.IGNORECASE)
_AND = re.compile(r"and\b", re.IGNORECASE)
_FILLER = re.compile(r"(?:from\b|between\b|at\b|on\b|T(?=\d)|@|,|:|;|\||\u00b7|\.(?=\s|$))\s*", re.IGNORECASE)
_DASH_FORM = re.compile(rf"{_DASH}+")

_W = rf"(?:{WEEKDAY}\b\.?,?\s*)?"
_D = r"(?<!\d)(?<!\d[:.])\d{1,2}(?:st|nd|rd|th)?"  # no minutes of a time
_R = rf"\s*(?:{_DASH}|\bto\b|\buntil\b)\s*"
# Ranges that name their month or year once. Each is written out as two whole days.
_Y = r",?\s+(\d{4})(?!\d)"
_SHARED = tuple(
    (re.compile(form, re.IGNORECASE), both)
    for form, both in (
        (rf"({_W}{_D}){_R}({_W}{_D})\s+(?:of\s+)?({MONTH}){_Y}", r"\1 \3 \4 to \2 \3 \4"),
        (rf"({_W}{MONTH})\s+({_D}){_R}({_D}){_Y}", r"\1 \2, \4 to \3 \1 \4"),
        (rf"({_W}{_D}\s+{MONTH}){_R}({_W}{_D}\s+{MONTH}){_Y}", r"\1 \3 to \2 \3"),
        (rf"({_W}{MONTH}\s+{_D}){_R}({_W}{MONTH}\s+{_D}){_Y}", r"\1, \3 to \2, \3"),
    )
)

_MONTH = re.compile(MONTH, re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")

_FARTHEST_OVER_NEW_YEAR = 6
"""Months; where there are more from the first to the last, somebody wrote the two the wrong way round."""

_LONGEST_LINE = 400

_SHAPES = re.compile(
    r"(?P<one_day>D)(?P<all_day>A?)$"
    r"|(?P<days>DA?rDA?)$"
    r"|(?P<start>DT|TD)$"
    r"|(?P<same_day>DTrT|TrTD)$"
    r"|(?P<whole>DTrDT)$"
    r"|(?P<open_end>DTrD)$",
)


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A string that says something which nobody can be sure of. It is reported, and never guessed at."""

    raw: str
    reason: str


@dataclass(frozen=True, slots=True)
class Span:
    """Local wall times. `end` is None where the line gives none; of an all-day span both are midnights.

    `starts` holds every reading of the first day when the line can be read more than one way.
    """

    start: datetime
    end: datetime | None
    all_day: bool
    form: str
    starts: tuple[date, ...] = ()
    doubt: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    days: tuple[date, ...] = ()
    clock: ClockReading | None = None
    doubt: str | None = None
    dotted: bool = False


def _expand(text: str) -> str:
    for form, both in _SHARED:
        if match := form.search(text):
            # A weekday belongs to the first of the two days only.
            whole_days = f"{text[: match.start()]}{_over_new_year(match.expand(both))}{text[match.end() :]}"
            return re.sub(rf"(to \S+ ){WEEKDAY}\b\.?,?\s*({MONTH})", r"\1\2", whole_days, flags=re.IGNORECASE)
    return text


def _over_new_year(days: str) -> str:
    """Two days with the year printed behind the second: `30 December` of a range to `2 January 2020` is in 2019."""
    first, last = (month_number(match[0]) for match in _MONTH.finditer(days))
    over = first > last and (last - first) % 12 <= _FARTHEST_OVER_NEW_YEAR
    return _YEAR.sub(lambda year: f"{int(year[0]) - 1:04}", days, count=1) if over else days


def _tokens(text: str) -> list[_Token] | None:
    tokens: list[_Token] = []
    at = 0
    between = False
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif day := read_day(text, at):
            tokens.append(_Token("D", days=day.days, doubt=day.doubt, dotted=day.dotted))
            at = day.end
        elif match := _ALL_DAY.match(text, at):
            tokens.append(_Token("A"))
            at = match.end()
        elif clock := read_clock(text, at):
            tokens.append(_Token("T", clock=clock))
            at = clock.end
        elif match := STATED_ZONE.match(text, at):
            at = match.end()
        elif (match := _RANGE.match(text, at)) or (between and (match := _AND.match(text, at))):
            tokens.append(_Token("r"))
            at = match.end()
        elif match := _DASH_FORM.match(text, at):
            tokens.append(_Token("-"))
            at = match.end()
        elif match := _FILLER.match(text, at):
            between = between or match[0].lower().startswith("between")
            at = match.end()
        else:
            return None
    return _settle_dashes(tokens)


def _settle_dashes(tokens: list[_Token]) -> list[_Token] | None:
    """A dash between two days or two times is a range; between a day and its time it only sets them apart."""
    settled: list[_Token] = []
    for n, token in enumerate(tokens):
        if token.kind != "-":
            settled.append(token)
            continue
        before = tokens[n - 1].kind if n else ""
        after = tokens[n + 1].kind if n + 1 < len(tokens) else ""
        if before + after in {"DT", "DA"}:
            continue
        if before + after in {"DD", "TT", "AD", "TD"}:
            timed_before = sum(t.kind == "D" for t in tokens[:n])
            if before + after == "TD" and not timed_before:
                continue  # "13:00 to 16:30 - Friday 20 March 2020"
            settled.append(_Token("r"))
            continue
        return None
    return settled


def _clock_pair(first: ClockReading, second: ClockReading | None) -> tuple[time, time | None] | str:
    """The two times of a range, or why they can't be told: a half of the day said once holds for both."""
    start = first.at
    if second is None:
        if first.half is None and not first.padded:
            return "no telling which half of the day is meant"
        return "an hour without minutes" if first.plain else (start, None)
    end = second.at
    if second.half and not first.half and start.hour <= 12:  # noqa: PLR2004
        morning, evening = start.replace(hour=start.hour % 12), start.replace(hour=start.hour % 12 + 12)
        if first.padded and not first.plain and start.hour < 10:  # noqa: PLR2004
            return start, end  # "09:30 to 1pm"
        chosen = evening if second.half == "p" and evening < end else morning
        return chosen, end
    if first.plain or second.plain:
        return "an hour without minutes"
    # "9:30 to 16:30" shows a 24-hour clock, "1:00 to 3:00" shows nothing.
    if not first.half and not first.padded and end.hour <= 12:  # noqa: PLR2004
        return "no telling which half of the day is meant"
    return start, end


def read_span(raw: str | None) -> Span | Ambiguous | None:
    """The line's wall times; None for a line that isn't a date line, Ambiguous for one that can't be trusted."""
    if raw is None or len(raw) > _LONGEST_LINE or not (text := _LEAD.sub("", clean(raw))):
        return None
    tokens = _tokens(_expand(text))
    if not tokens:
        return None
    shape = _SHAPES.match("".join(t.kind for t in tokens))
    if shape is None:
        return None
    days = [t for t in tokens if t.kind == "D"]
    clocks = [t.clock for t in tokens if t.clock]
    if any(t.dotted for t in days):  # "13. February 2018 - 8:39" is on a clock that counts to 24
        clocks = [clock if clock.plain else replace(clock, padded=True) for clock in clocks]
    if undated := [t for t in days if not t.days]:
        return Ambiguous(raw, undated[0].doubt or "")
    doubt = next((t.doubt for t in days if t.doubt), None)
    if any(len(t.days) > 1 for t in days):
        doubt = "day and month can be read two ways"
    first, last = days[0].days[0], days[-1].days[0]
    if last < first and shape["days"]:
        return Ambiguous(raw, "the end lies before the start")
    pair: tuple[time, time | None] | str = (time.min, None)
    if clocks:
        if len(days) > 1:
            solo = [_clock_pair(c, None) for c in clocks]
            bad = next((s for s in solo if isinstance(s, str)), None)
            pair = bad or (clocks[0].at, clocks[1].at if len(clocks) > 1 else None)
        else:
            pair = _clock_pair(clocks[0], clocks[1] if len(clocks) > 1 else None)
    if isinstance(pair, str):
        return Ambiguous(raw, pair)
    start = datetime.combine(first, pair[0])
    form = next(name for name in ("one_day", "days", "start", "same_day", "whole", "open_end") if shape[name])
    end: datetime | None = None
    problem: str | None = None
    if form == "days":
        end = datetime.combine(last, time.min)
    elif pair[1] is not None:
        end = datetime.combine(last, pair[1])
    if form == "open_end":
        problem = "the last day has no time"
    return Span(start, end, form in {"one_day", "days"}, form, days[0].days, doubt, problem)
