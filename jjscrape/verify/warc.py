"""One WARC file: what can be said of each record by itself, and what the checks across records need of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, NamedTuple

from jjscrape.archive.arc import has_no_version_block, stamp_of
from jjscrape.archive.capture import Capture
from jjscrape.archive.compression import CompressionError, compression_of
from jjscrape.archive.digest import agrees, algorithm_of, matches
from jjscrape.archive.field_values import bare_id, media_type, parse_date, unbracketed
from jjscrape.archive.flow import RECORD_END, FaultError
from jjscrape.archive.foreign import whole_number
from jjscrape.archive.wacz_reader import BROKEN
from jjscrape.archive.warcfile import StoredRecord, scan
from jjscrape.archive.wayback import as_shown, embedded
from jjscrape.verify.block import read_block
from jjscrape.verify.checks import CHECKS
from jjscrape.verify.fault import Fault, fault
from jjscrape.verify.habits import note
from jjscrape.verify.header import header_faults
from jjscrape.verify.message import framing_fault, is_message, message_faults, method

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from jjscrape.verify.block import Block, Message

CAPTURES = ("response", "revisit", "resource")
_ARC_DIGITS = 14
_BGZIP_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
NOTHING_WHOLE = "no record in it is whole, so that nothing can be mended: restore it from a copy, or move it away"


class Source(NamedTuple):
    """Something that holds WARC records. `name` is for people, `key` is the name an index has for it."""

    name: str
    key: str
    open: Callable[[], AbstractContextManager[IO[bytes]]]


@dataclass(slots=True, kw_only=True)
class Seen:
    """A whole record. `length` is None in a gzip member that holds several; identifiers are bare.

    `short` is a fault of the body's length, which an answer to HEAD is allowed. `shown` is what a web archive's page
    counts as. `ends` is its length without the line ends behind it. `part` is there where it is a segment. `named` says
    that its identifier is its own, and not made of an ARC file's line.
    """

    kind: str
    id: str
    offset: int
    length: int | None
    url: str
    date: str
    digest: str | None = None
    status: int | None = None
    mime: str | None = None
    method: str | None = None
    concurrent: tuple[str, ...] = ()
    refers: tuple[str | None, str | None, str | None] = (None, None, None)
    profile: str | None = None
    warcinfo: str | None = None
    short: Fault | None = None
    named: bool = True
    part: Part | None = None
    ends: int | None = None
    shown: Capture | None = None


class Part(NamedTuple):
    """A segment of a record: its number, the record it goes on with, its block's length, and that of all, if said."""

    number: int
    origin: str | None
    length: int
    total: int | None


class Tear(NamedTuple):
    """Where a file is torn, or zero bytes begin, nothing whole coming behind.

    `records` were read whole in the torn gzip member itself, or in members that hold several.
    """

    offset: int
    what: str
    records: int


@dataclass(slots=True)
class Checked:
    """A WARC file that was read to its end. `size` is in bytes.

    `misread`: a record does not end where its length says, so that readers differ in what they take for a record.
    """

    source: Source
    size: int = 0
    seen: list[Seen] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)
    tear: Tear | None = None
    misread: bool = False


def check_warc(source: Source, now: datetime) -> Checked:
    """Read a file record by record. What can't be opened is a fault, too."""
    checked = Checked(source)
    try:
        with source.open() as stream:
            checked.size = stream.seek(0, 2)
            _Reading(checked, now).read(stream)
    except (OSError, *BROKEN) as error:
        checked.faults.append(fault("unreadable", source.name, None, str(error)))
    return checked


