"""Links in a record's text: what the record's own page says, and what the site answered at the address."""

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
    if field in {"status", "capture_id"}:
        return _answer(version, row, field)
    if field in {"target_id", "target_table"}:
        follows += _target(version, row)
    raw = row["target_url"] if field == "target_url" else None
    return Story(rule=LINKS.column(field).rule, raw=raw, claims=tuple(claims), follows=follows)


def _answer(version: Dataset, row: Row, field: str) -> Story:
    """Of a 304 the status is that of the capture which it confirms."""
    says = "the newest answer at that address"
    rule = LINKS.column(field).rule
    if field == "capture_id":
        return Story(rule=rule, claims=(Claim(says, row["capture_id"], (row["capture_id"],), "id", "head"),))
    claim = Claim(says, version.confirmed(row["capture_id"]), (str(row["status"]),), "status", "head")
    return Story(rule=rule, raw=str(row["status"]), claims=(claim,))


def _target(version: Dataset, row: Row) -> tuple[Cell, ...]:
    # Versions from before target_table name the row alone.
    tables = [row["target_table"]] if row.get("target_table") else LINKS.column("target_table").values
    found = (name for name in tables if version.first(name, id=row["target_id"]))
    return tuple(Cell(name, row["target_id"], "id") for name in found)[:1]
