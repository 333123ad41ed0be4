"""Posts over time."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jjscrape.counts import many
from jjscrape.release.report import tally
from jjscrape.release.report.chart import MONTHS, columns, matrix, shade
from jjscrape.release.report.grid import Figure, Grid, Section
from jjscrape.release.report.sections.words import legend, of_kind, plural

if TYPE_CHECKING:
    from jjscrape.release.write import Rows


def published(articles: Rows) -> Section:
    """Posts over time."""
    years, counts = tally.by_year(articles)
    unknown = sum(counts[None, kind] for kind in tally.KINDS)
    known = len(articles) - unknown
    lead = f"All {many(len(articles), 'post')} say when they were published."
    if unknown:
        lead = f"{known:,} of {many(len(articles), 'post')} say when they were published; {unknown:,} "
        lead += (
            f"{'does' if unknown == 1 else 'do'} not, and nothing is guessed for {'it' if unknown == 1 else 'them'}."
        )
    section = Section(id="published", heading="Posts over time", lead=[lead])
    if not articles:
        return section
    columns_shown: list[int | None] = [*years, *([None] if unknown else [])]
    labels = [str(year) if year else "not stated" for year in columns_shown]
    table = [[counts[year, kind] for kind in tally.KINDS] for year in columns_shown]
    tooltips = [
        [f"{text}: {of_kind(n, kind)}" for kind, n in zip(tally.KINDS, row, strict=True)]
        for text, row in zip(labels, table, strict=True)
    ]
    title = "Posts by year of publication"
    spread = len(years) > 1
    about = f"A column a year, {years[0]} to {years[-1]}" if spread else ", ".join(["One column", *map(str, years)])
    about += ", and a pale one for posts that state no date." if unknown else "."
    last = slice(-tally.LONGEST_SPAN, None)
    chart = columns(labels[last], table[last], tooltips[last], pale=unknown > 0)
    section.figures.append(
        Figure(
            id="by-year",
            title=title,
            about=about,
            chart=chart,
            legend=legend(list(tally.KINDS)),
            grid=Grid.cut(
                title,
                ["Year", *(plural(kind).capitalize() for kind in tally.KINDS), "All"],
                [[text, *row, sum(row)] for text, row in zip(labels, table, strict=True)],
                "articles.csv",
            ),
        )
    )
    if months := tally.by_month(articles):
        section.figures.append(_months(years[-tally.LONGEST_SPAN :], months))
    sources = Counter(row["published_source"] or "not stated" for row in articles)
    section.grids.append(
        Grid(
            caption="Where publication dates come from",
            head=["Source", "Posts"],
            rows=[[source, count] for source, count in sorted(sources.items(), key=lambda item: (-item[1], item[0]))],
        )
    )
    return section


def _months(years: list[int], months: dict[tuple[int, int], int]) -> Figure:
    most = max(months.values())
    title = "Posts by month of publication"
    about = (
        f"A row a year, a column a month; the stronger the colour, the more posts. The most in one month are {most}."
    )
    cells = [
        (years.index(year), month - 1, shade(n, most), str(n), f"{MONTHS[month - 1]} {year}: {many(n, 'post')}")
        for (year, month), n in sorted(months.items())
        if year in years
    ]
    chart = matrix([str(year) for year in years], MONTHS, cells)
    return Figure(
        id="by-month",
        title=title,
        about=about,
        chart=chart,
        grid=Grid(
            caption=title,
            head=["Year", *MONTHS],
            rows=[[str(year), *(months.get((year, month), 0) for month in range(1, 13))] for year in years],
        ),
    )
