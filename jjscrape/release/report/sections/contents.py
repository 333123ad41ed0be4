"""What is in the version, and what of it is gone from the site."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jjscrape.counts import many
from jjscrape.release.report import tally
from jjscrape.release.report.grid import Cell, Grid, Link, Section
from jjscrape.release.report.sections.words import day, of_kind
from jjscrape.schema import RECORD_TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.write import Rows


def content(rows: Mapping[str, Rows]) -> Section:
    """What is in it."""
    articles, captures = rows["articles"], rows["captures"]
    kinds = Counter(row["kind"] for row in articles)
    named = [of_kind(kinds[kind], kind) for kind in tally.KINDS if kinds[kind]]
    first_taken = min((row["captured_at"] for row in captures), default=None)
    last_taken = max((row["captured_at"] for row in captures), default=None)
    lead = [f"{many(len(articles), 'article')}: {', '.join(named)}."] if named else ["No article."]
    if captures:
        first, last = day(first_taken), day(last_taken)
        when = f"on {first}" if first == last else f"between {first} and {last}"
        lead.append(f"They were read from {many(len(captures), 'capture')}, taken {when}.")
    gone: list[list[Cell]] = [
        [Link(row["title"], row["url"]), name, day(row["last_seen"])]
        for name in RECORD_TABLES
        for row in rows[name]
        if row["status"] == "gone"
    ]
    grids = []
    if gone:
        lead.append(f"{many(len(gone), 'record is', 'records are')} gone from the site and kept here.")
        grids.append(
            Grid.cut(
                "Gone from the site, kept here",
                ["Record", "Table", "Last seen"],
                gone,
                "articles.csv",
            )
        )
    return Section(id="contents", heading="What is in it", lead=lead, grids=grids)