class _Reading:
    def __init__(self, checked: Checked, now: datetime) -> None:
        self._found = checked
        self._now = now
        self._at = 0  # where the next record has to start
        self._shared: set[int] = set()

    def read(self, stream: IO[bytes]) -> None:
        if not self._found.size:
            self._say("warc-empty", 0, "the file has no bytes")
            return
        with suppress(CompressionError):  # said by `scan`
            compression = compression_of(stream)
            self._at = compression.passed(stream, 0) if compression else 0
        for record in scan(stream, self._stumble):
            self._gap(record.offset)
            self._record(record)
        if self._found.size - self._at == len(_BGZIP_END):
            stream.seek(self._at)
            if stream.read() == _BGZIP_END:
                self._found.notes.add(note("gzip-blocks"))
                return
        self._gap(self._found.size)

    def _record(self, record: StoredRecord) -> None:
        arc = record.arc
        notes = self._found.notes
        faults = list(self._arc_faults(record)) if arc else list(header_faults(record, self._now, notes))
        try:
            block = read_block(record, http=is_message(record))
        except FaultError:
            return  # said by `scan`, which meets it again
        if not arc and record.ending == RECORD_END.replace(b"\r", b""):
            faults.append(("header-line", "LF LF where CR LF CR LF ends the block"))
        elif not arc and record.ending != RECORD_END:
            what = f"{record.ending!r} where CR LF CR LF ends the block"
            faults.append(("record-length", what))
        if record.split:
            faults.append(("gzip-split", "this record goes over several gzip members"))
        faults += _block_faults(record, block, self._found.notes)
        for name, what in faults:
            self._say(name, record.offset, what)
        if record.length is None:
            if record.offset not in self._shared:
                self._say("gzip-shared", record.offset, "this gzip member holds several records")
            self._shared.add(record.offset)
            self._at = self._found.size
        else:
            self._at = record.offset + record.length
        self._found.seen.append(_seen(record, block, self._found.source.name, notes))

    def _arc_faults(self, record: StoredRecord) -> Iterator[tuple[str, str]]:
        if not self._found.seen and has_no_version_block(record.header):
            self._found.notes.add(note("arc-version-block"))
        digits = stamp_of(record.header)
        if len(digits) != _ARC_DIGITS:
            yield "field-value", f"the date {digits} has {len(digits)} digits, where an ARC file has {_ARC_DIGITS}"

    def _stumble(self, offset: int, error: FaultError, later: int | None) -> None:
        self._gap(offset)
        self._at = self._found.size if later is None else later
        skipped = "" if later is None else f"; reading goes on at byte {later}"
        if error.layer == "zeros":
            # Some readers give up at a member with several records, earlier or later by what is behind it.
            self._found.tear = Tear(offset, str(error), len(self._shared))
            self._say("warc-zeros", offset, str(error), CHECKS["gzip-shared"].remedy if self._shared else None)
        elif error.layer == "lines":
            self._found.misread = True
            self._say("header-line", offset, f"{error}{skipped}")
        elif error.torn and later is None:
            inside = sum(seen.offset == offset for seen in self._found.seen)
            self._found.tear = Tear(offset, str(error), inside)
            remedy = None if self._found.seen else NOTHING_WHOLE
            remedy = CHECKS["gzip-shared"].remedy if inside else remedy
            what = f"{error}, {self._found.size - offset} bytes behind the last whole record"
            self._say("warc-torn", offset, what, remedy)
        elif error.layer == "gzip" or (error.torn and error.layer != "length"):
            self._say("gzip-damaged", offset, f"{error}{skipped}")
        else:
            self._found.misread = True
            self._say("record-length" if error.layer == "length" else "warc-record", offset, f"{error}{skipped}")

    def _gap(self, offset: int) -> None:
        if offset > self._at:
            self._say("gzip-empty", self._at, f"{offset - self._at} bytes that hold no record")

    def _say(self, name: str, offset: int, what: str, remedy: str | None = None) -> None:
        self._found.faults.append(fault(name, self._found.source.name, offset, what, remedy))


def _block_faults(record: StoredRecord, block: Block, notes: set[str]) -> Iterator[tuple[str, str]]:
    if is_message(record):
        yield from message_faults(record, block, notes)
    if block.framing == "removed":
        notes.add(note("chunks-removed"))
    labelled = record.get("WARC-Block-Digest")
    if labelled is not None:
        if block.digest is None or (right := agrees(block.digest, labelled)) is None:
            yield "digest-form", f"WARC-Block-Digest can't be read: {labelled}"
        elif not right and record.kind == "revisit" and matches(b"", labelled):
            notes.add(note("revisit-block-digest"))
        elif not right:
            yield "block-digest", f"the block does not have the recorded {labelled}"
    labelled = record.get("WARC-Payload-Digest")
    if labelled is not None:
        yield from payload_faults(record, block, labelled, notes)


