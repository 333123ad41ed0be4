"""Terms of other vocabularies: all of a row stands on the record's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.origin.cell import Cell
from jjscrape.origin.empty import why_empty
from jjscrape.origin.lookup import key_of
from jjscrape.origin.story import Claim, Story
from jjscrape.schema import TAGGINGS

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Dataset, Row


def story(version: Dataset, table: str, row: Row, field: str) -> Story:
    says, capture, rule = "the page that prints the term", row["capture_id"], TAGGINGS.column(field).rule
    address = Claim(says, capture, (row["url"],), "href")
    if row[field] is None:
        empty = why_empty(table, row, field)
        return Story(rule="none: no rule gave this field a value", claims=(address,), empty=empty)
    if field == "capture_id":
        return Story(rule=rule, claims=(Claim(says, capture, (capture,), "id", "head"),))
    if field == "label":
        return Story(rule=rule, raw=row["label"], claims=(Claim(says, capture, (row["label"],), "link_text"),))
    if field == "url":
        return Story(rule=rule, raw=row["url"], claims=(address,))
    record = version.record(row["record_id"])
    follows: tuple[Cell, ...] = (Cell(table, key_of(table, row), "url"),)
    if field == "record_id" and record:
        follows = (Cell(record[0], row["record_id"], "id"),)
    return Story(rule=rule, claims=(address,), follows=follows)
