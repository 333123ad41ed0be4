"""Themes: how often, and which together."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from jjscrape.counts import many
from jjscrape.release.report import tally
from jjscrape.release.report.chart import bars, matrix, shade
from jjscrape.release.report.grid import Cell, Figure, Grid, Section, label
from jjscrape.release.report.sections.words import MOST_BARS, legend, of_kind, plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.write import Rows

MOST_THEMES = 20
"""Themes of the chart that shows which occur together."""


def themes(rows: Mapping[str, Rows]) -> Section:
    """Themes: how often, and which together."""
    parts = [*tally.KINDS, "project"]
    counts = tally.theme_counts(rows["articles"], rows["projects"])
    named = {row["id"]: row["label"] for row in rows["themes"]}
    sums = {theme: sum(counts[theme, part] for part in parts) for theme in named}
    order = sorted(named, key=lambda theme: (-sums[theme], named[theme], theme))
    section = Section(id="themes", heading="Themes", lead=[f"{many(len(named), 'theme')}.{carrying(rows['articles'])}"])
    shown = [theme for theme in order if sums[theme]][:MOST_BARS]
    if not shown:
        return section
    title = "Records by theme"
    about = f"Bars, longest first: {label(named[shown[0]])} is carried by {many(sums[shown[0]], 'record')}."
    table = [[counts[theme, part] for part in parts] for theme in shown]
    tooltips = [[f"{named[theme]}: {of_kind(n, part)}" for part, n in zip(parts, row, strict=True)]
            for theme, row in zip(shown, table, strict=True)]  # fmt: skip
    chart = bars([label(named[theme]) for theme in shown], table, tooltips)
    table_rows: list[list[Cell]] = [
        [named[theme], *(counts[theme, part] for part in parts), sums[theme]] for theme in order
    ]
    section.figures.append(
        Figure(
            id="by-theme",
            title=title,
            about=about,
            chart=chart,
            legend=legend(parts),
            grid=Grid.cut(
                title, ["Theme", *(plural(part).capitalize() for part in parts), "All"], table_rows, "themes.csv"
            ),
        )
    )
    pairs = tally.theme_pairs(chain(rows["articles"], rows["projects"]))
    if pairs:
        section.figures.append(_pairs(shown[:MOST_THEMES], named, pairs))
    return section


def carrying(articles: Rows) -> str:
    """Say how many articles carry no theme, one, and several; nothing where there are no articles."""
    counts = Counter(min(len(set(row["themes"])), 2) for row in articles)
    words = {0: "no theme", 1: "one", 2: "several"}
    told = [f"{many(counts[n], 'article carries', 'articles carry')} {words[n]}" for n in words if counts[n]]
    return f" {', '.join(told)}." if told else ""


def _pairs(shown: list[str], named: dict[str, str], pairs: Counter[tuple[str, str]]) -> Figure:
    both = {(a, b): pairs[min(a, b), max(a, b)] for a in shown for b in shown if a != b}
    most = max(both.values(), default=0)
    a, b = max(both, key=lambda pair: (both[pair], pair[::-1]), default=("", ""))
    title = "Themes that occur together"
    about = "Records that carry both themes; the numbers above the columns are those of the rows."
    if most:
        about += f" The most, {most}, carry {label(named[a])} and {label(named[b])}."
    numbered = [f"{number}  {label(named[theme], 38)}" for number, theme in enumerate(shown, 1)]
    cells = [
        (shown.index(a), shown.index(b), shade(n, most), str(n), f"{named[a]} and {named[b]}: {many(n, 'record')}")
        for (a, b), n in both.items()
        if n
    ]
    chart = matrix(numbered, [str(number) for number in range(1, len(shown) + 1)], cells)
    return Figure(
        id="together",
        title=title,
        about=about,
        chart=chart,
        grid=Grid(
            caption=title,
            head=["Theme", *(str(number) for number in range(1, len(shown) + 1))],
            rows=[[f"{number} {named[a]}", *(both.get((a, b)) for b in shown)] for number, a in enumerate(shown, 1)],
        ),
    )
