"""E-mail addresses and telephone numbers in the site's texts: masked in the tables, kept in the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.normalise.text import mask_contacts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.write import Rows

TEXTS: dict[str, tuple[str, ...]] = {
    "articles": (
        "title", "summary", "text", "published_raw", "event_raw", "place", "byline_raw", "image_caption",
    ),
    "projects": ("title", "also_known_as", "summary", "text"),
    "pages": ("title", "text"),
    "themes": ("label", "description"),
    "people": ("name", "also_printed_as", "affiliations"),
    "authorships": ("name_raw", "affiliation", "role"),
    "documents": ("label",),
    "links": ("text",),
    "provenance": ("raw",),
}  # fmt: skip
"""The columns that hold what people wrote, and so may hold how to reach them."""


def masked(tables: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return the tables with `[email]` and `[phone]` in place of what they stand for."""
    return {
        name: [{**row, **{column: mask(row[column]) for column in TEXTS.get(name, ())}} for row in rows]
        for name, rows in tables.items()
    }


def mask(cell: str | list[str] | None) -> str | list[str] | None:
    if isinstance(cell, list):
        return [mask_contacts(text) for text in cell]
    return mask_contacts(cell) if cell else cell
