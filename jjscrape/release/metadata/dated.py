"""What a version can say of its dates: how many posts and events state one, and from when to when they reach."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jjscrape.release.report import tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jjscrape.release.write import Rows

_DAY = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?(?![0-9-])|[0-9]{4}")
"""Year, month or day at the beginning of an EDTF text; one with a season is taken by its year."""


@dataclass(frozen=True, slots=True)
class Dated:
    """Posts (news and blog) with a date of publication, events with a start; `first` and `last` as ISO 8601.

    These two are as precise as what states them: a day, a month or a year. They are empty where nothing is dated.
    """

    posts: int = 0
    dated_posts: int = 0
    events: int = 0
    dated_events: int = 0
    first: str = ""
    last: str = ""

    @property
    def sentence(self) -> str:
        """How much is known; empty where there is neither post nor event."""
        parts = []
        if self.posts:
            stated = f"{share(self.dated_posts, self.posts, 'post')} {verb(self.dated_posts, self.posts, 'state')}"
            parts.append(f"{stated} when {'it was' if self.posts == 1 else 'they were'} published")
        if self.events:
            stated = f"{share(self.dated_events, self.events, 'event')} {verb(self.dated_events, self.events, 'state')}"
            parts.append(f"{stated} when {'it takes' if self.events == 1 else 'they take'} place")
        return ", ".join(parts)

    @property
    def reach(self) -> str:
        """From when to when the stated dates reach; empty where nothing is dated."""
        if self.first == self.last:
            return f"All dates that are stated are of {self.first}." if self.span else ""
        return f"The dates that are stated reach from {self.first} to {self.last}."

    @property
    def span(self) -> str:
        """An ISO 8601 interval, as schema.org's temporalCoverage takes it; empty where nothing is dated."""
        return f"{self.first}/{self.last}" if self.first != self.last else self.first


def dated(articles: Rows) -> Dated:
    """Count and span the dates of articles: of publication, and of events from their start to their end."""
    kinds, known = Counter[bool](), Counter[bool]()
    stated: set[str] = set()
    for row in articles:
        is_event = row["kind"] == tally.EVENT
        kinds[is_event] += 1
        known[is_event] += row["event_start" if is_event else "published"] is not None
        stated.update(days(row))
    return Dated(
        posts=kinds[False],
        dated_posts=known[False],
        events=kinds[True],
        dated_events=known[True],
        # A year stands before its days where it is the first, and after them where it is the last: it holds them all.
        first=min(stated, default=""),
        last=max(stated, key=lambda day: day.ljust(len("2026-11-22"), "~"), default=""),
    )


def days(row: Mapping[str, Any]) -> Iterator[str]:
    if row["published"] is not None:
        stated = _DAY.match(row["published_edtf"] or "")
        yield stated[0] if stated else f"{row['published']:%Y-%m-%d}"
    for column in ("event_start", "event_end"):
        when = row[column] if row["event_all_day"] else tally.local(row, column)
        if when is not None:
            yield f"{when:%Y-%m-%d}"


def share(part: int, whole: int, noun: str) -> str:
    """Say how many of how many: all 12 posts, none of 12 posts, 5 of 12 posts, the one post."""
    if whole == 1:
        return f"the one {noun}"
    if part == whole:
        return f"all {whole:,} {noun}s"
    return f"{f'{part:,}' if part else 'none'} of {whole:,} {noun}s"


def verb(part: int, whole: int, word: str) -> str:
    """The verb that goes with a share; of the one there is, it may have to be denied."""
    if whole == 1:
        return f"{word}s" if part else f"does not {word}"
    return f"{word}s" if part == 1 else word
