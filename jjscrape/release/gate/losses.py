"""Checks of rows and values against the version before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.counts import agreeing, many
from jjscrape.harvested import FAULTS
from jjscrape.schema import RECORD_TABLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jjscrape.harvested import Tally
    from jjscrape.release.write import Row, Rows

FEW = 3
"""So many rows may change by an editor's hand in a day; fewer are never a fault."""
SOME_NEW = 20
SOME_ERRORS = 5

Finding = tuple[str, list[str]]
"""What a check found: a sentence, and rows that show it."""


def live(tables: Mapping[str, Rows], name: str) -> Iterator[Row]:
    """The rows of a table that are live, one after the other: texts of all of them may be more than memory holds."""
    return (row for row in tables.get(name, ()) if row["status"] == "live")


def live_ids(tables: Mapping[str, Rows], name: str) -> set[str]:
    return {row["id"] for row in live(tables, name)}


def too_few(rows: Mapping[str, Rows], least: float) -> Finding | None:
    count = sum(1 for _ in live(rows, "articles"))
    return (
        None
        if count >= least
        else (f"{many(count, 'article is', 'articles are')} live, at least {least:g} should be", [])
    )


def lost(rows: Mapping[str, Rows], before: Mapping[str, Rows], most: float) -> Finding | None:
    """Compare by id, not by number: new records do not make up for lost ones."""
    sentences, shown = [], []
    for name in RECORD_TABLES:
        was, now = live_ids(before, name), live_ids(rows, name)
        missing = sorted(was - now)
        if missing and (not now or (len(missing) >= FEW and len(missing) > most * len(was))):
            sentences.append(
                f"{len(missing)} of {len(was)} {name} {agreeing(len(missing), 'is', 'are')} not live any more"
            )
            shown += missing
    return ("; ".join(sentences), shown) if sentences else None


def left_out(tally: Tally, most: float) -> Finding | None:
    """Of the captures left out, count only those that are in the archive and can't be read."""
    reasons = {reason: tally.left_out[reason] for reason in FAULTS if reason in tally.left_out}
    count = sum(reasons.values())
    if count < SOME_ERRORS or count <= most * tally.captures:
        return None
    counted = ", ".join(f"{number} {reason}" for reason, number in reasons.items())
    return (
        f"{count} of {tally.captures} captures were left out by a fault: {counted}",
        tally.faults,
    )


def grown(rows: Mapping[str, Rows], before: Mapping[str, Rows], most: float) -> Finding | None:
    sentences, shown = [], []
    for name in RECORD_TABLES:
        was, now = live_ids(before, name), live_ids(rows, name)
        new = sorted(now - was)
        if before and len(new) > SOME_NEW and len(new) > most * len(was):
            sentences.append(f"{len(new)} {name} are new, beside {len(was)} before")
            shown += new
    return ("; ".join(sentences), shown) if sentences else None


def blanked(rows: Mapping[str, Rows], before: Mapping[str, Rows], most: float) -> Finding | None:
    """Look at each field of the records that are in both versions and live."""
    sentences, shown = [], []
    for name in RECORD_TABLES:
        columns = TABLES[name].content
        was, now = (
            {row["id"]: frozenset(column for column in columns if row.get(column)) for row in live(version, name)}
            for version in (before, rows)
        )
        for column in columns:
            filled = [key for key in sorted(was.keys() & now.keys()) if column in was[key]]
            empty = [key for key in filled if column not in now[key]]
            if len(empty) >= FEW and len(empty) > most * len(filled):
                sentences.append(f"{name}.{column} is empty in {len(empty)} of {len(filled)} rows that had a value")
                shown += [f"{key} {column}" for key in empty]
    return ("; ".join(sentences), shown) if sentences else None
