"""Pictures: what the page that shows one says of it, and what the archive holds at its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.origin.cell import Cell
from jjscrape.origin.empty import why_empty
from jjscrape.origin.lookup import key_of
from jjscrape.origin.story import Claim, Story
from jjscrape.schema import IMAGES

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Dataset, Row

_HINTS = {"alt": "alternative", "caption": "image_caption"}


def story(version: Dataset, table: str, row: Row, field: str) -> Story:
    rule, says = IMAGES.column(field).rule, "the page that shows the picture"
    shown = Claim(says, row["capture_id"], (row["shown_url"],), "image_url")
    if row[field] is None:
        return Story(
            rule="none: no rule gave this field a value", claims=(shown,), empty=why_empty(table, row, field)
        )  # fmt: skip
    if field == "shown_url":
        return Story(rule=rule, raw=row["shown_url"], claims=(shown,))
    if field in _HINTS:
        return Story(rule=rule, raw=row[field], claims=(Claim(says, row["capture_id"], (row[field],), _HINTS[field]),))
    if field == "capture_id":
        return Story(rule=rule, claims=(Claim(says, row["capture_id"], (row["capture_id"],), "id", "head"),))
    holds = "the capture that holds the file"
    if field == "sha256":
        return Story(rule=rule, claims=(Claim(holds, row["file_capture_id"]),))
    if field == "file_capture_id":
        return Story(rule=rule, claims=(Claim(holds, row[field], (row[field],), "id", "head"),))
    follows: tuple[Cell, ...] = (Cell(table, key_of(table, row), "shown_url"),)
    record = version.record(row["record_id"])
    if record and field in {"record_id", "role"}:
        follows = (Cell(record[0], row["record_id"], "id" if field == "record_id" else "image_url"),)
    return Story(rule=rule, claims=(shown,), follows=follows)
