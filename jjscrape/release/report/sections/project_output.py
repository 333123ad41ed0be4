"""Projects, and what they produced."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jjscrape.counts import many
from jjscrape.release.report import tally
from jjscrape.release.report.chart import bars
from jjscrape.release.report.grid import Cell, Figure, Grid, Link, Section, label
from jjscrape.release.report.sections.words import MOST_BARS, legend, of_kind, plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.write import Rows


def projects(rows: Mapping[str, Rows]) -> Section | None:
    """Articles by the project they belong to, and the documents on its page."""
    if not rows["projects"]:
        return None
    counts = Counter((project, row["kind"]) for row in rows["articles"] for project in set(row["projects"]))
    documents = Counter(found for row in rows["documents"] for found in set(row["found_on"]))
    sums = {row["id"]: sum(counts[row["id"], kind] for kind in tally.KINDS) for row in rows["projects"]}
    order = sorted(rows["projects"], key=lambda row: (-sums[row["id"]], row["title"], row["id"]))
    without = sum(not count for count in sums.values())
    lead = f"{many(len(order), 'project')}."
    if without:
        lead += f" No article names {'it' if len(order) == 1 else f'{without} of them'}."
    section = Section(id="projects", heading="Projects and what they produced", lead=[lead])
    table: list[list[Cell]] = [
        [
            Link(row["title"], row["url"]),
            *(counts[row["id"], kind] for kind in tally.KINDS),
            sums[row["id"]],
            documents[row["id"]],
        ]
        for row in order
    ]
    kinds = [plural(kind).capitalize() for kind in tally.KINDS]
    head = ["Project", *kinds, "All", "Documents on its page"]
    grid = Grid.cut("Articles by project", head, table, "projects.csv")
    shown = [row for row in order if sums[row["id"]]][:MOST_BARS]
    if not shown:
        section.grids.append(grid)
        return section
    most = many(sums[shown[0]["id"]], "article")
    section.figures.append(
        Figure(
            id="by-project",
            title="Articles by project",
            about=f"Bars, longest first: {label(shown[0]['title'])} is named by {most}.",
            chart=bars(
                [label(row["title"]) for row in shown],
                [[counts[row["id"], kind] for kind in tally.KINDS] for row in shown],
                [
                    [f"{row['title']}: {of_kind(counts[row['id'], kind], kind)}" for kind in tally.KINDS]
                    for row in shown
                ],
            ),
            legend=legend(list(tally.KINDS)),
            grid=grid,
        )
    )
    return section
