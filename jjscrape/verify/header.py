"""A record's own header against ISO 28500: syntax, mandatory fields, and the form of their values."""

from __future__ import annotations

import ipaddress
import re
from datetime import timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from jjscrape.archive.field_values import media_type, parse_date, unbracketed
from jjscrape.verify.habits import note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from jjscrape.archive.warcfile import StoredRecord

Found = tuple[str, str]
"""The name of a check, and what is wrong."""

_ALWAYS: Final = ("WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length")
_NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "warcinfo": (),
    "response": ("WARC-Target-URI",),
    "resource": ("WARC-Target-URI",),
    "request": ("WARC-Target-URI",),
    "metadata": (),
    "revisit": ("WARC-Target-URI", "WARC-Profile"),
    "conversion": ("WARC-Target-URI",),
    "continuation": ("WARC-Target-URI", "WARC-Segment-Number", "WARC-Segment-Origin-ID"),
}
_ONCE: Final = frozenset(
    name.lower()
    for name in (
        *_ALWAYS,
        *("Content-Type", "WARC-Block-Digest", "WARC-Payload-Digest", "WARC-IP-Address", "WARC-Refers-To"),
        *("WARC-Refers-To-Target-URI", "WARC-Refers-To-Date", "WARC-Target-URI", "WARC-Truncated"),
        *("WARC-Warcinfo-ID", "WARC-Filename", "WARC-Profile", "WARC-Identified-Payload-Type"),
        *("WARC-Segment-Number", "WARC-Segment-Origin-ID", "WARC-Segment-Total-Length"),
    )
)
_IDS: Final = ("WARC-Record-ID", "WARC-Concurrent-To", "WARC-Refers-To", "WARC-Warcinfo-ID", "WARC-Segment-Origin-ID")
_VERSIONS: Final = (b"WARC/1.0", b"WARC/1.1")
_DRAFTS: Final = (b"WARC/0.16", b"WARC/0.17", b"WARC/0.18")
_WORD: Final = re.compile(r"[a-z][a-z0-9_.-]*")
_ALIKE: Final = 0.75
_EVERYWHERE: Final = (
    "warcinfo",
    "response",
    "resource",
    "request",
    "metadata",
    "revisit",
    "conversion",
    "continuation",
)
_FORBIDDEN: Final[dict[str, tuple[str, ...]]] = {
    "WARC-Target-URI": ("warcinfo",),
    "WARC-IP-Address": ("warcinfo", "conversion", "continuation"),
    "WARC-Concurrent-To": ("warcinfo", "conversion", "continuation"),
    "WARC-Refers-To": ("warcinfo", "response", "resource", "request", "continuation"),
    "WARC-Refers-To-Target-URI": ("warcinfo", "response", "resource", "request", "continuation"),
    "WARC-Refers-To-Date": ("warcinfo", "response", "resource", "request", "continuation"),
    "WARC-Filename": _EVERYWHERE[1:],
    "WARC-Profile": tuple(kind for kind in _EVERYWHERE if kind != "revisit"),
    "WARC-Segment-Origin-ID": _EVERYWHERE[:-1],
    "WARC-Segment-Total-Length": _EVERYWHERE[:-1],
}
"""Types of records in which a field shall not be used (ISO 28500, 5)."""
_LINE: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[^\x00-\x08\x0a-\x1f\x7f]*")
_FOLD: Final = re.compile(r"[ \t][^\x00-\x08\x0a-\x1f\x7f]*")
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s\x00-\x1f\x7f]+")
_ID: Final = re.compile(rf"<{_URI.pattern}>")
_UUID: Final = re.compile(r"<urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}>", re.IGNORECASE)
_LONGER: Final = re.compile(rf"{_UUID.pattern[:-1]}[^\s<>]+>", re.IGNORECASE)
_SECONDS: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_MEDIA_TYPE: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+/[!#$%&'*+\-.^_`|~0-9A-Za-z]+ *(;.*)?")
_TRUNCATED: Final = ("length", "time", "disconnect", "unspecified")
_WEB_BEGAN: Final = 1990


def header_faults(record: StoredRecord, now: datetime, notes: set[str]) -> Iterator[Found]:
    """`notes` takes what is no fault."""
    draft = record.header[:7].upper() == b"WARC/0."
    yield from _syntax(record.header, notes)
    yield from _presence(record, notes)
    yield from _forbidden(record)
    for name in _IDS:
        for value in _all(record, name):
            uuid = value.lower().startswith("<urn:uuid:")
            if draft and (_UUID if uuid else _ID).fullmatch(f"<{value.strip('<>')}>"):
                notes.update(() if value.startswith("<") else {note("draft-ids")})
            elif uuid and _LONGER.fullmatch(value):
                notes.add(note("ids-longer"))
            elif not (_UUID if uuid else _ID).fullmatch(value):
                yield "record-id", f"{name} is {value!r}, which is no {'UUID' if uuid else 'URI'} in angle brackets"
    for name in ("WARC-Date", "WARC-Refers-To-Date"):
        for value in _all(record, name):
            if value != value.upper():
                notes.add(note("version-case"))
            if wrong := _date_fault(value.upper(), record.header.upper(), now):
                yield "field-value", f"{name} is {value!r}, {wrong}"
    for name in ("WARC-Target-URI", "WARC-Refers-To-Target-URI", "WARC-Profile"):
        for value in _all(record, name):
            if not _URI.fullmatch(unbracketed(value)):
                yield "field-value", f"{name} is {value!r}, which is no URI"
    yield from _small_values(record)


def _syntax(header: bytes, notes: set[str]) -> Iterator[Found]:
    ended = header.split(b"\n")[:-1]
    if bare := sum(not line.endswith(b"\r") for line in ended):
        yield "header-line", f"{bare} of {len(ended)} lines end with LF alone, where CR LF is due"
    version, *lines = [line.removesuffix(b"\r") for line in ended[:-1]]
    if version != version.upper():
        notes.add(note("version-case"))
        version = version.upper()
    if version in _DRAFTS:
        notes.add(note("version-draft"))
    elif version not in _VERSIONS:
        yield "warc-version", f"the version is {version.decode('latin-1')}"
    for raw in lines:
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            yield "header-line", f"a line that is not UTF-8: {raw[:60]!r}"
            continue
        if not (_LINE.fullmatch(line) or (_FOLD.fullmatch(line) and raw is not lines[0])):
            yield "header-line", f"not a header line: {line[:60]!r}"


def _forbidden(record: StoredRecord) -> Iterator[Found]:
    for name, kinds in _FORBIDDEN.items():
        if record.kind in kinds and record.get(name) is not None:
            yield "field-forbidden", f"a {record.kind} record with {name}"


def _presence(record: StoredRecord, notes: set[str]) -> Iterator[Found]:
    kind = record.get("WARC-Type")
    http = media_type(record.get("Content-Type")) == "application/http"
    if kind and kind not in _NEEDED and kind.lower() in _NEEDED:
        notes.add(note("version-case"))
        kind = kind.lower()
    if kind and _WORD.fullmatch(kind) and not http and not get_close_matches(kind, _NEEDED, 1, _ALIKE):
        notes.add(note("type-extension"))
    elif kind and kind not in _NEEDED:
        yield "type-unknown", f"WARC-Type is {kind!r}"
    for name in (*_ALWAYS, *_NEEDED.get(record.kind, ())):
        if not record.get(name):
            yield "field-missing", f"a {record.kind or 'nameless'} record without {name}"
    seen = set()
    for name, _ in record.fields:
        known = name.lower()
        if known in seen and known in _ONCE:
            yield "field-repeated", f"{name} is given more than once"
        seen.add(known)


def _date_fault(value: str, header: bytes, now: datetime) -> str | None:
    try:
        date = parse_date(value)
    except ValueError:
        return "which is no date of W3C's profile of ISO 8601"
    if header.startswith(b"WARC/1.0") and not _SECONDS.fullmatch(value):
        return "where WARC 1.0 has seconds, in UTC"
    if date > now + timedelta(days=1):
        return "which is still to come"
    return "when there was no web" if date.year < _WEB_BEGAN else None


def _small_values(record: StoredRecord) -> Iterator[Found]:
    for value in _all(record, "WARC-IP-Address"):
        try:
            ipaddress.ip_address(value)
        except ValueError:
            yield "field-value", f"WARC-IP-Address is {value!r}"
    for value in _all(record, "WARC-Truncated"):
        if value.lower() not in _TRUNCATED:
            yield "field-value", f"WARC-Truncated is {value!r}, none of {', '.join(_TRUNCATED)}"
    for value in _all(record, "Content-Type"):
        if not _MEDIA_TYPE.fullmatch(value):
            yield "field-value", f"Content-Type is {value!r}, which is no media type"
    for name in ("WARC-Segment-Number", "WARC-Segment-Total-Length"):
        for value in _all(record, name):
            if not (value.isascii() and value.isdigit()):
                yield "field-value", f"{name} is {value!r}, which is no number"


def _all(record: StoredRecord, name: str) -> list[str]:
    return [value for field, value in record.fields if field.lower() == name.lower()]
