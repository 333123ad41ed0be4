"""Dates: when a record was published, and when an event is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jjscrape.items import Article, DateCandidate, FeedEntry
from jjscrape.normalise.dates.published import Ambiguous, parse_event, parse_published, publication_problems
from jjscrape.normalise.dates.zones import zone_of_first
from jjscrape.normalise.people.byline import parse_byline

if TYPE_CHECKING:
    from datetime import datetime


class DatesPipeline:
    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            captured_at = item.capture.captured_at if item.capture else None
            _publish(item, captured_at)
            if item.kind == "event":
                _schedule(item, captured_at)
        elif isinstance(item, FeedEntry) and item.published_raw:
            captured_at = item.capture.captured_at if item.capture else None
            candidate = DateCandidate(item.published_raw, "feed", "dates.feed", machine=True)
            found = parse_published([candidate], captured_at)
            item.published = found.value if found else None
        return item


def _publish(item: Article, captured_at: datetime | None) -> None:
    """A date in the byline is one more candidate, so this reads the byline without keeping its authors."""
    candidates = list(item.published_candidates)
    byline = parse_byline(item.byline_lines, running_text=item.kind != "event")
    if byline and byline.date_raw:
        candidates.append(DateCandidate(byline.date_raw, "byline", "dates.byline"))
    publication = parse_published(candidates, captured_at)
    item.problems += publication_problems(candidates, captured_at)
    if publication is None:
        return
    item.published, item.published_edtf = publication.value, publication.edtf
    item.published_source, item.published_raw = publication.source, publication.raw
    item.trace("published", f"{publication.rule}; {publication.confidence}", publication.raw)


def _schedule(item: Article, captured_at: datetime | None) -> None:
    times = parse_event(item.event_raw, item.event_machine_start, item.event_machine_end, item.place, captured_at)
    if times is None:
        if item.event_raw:
            item.problems.append(f"event_start: {item.event_raw!r}: not a date line")
        return
    if isinstance(times, Ambiguous):
        item.problems.append(f"event_start: {times.raw!r}: {times.reason}")
        return
    item.event_start, item.event_end, item.event_all_day = times.start, times.end, times.all_day
    item.event_timezone, item.event_timezone_source = times.timezone, times.timezone_source
    item.problems += [f"event_start: {problem}" for problem in times.problems]
    item.trace("event_start", f"{times.rule}; {times.confidence}", times.raw)
    if times.end is not None:
        item.trace("event_end", f"{times.rule}; {times.confidence}", times.raw)
    if times.timezone_source == "place":
        item.trace("event_timezone", "dates.zone-of-place", item.place)
        return
    item.trace("event_timezone", "dates.zone-of-site", item.place)
    # A title or summary can't say where an event is, but it can say that the site's zone is in doubt.
    in_text = zone_of_first([t for t in (item.title, item.summary) if t])
    if not item.place and in_text.zone not in {None, times.timezone}:
        item.problems.append(f"event_timezone: no place is given, and the text names {', '.join(in_text.names)}")
