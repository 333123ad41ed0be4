"""The events as one iCalendar file (RFC 5545), with the time zones they take place in.

An event that repeats is an entry for each time its page shows. One with hours whose page leaves open on which clocks
they are is no entry: UTC or the site's zone would be a guess. What is left out is named in the calendar's description.
"""

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


def write(contents: VersionContents, output: Path) -> tuple[str, ...]:
    """Write the file. An event without a start is left out: a calendar can't show it. Returns what is left out.

    Raises:
        ExportError: the icalendar library is not installed.
    """
    try:
        import icalendar  # noqa: F401, PLC0415
    except ModuleNotFoundError as error:
        raise ExportError("a calendar needs icalendar; install it with: pip install 'jjscrape[ics]'") from error
    files.write_bytes(output, calendar(contents).to_ical())
    return left_out(contents)


def left_out(contents: VersionContents) -> tuple[str, ...]:
    """Say which events the calendar lacks, and why: a sentence a reason."""
    events = [row for row in contents.rows["articles"] if row["kind"] == "event"]
    reasons = {
        "state no date that could be read": [row["id"] for row in events if row["event_start"] is None],
        "leave open on which clocks their times are": [row["id"] for row in events if clocks_unknown(row)],
    }
    return tuple(
        f"{len(ids)} of {len(events)} events left out, whose pages {why}: {', '.join(ids)}"
        for why, ids in reasons.items()
        if ids
    )


def clocks_unknown(row: dict[str, Any]) -> bool:
    """Whether an event has hours, and nothing says in which zone."""
    return row["event_start"] is not None and not row["event_all_day"] and row["event_timezone"] is None


def calendar(contents: VersionContents) -> Calendar:
    from icalendar import Calendar  # noqa: PLC0415

    made = Calendar()
    made.add("prodid", "-//jjscrape//export//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", fitting(contents.title))
    site = contents.name.removesuffix(f"-{contents.version}")
    newest = max((row["captured_at"] for row in contents.rows["captures"]), default=None)
    if unshown := left_out(contents):
        made.add("x-wr-caldesc", fitting("; ".join(unshown)))
    dated = [row for row in contents.rows["articles"] if row["event_start"] is not None and not clocks_unknown(row)]
    shown = [time for row in dated for time in occurrences(row)]
    for row in shown:
        made.add_component(event(row, site, newest))
    if shown:
        first, last = (pick(row["event_start"] for row in shown).year for pick in (min, max))
        made.add_missing_timezones(date(max(first - 1, 1), 1, 1), date(min(last + 2, 9999), 1, 1))
    return made


def occurrences(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the event once for each time its page shows, with `later_time` where it is not the first.

    A version of an older schema, and a page that shows one time, give the event itself.
    """
    first, *others = row.get("event_occurrences") or [""]
    times = {text: [zoned(part) for part in text.split("/")] for text in dict.fromkeys(others) if text != first}
    later = [
        {**row, "event_start": time[0], "event_end": time[1] if time[1:] else None, "later_time": text}
        for text, time in times.items()
    ]
    return [row, *later]


def zoned(text: str) -> datetime:
    """Read a time or, of an event of whole days, a day, which stands in the tables as its 00:00 UTC."""
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def event(row: dict[str, Any], site: str, newest: datetime | None) -> Event:
    """Return one event. Its UID follows from the record's id, which stays when its address changes.

    That of an occurrence after the first follows from its time too.

    A withdrawn page cancels only an event that was still to come when the site was last seen; of one that is over, it
    says nothing.
    """
    from icalendar import Event  # noqa: PLC0415

    made = Event()
    later = [row["later_time"]] if "later_time" in row else []
    made.add("uid", str(uuid5(NAMESPACE_URL, ":".join(("jjscrape", site, row["id"], *later)))))
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
    zone = ZoneInfo(row["event_timezone"])
    properties = {"dtstart": start.astimezone(zone)}
    if end is not None and end > start:
        properties["dtend"] = end.astimezone(zone)
    return properties


def fitting(text: str) -> str:
    return _UNFIT.sub(" ", _LINE_END.sub("\n", text))
