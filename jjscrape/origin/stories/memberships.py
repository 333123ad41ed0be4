"""A theme of an article or project: a printed tag, or a theme's listing that names the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.origin.cell import Cell
from jjscrape.origin.lookup import key_of
from jjscrape.origin.story import Claim, Story
from jjscrape.schema import MEMBERSHIPS

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Dataset, Row


def story(version: Dataset, table: str, row: Row, field: str) -> Story:
    notes = version.notes(table, key_of(table, row), "theme_id")
    raw = notes[0]["raw"] if notes else None
    says = "a listing of the theme that names the record" if row["source"] == "listing" else "a tag with the record"
    if field == "capture_id":
        claim = Claim(says, row["capture_id"], (row["capture_id"],), "id", "head")
        return Story(rule=MEMBERSHIPS.column(field).rule, claims=(claim,))
    claims = [Claim(says, row["capture_id"], (raw,) if raw else (), "themes")]
    if field != "theme_id":
        follows = (Cell(table, key_of(table, row), "theme_id"),)
        return Story(rule=MEMBERSHIPS.column(field).rule, raw=raw, claims=tuple(claims), follows=follows)
    if row["source"] == "listing" and (theme := version.first("themes", id=row["theme_id"])) and theme["url"]:
        claims.append(Claim("the address of that listing", row["capture_id"]))
    rule = notes[0]["rule"] if notes else f"themes.{row['source']}"
    return Story(rule=rule, raw=raw, claims=tuple(claims), follows=(Cell("themes", row["theme_id"], "id"),))
