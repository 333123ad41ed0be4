"""Who wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.counts import many
from jjscrape.release.report import tally
from jjscrape.release.report.chart import PLAIN, bars
from jjscrape.release.report.grid import Figure, Grid, Section, label
from jjscrape.release.report.sections.words import MOST_BARS

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from jjscrape.release.write import Rows

MOST_PAIRS = 12
"""Pairs that stand there unfolded."""


def authors(rows: Mapping[str, Rows]) -> Section:
    """Who wrote."""
    people = sorted(rows["people"], key=lambda row: (-len(row["articles"]), row["name"], row["id"]))
    without = sum(not row["authors"] for row in rows["articles"])
    lead = f"{many(len(people), 'person is', 'people are')} named as authors. "
    lead += f"{many(without, 'article names', 'articles name')} nobody." if without else "Every article names somebody."
    section = Section(id="authors", heading="Authors", lead=[lead])
    if not people:
        return section
    shown = [row for row in people if row["articles"]][:MOST_BARS]
    title = "Articles by author" if len(shown) == len(people) else f"Articles by author, the first {len(shown)}"
    about = f"Bars, longest first: {label(people[0]['name'])} wrote {many(len(people[0]['articles']), 'article')}."
    chart = bars(
        [label(row["name"]) for row in shown],
        [[len(row["articles"])] for row in shown],
        [[f"{row['name']}: {many(len(row['articles']), 'article')}"] for row in shown],
        colours=PLAIN,
    )
    section.figures.append(
        Figure(
            id="by-author",
            title=title,
            about=about,
            chart=chart,
            grid=Grid.cut(
                "Articles by author",
                ["Author", "Affiliations", "Articles"],
                [[row["name"], "; ".join(row["affiliations"]) or None, len(row["articles"])] for row in people],
                "people.csv",
            ),
        )
    )
    if pairs := tally.coauthors(rows["articles"]):
        section.grids.append(_pairs(pairs, {row["id"]: row["name"] for row in people}))
    return section


def _pairs(pairs: Counter[tuple[str, str]], names: Mapping[str, str]) -> Grid:
    named: list[tuple[int, list[str]]] = []
    for (a, b), count in pairs.items():
        named.append((-count, sorted((names.get(a, a), names.get(b, b)))))
    named.sort()
    grid = Grid.cut(
        "Who wrote with whom",
        ["Author", "With", "Articles"],
        [[*both, -count] for count, both in named],
        "authorships.csv",
    )
    grid.folded = len(named) > MOST_PAIRS
    return grid
