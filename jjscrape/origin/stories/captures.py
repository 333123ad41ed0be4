"""Captures: what the archive record says of itself, in its header and the head of the answer it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.archive.fields import bare_id
from jjscrape.origin.cell import Cell
from jjscrape.origin.empty import why_empty
from jjscrape.origin.story import Claim, Story
from jjscrape.release.cells import instant

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Dataset, Row

_RULES = {
    "id": "archive.record-id: WARC-Record-ID without urn:uuid",
    "url": "archive.target: WARC-Target-URI",
    "captured_at": "archive.date: WARC-Date",
    "status": "archive.http-status: of the answer's first line",
    "media_type": "archive.media-type: Content-Type of the answer, without parameters",
    "payload_digest": "archive.payload-digest: WARC-Payload-Digest",
    "warc_file": "archive.place: the file that the record lies in",
    "warc_offset": "archive.place: where the record begins in its file",
    "warc_record_id": "archive.record-id: WARC-Record-ID",
}

_TOLD_APART = "archive.told-apart: made of WARC-Record-ID, which another record has too, date, address and block"


def story(version: Dataset, table: str, row: Row, field: str) -> Story:  # noqa: ARG001
    says = "the archive record itself"
    if row[field] is None:
        return Story(
            rule="none: no rule gave this field a value", claims=(Claim(says, row["id"]),),
            empty=why_empty(table, row, field),
        )  # fmt: skip
    if field in {"warc_file", "warc_offset"}:
        claim = Claim(says, row["id"], (row["warc_record_id"],), "id", "head")
        return Story(rule=_RULES[field], claims=(claim,))
    if field == "id" and row["id"] not in row["warc_record_id"]:
        claim = Claim(says, row["id"], (bare_id(row["warc_record_id"]),), field, "head")
        return Story(rule=_TOLD_APART, claims=(claim,), follows=(Cell(table, row["id"], "warc_record_id"),))
    value = instant(row[field]) if field == "captured_at" else str(row[field])
    claim = Claim(says, row["id"], (value,), field, "head")
    follows = (Cell(table, row["id"], "warc_record_id"),) if field == "id" else ()
    return Story(rule=_RULES[field], raw=value, claims=(claim,), follows=follows)
