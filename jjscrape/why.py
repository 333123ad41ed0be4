"""Where a cell comes from: its value, the rule that made it, the string it was read from, and the bytes around that."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.reader import Archive
from jjscrape.release.cells import to_cell
from jjscrape.release.read import read_parquet
from jjscrape.schema import RECORD_TABLES, TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from jjscrape.release.write import Rows

AROUND = 160
"""Bytes shown before and after the string."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One cell's story. `body_offset` counts bytes in the decoded body; None where the string is not there verbatim."""

    table: str
    record_id: str
    field: str
    value: str | None
    rule: str
    raw: str | None
    capture_id: str
    url: str
    captured_at: str
    warc_file: str
    warc_offset: int
    body_offset: int | None = None
    excerpt: str | None = None


def why(folder: Path, archive: Path, record_id: str, field: str) -> Origin:
    """Trace one cell of the version in `folder` to the bytes in `archive`.

    Raises:
        LookupError: there is no such record or field.
    """
    table, row = _record(folder, record_id)
    if field not in TABLES[table].names:
        raise LookupError(f"{table} has no field {field!r}; it has {', '.join(TABLES[table].names)}")
    traces = _where(read_parquet(folder / "provenance.parquet"), table=table, record_id=record_id, field=field)
    rule, raw = (traces[0]["rule"], traces[0]["raw"]) if traces else (_untraced(field), None)
    capture_id = traces[0]["capture_id"] if traces else row["capture_id"]
    capture = _where(read_parquet(folder / "captures.parquet"), id=capture_id)[0]
    column = TABLES[table].column(field)
    body = _body(archive / capture["warc_file"], capture["id"])
    place = find(body, raw) if body is not None and raw else None
    return Origin(
        table=table,
        record_id=record_id,
        field=field,
        value=to_cell(row[field], column.type) or None,
        rule=rule,
        raw=raw,
        capture_id=capture_id,
        url=capture["url"],
        captured_at=capture["captured_at"].isoformat(),
        warc_file=capture["warc_file"],
        warc_offset=capture["warc_offset"],
        body_offset=place[0] if place else None,
        excerpt=_excerpt(body, *place) if place and body else None,
    )


def find(body: bytes, raw: str) -> tuple[int, int] | None:
    """Find a string in HTML bytes, whatever its spaces, entities and tags between words; returns start and end."""
    for escape in (html.escape, lambda s: html.escape(s, quote=False), str):
        words = [re.escape(word.encode("utf-8")) for word in escape(raw).split()[:60]]
        if words and (hit := re.search(rb"(?:\s|&nbsp;|&#160;|\xc2\xa0|<[^<>]{0,400}>)+".join(words), body)):
            return hit.start(), hit.end()
    return None


def _excerpt(body: bytes, start: int, end: int) -> str:
    return body[max(0, start - AROUND) : min(len(body), end + AROUND)].decode("utf-8", "replace")


def _record(folder: Path, record_id: str) -> tuple[str, dict[str, Any]]:
    for table in RECORD_TABLES:
        if found := _where(read_parquet(folder / f"{table}.parquet"), id=record_id):
            return table, found[0]
    raise LookupError(f"no record has the id {record_id!r}; ids are paths, such as news/some-title")


def _where(rows: Rows, **wanted: str) -> Rows:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def _untraced(field: str) -> str:
    if field in {"id", "url", "hosts", "kind"}:
        return "site.address: follows from the address of the capture"
    if field in {"status", "first_seen", "last_seen", "last_changed", "content_digest", "capture_id"}:
        return "build.history: follows from the captures of this record"
    return "none: nothing on the page gave this field a value"


def _body(path: Path, capture_id: str) -> bytes | None:
    try:
        archive = Archive([path.parent])
        for capture in archive.captures():
            if capture.record_id == capture_id:
                return archive.body(capture)
    except (ArchiveError, OSError):
        return None
    return None
