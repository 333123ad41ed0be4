"""What has to be asked for in this crawl, and what need not be looked at yet, by what the archive says of each address.

What is new or changed shows on lists, feeds and start pages, which are asked for every time; what they tell of is
pulled forward. Any other page is looked at the less often the longer it has stayed the same, but within a bound that is
a promise: no change is found later. Due times are spread, by address, over the time between two looks, so that no run
has to look at everything at once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jjscrape.counts import many
from jjscrape.site import LISTINGS, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from jjscrape.crawl.past import Known, Past
    from jjscrape.site import Site

DAY = 24 * 3600.0
STEADY = 3.0
"""A page that has stayed the same for so long is looked at again after that many times as long."""
EARLY = 0.9
"""Of that time: a weekly run that begins a little earlier than the last shall not put a look off by a week."""


@dataclass(frozen=True, slots=True)
class Look:
    """`ask` says whether to ask the site; `why` is for people.

    `had`: this crawl asked before it was interrupted. `pulled`: something told that the page is new or changed.
    """

    ask: bool
    why: str
    had: bool = False
    pulled: bool = False


class Agenda:
    """Decides by what the archive holds. Without an archive everything is asked for, and so it is in a `full` crawl."""

    def __init__(self, past: Past | None, site: Site, crawl_id: str, now: datetime, *, full: bool = False) -> None:
        self.past = past
        self.kept: set[str] = set()
        """Places that were answered from the archive, because they need not be looked at yet."""
        self._site = site
        self._crawl = crawl_id
        self._now = now.timestamp()
        self._full = full
        self._pulled: dict[str, str] = {}
        self._open: set[str] = set()
        self._list_seen: dict[str, float] = {}
        for place, known in past or ():
            name, _, page = place.partition("?")
            if known.good is not None and (page or self._repeats(name)):
                self._list_seen[name] = min(known.seen, self._list_seen.get(name, self._now))

    def pull(self, url: str, why: str) -> bool:
        """Have an address asked for in any case, and tell whether the archive was taken at its word before."""
        place = self.place(url)
        self._pulled.setdefault(place, why)
        return place in self.kept

    def open(self, name: str) -> list[str]:
        """Have all pages of a list asked for, and return those that the archive had answered for."""
        self._open.add(name)
        return sorted(place for place in self.kept if place.partition("?")[0] == name and "?" in place)

    def look(self, url: str) -> Look:
        known = self.past.of(url) if self.past else None
        if known is None or known.good is None:
            return Look(ask=True, why="never had")
        place = self.place(url)
        if known.crawl == self._crawl:
            return Look(ask=False, why="had before the crawl was interrupted", had=True)
        if why := self._pulled.get(place):
            return Look(ask=True, why=why, pulled=True)
        if self._full:
            return Look(ask=True, why="all is looked at")
        if known.asked != known.good:
            return Look(ask=True, why="could not be had the last time")
        return self._by_history(url, place, known)

    def _by_history(self, url: str, place: str, known: Known) -> Look:
        kind = self._site.kind(url) or Kind.PAGE
        name, _, page = place.partition("?")
        seen = known.seen
        repeats = kind is Kind.THEME and self._repeats(name)
        if kind is Kind.FEED or (kind in LISTINGS and not page and not repeats):
            return Look(ask=True, why="tells of what is new")
        bound = self._site.look_again * DAY
        if kind in LISTINGS:
            if page and name in self._open:
                return Look(ask=True, why="a page of a list that has changed")
            # All pages of a list at once: entries move from one to the next.
            every, why = bound, "a further page of a list"
            if repeats:
                every, why = self._site.look_again_themes * DAY, "all that this list showed stands on others too"
            return self._when(name, self._list_seen[name], every, why)
        if kind in {Kind.FILE, Kind.ASSET}:
            return self._when(place, seen, self._site.look_again_files * DAY, "a file, which keeps its address")
        if known.changed is None:
            return self._when(place, seen, bound, "unchanged, as far as is known")
        same = max(0.0, seen - known.changed)
        why = f"unchanged for {days(same)}"
        if STEADY * same >= bound:
            return self._when(place, seen, bound, why)
        # Changes come when they come, so these looks need no spreading, which would halve the time between them.
        ask = self._now - seen >= EARLY * STEADY * same
        return Look(ask=ask, why=_told(why, self._now - seen, STEADY * same))

    def _when(self, name: str, seen: float, every: float, why: str) -> Look:
        """Whether one of the moments lies between then and now that are `every` seconds apart, each name's own."""
        shift = spread(name) * every
        due = every < DAY or (self._now + shift) // every != (seen + shift) // every
        return Look(ask=due, why=_told(why, self._now - seen, every))

    def rests(self, url: str) -> bool:
        """Whether a start page is a list that repeats others, and need not be looked at this time."""
        look = self.look(url)
        return not look.ask and not look.had and self._repeats(self.place(url).partition("?")[0])

    def _repeats(self, name: str) -> bool:
        key = self._site.key(self._site.addresses()[0] + name)
        return self.past is not None and key in self.past.shown_elsewhere

    def place(self, url: str) -> str:
        """Path and query of an address, as it is asked for."""
        return self.past.place(url) if self.past else url


def spread(name: str) -> float:
    """A number from 0 up to 1 that is always the same for a name."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:4]) / 2**32


def _told(why: str, ago: float, every: float) -> str:
    told = f"{why}, looked at {days(ago)} ago"
    return f"{told}, and again every {days(every)}" if every >= DAY else told


def days(seconds: float) -> str:
    return many(round(seconds / DAY), "day")
