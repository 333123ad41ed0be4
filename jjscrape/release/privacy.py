"""E-mail addresses and telephone numbers in the site's texts: masked in the tables, kept in the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.normalise.text import mask_contacts
from jjscrape.schema import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jjscrape.release.write import Row

TEXTS = named(masked=True)
"""The columns that hold what people wrote, and so may hold how to reach them."""


def masked(table: str, rows: Iterable[Row]) -> Iterator[Row]:
    """Go through a table's rows, with `[email]` and `[phone]` in place of e-mail addresses and telephone numbers."""
    texts = TEXTS.get(table, ())
    for row in rows:
        hidden = {column: cell for column in texts if (cell := mask(row[column])) != row[column]}
        yield {**row, **hidden} if hidden else row


def mask(cell: str | list[str] | None) -> str | list[str] | None:
    if isinstance(cell, list):
        return [mask_contacts(text) for text in cell]
    return mask_contacts(cell) if cell else cell
