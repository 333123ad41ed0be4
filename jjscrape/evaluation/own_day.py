"""The publication day of a record, where it is known to the day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from jjscrape.items import Article

if TYPE_CHECKING:
    from jjscrape.items import Record

DAY = len("2018-06-29")


def day_of(record: Record | None) -> date | None:
    """Return the day in the zone written, as a reader of the page would see it; only articles have one."""
    edtf = record.published_edtf if isinstance(record, Article) else None
    return date.fromisoformat(edtf[:DAY]) if edtf and len(edtf) >= DAY else None
