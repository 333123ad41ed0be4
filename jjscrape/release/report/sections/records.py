"""What became of the archive's records: what was read, and what was left out, by reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.counts import many
from jjscrape.release.report.grid import Grid, Section

if TYPE_CHECKING:
    from jjscrape.harvested import Tally
    from jjscrape.release.report.grid import Cell


def records(tally: Tally) -> Section:
    """Every record of the archive once: the rows of the table add up to its last one."""
    section = Section(id="records", heading="What became of the archive's records", lead=[])
    out = sum(tally.left_out.values())
    section.lead.append(
        f"The archive has {many(tally.records, 'record')}. {many(tally.used, 'capture')} of pages, lists, feeds and "
        f"files {'was' if tally.used == 1 else 'were'} read; {many(out, 'record')} {'was' if out == 1 else 'were'} "
        "left out."
    )
    if tally.unread_files:
        section.lead.append(
            f"{many(len(tally.unread_files), 'file')} in forms that can't be read "
            f"{'is' if len(tally.unread_files) == 1 else 'are'} not among these records."
        )
    rows: list[list[Cell]] = [["read", tally.used]]
    in_order = sorted(tally.left_out.items(), key=lambda item: (-item[1], item[0]))
    rows += [[f"left out: {reason}", count] for reason, count in in_order]
    rows.append(["all", tally.records])
    section.grids.append(
        Grid(
            caption="Records by what became of them",
            head=["What became of it", "Records"],
            rows=rows,
        )
    )
    return section
