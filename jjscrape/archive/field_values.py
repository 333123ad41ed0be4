"""The values that WARC header fields hold."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from jjscrape.archive.http import Headers, parse_headers

_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d))?)?)?",
    re.ASCII,
)


def format_date(moment: datetime) -> str:
    """WARC 1.1 allows fractions of a second: six digits, always, so that dates sort as text."""
    moment = moment.astimezone(UTC)
    return f"{moment.year:04}{moment:-%m-%dT%H:%M:%S.%fZ}"


def parse_date(text: str) -> datetime:
    """A W3C date of any precision, in UTC; what it leaves open is taken as the first moment it can be.

    Its letters may be small ones, as those of all that a grammar of this kind spells out.

    Raises:
        ValueError: not such a date.
    """
    text = text.replace("t", "T").replace("z", "Z")
    if _DATE.fullmatch(text) is None:
        raise ValueError(f"not a WARC date: {text!r}")
    year, _, rest = text.partition("-")
    if "T" in text:
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except OverflowError:
            raise ValueError(f"no moment of the years 1 to 9999: {text!r}") from None
    month, _, day = rest.partition("-")
    return datetime(int(year), int(month or 1), int(day or 1), tzinfo=UTC)


def bare_id(identifier: str) -> str:
    """The UUID of `<urn:uuid:…>`; any other identifier without its angle brackets."""
    return unbracketed(identifier).removeprefix("urn:uuid:")


def full_id(identifier: str) -> str:
    """The way back from `bare_id`: a URI in angle brackets."""
    return f"<{identifier}>" if ":" in identifier else f"<urn:uuid:{identifier}>"


def unbracketed(uri: str) -> str:
    """WARC 1.0's grammar put angle brackets around every URI, and wget writes them around target URIs too."""
    return uri[1:-1] if uri.startswith("<") and uri.endswith(">") else uri


def media_type(content_type: str | None) -> str | None:
    """Lower case, without parameters; None for nothing."""
    return (content_type or "").partition(";")[0].strip().lower() or None


def parse_fields(block: bytes) -> Headers:
    """An `application/warc-fields` block."""
    pairs = parse_headers(block.replace(b"\r\n", b"\n").split(b"\n"))
    return tuple((name, value.encode("latin-1").decode("utf-8", "replace")) for name, value in pairs)
