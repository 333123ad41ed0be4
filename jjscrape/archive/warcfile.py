"""The records of one WARC file, read one after the other (ISO 28500:2017, version 1.0, and ARC before it).

FastWARC and warcio end without a word at a torn record; here every fault has its offset, and reading goes on at the
next gzip member behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from jjscrape.archive import arc
from jjscrape.archive.byte_range import ByteRange
from jjscrape.archive.compression import ENOUGH, Compression, CompressionError, compression_of
from jjscrape.archive.flow import RECORD_END, FaultError, Flow, MemberFlow, PlainFlow, is_start, may_be_warc
from jjscrape.archive.foreign import whole_number
from jjscrape.archive.http import Headers, first, head_length, parse_headers, parse_response_head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_READ = 64 * 1024
_SEARCHED = 1024 * 1024
_FIRST_SEARCHED = 4096
_LONGEST_HEADER = 128 * 1024
_LONGEST_LINE = 16 * 1024  # of an ARC file's header
_MOST_TOO_SHORT = 16
"""So many records of a plain file are read to its end for want of their own; the next are held to its size first."""
_MOST_BEGINNINGS = 8
_ENDS: Final = (RECORD_END, RECORD_END.replace(b"\r", b""))
_VERSION = re.compile(rb"WARC/\d+\.\d+", re.IGNORECASE)


class StoredRecord:
    """A record at its place in a file: its header, and its block, which can be read once.

    `offset` and `length` are those of the gzip member, or of the record in a plain file; `length` is known when
    `finish` has run, and stays None in a member that holds several records. `begin` counts bytes of what the member
    holds. `header` is as stored; `ending` is what follows the block, and known when `finish` has run, as is `split`:
    that it goes over several gzip members, of which `offset` and `length` then mean all.
    """

    def __init__(
        self,
        flow: Flow,
        begin: int,
        offset: int,
        header: bytes,
        fields: Headers,
        block_length: int,
        *,
        arc: bool = False,
    ) -> None:
        self.begin = begin
        self.offset = offset
        self.length: int | None = None
        self.header = header
        self.ending = b""
        self.split = False
        self.fields = fields
        self.block_length = block_length
        self._flow = flow
        self._begun_in = flow.begun_in
        self._left = block_length
        # Of a file whose line ends were changed when it was written already, the lengths are wrong.
        self.arc = arc
        self._bare = not self.arc and b"\r" not in header
        self._first = {name.lower(): value for name, value in reversed(fields)}

    def get(self, name: str) -> str | None:
        """The first value of a WARC header field."""
        return self._first.get(name.lower())

    @property
    def kind(self) -> str:
        return (self.get("WARC-Type") or "").lower()

    def read(self, size: int | None = None) -> bytes:
        """Bytes of the block, all that are left when no size is given.

        Raises:
            FaultError: the file ends first, or the gzip data is damaged.
        """
        wanted = self._left if size is None else min(size, self._left)
        data = self._flow.take(wanted)
        self._left -= len(data)
        if len(data) < wanted:
            raise self.too_short()
        return data

    def finish(self) -> None:
        """Pass over what is left of the block and check that it is there.

        Raises:
            FaultError: as `read`.
        """
        if self._flow.skip(self._left) < self._left:
            raise self.too_short()
        self._left = 0
        self._flow.inside = False
        self.ending = self.ending or self._flow.skip_line_ends()
        while len(self.ending) < len(RECORD_END) and self._flow.at_end() and self._flow.go_on():
            more = self._flow.skip_line_ends()
            self.ending += more
            if not more:
                break
        self.split = self._flow.members > self._begun_in
        if self._bare and self.ending not in _ENDS:
            raise FaultError("its lines end with LF alone, and it does not end where its length says", layer="lines")
        if self.length is None:
            self.length = self._flow.stored_length(self.begin)

    def too_short(self) -> FaultError:
        """What is wrong with a record that the file ends in."""
        what = "the record ends before its Content-Length"
        if self._bare:
            return FaultError(f"{what}, and its lines end with LF alone", layer="lines")
        return FaultError(what, torn=True, layer="length")


def read_header(flow: Flow, offset: int) -> StoredRecord | None:
    """The next record of a flow; None at its end.

    Raises:
        FaultError: no WARC record starts here.
    """
    flow.skip_line_ends()
    if flow.at_end():
        return None
    begin, flow.begun_in = flow.taken, flow.members
    line = flow.take_through(b"\n", _LONGEST_HEADER)
    flow.inside = may_be_warc(line)
    if not line.endswith(b"\n") and flow.inside:
        line += flow.take_through(b"\n", _LONGEST_HEADER)
    if not _VERSION.fullmatch(_bare(line)) and not (flow.inside and not line.endswith(b"\n")):
        raise FaultError(f"no WARC record starts here, but {line[:20]!r}")
    header, lines, begun = line, [_bare(line)], 0
    while lines[-1]:  # an empty line ends it, whatever ends the lines: some recorders write LF alone
        line = flow.take_through(b"\n", _LONGEST_HEADER)
        header += line
        if not line.endswith(b"\n"):
            if lines[0] + b"\n" == header[: len(lines[0]) + 1]:
                raise FaultError("the record ends within its header, whose lines end with LF alone", layer="lines")
            raise FaultError("the record ends within its header", torn=True)
        if len(header) > _LONGEST_HEADER:
            raise FaultError(f"no end of the record's header within {_LONGEST_HEADER} bytes")
        lines.append(_bare(line))
        begun += _VERSION.fullmatch(lines[-1]) is not None
        if begun > _MOST_BEGINNINGS and isinstance(flow, PlainFlow):
            # Else each of very many such lines would be read on from as far as a header may be long.
            raise FaultError("other records begin within the record's header")
    fields = tuple((name, _as_utf8(value)) for name, value in parse_headers(lines[1:]))
    length = first(fields, "Content-Length")
    size = whole_number(length or "")
    if size is None:
        raise FaultError(f"the record's Content-Length is {length and length[:40]!r}", layer="length")
    return StoredRecord(flow, begin, offset, header, fields, size)


def read_arc_header(flow: Flow, offset: int) -> StoredRecord | None:
    """The next record of an ARC file's flow, with the fields it would have in a WARC file; None at its end.

    Raises:
        FaultError: no ARC record starts here.
    """
    flow.skip_line_ends()
    if flow.at_end():
        return None
    begin, flow.begun_in = flow.taken, flow.members
    line = flow.take_through(b"\n", _LONGEST_LINE)
    fields = arc.warc_fields(line)
    if fields is None:
        if not line.endswith(b"\n"):
            raise FaultError("the record ends within its header", torn=True)
        raise FaultError(f"no ARC record starts here, but {line[:20]!r}")
    flow.inside = True
    return StoredRecord(flow, begin, offset, line, fields, int(fields[-1][1]), arc=True)


def _bare(line: bytes) -> bytes:
    return line.removesuffix(b"\n").removesuffix(b"\r")


def _as_utf8(value: str) -> str:
    """WARC fields are UTF-8; a recorder that wrote other bytes is read as Latin-1."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return value


