"""The headers of ARC files, WARC's predecessor, as the WARC fields they stand for.

https://archive.org/web/researcher/ArcFileFormat.php describes versions 1 and 2.
"""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

# URL, IP address, date, media type, what version 2 has between it and the length, length. A URL may hold spaces.
_HEADER = re.compile(r"(\S.*) (\S+) (\d{14}|\d{12}|\d{8})(?: (\S*))?(?: \S+)* (\d+)")


def begins(start: bytes) -> bool:
    """Whether these are the first bytes of an ARC file."""
    return start.startswith(b"filedesc:")


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


def _match(line: bytes) -> re.Match[str] | None:
    text = line.decode("latin-1").rstrip("\r\n")
    match = _HEADER.fullmatch(text)
    return match if match and _date(match[3]) else None


def _date(stamp: str) -> str:
    """`YYYYMMDD`, with hours and minutes, with seconds: what is missing is zero. Empty for an impossible date."""
    try:
        moment = datetime.strptime(stamp.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return ""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
