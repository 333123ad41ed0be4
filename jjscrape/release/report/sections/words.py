"""What several sections say alike: names of kinds, shares, days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.counts import many
from jjscrape.release.report.chart import KINDS, PLAIN

if TYPE_CHECKING:
    from datetime import datetime

MOST_BARS = 30
"""Bars of a chart of themes or people; its table goes on."""
PLURAL = {"news": "news items", "blog": "blog posts", "event": "events", "project": "projects"}


def plural(kind: str) -> str:
    return PLURAL.get(kind, kind)


def of_kind(count: int, kind: str) -> str:
    """Say how many there are of a kind: 1 news item, 3 blog posts."""
    return many(count, plural(kind).removesuffix("s"), plural(kind))


def legend(parts: list[str]) -> list[tuple[str, str]]:
    return [(kind_colour(part), plural(part)) for part in parts]


def kind_colour(value: str) -> str:
    """The colour of a kind of record, everywhere the same; what is no kind has that of mere counts."""
    return KINDS[list(PLURAL).index(value)] if value in PLURAL else PLAIN[0]


def percent(part: int, total: int) -> int:
    """Whole per cent; 0 and 100 only where they are exactly so."""
    if part in {0, total}:
        return 100 if part and total else 0
    return min(99, max(1, round(100 * part / total)))


def day(when: datetime | None) -> str | None:
    return f"{when:%Y-%m-%d}" if when else None
