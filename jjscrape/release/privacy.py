"""E-mail addresses and telephone numbers in the site's texts: masked in the tables, kept in the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.normalise.text import mask_contacts
from jjscrape.schema import named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.write import Rows

TEXTS = named(masked=True)
"""The columns that hold what people wrote, and so may hold how to reach them."""


def masked(tables: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return the tables with `[email]` and `[phone]` in place of e-mail addresses and telephone numbers."""
    return {
        name: [{**row, **{column: mask(row[column]) for column in TEXTS[name]}} for row in rows]
        if name in TEXTS
        else rows
        for name, rows in tables.items()
    }


def mask(cell: str | list[str] | None) -> str | list[str] | None:
    if isinstance(cell, list):
        return [mask_contacts(text) for text in cell]
    return mask_contacts(cell) if cell else cell
