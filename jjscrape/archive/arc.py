"""The headers of ARC files, WARC's predecessor, as the WARC fields they stand for.

https://archive.org/web/researcher/ArcFileFormat.php describes versions 1 and 2.
"""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

# URL, IP address, date, media type, what version 2 has between it and the length, length. A URL may hold spaces.
_HEADER = re.compile(r"(\S.*) (\S+) (\d{8,18})(?: (\S*))?(?: \S+)* (\d{1,18})")
_ADDRESS = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*:\S")


_DIGITS = 14
_PARTS = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
_LONGEST = 16 * 1024


def begins(start: bytes) -> bool:
    """Whether these are the first bytes of an ARC file."""
    return start.startswith(b"filedesc:") or has_no_version_block(start)


def has_no_version_block(start: bytes) -> bool:
    """Whether an ARC file begins so with a capture, as some tools cut them."""
    line = start.partition(b"\n")[0]
    return not start.startswith(b"filedesc:") and _ADDRESS.match(line) is not None and is_header(line)


def is_header(line: bytes) -> bool:
    return _match(line) is not None


def warc_fields(line: bytes) -> tuple[tuple[str, str], ...] | None:
    """The fields of the record that an ARC header line begins; None if it is none.

    An ARC record has no identifier: it is made of the line, so that a copy of the record has the same one.
    """
    match = _match(line)
    if match is None:
        return None
    url, ip, stamp, content_type, length = match.groups()
    kind = "resource"
    if url.startswith("filedesc:"):
        kind = "warcinfo"
    elif url.lower().startswith(("http:", "https:")):
        kind, content_type = "response", "application/http; msgtype=response"
    return (
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, line.decode('latin-1').strip())}>"),
        ("WARC-Target-URI", url),
        ("WARC-Date", _date(stamp)),
        ("WARC-IP-Address", ip),
        ("Content-Type", (content_type or "").rstrip(";")),
        ("Content-Length", length),
    )


def stamp_of(line: bytes) -> str:
    """The digits of the date in an ARC header line, of which there should be 14."""
    match = _match(line)
    return match[3] if match else ""


def _match(line: bytes) -> re.Match[str] | None:
    if len(line) > _LONGEST or not line[:1].strip():
        return None
    text = line.decode("latin-1").rstrip("\r\n")
    match = _HEADER.fullmatch(text)
    return match if match and _date(match[3]) else None


def _date(stamp: str) -> str:
    """`YYYYMMDD`, with hours, minutes, seconds or parts of a second: what is missing is zero.

    Empty for an impossible date.
    """
    try:
        datetime.strptime(stamp[:_DIGITS].ljust(_DIGITS, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return ""
    year, month, day, hour, minute, second = _PARTS.findall(stamp[:_DIGITS].ljust(_DIGITS, "0"))[0]
    part = f".{stamp[_DIGITS:]}" if len(stamp) > _DIGITS else ""
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}{part}Z"
