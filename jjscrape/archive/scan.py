"""One WARC or ARC file read through: what each whole record in it is, without its body.

What is found depends on the file's bytes alone. What takes several files to tell, such as which request a capture
answers, is left to the archive's reader.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from jjscrape.archive.capture import Capture
from jjscrape.archive.errors import DAMAGED, NO_RECORD, UNPLACED, RecordError
from jjscrape.archive.field_values import bare_id, media_type, parse_date, parse_fields, unbracketed
from jjscrape.archive.flow import FaultError
from jjscrape.archive.http import LONGEST_HEAD, head_length, parse_response_head, split_interim
from jjscrape.archive.request import Asked, concurrent_ids, read_request
from jjscrape.archive.segments import Part
from jjscrape.archive.warcfile import scan, sentence_on
from jjscrape.archive.wayback import as_shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from jjscrape.archive.byte_range import ByteRange
    from jjscrape.archive.warcfile import StoredRecord

CAPTURES: Final = ("response", "revisit", "resource")
_LONGEST_INFO: Final = 1024 * 1024
_MOST_FIELDS: Final = 1000
"""Lines of a warcinfo record that count; recorders write a dozen."""
_FIRST_READ: Final = 8192
_PIECE: Final = 64 * 1024
DIGEST_SIZE: Final = 16
"""Bytes of a digest that tells bodies, or heads, of one archive apart."""


class Stumble(NamedTuple):
    """A fault met on the way through a file: what is said of it, and its reason in a word or two."""

    offset: int
    fault: str
    reason: str


@dataclass(slots=True)
class Seen:
    """One record. `nth` counts the records before it in its gzip member, `length` is None where that holds several.

    `about` are its address and WARC-Date as they stand, `concurrent` the records it names. `asked` is set of a request,
    `info` of a warcinfo record, `part` of a segment, `capture` of a capture that can be made of the record, else
    `error` with the reason. `whole` is False where the record is damaged as well.
    """

    kind: str
    offset: int
    nth: int
    record_id: str
    about: tuple[str, str]
    concurrent: tuple[str, ...] = ()
    length: int | None = None
    asked: Asked | None = None
    info: dict[str, str] | None = None
    part: Part | None = None
    capture: Capture | None = None
    error: tuple[str, str] | None = None
    whole: bool = field(default=True)


def scanned(byte_range: ByteRange, name: str, stumbles: list[Stumble]) -> Iterator[Seen]:
    """The records of a file that the archive calls `name`; what is wrong with the file is added to `stumbles`.

    Raises:
        OSError: the file can't be opened or read.
    """

    def stumble(offset: int, fault: FaultError, later: int | None) -> None:
        reason = NO_RECORD if fault.layer == "zeros" else DAMAGED
        stumbles.append(Stumble(offset, sentence_on(fault, later), reason))

    offset, nth = -1, 0
    with byte_range.open() as stream:
        for record in scan(stream, stumble):
            offset, nth = record.offset, nth + 1 if record.offset == offset else 0
            seen = _seen(record, nth)
            try:
                _look_into(record, seen, name, byte_range)
                record.finish()
                seen.length = record.length
            except FaultError:  # the file's own iteration meets it again, and tells of it
                seen.whole, seen.capture = False, None
                if seen.error is None and seen.part is None:
                    continue
            yield seen


def _seen(record: StoredRecord, nth: int) -> Seen:
    return Seen(
        kind=record.kind,
        offset=record.offset,
        nth=nth,
        record_id=bare_id(record.get("WARC-Record-ID") or ""),
        about=(unbracketed(record.get("WARC-Target-URI") or ""), record.get("WARC-Date") or ""),
        concurrent=tuple([bare_id(name) for name in concurrent_ids(record.fields)]),
        part=Part.of(record),
    )


def _look_into(record: StoredRecord, seen: Seen, name: str, byte_range: ByteRange) -> None:
    """Read what of the block is needed.

    Raises:
        FaultError: the record is damaged.
    """
    if seen.kind in CAPTURES:
        try:
            seen.capture = capture_of(record, name, byte_range, seen.nth)
        except RecordError as error:
            seen.error = error.reason, str(error)
    elif seen.kind == "warcinfo":
        seen.info = _fields_of(record.read(_LONGEST_INFO))
    elif seen.kind == "request":
        seen.asked = read_request(record)


def capture_of(record: StoredRecord, name: str, byte_range: ByteRange, nth: int = 0) -> Capture:
    """Read the head, then pass over the body so that a torn record never becomes a capture.

    A capture of a web archive's page is what that shows.

    Raises:
        RecordError: a field that every record must have is missing or wrong.
        FaultError: the record is damaged.
    """
    identifier, url, date = (_needed(record, field) for field in ("WARC-Record-ID", "WARC-Target-URI", "WARC-Date"))
    try:
        captured_at = parse_date(date)
    except ValueError as error:
        raise RecordError(UNPLACED, f"a {record.kind} record whose WARC-Date is {date[:40]!r}: {error}") from None
    content_type = record.get("Content-Type")
    head, begun = None, b""
    if record.kind != "resource" and media_type(content_type) in ("application/http", None):
        begun = _head(record)
        _, message = split_interim(begun)
        length = head_length(message)
        head = parse_response_head(message[:length])
        content_type = head.header("content-type") if head else None
        begun = begun if head is None else b"" if length is None else message[length:]
    body_digest = _digest_of_rest(record, begun)
    refers_to_url, refers_to_date = record.get("WARC-Refers-To-Target-URI"), record.get("WARC-Refers-To-Date")
    refers_to_id = record.get("WARC-Refers-To")
    return as_shown(
        Capture(
            record_id=bare_id(identifier),
            record_type=record.kind,
            url=unbracketed(url),
            captured_at=captured_at,
            status=head.status if head else None,
            reason=head.reason if head else None,
            headers=head.headers if head else (),
            media_type=media_type(content_type),
            payload_digest=record.get("WARC-Payload-Digest"),
            warc_file=name,
            warc_offset=record.offset,
            refers_to_url=unbracketed(refers_to_url) if refers_to_url else None,
            refers_to_date=_moment(refers_to_date) if refers_to_date else None,
            refers_to_id=bare_id(refers_to_id) if refers_to_id else None,
            truncated=record.get("WARC-Truncated") is not None,
            nth=nth,
            byte_range=byte_range,
            body_digest=body_digest,
        )
    )


def _digest_of_rest(record: StoredRecord, begun: bytes) -> bytes:
    digest = hashlib.blake2b(begun, digest_size=DIGEST_SIZE)
    while piece := record.read(min(_PIECE, record.block_length)):
        digest.update(piece)
    record.finish()
    return digest.digest()


def _fields_of(block: bytes) -> dict[str, str]:
    fields: dict[str, list[str]] = {}
    for name, value in parse_fields(b"\n".join(block.split(b"\n", _MOST_FIELDS)[:_MOST_FIELDS])):
        fields.setdefault(name, []).append(value)
    return {name: ", ".join(values) for name, values in fields.items()}


def _moment(date: str) -> datetime | None:
    try:
        return parse_date(date)
    except ValueError:
        return None


def _needed(record: StoredRecord, name: str) -> str:
    value = record.get(name)
    if not unbracketed(value or ""):
        raise RecordError(UNPLACED, f"a {record.kind} record without {name}")
    return value or ""


def _head(record: StoredRecord) -> bytes:
    """The start of the block, up to the end of the final response's head and somewhat further."""
    data, size = b"", _FIRST_READ
    while len(data) < LONGEST_HEAD:
        piece = record.read(size)
        data += piece
        if not piece or head_length(split_interim(data)[1]) is not None:
            break
        size = len(data)  # twice as much each time, so that a long head is not searched again and again
    return data
