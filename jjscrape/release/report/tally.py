"""What the report counts: rows to numbers, without a word of prose."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from jjscrape.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from jjscrape.release.write import Rows
    from jjscrape.schema import Column

KINDS = TABLES["articles"].column("kind").values
EVENT = "event"
LONGEST_SPAN = 60
"""Years in a row."""
_EDTF = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")


def stated(row: Mapping[str, Any]) -> tuple[int, int | None] | None:
    """Year and month a post says it was published in, in its own time zone; None where it states no year."""
    if stated_date := _EDTF.match(row["published_edtf"] or ""):
        month = int(stated_date[2]) if stated_date[2] and 1 <= int(stated_date[2]) <= 12 else None  # noqa: PLR2004  (21 to 41 are seasons)
        return int(stated_date[1]), month
    when: datetime | None = row["published"]
    return (when.year, when.month) if when else None


def by_year(articles: Rows) -> tuple[list[int], dict[tuple[int | None, str], int]]:
    """The years from the first to the last that is stated, and posts by (year or None, kind).

    A date that was misread must not make a chart of a thousand years: over a long span, only years that are stated.
    """
    counts: Counter[tuple[int | None, str]] = Counter()
    for row in articles:
        month = stated(row)
        counts[month[0] if month else None, row["kind"]] += 1
    years = [year for year, _ in counts if year is not None]
    if years and max(years) - min(years) < LONGEST_SPAN:
        return list(range(min(years), max(years) + 1)), counts
    return sorted(set(years)), counts


def by_month(articles: Rows) -> dict[tuple[int, int], int]:
    """Posts by year and month, of those that state both."""
    return Counter((month[0], month[1]) for row in articles if (month := stated(row)) and month[1] is not None)


def theme_counts(articles: Rows, projects: Rows) -> Counter[tuple[str, str]]:
    """Records by (theme, kind); the kind of a project is `project`."""
    counts = Counter((theme, row["kind"]) for row in articles for theme in set(row["themes"]))
    return counts + Counter((theme, "project") for row in projects for theme in set(row["themes"]))


def theme_pairs(records: Iterable[Mapping[str, Any]]) -> Counter[tuple[str, str]]:
    """Records that carry both themes, by pair in alphabetical order."""
    return Counter(pair for row in records for pair in combinations(sorted(set(row["themes"])), 2))


def coauthors(articles: Rows) -> Counter[tuple[str, str]]:
    """Articles that name both people as authors, by pair of ids in alphabetical order."""
    return Counter(pair for row in articles for pair in combinations(sorted(set(row["authors"])), 2))


def local(row: Mapping[str, Any], column: str) -> datetime | None:
    """An event's time in the zone it was read in; UTC where that is not known."""
    when: datetime | None = row[column]
    if when is None or row["event_timezone"] is None:
        return when
    return when.astimezone(ZoneInfo(row["event_timezone"]))


def filled(rows: Rows, column: str) -> int:
    """Rows in which a column is known; an empty list counts as not known."""
    return sum(row.get(column) not in (None, []) for row in rows)


def may_be_empty(table: str) -> list[Column]:
    """The columns of a table whose completeness says something: not what is always there, nor what is rarely due."""
    return [column for column in TABLES[table].columns if column.may_be_empty and not column.rare]


def concerns(column: Column, kind: str) -> bool:
    """Whether a record of this kind could have a value there at all."""
    return not column.kinds or kind in column.kinds


def changed_records(changes: Rows) -> dict[str, Counter[str]]:
    """Records by table and what happened to them; a record with several changed fields counts once."""
    changed = {(row["table"], row["record_id"], row["change"]) for row in changes}
    by_table: dict[str, Counter[str]] = {}
    for table, _, change in sorted(changed):
        by_table.setdefault(table, Counter())[change] += 1
    return by_table
