"""Files the site links to: what pages call them, and what the archive holds at their addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.items import SEPARATOR
from jjscrape.origin.cell import Cell
from jjscrape.origin.empty import why_empty
from jjscrape.origin.story import Claim, Story
from jjscrape.schema import DOCUMENTS

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Dataset, Row

_STATUS = {
    "archived": "the capture that holds the file",
    "missing": "the site's answer at its address",
    "mismatch": "an answer at its address that is no such document",
}


def story(version: Dataset, table: str, row: Row, field: str) -> Story:
    if row[field] is None or row[field] == []:
        why = why_empty(table, row, field)
        if DOCUMENTS.column(field).rule:
            why = f"no file is archived: its status is {row['status']}"
        return Story(rule="none: no rule gave this field a value", claims=_known(version, row), empty=why)
    key = row["id"]
    if field == "id":
        rule = "site.key: the decoded path of a file of the site, else the address itself"
        return Story(rule=rule, raw=row["url"], claims=_linked(version, row), follows=(Cell(table, key, "url"),))
    if field == "status":
        rule = f"file.{row['status']}"
        if row["status"] == "unfetched":
            rule += ": the archive has no answer from this address"
        follows = (Cell(table, key, "url"),)
        return Story(rule=rule, claims=_known(version, row), follows=follows)
    if DOCUMENTS.column(field).rule:
        printed = field in {"media_type", "capture_id"}
        strings = (str(row[field]),) if printed else ()
        kind = "media_type" if field == "media_type" else "id"
        capture_id = version.confirmed(row["capture_id"]) if field == "media_type" else row["capture_id"]
        claim = Claim(_STATUS["archived"], capture_id, strings, kind, "head" if printed else "body")
        return Story(
            rule=DOCUMENTS.column(field).rule, raw=row["media_type"] if field == "media_type" else None, claims=(claim,)
        )
    notes = version.notes(table, key, field)
    if not notes:
        return Story(rule="document.link: as a page links to it", claims=_linked(version, row))
    hint = "link_text" if field == "label" else "href"
    says = f"a page that {'names' if field == 'label' else 'links to'} the file"
    return Story(
        rule="; ".join(dict.fromkeys(note["rule"] for note in notes)),
        raw=SEPARATOR.join(dict.fromkeys(note["raw"] for note in notes)),
        claims=tuple(Claim(says, note["capture_id"], (note["raw"],), hint) for note in notes),
        follows=tuple(Cell(*cell) for cell in _pages(version, row)) if field == "found_on" else (),
    )


def _pages(version: Dataset, row: Row) -> list[tuple[str, str, str]]:
    records = ((version.record(record_id), record_id) for record_id in row["found_on"])
    return [(record[0], record_id, "id") for record, record_id in records if record]


def _linked(version: Dataset, row: Row) -> tuple[Claim, ...]:
    notes = version.notes("documents", row["id"], "url") or version.notes("documents", row["id"], "found_on")
    claims = tuple(Claim("a page that links to the file", n["capture_id"], (row["url"],), "href") for n in notes[:1])
    if claims:
        return claims
    records = (version.record(record_id) for record_id in row["found_on"])
    return tuple(Claim("a page that links to the file", record[1]["capture_id"]) for record in records if record)[:1]


def _known(version: Dataset, row: Row) -> tuple[Claim, ...]:
    """What shows how the file stands: the answer at its address; of one that was never asked for, who links to it."""
    notes = version.notes("documents", row["id"], "status")
    claims = tuple(Claim(_STATUS.get(row["status"], "the answer"), note["capture_id"]) for note in notes)
    return claims or _linked(version, row)
