"""Articles, projects and other pages: what their own page says, and what listings and bylines add."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.normalise.text import fold, word_count
from jjscrape.pins import is_pin
from jjscrape.release.provenance_rows import reference
from jjscrape.release.tables.people_rows import person_id
from jjscrape.release.tables.tagging_rows import labels_of
from jjscrape.schema import ARTICLES, PROJECTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import Any

    from jjscrape.harvested import Harvest
    from jjscrape.items import Article, Project, Record, Teaser
    from jjscrape.schema import Table

    Row = dict[str, Any]

_TO_SPARE = 100
_CUT = re.compile(r"\s*(?:\u2026|\.\.\.)\s*$")


def record_row(table: Table, record: Record, harvest: Harvest) -> Row:
    """Return the cells that a record and its history hold as they are, under the names of the table's columns.

    A column that neither has is left to the caller: it takes more than one page to fill it.
    """
    sources = (record, harvest.history[record.id])
    cells = {name: getattr(source, name) for name in table.names for source in sources if hasattr(source, name)}
    row = {name: None if cell == "" else cell for name, cell in cells.items()}
    return {**row, "capture_id": reference(record.capture)}


def article_row(
    article: Article,
    harvest: Harvest,
    themes_of: dict[str, list[str]],
    related: dict[str, set[str]],
    positions: dict[str, int],
    teasers: Iterable[Teaser],
) -> Row:
    """The row of an article; `teasers` are those that lead to it."""
    return {
        **record_row(ARTICLES, article, harvest),
        "summary": summary_for(article, teasers),
        "word_count": word_count(article.text) if article.text else None,
        "authors": [person_id(author.name) for author in article.authors],
        "themes": themes_of.get(article.id, []),
        "tags": labels_of(article.taggings),
        "projects": sorted(related.get(article.id, ())),
        "listing_position": positions.get(article.id),
    }


def project_row(
    project: Project, harvest: Harvest, themes_of: dict[str, list[str]], teasers: Collection[Teaser]
) -> Row:
    """The row of a project; `teasers` are those that lead to it."""
    own = fold(project.title or "")
    names = {teaser.title for teaser in teasers if teaser.title}
    return {
        **record_row(PROJECTS, project, harvest),
        "also_known_as": sorted(name for name in names if fold(name) != own),
        "summary": summary_for(project, teasers),
        "themes": themes_of.get(project.id, []),
        "tags": labels_of(project.taggings),
    }


def summary_for(record: Article | Project, teasers: Iterable[Teaser]) -> str | None:
    """The record's summary, unless it only repeats how the text begins: that says nothing that the text does not.

    What the site file pins is a summary, whatever it says.
    """
    summary = chosen_summary(record, teasers)
    if summary and not is_pin(record.rule_of("summary")) and repeats_opening(summary, record.text or ""):
        return None
    return summary


def repeats_opening(summary: str, text: str) -> bool:
    """Tell whether a summary, cut or not, is no more than the beginning of a text."""
    said = fold(_CUT.sub("", summary))
    opening = fold(text[: 2 * len(summary) + 2 * _TO_SPARE])
    # Only at the cut a part folds in another way than the whole does.
    return (opening if len(opening) > len(said) + _TO_SPARE else fold(text)).startswith(said)


def chosen_summary(record: Article | Project, teasers: Iterable[Teaser]) -> str | None:
    """The summary that a record has: one written apart goes before the part of the text before Drupal's break.

    Listings show the one written apart, and it stands nowhere in the text; what they show else is cut from the text.
    """
    listed = longest_summary(teasers)
    if not record.summary or not listed or listed == record.summary or is_pin(record.rule_of("summary")):
        return record.summary or listed
    if not listed.rstrip().endswith((".", "!", "?", "\u201d")):
        return record.summary  # what is written apart is whole sentences
    folded_text = fold(record.text or "")
    is_cut = all(fold(line) in folded_text for line in record.summary.splitlines())
    lines = [fold(_CUT.sub("", line)) for line in listed.splitlines()]
    is_apart = not any(line and line in folded_text for line in lines)
    return listed if is_cut and is_apart else record.summary


def longest_summary(teasers: Iterable[Teaser]) -> str | None:
    """The longest summary a listing gives: some listings cut it."""
    summaries = [teaser.summary for teaser in teasers if teaser.summary]
    return max(summaries, key=lambda text: (len(text), text), default=None)
