"""Links in texts, and those of them that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.counts import many
from jjscrape.release.report import tally
from jjscrape.release.report.grid import Cell, Grid, Link, Section
from jjscrape.schema import RECORD_TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.write import Rows

ERROR = 400
"""From this HTTP status on an address leads nowhere."""


def links(rows: Mapping[str, Rows]) -> Section | None:
    if not rows["links"]:
        return None
    asked = tally.filled(rows["links"], "status")
    answered = (row for row in rows["links"] if row["status"] is not None)
    dead = sorted((r for r in answered if r["status"] >= ERROR), key=lambda row: (row["source_id"], row["position"]))
    lead = f"{many(len(rows['links']), 'link stands', 'links stand')} in texts. "
    lead += f"Of {many(asked, 'one', 'them')} this archive holds an answer" if asked == 1 else (
        f"Of {asked:,} of them this archive holds an answer"
    )  # fmt: skip
    lead += (
        f", and {len(dead):,} {'leads' if len(dead) == 1 else 'lead'} nowhere. "
        if dead
        else ", and none leads nowhere. "
    )
    lead += "Other sites were not asked, so nothing is said of links to them."
    section = Section(id="links", heading="Links that lead nowhere", lead=[lead])
    if dead:
        sources = {row["source_id"] for row in dead}
        records = {
            row["id"]: Link(row["title"], row["url"])
            for name in RECORD_TABLES
            for row in rows[name]
            if row["id"] in sources
        }
        table: list[list[Cell]] = [
            [
                records.get(row["source_id"], row["source_id"]),
                row["text"],
                Link(row["target_url"], row["target_url"]),
                row["status"],
            ]
            for row in dead
        ]
        head = ["On the page of", "Text of the link", "Leads to", "Answer"]
        section.grids.append(Grid.cut("Links that lead nowhere", head, table, "links.csv"))
    return section