Report = Callable[[int, FaultError, int | None], None]
"""Told of a fault: its offset, what it is, and the offset where reading goes on, None where it can't."""


def records(byte_range: ByteRange | Path, report: Callable[[int, str], None], start: int = 0) -> Iterator[StoredRecord]:
    """The records of a WARC or ARC file, from the offset of one of them on.

    Each must be used before the next is asked for. A fault goes to `report` with its offset; reading then goes on
    at the next gzip member, or ends where there is none. What a record yields before its own fault is found is up
    to the caller: call `finish` on a record to be sure of it.

    Raises:
        OSError: the file can't be opened or read.
    """
    with byte_range.open() if isinstance(byte_range, ByteRange) else byte_range.open("rb") as stream:
        yield from scan(stream, lambda offset, fault, later: report(offset, sentence_on(fault, later)), start)


def scan(stream: IO[bytes], report: Report, start: int = 0) -> Iterator[StoredRecord]:
    """As `records`, of anything that can be read and sought in, with the fault itself given to `report`.

    Raises:
        OSError: the stream can't be read.
    """
    try:
        form = form_of(stream)
    except CompressionError as error:
        report(start, FaultError(str(error)), None)
        return
    start = max(start, form.first)
    stream.seek(start)
    if form.compression is not None:
        yield from _from_members(stream, form.compression, form.read, report, start)
    else:
        yield from _from_plain(stream, form.read, report, start)


