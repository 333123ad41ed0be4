"""Rows of `provenance`: what the build noted, and the capture it noted it of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.origin.cell import Cell
from jjscrape.origin.empty import why_empty
from jjscrape.origin.stories.records import strings_of
from jjscrape.origin.story import Claim, Story

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Dataset, Row


def story(version: Dataset, table: str, row: Row, field: str) -> Story:
    rule = "build.note: what the rule noted when it made the cell"
    claim = Claim("the capture that the rule read", row["capture_id"])
    if row[field] is None:
        return Story(rule=rule, claims=(claim,), empty=why_empty(table, row, field))
    if field == "capture_id":
        claim = Claim(claim.says, row["capture_id"], (row["capture_id"],), "id", "head")
    if field == "raw":
        named = row["field"] == "projects"
        strings = strings_of(version, row, row["field"], row) if named else (row["raw"],)
        claim = Claim(claim.says, row["capture_id"], strings, row["field"])
    return Story(rule=rule, claims=(claim,), follows=(Cell(row["table"], row["record_id"], row["field"]),))
