"""A theme of an article or project: a printed tag, a theme's listing that names the record, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.items import SEPARATOR
from jjscrape.origin.cell import Cell
from jjscrape.origin.lookup import key_of
from jjscrape.origin.story import Claim, Story
from jjscrape.schema import MEMBERSHIPS

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Dataset, Row
    from jjscrape.release.write import Rows

SAYS = {"listing": "a listing of the theme that names the record", "tag": "a tag with the record"}


def story(version: Dataset, table: str, row: Row, field: str) -> Story:
    notes = noted(version, row)
    raw = SEPARATOR.join(dict.fromkeys(note["raw"] for note in notes if note["raw"])) or None
    if field == "capture_id":
        says = " and ".join(SAYS[source] for source in row["source"])
        claim = Claim(says, row["capture_id"], (row["capture_id"],), "id", "head")
        return Story(rule=MEMBERSHIPS.column(field).rule, claims=(claim,))
    claims = shown_by(version, row)
    if field != "theme_id":
        follows = (Cell(table, key_of(table, row), "theme_id"),)
        return Story(rule=MEMBERSHIPS.column(field).rule, raw=raw, claims=claims, follows=follows)
    rules = dict.fromkeys(note["rule"] for note in notes) or [f"themes.{source}" for source in row["source"]]
    return Story(rule="; ".join(rules), raw=raw, claims=claims, follows=(Cell("themes", row["theme_id"], "id"),))


def noted(version: Dataset, row: Row) -> Rows:
    """What the build noted of it; before schema version 4 under a key that named the source, too."""
    key = key_of("theme_memberships", row)
    return version.notes("theme_memberships", key, "theme_id") or [
        note for source in row["source"] for note in version.notes("theme_memberships", f"{key}\t{source}", "theme_id")
    ]


def shown_by(version: Dataset, row: Row) -> tuple[Claim, ...]:
    """The captures that say that a record has a theme, each with the strings that its page prints."""
    claims = [
        Claim(_says(note["rule"]), note["capture_id"], tuple((note["raw"] or "").split(SEPARATOR)), "themes")
        for note in noted(version, row)
    ]
    return tuple(claims) or (Claim(" and ".join(SAYS[s] for s in row["source"]), row["capture_id"]),)


def _says(rule: str) -> str:
    return " and ".join(says for source, says in SAYS.items() if f"themes.{source}" in rule)
