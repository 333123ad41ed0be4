"""The events as one iCalendar file (RFC 5545), with the time zones they take place in."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from jjscrape import files
from jjscrape.release.export.version_contents import ExportError

if TYPE_CHECKING:
    from pathlib import Path

    from icalendar import Calendar, Event

    from jjscrape.release.export.version_contents import VersionContents

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_END = re.compile("\r\n?")
"""RFC 5545 allows no control character in a text but the tab; a line feed is escaped."""


def write(contents: VersionContents, output: Path) -> None:
    """Write the file. An event without a start is left out: a calendar can't show it.

    Raises:
        ExportError: the icalendar library is not installed.
    """
    try:
        import icalendar  # noqa: F401, PLC0415
    except ModuleNotFoundError as error:
        raise ExportError("a calendar needs icalendar; install it with: pip install 'jjscrape[ics]'") from error
    files.write_bytes(output, calendar(contents).to_ical())


def calendar(contents: VersionContents) -> Calendar:
    from icalendar import Calendar  # noqa: PLC0415

    made = Calendar()
    made.add("prodid", "-//jjscrape//export//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", fitting(contents.title))
    site = contents.name.removesuffix(f"-{contents.version}")
    newest = max((row["captured_at"] for row in contents.rows["captures"]), default=None)
    starts = [row for row in contents.rows["articles"] if row["event_start"] is not None]
    for row in starts:
        made.add_component(event(row, site, newest))
    if starts:
        first, last = (pick(row["event_start"] for row in starts).year for pick in (min, max))
        made.add_missing_timezones(date(max(first - 1, 1), 1, 1), date(min(last + 2, 9999), 1, 1))
    return made


def event(row: dict[str, Any], site: str, newest: datetime | None) -> Event:
    """Return one event. Its UID follows from the record's id, which stays when its address changes.

    A withdrawn page cancels only an event that was still to come when the site was last seen; of one that is over, it
    says nothing.
    """
    from icalendar import Event  # noqa: PLC0415

    made = Event()
    made.add("uid", str(uuid5(NAMESPACE_URL, f"jjscrape:{site}:{row['id']}")))
    made.add("dtstamp", row["last_changed"])
    made.add("summary", fitting(row["title"]))
    for field, moment in span(row).items():
        made.add(field, moment)
    if row["place"]:
        made.add("location", fitting(row["place"]))
    made.add("url", fitting(row["url"]))
    if row["summary"]:
        made.add("description", fitting(row["summary"]))
    if row["status"] == "live":
        made.add("status", "CONFIRMED")
    elif newest is not None and row["event_start"] > newest:
        made.add("status", "CANCELLED")
    else:
        made.add("comment", "The page of this event is no longer on the site.")
    return made


def span(row: dict[str, Any]) -> dict[str, date | datetime]:
    """Return DTSTART and, where the end is known, DTEND, which for whole days is the day after the last.

    A whole day stands in the tables as 00:00 UTC of that day, whatever the zone.
    """
    start, end = row["event_start"], row["event_end"]
    if row["event_all_day"]:
        properties: dict[str, date | datetime] = {"dtstart": start.astimezone(UTC).date()}
        if end is not None:
            properties["dtend"] = end.astimezone(UTC).date() + timedelta(days=1)
        return properties
    zone = ZoneInfo(row["event_timezone"] or "UTC")
    properties = {"dtstart": start.astimezone(zone)}
    if end is not None and end > start:
        properties["dtend"] = end.astimezone(zone)
    return properties


def fitting(text: str) -> str:
    return _UNFIT.sub(" ", _LINE_END.sub("\n", text))