_Reader = Callable[[Flow, int], StoredRecord | None]


class Form(NamedTuple):
    """How a file is compressed, if it is, what reads a record's header, and where the first record may begin."""

    compression: Compression | None
    read: _Reader
    first: int


def form_of(stream: IO[bytes]) -> Form:
    """Look at the beginning of a WARC or ARC file.

    Raises:
        CompressionError: the dictionary that its frames need can't be read.
        OSError: the stream can't be read.
    """
    compression = compression_of(stream)
    first = compression.passed(stream, 0) if compression else 0
    stream.seek(first)
    begun = stream.read(ENOUGH)
    begun = compression.inflated(begun) if compression else begun
    return Form(compression, read_arc_header if arc.begins(begun) else read_header, first)


def holds_records(stream: IO[bytes]) -> bool:
    """Whether a stream begins as a WARC or ARC file does, compressed or not, whatever it is called."""
    try:
        compression = compression_of(stream)
        stream.seek(compression.passed(stream, 0) if compression else 0)
    except (CompressionError, OSError):
        return False
    begun = stream.read(ENOUGH)
    content = compression.inflated(begun) if compression else begun
    return is_start(content) or arc.begins(content)


def _from_plain(stream: IO[bytes], read: _Reader, report: Report, start: int) -> Iterator[StoredRecord]:
    begin: int | None = start
    size, short = stream.seek(0, 2), 0
    stream.seek(start)
    while begin is not None:
        flow, offset = PlainFlow(stream), begin
        try:
            while True:
                flow.skip_line_ends()
                offset = begin + flow.taken
                record = read(flow, offset)
                if record is None:
                    return
                if short >= _MOST_TOO_SHORT and offset + len(record.header) + record.block_length > size:
                    raise record.too_short()
                yield record
                record.finish()
        except FaultError as fault:
            short += fault.torn or fault.layer == "length"
            begin = _next_plain(stream, offset + 1)
            report(offset, _weighed(stream, offset, fault, begin), begin)
            stream.seek(begin or 0)


def _weighed(stream: IO[bytes], offset: int, fault: FaultError, later: int | None) -> FaultError:
    """What a fault in a plain file is, after a look at what follows it."""
    if _only_zeros(stream, offset):
        return _zeros(stream, offset)
    if (
        fault.torn
        and later is None
        and fault.layer == "length"
        and (_has_end(stream, offset) or _arc_has_end(stream, offset))
    ):
        return FaultError(f"{fault}, though it has an end", layer=fault.layer)
    fault.torn = fault.torn and later is None
    return fault


def _only_zeros(stream: IO[bytes], start: int) -> bool:
    stream.seek(start)
    any_bytes = False
    for size in _searching():
        if not (piece := stream.read(size)):
            break
        if piece.count(0) < len(piece):
            return False
        any_bytes = True
    return any_bytes


def _zeros(stream: IO[bytes], start: int) -> FaultError:
    return FaultError(f"{stream.seek(0, 2) - start} zero bytes behind the last record", layer="zeros")


def _next_plain(stream: IO[bytes], start: int) -> int | None:
    """Where the next line stands that begins a WARC or ARC record."""
    stream.seek(start - 1)
    at = start
    if stream.read(1) != b"\n":  # the rest of a line is none: the end of an ARC header looks like another
        while rest := stream.readline(_LONGEST_HEADER):
            at += len(rest)
            if rest.endswith(b"\n"):
                break
    while line := stream.readline(_LONGEST_HEADER):
        if _VERSION.fullmatch(_bare(line)) or arc.is_header(line):
            return at
        at += len(line)
    return None


