"""Numbers, addresses, dates and JSON that anybody may have written: each is read, or refused in one way."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin

_DIGITS: Final = 18
"""No length and no offset has more; Python alone would read thousands, and refuse still more with an error."""


def whole_number(text: str) -> int | None:
    """A number written in ASCII digits alone, as lengths are; None for anything else, such as `²` or `+5`."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


LARGEST_JSON: Final = 32 * 1024 * 1024
_BYTES_A_LIST: Final = 128
_BYTES_A_VALUE: Final = 16
"""Python takes some 230 bytes for `{"a":1}` and 60 for `[]`: what a text holds most of tells what it comes to."""


def parse_json(text: str | bytes, largest: int = LARGEST_JSON) -> Any:
    """Any JSON value, of which no text of up to `largest` characters makes more than some ten times that in memory.

    Raises:
        ValueError: it is no JSON, is too long, has too many values or is nested too deep, or has characters that can't
            be written down again.
    """
    if len(text) > largest:
        raise ValueError(f"longer than {largest} characters")
    if isinstance(text, bytes):
        lists, values = text.count(b"[") + text.count(b"{"), text.count(b",") + text.count(b":")
    else:
        lists, values = text.count("[") + text.count("{"), text.count(",") + text.count(":")
    if lists > largest // _BYTES_A_LIST or values > largest // _BYTES_A_VALUE:
        raise ValueError("too many values")
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if b"\\u" in text if isinstance(text, bytes) else "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode()  # half of a surrogate pair is no character
    return value


def joined(base: str, location: str) -> str | None:
    """Where a Location leads from an address; None where that is no address, such as `http://[oops/`."""
    try:
        return urljoin(base, location)
    except ValueError:
        return None


def http_date(text: str) -> datetime | None:
    """A date in an HTTP header, in UTC; None where it is none, or lies in no year from 1 to 9999."""
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def stamp(moment: datetime) -> str:
    """The 14 digits that indexes and web archives have for a moment, in years before 1000 too."""
    return f"{moment.year:04}{moment:%m%d%H%M%S}"
