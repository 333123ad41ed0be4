"""Links in texts, and those of them that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.counts import many
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
    asked = [row for row in rows["links"] if row["status"] is not None]
    dead = sorted((row for row in asked if row["status"] >= ERROR), key=lambda row: (row["source_id"], row["position"]))
    lead = f"{many(len(rows['links']), 'link stands', 'links stand')} in texts. "
    lead += f"Of {many(len(asked), 'one', 'them')} this archive holds an answer" if len(asked) == 1 else (
        f"Of {len(asked):,} of them this archive holds an answer"
    )  # fmt: skip
    lead += (
        f", and {len(dead):,} {'leads' if len(dead) == 1 else 'lead'} nowhere. "
        if dead
        else ", and none leads nowhere. "
    )
    lead += "Other sites were not asked, so nothing is said of links to them."
    section = Section(id="links", heading="Links that lead nowhere", lead=[lead])
    if dead:
        records = {row["id"]: row for name in RECORD_TABLES for row in rows[name]}
        table: list[list[Cell]] = [
            [
                Link(records[row["source_id"]]["title"], records[row["source_id"]]["url"])
                if row["source_id"] in records
                else row["source_id"],
                row["text"],
                Link(row["target_url"], row["target_url"]),
                row["status"],
            ]
            for row in dead
        ]
        head = ["On the page of", "Text of the link", "Leads to", "Answer"]
        section.grids.append(Grid.cut("Links that lead nowhere", head, table, "links.csv"))
    return section
