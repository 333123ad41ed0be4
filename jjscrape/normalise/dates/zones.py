"""Wall clocks and places: which zone a place line speaks of, and what a local time is in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from jjscrape.normalise.text import plain_letters
from jjscrape.normalise.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SITE_ZONE = "Europe/London"
"""Where nobody says which zone a site's clocks are in."""
_UK_ZONE = "Europe/London"
_PARTS = re.compile(r"[,;\n]")
_POSTCODE_BEHIND = re.compile(r"\s+\d{4,5}(?:-\d{4})?$")
_LONGEST_CODE = 3
"""Letters of the name of a region that has to stand in capitals, as "in" and "me" are words."""
_UK_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """`zone` is None where a place line names no known place, or places in several zones (`conflict`).

    `elsewhere` says that it names a region of which the zone isn't known, but is none of a town that it names as well.
    """

    zone: str | None
    names: tuple[str, ...] = ()
    conflict: bool = False
    elsewhere: bool = False


@cache
def zone_table() -> dict[str, str]:
    """The shipped table, place name → IANA zone."""
    return {name: zone for zone, names in vocabulary("zones")["zones"].items() for name in names}


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted({plain_letters(name) for name in names}, key=len, reverse=True)
    after = "|".join(map(re.escape, vocabulary("zones")["not_a_place"]["followed_by"]))
    return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, ordered))})(?![\w-])(?!'s\b)(?! (?:{after})\b)")


def _by_name(table: Mapping[str, str]) -> tuple[dict[str, tuple[str, str]], re.Pattern[str]]:
    """Return each name's spelling and zone by its plain letters, and what finds the names in a text."""
    return {plain_letters(name): (name, zone) for name, zone in table.items()}, _pattern(tuple(table))


@cache
def _named_zones() -> tuple[dict[str, tuple[str, str]], re.Pattern[str]]:
    return _by_name(zone_table())


@cache
def _regions() -> dict[str, str]:
    return {plain_letters(name): zone for zone, names in vocabulary("zones")["regions"].items() for name in names}


def _regions_in(place: str) -> Iterator[tuple[str, str]]:
    """Regions that are a part of a place line, the last first, each with its zone or what that begins with."""
    for part in reversed(_PARTS.split(place)):
        name = _POSTCODE_BEHIND.sub("", part.strip(" ."))
        zone = _regions().get(plain_letters(name))
        if zone and (len(name) > _LONGEST_CODE or name.isupper()):
            yield name, zone


def zone_of(place: str | None, table: Mapping[str, str] | None = None) -> ZoneReading:
    """The zone that a place line names by a city, region or country, or by a postcode of the United Kingdom."""
    if not place:
        return ZoneReading(None)
    regions = list(_regions_in(place)) if table is None else []
    if told := next(((name, zone) for name, zone in regions if not zone.endswith("/")), None):
        return ZoneReading(told[1], (told[0],))
    by_name, pattern = _named_zones() if table is None else _by_name(table)
    hits = [by_name[m[1]] for m in pattern.finditer(plain_letters(place))] if by_name else []
    if postcode := _UK_POSTCODE.search(place):
        hits.append((postcode[0], _UK_ZONE))
    if regions:
        hits = [(name, zone) for name, zone in hits if zone.startswith(regions[0][1])]
    zones = {zone for _, zone in hits}
    names = tuple(dict.fromkeys(name for name, _ in (*hits, *regions)))
    if len(zones) == 1:
        return ZoneReading(zones.pop(), names)
    return ZoneReading(None, names, conflict=len(zones) > 1, elsewhere=bool(regions) and not zones)


def zone_of_first(texts: Sequence[str], table: Mapping[str, str] | None = None) -> ZoneReading:
    """The reading of the first text that names any known place."""
    for text in texts:
        reading = zone_of(text, table)
        if reading.names:
            return reading
    return ZoneReading(None)


def to_utc(wall: datetime, zone: str) -> tuple[datetime, str | None]:
    """A naive local time in UTC, and what is doubtful about it.

    A time that the clocks skip is read with the offset before the change, so 01:30 on the day British clocks go
    forward is 01:30 UTC; a time that comes twice is read as the first. PHP, and so Drupal, does the same.
    """
    local = wall.replace(tzinfo=ZoneInfo(zone), fold=0)
    utc = local.astimezone(UTC)
    if utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        return utc, f"clocks skip {wall:%Y-%m-%d %H:%M} in {zone}"
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        return utc, f"clocks show {wall:%Y-%m-%d %H:%M} twice in {zone}: the first is taken"
    return utc, None


def day_in_utc(day: date) -> datetime:
    """A calendar day as a timestamp: 00:00 UTC of that day, whatever the zone.

    A day is no instant. Midnight in British Summer Time would be a UTC timestamp of the day before, and whoever
    reads the date off it would be a day out.
    """
    return datetime.combine(day, time.min, tzinfo=UTC)


def same_wall(machine: datetime, wall: datetime, zone: str) -> bool:
    """Whether a machine's timestamp shows this wall time, in the offset it is written in or in the site's zone."""
    shown = {machine.replace(tzinfo=None)}
    if machine.tzinfo is not None:
        shown.add(machine.astimezone(ZoneInfo(zone)).replace(tzinfo=None))
    return any(abs(s - wall) < timedelta(minutes=1) for s in shown)