def payload_faults(record: Message, block: Block, labelled: str, notes: set[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the digest of a payload, which is `labelled`. Of a segment nothing is known yet."""
    if algorithm_of(labelled) is None:
        yield "digest-form", f"WARC-Payload-Digest can't be read: {labelled}"
        return
    right = {form: agrees(digest, labelled) for form, digest in block.payloads.items()}
    if None in right.values():
        yield "digest-form", f"WARC-Payload-Digest can't be read: {labelled}"
        return
    if record.get("WARC-Segment-Number"):
        return  # it is that of all segments
    if record.kind == "revisit":
        return  # it is that of the record referred to
    if block.head is None and is_message(record) and record.get("WARC-Truncated") is not None:
        return  # no head, no payload: what there is of the answer has a block digest
    if not any(right.values()):
        yield "payload-digest", f"the payload does not have the recorded {labelled}"
    elif "free of chunks" in right and not right["free of chunks"]:
        notes.add(note("digest-over-chunks"))


def _seen(record: StoredRecord, block: Block, name: str, notes: set[str]) -> Seen:
    short = framing_fault(record, block, notes)
    refers = [record.get(f"WARC-Refers-To{part}") for part in ("", "-Target-URI", "-Date")]
    content_type = record.get("Content-Type")
    if is_message(record):
        content_type = block.response.header("content-type") if block.response else None
    profile, warcinfo = record.get("WARC-Profile"), record.get("WARC-Warcinfo-ID")
    concurrent = [value for field_name, value in record.fields if field_name.lower() == "warc-concurrent-to"]
    return Seen(
        kind=record.kind,
        id=bare_id(record.get("WARC-Record-ID") or ""),
        offset=record.offset,
        length=record.length,
        url=unbracketed(record.get("WARC-Target-URI") or ""),
        date=record.get("WARC-Date") or "",
        digest=record.get("WARC-Payload-Digest"),
        status=block.response.status if block.response and record.kind != "request" else None,
        mime=media_type(content_type),
        method=method(block) if record.kind == "request" else None,
        concurrent=tuple(map(bare_id, concurrent)),
        refers=(
            bare_id(refers[0]) if refers[0] else None,
            unbracketed(refers[1]) if refers[1] else None,
            refers[2],
        ),
        profile=unbracketed(profile) if profile else None,
        warcinfo=bare_id(warcinfo) if warcinfo else None,
        short=fault(short[0], name, record.offset, short[1]) if short else None,
        shown=_shown(record, block),
        named=not record.arc,
        part=_part(record),
        ends=record.length - len(record.ending) if record.length is not None and record.ending else None,
    )


def _part(record: StoredRecord) -> Part | None:
    number = whole_number(record.get("WARC-Segment-Number") or "")
    if number is None:
        return None
    origin, total = record.get("WARC-Segment-Origin-ID"), record.get("WARC-Segment-Total-Length")
    return Part(number, bare_id(origin) if origin else None, record.block_length, whole_number(total or ""))


def _shown(record: StoredRecord, block: Block) -> Capture | None:
    """What the reader makes of a capture of a web archive's page, and the index says of it; None for any other."""
    url, date = unbracketed(record.get("WARC-Target-URI") or ""), record.get("WARC-Date") or ""
    if embedded(url) is None or block.response is None or record.kind not in CAPTURES:
        return None
    try:
        captured_at = parse_date(date)
    except ValueError:
        return None
    head = block.response
    capture = Capture("", record.kind, url, captured_at, head.status, None, head.headers, None, None, "", 0)
    shown = as_shown(capture)
    return None if shown is capture else shown
