"""Date strings: what they mean, to the minute and no finer than they say, and which of them say nothing certain."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jjscrape.evaluation.gold_lines import read_lines
from jjscrape.evaluation.sheet import Sheet
from jjscrape.items import DateCandidate
from jjscrape.normalise.dates.publication import EventTimes, parse_event, parse_published
from jjscrape.normalise.dates.zones import SITE_ZONE

if TYPE_CHECKING:
    from pathlib import Path

CAPTURED = datetime(2026, 11, 22, 10, 26, tzinfo=UTC)


def judge_dates(path: Path) -> Sheet:
    """Judge each case: `line` is an event's, `published` says when something came out.

    An event's `start` and `end` are instants with the offset of its place, or days of an event of whole days;
    null is what nobody can be sure of. `stamps` are the machine's start and end beside the line, `zone` is the
    site's unless given. `edtf` is the publication date as fine as it is known.
    """
    sheet = Sheet()
    for number, case in enumerate(read_lines(path), 1):
        if "published" in case:
            _published(sheet, f"line {number} {case['published']!r}", case)
        else:
            _event(sheet, f"line {number} {case['line']!r}", case)
    return sheet


def _published(sheet: Sheet, case_name: str, case: dict[str, Any]) -> None:
    source = case.get("source", "byline")
    candidate = DateCandidate(case["published"], source, "evaluation", machine=case.get("machine", False))
    date = parse_published([candidate], CAPTURED)
    sheet.judge_value(case_name, "published", date and date.edtf, case["edtf"])


def _event(sheet: Sheet, case_name: str, case: dict[str, Any]) -> None:
    start, end = case.get("stamps", (None, None))
    read = parse_event(case["line"], start, end, case.get("place"), CAPTURED)
    times = read if isinstance(read, EventTimes) else None
    sheet.judge_value(case_name, "event_start", times and times.start, instant(case["start"]))
    sheet.judge_value(case_name, "event_end", times and times.end, instant(case.get("end")))
    if case["start"]:
        all_day = instant(case["start"]) is not None and "T" not in case["start"]
        sheet.judge_value(case_name, "event_all_day", times and times.all_day, all_day)
        sheet.judge_value(case_name, "event_timezone", times and times.timezone, case.get("zone", SITE_ZONE))


def instant(text: str | None) -> datetime | None:
    """Return the instant written, or of a day 00:00 UTC, which is how the dataset keeps days."""
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
