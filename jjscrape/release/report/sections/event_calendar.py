"""Events on a calendar."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jjscrape.counts import many
from jjscrape.release.report import tally
from jjscrape.release.report.chart import year_lines
from jjscrape.release.report.grid import Figure, Grid, Link, Section
from jjscrape.release.report.sections.words import MOST_BARS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.write import Rows


def events(articles: Rows) -> Section:
    """Events on a calendar."""
    # Without the text, of which all together may be more than memory holds.
    all_events = [{**row, "text": None} for row in articles if row["kind"] == tally.EVENT]
    dated = sorted((row for row in all_events if row["event_start"]), key=lambda row: (row["event_start"], row["id"]))
    undated = len(all_events) - len(dated)
    lead = [f"{many(len(all_events), 'event')}, of which {undated} without a date." if undated
            else f"{many(len(all_events), 'event')}."]  # fmt: skip
    section = Section(id="events", heading="Events", lead=lead)
    if not dated:
        return section
    starts = {row["id"]: tally.local(row, "event_start") or row["event_start"] for row in dated}
    years = list(range(min(when.year for when in starts.values()), max(when.year for when in starts.values()) + 1))
    if len(years) > MOST_BARS:  # a date that was misread must not make a calendar of a thousand years
        years = sorted({when.year for when in starts.values()})[-MOST_BARS:]
    marks = [
        (years.index(starts[row["id"]].year), *_days(row, starts[row["id"]]), f"{hours(row)}: {row['title']}")
        for row in dated
        if starts[row["id"]].year in years
    ]
    title = "Events on a calendar"
    lines = f"One line, {years[0]}" if len(years) == 1 else f"A line a year from {years[0]} to {years[-1]}"
    about = f"{lines}; a mark is an event, as long as it lasted."
    section.figures.append(
        Figure(
            id="calendar",
            title=title,
            about=about,
            chart=year_lines([str(year) for year in years], marks),
            grid=Grid.cut(
                "Events in order of time, in the time of their place",
                ["Event", "When", "Time zone", "Place"],
                [[Link(row["title"], row["url"]), hours(row), zone(row), row["place"]]
                 for row in dated],
                "articles.csv",
            ),
        )
    )  # fmt: skip
    return section


def _days(row: Mapping[str, Any], start: datetime) -> tuple[int, int]:
    """First and last day within the year of the start, counted as in a leap year."""
    first = _place(start)
    end = tally.local(row, "event_end")
    if end is None or end < start:
        return first, first
    return first, _place(end) if end.year == start.year else 366


def _place(when: datetime) -> int:
    return datetime(2000, when.month, when.day, tzinfo=UTC).timetuple().tm_yday


def zone(row: Mapping[str, Any]) -> str | None:
    """The zone whose clocks the times are on. A whole day is on none; where the page leaves it open, they are UTC's."""
    if row["event_all_day"]:
        return None
    return row["event_timezone"] or "UTC; the page leaves its zone open"


def hours(row: Mapping[str, Any]) -> str:
    """Say when an event was, as its place's clocks said."""
    start, end = tally.local(row, "event_start"), tally.local(row, "event_end")
    assert start is not None
    if row["event_all_day"]:
        return f"{start:%Y-%m-%d}" + (f" to {end:%Y-%m-%d}" if end and end.date() != start.date() else "")
    if end is None:
        return f"{start:%Y-%m-%d %H:%M}"
    return f"{start:%Y-%m-%d %H:%M} to {end:%H:%M}" if end.date() == start.date() else (
        f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"
    )  # fmt: skip
