"""Revisions: what a record's page said at the first capture that said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.origin.cell import Cell
from jjscrape.origin.empty import why_empty
from jjscrape.origin.lookup import key_of
from jjscrape.origin.story import Claim, Story, lines
from jjscrape.release.cells import instant
from jjscrape.schema import REVISIONS

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Dataset, Row


def story(version: Dataset, table: str, row: Row, field: str) -> Story:
    rule, says = REVISIONS.column(field).rule, "the first capture that has this title and text"
    own = Claim(says, row["capture_id"])
    if row[field] is None:
        return Story(rule="none: no rule gave this field a value", claims=(own,), empty=why_empty(table, row, field))
    match field:
        case "valid_from":
            text = instant(row["valid_from"])
            return Story(rule=rule, raw=text, claims=(Claim(says, row["capture_id"], (text,), "captured_at", "head"),))
        case "valid_to":
            return _end(version, row)
        case "title" | "text":
            strings = lines(row[field])
            raw = row["title"] if field == "title" else None
            return Story(rule=rule, raw=raw, claims=(Claim(says, row["capture_id"], strings, field),))
        case "capture_id":
            return Story(rule=rule, claims=(Claim(says, row["capture_id"], (row["capture_id"],), "id", "head"),))
    follows = (Cell(table, key_of(table, row), "text"),) if field == "text_digest" else ()
    record = version.record(row["record_id"])
    if field == "record_id" and record:
        follows = (Cell(record[0], row["record_id"], "id"),)
    return Story(rule=rule, claims=(own,), follows=follows)


def _end(version: Dataset, row: Row) -> Story:
    """Where the next one begins, or since when the record is gone."""
    rule = REVISIONS.column("valid_to").rule
    follows: tuple[Cell, ...]
    if later := version.first(REVISIONS.name, record_id=row["record_id"], number=row["number"] + 1):
        text = instant(later["valid_from"])
        claim = Claim("the first capture that has another", later["capture_id"], (text,), "captured_at", "head")
        follows = (Cell(REVISIONS.name, key_of(REVISIONS.name, later), "valid_from"),)
        return Story(rule=rule, raw=text, claims=(claim,), follows=follows)
    record = version.record(row["record_id"])
    follows = (Cell(record[0], row["record_id"], "gone_since"),) if record else ()
    return Story(rule=rule, claims=(Claim("the last that it said", row["capture_id"]),), follows=follows)
