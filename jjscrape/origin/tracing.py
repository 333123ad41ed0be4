"""From a cell of a version to the captures it was read from, and to their bytes."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from jjscrape.origin.bodies import Bodies
from jjscrape.origin.cell import Evidence, Origin, Passage
from jjscrape.release.cells import to_cell
from jjscrape.schema import RECORD_TABLES, TABLES, Type

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jjscrape.release.write import Rows

# Columns that come out of the same reading as another one.
_WITH = {
    "published_edtf": "published",
    "published_source": "published",
    "published_raw": "published",
    "event_all_day": "event_start",
    "event_timezone_source": "event_timezone",
    "byline_raw": "authors",
    "byline_confidence": "authors",
    "word_count": "text",
}
_ADDRESS = frozenset({"id", "url", "hosts", "kind"})
_HISTORY = frozenset({"status", "first_seen", "last_seen", "last_changed", "content_digest", "capture_id"})
# Columns that hold what stands on a page somewhere; the others say something about it.
_PRINTED = frozenset({Type.STRING, Type.STRINGS})


def trace(read: Callable[[str], Rows], archive: Path | None, record: str, field: str, *, version: str) -> Origin:
    """Trace one cell.

    Args:
        read: gives the rows of a table of the version.
        archive: folder or file with the captures; None where there is none, and no bytes can be shown.
        record: id or address of a record.
        field: a column of its table.
        version: what the version is called.

    Raises:
        LookupError: there is no such record or field.
    """
    table, row = _record(read, record)
    if field not in row:
        raise LookupError(f"{table} has no field {field!r}; it has {', '.join(row)}")
    traces = {t["field"]: t for t in _where(read("provenance"), table=table, record_id=row["id"])}
    found = traces.get(field) or traces.get(_WITH.get(field, ""))
    kind = TABLES[table].column(field).type if field in TABLES[table].names else Type.STRING
    value = to_cell(row[field], kind) or None
    if found:
        raw = found["raw"]
        rule = found["rule"] if found["field"] == field else f"{found['rule']} (read with {found['field']})"
        said = [(_says(found["field"], raw), found["capture_id"], raw, found["field"])]
    else:
        raw, rule = None, _untraced(row, field)
        said = [(f"the record's own page{_because(field)}", row["capture_id"], _guess(row[field], kind, rule), field)]
    if field == "themes":
        said = [*(said if raw else []), *_memberships(read, row)] or said
    captures = {c["id"]: c for c in read("captures")}
    bodies = Bodies(archive)
    evidence = [_evidence(bodies, captures[c], says, raw, name) for says, c, raw, name in said if c in captures]
    return Origin(
        version=version,
        table=table,
        record_id=row["id"],
        field=field,
        value=value,
        rule=rule,
        raw=raw,
        evidence=tuple(evidence),
    )


def _record(read: Callable[[str], Rows], record: str) -> tuple[str, dict[str, Any]]:
    ids: list[str] = []
    for table in RECORD_TABLES:
        rows = read(table)
        for row in rows:
            if record in (row["id"], row["url"]) or unquote(record) == row["id"]:
                return table, row
        ids += [row["id"] for row in rows]
    asked = urlsplit(record).path.strip("/") or record
    near = [known for known in ids if asked in known][:3] or difflib.get_close_matches(asked, ids, n=3)
    hint = f"did you mean {', '.join(near)}?" if near else "ids are paths, such as news/some-title"
    raise LookupError(f"no record has the id {record!r}; {hint}")


def _where(rows: Rows, **wanted: str) -> Rows:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def _says(field: str, raw: str | None) -> str:
    return f"the capture that {field} was read from" if raw else f"the capture that {field} follows from"


def _because(field: str) -> str:
    return ", whose address says it" if field in _ADDRESS else ""


def _untraced(row: dict[str, Any], field: str) -> str:
    if field in _ADDRESS:
        return "site.address: follows from the address of the capture"
    if row[field] is None or row[field] == []:
        return "none: nothing that was captured gave this field a value"
    if field in _HISTORY:
        return "build.history: follows from the captures of this record"
    return "tables.join: follows from other records, or from listings that name this one"


def _guess(value: Any, kind: Type, rule: str) -> str | None:
    """What to look for on the page of a cell that left no trace."""
    if value is None or kind not in _PRINTED or rule.startswith(("site.", "build.", "none")):
        return None
    return " ".join(value) if isinstance(value, list) else str(value)


def _memberships(read: Callable[[str], Rows], row: dict[str, Any]) -> list[tuple[str, str, str | None, str]]:
    """Each theme with each capture that says so: a listing by naming the record, a page by printing the label."""
    labels = {theme["id"]: theme["label"] for theme in read("themes")}
    found = []
    for member in _where(read("theme_memberships"), record_id=row["id"]):
        listing = member["source"] == "listing"
        how = "a listing that names the record" if listing else "a tag printed with the record"
        seen = row["url"] if listing else labels.get(member["theme_id"])
        found.append((f"{how}: theme {member['theme_id']}", member["capture_id"], seen, "themes"))
    return found


def _evidence(bodies: Bodies, capture: dict[str, Any], says: str, raw: str | None, field: str) -> Evidence:
    body, missing = bodies.of(capture) if raw else (None, None)
    passages: tuple[Passage, ...] = ()
    if body and raw:
        passages = body.passages(raw, field)
    return Evidence(
        says=says,
        capture_id=capture["id"],
        url=capture["url"],
        captured_at=capture["captured_at"].isoformat(),
        warc_file=capture["warc_file"],
        warc_offset=capture["warc_offset"],
        warc_record_id=capture["warc_record_id"],
        raw=raw,
        passages=passages,
        missing=missing,
    )
