"""Since when a record is there, and whether it still is: columns that follow from the captures of its addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.origin.cell import Cell
from jjscrape.origin.story import Claim, Story
from jjscrape.release.cells import instant
from jjscrape.schema import ARTICLES

if TYPE_CHECKING:
    from datetime import datetime

    from jjscrape.origin.dataset import Dataset, Row

_ABSENCE = "absence"


def history(version: Dataset, row: Row, field: str) -> Story:
    match field:
        case "first_seen":
            return _at(version, row, field, "its first good capture")
        case "last_seen":
            return _at(version, row, field, "its newest good capture")
        case "last_changed":
            return _at(version, row, field, "the first capture with the present content")
        case "content_digest":
            claim = Claim("the capture whose content it is", row["capture_id"])
            return Story(rule=_rule(field), claims=(claim,))
        case "capture_id":
            claim = Claim("the capture itself", row["capture_id"], (row["capture_id"],), "id", "head")
            return Story(rule=_rule(field), claims=(claim,))
    if row["gone_since"] is None:
        return Story(
            rule="build.standing: the site still had it when it was last asked",
            claims=(_seen_last(version, row),),
            follows=(Cell(_table(version, row), row["id"], "last_seen"),),
        )
    rule = f"build.standing: {_evidence(row)}"
    times = (instant(row["gone_since"]),) if field == "gone_since" else ()
    follows = () if field == "gone_evidence" else (Cell(_table(version, row), row["id"], "gone_evidence"),)
    return Story(rule=rule, raw=times[0] if times else None, claims=_gone(version, row, times), follows=follows)


def _rule(field: str) -> str:
    """The rule is the same for every kind of record."""
    return ARTICLES.column(field).rule


def _at(version: Dataset, row: Row, field: str, says: str) -> Story:
    when = row[field]
    text = instant(when)
    claim = Claim(says, _capture_at(version, row, when) or row["capture_id"], (text,), "captured_at", "head")
    return Story(rule=_rule(field), raw=text, claims=(claim,))


def _seen_last(version: Dataset, row: Row) -> Claim:
    when = row["last_seen"]
    capture_id = _capture_at(version, row, when) or row["capture_id"]
    return Claim("its newest good capture", capture_id, (instant(when),), "captured_at", "head")


def _gone(version: Dataset, row: Row, strings: tuple[str, ...]) -> tuple[Claim, ...]:
    when, evidence = row["gone_since"], row["gone_evidence"]
    if evidence == _ABSENCE:
        ended = [c["id"] for c in version.where("captures", captured_at=when)]
        says = "the last capture of the crawl of the whole site that did not meet it"
        shown = strings or (instant(when),)
        claims = [Claim(says, capture, shown, "captured_at", "head") for capture in ended[:1]]
    else:
        answers = [c["id"] for c in version.captures_of(row) if c["captured_at"] == when]
        field = "captured_at" if strings else "status"
        claims = [
            Claim("the site's answer", capture, strings or (evidence or "",), field, "head") for capture in answers[:1]
        ]
    return (*claims, _seen_last(version, row))


def _evidence(row: Row) -> str:
    if row["gone_evidence"] == _ABSENCE:
        return "a complete crawl of the whole site did not meet it"
    return f"the site answered {row['gone_evidence']} at its address, in a complete crawl"


def _capture_at(version: Dataset, row: Row, when: datetime) -> str | None:
    """The capture of that time: one of the record's addresses, else any, for it may have been met under another."""
    own = [c for c in version.captures_of(row) if c["captured_at"] == when]
    exact = [c for c in own if c["id"] == row["capture_id"]]
    captures = exact or own or version.where("captures", captured_at=when)
    return captures[0]["id"] if captures else None


def _table(version: Dataset, row: Row) -> str:
    record = version.record(row["id"])
    return record[0] if record else "articles"
