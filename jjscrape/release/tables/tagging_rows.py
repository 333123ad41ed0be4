"""The terms of other vocabularies than the themes' that a record's page prints: a row of `taggings` each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.normalise import themes
from jjscrape.release.provenance_rows import reference

if TYPE_CHECKING:
    from jjscrape.harvested import Harvest
    from jjscrape.items import Tagging
    from jjscrape.release.tables.briefs import Briefs
    from jjscrape.release.write import Row, Rows


def sort_terms(harvest: Harvest, briefs: Briefs) -> None:
    """Make themes of those terms that the site's own pages of themes name, wherever their links lead.

    No page of a record knows what these name.
    """
    named = {theme.id for theme in harvest.themes}
    for record in briefs.tagged:
        theme_taggings = [tagging for tagging in record.taggings if themes.theme_id(tagging.label) in named]
        if not theme_taggings:
            continue
        record.taggings = [tagging for tagging in record.taggings if tagging not in theme_taggings]
        record.theme_labels = [*record.theme_labels, *(tagging.label for tagging in theme_taggings)]
        record.themes = list(themes.read_labels(record.theme_labels).ids)


def labels_of(taggings: list[Tagging]) -> list[str]:
    """The labels in the order printed, each once."""
    return list(dict.fromkeys(tagging.label for tagging in taggings))


def tagging_rows(briefs: Briefs) -> Rows:
    rows: list[Row] = []
    for record in sorted(briefs.tagged, key=lambda record: record.id):
        for tagging in sorted(record.taggings, key=lambda t: (t.label, t.url)):
            cells = {"label": tagging.label, "url": tagging.url, "vocabulary": tagging.vocabulary}
            rows.append({"record_id": record.id, **cells, "capture_id": reference(record.capture)})
    return rows
