"""When an event is: the line a reader sees and the stamps written for programs, brought to agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from jjscrape.items import SEPARATOR
from jjscrape.normalise.dates.machine import MachineTime, read_iso
from jjscrape.normalise.dates.spans import STATED_ZONE, Ambiguous, Span, read_span
from jjscrape.normalise.dates.zones import SITE_ZONE, ZoneReading, day_in_utc, same_wall, to_utc, zone_of, zone_of_first

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FIRST_YEAR = 1991
_YEARS_AHEAD = 20


@dataclass(frozen=True, slots=True)
class EventTimes:
    """An event's start and end in UTC.

    `end` is None where the page gives none; it is never the start. Of an all-day event both are the first and the
    last *day* at 00:00 UTC (see `day_in_utc`), and `end` is None when it lasts one day. `timezone_source` is `place`
    where the place line names a place of that zone, else `site`; both are None where the stamps are in a zone of their
    own, of which only the offset is known. `confidence` is `stated` for the site's own
    stamps and plain lines, `read` where a doubt listed in `problems` was decided.
    """

    start: datetime
    end: datetime | None
    all_day: bool
    timezone: str | None
    timezone_source: str | None
    rule: str
    raw: str
    confidence: str
    problems: tuple[str, ...]

    @property
    def interval(self) -> str:
        """The same as ISO 8601 in UTC, of whole days as dates; with the end, if there is one, behind a slash."""
        ends = [at for at in (self.start, self.end) if at is not None]
        return "/".join(f"{at:%Y-%m-%d}" if self.all_day else at.isoformat().replace("+00:00", "Z") for at in ends)


def _wall(machine: MachineTime, zone: str, *, own: bool = False) -> datetime:
    """The wall time a stamp shows: Drupal writes the offset of the site's zone beside the wall time it prints.

    With `own` it is the one written, whatever the offset.
    """
    if machine.at is None:
        return datetime.combine(machine.first, time.min)
    if own or machine.at.tzinfo is None:
        return machine.at.replace(tzinfo=None)
    in_zone = machine.at.astimezone(ZoneInfo(zone))
    return in_zone.replace(tzinfo=None)


def _in_own_zone(span: Span | Ambiguous | None, start: MachineTime | None, zone: str) -> bool:
    """Whether an event's field has a zone of its own: the line shows the stamp's clock, and that isn't the site's."""
    if not isinstance(span, Span) or start is None or start.at is None or start.at.tzinfo is None:
        return False

    def shown(wall: datetime) -> bool:
        days = span.starts or (span.start.date(),)
        return wall.date() in days and (span.all_day or wall.replace(second=0).time() == span.start.time())

    return shown(_wall(start, zone, own=True)) and not shown(_wall(start, zone))


def _plausible(day: date, captured_at: datetime | None) -> bool:
    return day.year >= _FIRST_YEAR and (captured_at is None or day.year <= captured_at.year + _YEARS_AHEAD)


def _agrees(span: Span, machine: MachineTime, zone: str) -> bool:
    """A line without a time agrees with any stamp of its day."""
    if span.all_day or machine.at is None:
        return _wall(machine, zone).date() == span.start.date() or machine.first == span.start.date()
    return same_wall(machine.at, span.start, zone)


def _from_machine(start: MachineTime, end: MachineTime | None, zone: str, *, own: bool = False) -> Span:
    """What the stamps alone say. Two midnights, or none but days, are a whole-day event."""
    first = _wall(start, zone, own=own)
    last = None if end is None else _wall(end, zone, own=own)
    if last is not None and last <= first:
        last = None
    all_day = start.at is None or (first.time() == time.min and (last is None or last.time() == time.min))
    if start.at is not None and end is not None and end.at is None:
        last = None
    return Span(first, last, all_day, "machine")


def _other_zone(raw: str, span: Span, zone: str) -> str | None:
    """A line that says GMT on a day whose clocks show BST, or BST where clocks never do, may mean either hour."""
    stated = STATED_ZONE.search(raw)
    if stated is None or span.all_day:
        return None
    shown = span.start.replace(tzinfo=ZoneInfo(zone)).tzname()
    return None if stated[1] == shown else f"it says {stated[1]}, and clocks in {zone} show {shown} on that day"


def _choose(
    raw: str | None,
    start: MachineTime | None,
    end: MachineTime | None,
    zone: str,
) -> tuple[Span, str, tuple[str, ...]] | Ambiguous | None:
    """One span of wall times out of line and stamps, the rule that gave it, and what was decided on the way."""
    span = read_span(raw)
    if start is None:
        if isinstance(span, Span) and span.doubt:
            return Ambiguous(raw or "", span.doubt)
        if isinstance(span, Span) and (stated := _other_zone(raw or "", span, zone)):
            return Ambiguous(raw or "", stated)
        return _from_line(span) if isinstance(span, Span) else span
    stamped = _from_machine(start, end, zone, own=_in_own_zone(span, start, zone))
    if not isinstance(span, Span):
        return stamped, "dates.event-machine", ()
    readings = span.starts or (span.start.date(),)
    agreeing = [d for d in readings if _agrees(_moved(span, d), start, zone)]
    if not agreeing:
        if span.doubt:
            return stamped, "dates.event-machine", (f"the line shown is doubtful: {span.doubt}",)
        problem = f"the line shown and the machine's {start.at or start.first} disagree: the line is taken"
        return span, "dates.event-text-over-machine", (problem,)
    if start.at is None and not span.all_day:  # the stamp is of a day, and the line knows the time
        if stated := _other_zone(raw or "", span, zone):
            return Ambiguous(raw or "", stated)
        return _from_line(span if agreeing[0] == span.start.date() else _moved(span, agreeing[0]))
    last = stamped.end
    if last is None and not span.doubt:
        last = span.end
    all_day = (span.all_day and stamped.all_day) or span.form == "days"
    if all_day and last is not None and last.date() == stamped.start.date():
        last = None
    return Span(stamped.start, last, all_day, "machine"), "dates.event-machine", ()


def _from_line(span: Span) -> tuple[Span, str, tuple[str, ...]]:
    return span, f"dates.event-text-{span.form.replace('_', '-')}", (span.problem,) if span.problem else ()


def _moved(span: Span, day: date) -> Span:
    """The same times on another day; the end is left out, since it may be on a day that moves as well."""
    return Span(datetime.combine(day, span.start.time()), None, span.all_day, span.form)


def _stamp(text: str | None) -> MachineTime | None:
    """A stamp that says which day; one of a month or a year says nothing of an event."""
    stamp = read_iso(text) if text else None
    return None if stamp and stamp.precision in {"month", "year"} else stamp


def _zone(place: str | None, hints: Sequence[str], table: Mapping[str, str] | None) -> ZoneReading:
    """A place line that names no place is evidence of none; hints count only where the line is missing."""
    if place and place.strip():
        return zone_of(place, table)
    return zone_of_first(hints, table)


def parse_event(
    raw: str | None,
    machine_start: str | None = None,
    machine_end: str | None = None,
    place: str | None = None,
    captured_at: datetime | None = None,
    default_zone: str = SITE_ZONE,
    zones: Mapping[str, str] | None = None,
    place_hints: Sequence[str] = (),
) -> EventTimes | Ambiguous | None:
    """The times of an event from its date line and its machine stamps; None where neither says anything.

    Where the place is in another zone than the site, the wall time as printed is kept and read in the place's
    zone: the offset in a stamp is the site's, put there by software that knew no place.
    `zones` maps place names to IANA zones and replaces the shipped table. `place_hints` are other texts, such as
    the title, that may say where an event is when it has no place line.
    """
    start, end = _stamp(machine_start), _stamp(machine_end)
    chosen = _choose(raw, start, end, default_zone)
    if chosen is None or isinstance(chosen, Ambiguous):
        return chosen
    span, rule, problems = chosen
    shown = raw or SEPARATOR.join(s for s in (machine_start, machine_end) if s)
    if not _plausible(span.start.date(), captured_at):
        return Ambiguous(shown, f"an event in {span.start.year} isn't likely")
    zone_reading = _zone(place, place_hints, zones)
    if zone_reading.conflict:
        problems += (f"the place names several zones ({', '.join(zone_reading.names)}): the site's is taken",)
    zone: str | None = zone_reading.zone or (None if zone_reading.elsewhere else default_zone)
    own = _in_own_zone(read_span(raw), start, default_zone)
    if not own and zone and zone != default_zone and (stated := _other_zone(raw or "", span, zone)):
        return Ambiguous(shown, stated)
    if zone is None and not own and not span.all_day:
        return Ambiguous(shown, f"which zone the place ({', '.join(zone_reading.names)}) is in isn't known")
    if own and start and start.at:
        zone, zone_problems = _named(start.at, zone_reading.zone)
        problems += zone_problems
    if span.all_day:
        first, last = day_in_utc(span.start.date()), span.end and day_in_utc(span.end.date())
    else:
        first, last, doubts = _instants(span, start, end, zone, default_zone, own=own)
        problems += doubts
    if last is not None and last <= first:
        problems += ("the end lies before the start",) if last < first else ()
        last = None
    return EventTimes(
        start=first,
        end=last,
        all_day=span.all_day,
        timezone=zone,
        timezone_source=None if zone is None else "place" if zone_reading.zone else "site",
        rule=rule,
        raw=shown,
        confidence="read" if problems else "stated",
        problems=problems,
    )


def _named(at: datetime, place_zone: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The zone of a stamp in one of its own, as far as the place tells which has that offset, and what contradicts."""
    if place_zone is None:
        return None, ()
    if at.astimezone(ZoneInfo(place_zone)).utcoffset() == at.utcoffset():
        return place_zone, ()
    return None, (f"the stamp {at.isoformat()} isn't on clocks in {place_zone}, where the place is: the stamp counts",)


def _instants(
    span: Span,
    start: MachineTime | None,
    end: MachineTime | None,
    zone: str | None,
    site: str,
    *,
    own: bool,
) -> tuple[datetime, datetime | None, tuple[str, ...]]:
    """Wall times in UTC. In the site's own zone a stamp's offset tells the two 01:30s of an October night apart.

    With `own`, the stamps' offsets count; an end that only the line tells is in that of the start.
    """

    def instant(wall: datetime, stamp: MachineTime | None) -> tuple[datetime, str | None]:
        at = stamp.at if stamp else None
        if zone is None or own:
            begun = start.at if start else None
            written = at if at is not None and at.replace(tzinfo=None) == wall else begun
            return wall.replace(tzinfo=written.tzinfo if written else None).astimezone(UTC), None
        if at is not None and at.tzinfo is not None and zone == site and _wall_of(at, site) == wall:
            return at.astimezone(UTC), None
        return to_utc(wall, zone)

    first, doubt = instant(span.start, start)
    if span.end is None:
        return first, None, (doubt,) if doubt else ()
    last, late_doubt = instant(span.end, end)
    return first, last, tuple(d for d in (doubt, late_doubt) if d)


def _wall_of(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
