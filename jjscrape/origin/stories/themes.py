"""Themes: what the pages of projects, the themes' own pages and printed tags say of a term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.items import SEPARATOR
from jjscrape.origin.cell import Cell
from jjscrape.origin.empty import why_empty
from jjscrape.origin.story import Claim, Story, lines

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Dataset, Row


def story(version: Dataset, table: str, row: Row, field: str) -> Story:
    if row[field] is None:
        rule = "none: no rule gave this field a value"
        return Story(rule=rule, claims=_shown(version, row), empty=why_empty(table, row, field))
    if field == "id":
        rule = "themes.slug: the last segment of its listing's address, or the slug of its label"
        source = "url" if row["url"] else "label"
        return Story(rule=rule, raw=row[source], claims=_shown(version, row), follows=(Cell(table, row["id"], source),))
    if field in {"kind", "position"}:
        what = "kind" if field == "kind" else "place"
        rule = f"themes.vocabulary: the {what} that the known vocabulary gives the term"
        return Story(rule=rule, claims=_shown(version, row), follows=(Cell(table, row["id"], "label"),))
    notes = version.notes(table, row["id"], field)
    if not notes:
        rule = (
            "themes.vocabulary: the known vocabulary's spelling" if row["kind"] else "themes.slug: its id, unlabelled"
        )
        return Story(rule=rule, claims=_shown(version, row), follows=(Cell(table, row["id"], "id"),))
    claims = []
    for note in notes:
        strings = lines(row[field]) if field == "description" else (note["raw"],)
        claims.append(Claim(f"a page that prints the theme's {field}", note["capture_id"], strings, field))
    return Story(
        rule="; ".join(dict.fromkeys(note["rule"] for note in notes)),
        raw=SEPARATOR.join(note["raw"] for note in notes),
        claims=tuple(claims),
    )


def _shown(version: Dataset, row: Row) -> tuple[Claim, ...]:
    """A capture that shows the theme: where its address or label is printed, else what a record is a member by."""
    for field in ("url", "label"):
        for note in version.notes("themes", row["id"], field):
            return (Claim(f"a page that prints the theme's {field}", note["capture_id"], (note["raw"],), field),)
    for member in version.where("theme_memberships", theme_id=row["id"]):
        return (Claim(f"what makes {member['record_id']} a member of the theme", member["capture_id"]),)
    return ()
