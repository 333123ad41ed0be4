"""Documents by type, and which of them are not in the archive."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jjscrape.counts import many
from jjscrape.release.report.beside import size
from jjscrape.release.report.chart import PLAIN, bars
from jjscrape.release.report.grid import Cell, Figure, Grid, Link, Section, label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.write import Rows

_NONE = "no file in the archive"
MOST_TYPES = 10
"""Bars of types; the table has all."""


def documents(rows: Mapping[str, Rows]) -> Section | None:
    found = sorted(rows["documents"], key=lambda row: ((row["label"] or row["id"]).casefold(), row["id"]))
    if not found:
        return None
    types = Counter(row["media_type"] or _NONE for row in found)
    sizes: Counter[str] = Counter()
    for row in found:
        sizes[row["media_type"] or _NONE] += row["bytes"] or 0
    archived = sum(row["status"] == "archived" for row in found)
    lead = f"{many(len(found), 'document is', 'documents are')} linked to; the archive holds {archived:,} of them"
    lead += f", {size(sizes.total())} in all." if archived else "."
    order = sorted(types, key=lambda name: (name == _NONE, -types[name], name))
    shown = order[:MOST_TYPES]
    table: list[list[Cell]] = [
        [
            Link(row["label"] or row["id"], row["url"]),
            row["media_type"],
            _size(row["bytes"]),
            row["status"],
            len(row["found_on"]),
        ]
        for row in found
    ]
    every = Grid.cut(
        "Every document",
        ["Document", "Type", "Size", "In the archive", "Pages that link to it"],
        table,
        "documents.csv",
    )
    every.folded = True
    return Section(
        id="documents",
        heading="Documents",
        lead=[lead],
        figures=[
            Figure(
                id="by-type",
                title="Documents by type",
                about=f"Bars: {'; '.join(f'{name} {types[name]}' for name in shown)}.",
                chart=bars(
                    [label(name) for name in shown],
                    [[types[name]] for name in shown],
                    [[f"{name}: {many(types[name], 'document')}"] for name in shown],
                    colours=PLAIN,
                ),
                grid=Grid.cut(
                    "Documents by type",
                    ["Type", "Documents", "Size"],
                    [[name, types[name], _size(sizes[name] or None)] for name in order],
                    "documents.csv",
                ),
            )
        ],
        grids=[every],
    )


def _size(count: int | None) -> str | None:
    return None if count is None else size(count)
