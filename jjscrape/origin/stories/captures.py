"""Captures: what the archive record says of itself, in its header and the head of the answer it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.archive.field_values import bare_id
from jjscrape.origin.cell import Cell
from jjscrape.origin.empty import why_empty
from jjscrape.origin.story import Claim, Story
from jjscrape.release.cells import instant
from jjscrape.schema import CAPTURES

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Dataset, Row


_TOLD_APART = "archive.told-apart: made of WARC-Record-ID, which another record has too, date, address and block"


def story(version: Dataset, table: str, row: Row, field: str) -> Story:
    says = "the archive record itself"
    if row[field] is None:
        return Story(
            rule="none: no rule gave this field a value", claims=(Claim(says, row["id"]),),
            empty=why_empty(table, row, field),
        )  # fmt: skip
    if field in {"warc_file", "warc_offset"}:
        claim = Claim(says, row["id"], (row["warc_record_id"],), "id", "head")
        return Story(rule=CAPTURES.column(field).rule, claims=(claim,))
    if field == "id" and row["id"] not in row["warc_record_id"]:
        claim = Claim(says, row["id"], (bare_id(row["warc_record_id"]),), field, "head")
        return Story(rule=_TOLD_APART, claims=(claim,), follows=(Cell(table, row["id"], "warc_record_id"),))
    value = instant(row[field]) if field == "captured_at" else str(row[field])
    # A 304 has no media type of its own.
    capture_id = version.confirmed(row["id"]) if field == "media_type" else row["id"]
    claim = Claim(says, capture_id, (value,), field, "head")
    follows = (Cell(table, row["id"], "warc_record_id"),) if field == "id" else ()
    return Story(rule=CAPTURES.column(field).rule, raw=value, claims=(claim,), follows=follows)