def _has_end(stream: IO[bytes], offset: int) -> bool:
    """Whether a record that is shorter than it says has what ends a record: then it is its length that is wrong.

    The empty line that ends the head of an HTTP message is none of a record.
    """
    stream.seek(offset)
    header, _, block = stream.read(_SEARCHED).partition(RECORD_END)
    head = block.find(RECORD_END) if b"application/http" in header.lower() else -len(RECORD_END)
    end = stream.seek(0, 2) - len(RECORD_END)
    stream.seek(end)
    return stream.read() == RECORD_END and head != -1 and end > offset + len(header) + len(RECORD_END) + head


def _arc_has_end(stream: IO[bytes], offset: int) -> bool:
    """The same of an ARC record, which but an empty line ends.

    Its body has the length that the HTTP head announces, or what is missing are the CRs that its head lost when
    somebody changed the file's line ends.
    """
    stream.seek(offset)
    line, _, block = stream.read(_SEARCHED).partition(b"\n")
    fields, length = arc.warc_fields(line), head_length(block)
    if fields is None or length is None:
        return False
    head = parse_response_head(block[:length])
    there = stream.seek(0, 2) - offset - len(line) - 1
    announced = whole_number((head.header("content-length") or "") if head else "")
    if announced is not None and there > length + announced:
        return True
    changed = 0 if b"\r" in block[:length] else block[:length].count(b"\n")
    return changed > 0 and int(fields[-1][1]) - changed in (there - 1, there)


def _from_members(
    stream: IO[bytes], compression: Compression, read: _Reader, report: Report, start: int
) -> Iterator[StoredRecord]:
    offset, pending = start, b""
    while pending or (pending := stream.read(_READ)):
        if offset > start and pending[:1] == b"\0" and _only_zeros(stream, offset):
            report(offset, _zeros(stream, offset), None)
            return
        if offset > start and pending[:1] == b"\0":
            stream.seek(offset)
            pending = b""
        if pending[1:4] == compression.skipped[:3] != b"":
            offset, pending = compression.passed(stream, offset), b""
            stream.seek(offset)
            continue
        flow = MemberFlow(stream, compression, pending)
        try:
            while (record := read(flow, offset)) is not None:
                yield record
                record.finish()
        except FaultError as fault:
            # A record that ends early in a member that is whole was written so: nothing is torn.
            fault.torn = fault.torn and not flow.whole
            later = _next_member(stream, compression, offset + 1)
            report(offset, fault, later)
            if later is None:
                return
            stream.seek(later)
            offset, pending = later, b""
        else:
            pending = flow.rest
            offset += flow.fed - len(pending)


def sentence_on(fault: FaultError, later: int | None) -> str:
    if later is not None:
        return f"{fault}; reading goes on at byte {later}"
    return f"torn: {fault}" if fault.torn else str(fault)


def _next_member(stream: IO[bytes], compression: Compression, start: int) -> int | None:
    """Where the next gzip member or zstd frame that holds a record starts, for going on behind a damaged one."""
    at, kept, magic = start, b"", compression.magic
    stream.seek(at)
    for size in _searching():
        if not (piece := stream.read(size)):
            return None
        data = kept + piece
        offset = -1
        while (offset := data.find(magic, offset + 1)) >= 0:
            stream.seek(at + offset)
            if is_start(compression.inflated(stream.read(ENOUGH))):
                return at + offset
        kept = data[-len(magic) + 1 :]
        at += len(data) - len(kept)
        stream.seek(at + len(kept))
    return None


def _searching() -> Iterator[int]:
    """How much to read at once of what follows a fault: little at first, as a file may have a fault in every record."""
    size = _FIRST_SEARCHED
    while True:
        yield size
        size = min(2 * size, _SEARCHED)
