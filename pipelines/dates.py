"""Dates: when a record was published, and when an event is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from jjscrape.items import SEPARATOR, Article, DateCandidate, FeedEntry, Record
from jjscrape.normalise.dates.event_times import EventTimes
from jjscrape.normalise.dates.publication import (
    Ambiguous,
    disagreements,
    parse_event,
    parse_published,
    publication_problems,
)
from jjscrape.normalise.dates.zones import SITE_ZONE, zone_of_first
from jjscrape.normalise.people.byline import parse_byline
from jjscrape.pins import is_pin

if TYPE_CHECKING:
    from datetime import datetime


class DatesPipeline:
    """Reads dates as on clocks in `zone`, an IANA name, wherever a page states no other."""

    def __init__(self, zone: str = SITE_ZONE) -> None:
        self.zone = zone

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Take the zone of the site that is crawled; another project's spider may have no site."""
        return cls(getattr(getattr(crawler.spider, "site", None), "time_zone", SITE_ZONE))

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Record):
            captured_at = item.capture.captured_at if item.capture else None
            _publish(item, captured_at, self.zone)
            if isinstance(item, Article) and item.kind == "event":
                _schedule(item, captured_at, self.zone)
        elif isinstance(item, FeedEntry) and item.published_raw:
            captured_at = item.capture.captured_at if item.capture else None
            candidate = DateCandidate(item.published_raw, "feed", "dates.feed", machine=True)
            publication = parse_published([candidate], captured_at, self.zone)
            item.published = publication.value if publication else None
        return item


def _publish(item: Record, captured_at: datetime | None, zone: str) -> None:
    """A date in an article's byline is one more candidate: this reads the byline without keeping its authors."""
    candidates = list(item.published_candidates)
    if isinstance(item, Article):
        byline = parse_byline(item.byline_lines, running_text=item.kind != "event")
        if byline and byline.date_raw:
            candidates.append(DateCandidate(byline.date_raw, "byline", "dates.byline"))
    publication = parse_published(candidates, captured_at, zone)
    item.problems += publication_problems(candidates, captured_at, zone)
    if publication is None:
        return
    item.published, item.published_edtf = publication.value, publication.edtf
    item.published_source, item.published_raw = publication.source, publication.raw
    item.trace("published", f"{publication.rule}; {publication.confidence}", publication.raw)
    if not is_pin(publication.rule):
        item.problems += disagreements(publication, candidates, captured_at, zone)


def _schedule(item: Article, captured_at: datetime | None, zone: str) -> None:
    line = item.event_line or item.event_raw
    times = parse_event(
        line, item.event_machine_start, item.event_machine_end, item.place, captured_at, default_zone=zone
    )
    if times is None:
        if item.event_raw:
            item.problems.append(f"event_start: {item.event_raw!r}: not a date line")
        return
    if isinstance(times, Ambiguous):
        item.problems.append(f"event_start: {times.raw!r}: {times.reason}")
        return
    item.problems += [f"event_start: {problem}" for problem in times.problems]
    if names := _elsewhere(item, times):
        item.problems.append(
            f"event_timezone: no place is given, and the text names {names}: the times are on the site's clocks, "
            "and the zone is left open"
        )
    else:
        _take_zone(item, times)
    item.event_start, item.event_end, item.event_all_day = times.start, times.end, times.all_day
    raw = item.event_raw if times.raw == line else times.raw
    for name, known in (("event_start", True), ("event_end", times.end is not None)):
        if known:
            item.trace(name, f"{_pin_of(item, name) or times.rule}; {times.confidence}", raw)
    _list_occurrences(item, times, captured_at, zone)


def _pin_of(item: Article, name: str) -> str:
    """The pin that chose a start or an end, or the line with both; empty where a rule did."""
    machine = {"event_start": "event_machine_start", "event_end": "event_machine_end"}[name]
    return next(filter(is_pin, map(item.rule_of, (machine, "event_raw"))), "")


def _list_occurrences(item: Article, first: EventTimes, captured_at: datetime | None, zone: str) -> None:
    """List all times of an event in the order printed; one that can't be read is named, and so is a rule alone."""
    read, raws = [first], [item.event_raw]
    for other in item.event_repeats:
        times = parse_event(
            other.raw, other.machine_start, other.machine_end, item.place, captured_at, default_zone=zone
        )
        if isinstance(times, EventTimes):
            read.append(times)
            raws.append(other.raw)
            item.problems += [f"event_occurrences: {problem}" for problem in times.problems]
        else:
            why = times.reason if isinstance(times, Ambiguous) else "not a date line"
            item.problems.append(f"event_occurrences: {other.raw!r}: {why}")
    if item.event_rule and not item.event_repeats:
        item.problems.append(
            f"event_occurrences: the page says {item.event_rule!r} and shows one date: the others are left out"
        )
    item.event_occurrences = list(dict.fromkeys(times.interval for times in read))
    rules = dict.fromkeys(f"{times.rule}; {times.confidence}" for times in read)
    item.trace("event_occurrences", "; ".join(rules), SEPARATOR.join(dict.fromkeys(filter(None, raws))) or first.raw)


def _take_zone(item: Article, times: EventTimes) -> None:
    item.event_timezone, item.event_timezone_source = times.timezone, times.timezone_source
    if times.timezone is not None:
        rule = "dates.zone-of-place" if times.timezone_source == "place" else "dates.zone-of-site"
        item.trace("event_timezone", rule, item.place)


def _elsewhere(item: Article, times: EventTimes) -> str:
    """A title or summary can't say where an event is, but it can say that the site's zone would be a guess.

    The instants stay: Drupal prints a time without a zone on the clocks of its site.
    """
    if item.place or times.timezone is None or times.timezone_source != "site":
        return ""
    in_text = zone_of_first([text for text in (item.title, item.summary) if text])
    return "" if in_text.zone in {None, times.timezone} else ", ".join(in_text.names)
