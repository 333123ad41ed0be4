"""Links in a record's text: all of a row stands on the record's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.origin.cell import Cell
from jjscrape.origin.empty import why_empty
from jjscrape.origin.story import Claim, Story
from jjscrape.schema import LINKS

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Dataset, Row


def story(version: Dataset, table: str, row: Row, field: str) -> Story:
    source = version.record(row["source_id"])
    capture = source[1]["capture_id"] if source else ""
    says = "the page that the link stands on"
    key = f"{row['source_id']}\t{row['position']}"
    if row[field] is None:
        claim = Claim(says, capture, (row["target_url"],), "href")
        return Story(rule="none: no rule gave this field a value", claims=(claim,), empty=why_empty(table, row, field))
    if field == "text":
        return Story(
            rule=LINKS.column(field).rule, raw=row["text"], claims=(Claim(says, capture, (row["text"],), "link_text"),)
        )
    claims = [Claim(says, capture, (row["target_url"],), "href")]
    if field == "source_id" and source:
        claims.insert(0, Claim("the record's own page", capture, (source[1]["url"],), "url", "head"))
        return Story(
            rule=LINKS.column(field).rule, claims=tuple(claims), follows=(Cell(source[0], row["source_id"], "id"),)
        )
    follows: tuple[Cell, ...] = () if field == "target_url" else (Cell(table, key, "target_url"),)
    if field == "target_id":
        for name in ("articles", "projects", "pages", "documents", "themes"):
            if version.first(name, id=row["target_id"]):
                follows += (Cell(name, row["target_id"], "id"),)
                break
    raw = row["target_url"] if field == "target_url" else None
    return Story(rule=LINKS.column(field).rule, raw=raw, claims=tuple(claims), follows=follows)
