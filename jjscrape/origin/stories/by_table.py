"""Explains the cells of each table: one module a table, whose `story` tells where a cell of a row comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.origin.stories import (
    authorships,
    captures,
    documents,
    images,
    links,
    memberships,
    people,
    provenance,
    records,
    revisions,
    taggings,
    themes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from jjscrape.origin.dataset import Dataset, Row
    from jjscrape.origin.story import Story

STORIES: dict[str, Callable[[Dataset, str, Row, str], Story]] = {
    "articles": records.story,
    "projects": records.story,
    "pages": records.story,
    "themes": themes.story,
    "people": people.story,
    "authorships": authorships.story,
    "theme_memberships": memberships.story,
    "taggings": taggings.story,
    "documents": documents.story,
    "links": links.story,
    "images": images.story,
    "revisions": revisions.story,
    "captures": captures.story,
    "provenance": provenance.story,
}
"""By table: what is said of a cell, given its version, its table's name, its row and its column."""
