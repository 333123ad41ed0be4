"""What a CDX server lists: its answers in the forms that the Wayback Machine, OutbackCDX and pywb give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jjscrape.archive.foreign import parse_json, whole_number
from jjscrape.archive.surt import surt

if TYPE_CHECKING:
    from collections.abc import Mapping

_STAMP = re.compile(r"\d{14,17}", re.ASCII)
_ENDS = {"[": "]", "{": "}"}
_SECONDS = 14  # digits; those of parts of a second may follow
REVISIT = "warc/revisit"
# The columns of a CDX server's plain text, the Wayback Machine's and the longer one of CDX files.
_COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")


_LARGEST = 128 * 1024 * 1024
"""Characters of a list in one piece: a million captures."""


class ListingError(ValueError):
    """An answer that is no listing of captures."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A capture as listed. `key` is the address's sort-friendly form; `stamp` is 14 digits, in UTC.

    `status` is None where it is not told.
    """

    key: str
    stamp: str
    url: str
    media_type: str
    status: int | None
    digest: str

    @property
    def captured_at(self) -> datetime:
        return datetime.strptime(self.stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Listing:
    """What an answer lists.

    `left_out` counts its rows without a date to the second or an http address; `resume` is the key under which the
    server goes on where it broke off.
    """

    found: list[Listed]
    left_out: int = 0
    resume: str | None = None


def parse_pages(answer: bytes) -> int | None:
    """How many pages a list has, as `showNumPages` is answered; None where the server does not know the question."""
    text = answer.decode("utf-8", "replace").strip()
    if (number := whole_number(text)) is not None:
        return number
    try:
        value = parse_json(text)
    except ValueError:
        return None
    if isinstance(value, dict):
        value = value.get("pages")
    while isinstance(value, list) and value and (len(value) == 1 or value[:-1] == [["numpages"]]):
        value = value[-1]  # a server that does not know the question lists captures, of many cells
    return whole_number(str(value))


def parse_listing(answer: bytes) -> Listing:
    """Read a JSON array of rows (Wayback Machine), a JSON object a line (pywb), CDXJ or CDX lines.

    Raises:
        ListingError: it is none of these.
    """
    text = answer.decode("utf-8", "replace").strip()
    try:
        rows, resume = _rows(text)
        parsed = [_listed(row) for row in rows]
        return Listing([listed for listed in parsed if listed is not None], parsed.count(None), resume)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        if text[0] in _ENDS and not text.endswith(_ENDS[text[0]]):
            raise ListingError(f"no list of captures that is whole: it is cut off after {len(answer)} bytes") from error
        raise ListingError(f"no list of captures, but {text[:60]!r}") from error


def _rows(text: str) -> tuple[list[Mapping[str, Any]], str | None]:
    if not text or text == "[]":
        return [], None
    if text.startswith("["):
        header, *rows = parse_json(text, _LARGEST)
        resume = None
        if len(rows) > 1 and rows[-2] == [] and len(rows[-1]) == 1:
            rows, resume = rows[:-2], str(rows[-1][0])
        return [dict(zip(header, row, strict=False)) for row in rows if row], resume
    lines = text.splitlines()
    if text.startswith("{"):
        return [parse_json(line) for line in lines], None
    if " {" in lines[0]:
        parts = [line.split(" ", 2) for line in lines]
        return [{"urlkey": key, "timestamp": stamp, **parse_json(values)} for key, stamp, values in parts], None
    resume = None
    if len(lines) > 1 and not lines[-2].strip() and " " not in lines[-1]:
        *lines, _, resume = lines
    cells = [line.split(" ") for line in lines if not line.startswith(("CDX ", " CDX "))]
    if not all(len(row) >= len(_COLUMNS) and _STAMP.fullmatch(row[1]) for row in cells):
        raise ListingError
    return [dict(zip(_COLUMNS, row, strict=False)) for row in cells], resume


def _listed(row: Mapping[str, Any]) -> Listed | None:
    url = str(row.get("url") or row.get("original") or "")
    stamp = str(row["timestamp"])
    status = str(row.get("status") or row.get("statuscode") or "")
    if not url.lower().startswith(("http://", "https://")) or not _STAMP.fullmatch(stamp):
        return None
    listed = Listed(
        str(row.get("urlkey") or surt(url)),
        stamp[:_SECONDS],
        url,
        str(row.get("mime") or row.get("mimetype") or ""),
        whole_number(status),
        str(row.get("digest") or ""),
    )
    try:
        listed.captured_at  # noqa: B018  (an impossible date is no date)
    except ValueError:
        return None
    return listed
