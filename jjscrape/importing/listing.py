"""What a CDX server lists: its answers in the forms that the Wayback Machine, OutbackCDX and pywb give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jjscrape.archive.foreign import parse_json, whole_number
from jjscrape.archive.surt import surt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_STAMP = re.compile(r"\d{14}", re.ASCII)
REVISIT = "warc/revisit"
# The columns of a CDX server's plain text, the Wayback Machine's and the longer one of CDX files.
_COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")


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


def parse_listing(answer: bytes) -> list[Listed]:
    """Read a JSON array of rows (Wayback Machine), a JSON object a line (pywb), CDXJ or CDX lines.

    Rows without an http address, or without a date to the second, are left out.

    Raises:
        ListingError: it is none of these.
    """
    text = answer.decode("utf-8", "replace").strip()
    try:
        rows = _rows(text)
        return [listed for row in rows if (listed := _listed(row)) is not None]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise ListingError(f"no list of captures, but {text[:60]!r}") from error


def _rows(text: str) -> Iterable[Mapping[str, Any]]:
    if not text or text == "[]":
        return []
    if text.startswith("["):
        header, *rows = parse_json(text)
        return [dict(zip(header, row, strict=False)) for row in rows if row]
    lines = text.splitlines()
    if text.startswith("{"):
        return [parse_json(line) for line in lines]
    if " {" in lines[0]:
        parts = [line.split(" ", 2) for line in lines]
        return [{"urlkey": key, "timestamp": stamp, **parse_json(values)} for key, stamp, values in parts]
    cells = [line.split(" ") for line in lines if not line.startswith(("CDX ", " CDX "))]
    if not all(len(row) >= len(_COLUMNS) and _STAMP.fullmatch(row[1]) for row in cells):
        raise ListingError
    return [dict(zip(_COLUMNS, row, strict=False)) for row in cells]


def _listed(row: Mapping[str, Any]) -> Listed | None:
    url = str(row.get("url") or row.get("original") or "")
    stamp = str(row["timestamp"])
    status = str(row.get("status") or row.get("statuscode") or "")
    if not url.lower().startswith(("http://", "https://")) or not _STAMP.fullmatch(stamp):
        return None
    listed = Listed(
        str(row.get("urlkey") or surt(url)),
        stamp,
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
