"""The records of one WARC file, read one after the other (ISO 28500:2017, version 1.0, and ARC before it).

FastWARC and warcio end without a word at a torn record; here every fault has its offset, and reading goes on at the
next gzip member behind it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Final, Literal

from jjscrape.archive import arc
from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.http import Headers, first, parse_headers
from jjscrape.archive.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_GZIP_START: Final = b"\x1f\x8b\x08"
_READ = 64 * 1024
_SEARCHED = 1024 * 1024
_ENOUGH = 1024  # bytes of a file or gzip member that tell what it holds
_LONGEST_HEADER = 128 * 1024
_LONGEST_LINE = 16 * 1024  # of an ARC file's header
RECORD_END: Final = b"\r\n\r\n"
"""What follows every block."""
_VERSION = re.compile(rb"WARC/\d+\.\d+")


Layer = Literal["gzip", "record", "length"]
"""What of a record is at fault: the compression, the record's beginning, or its Content-Length."""


class FaultError(ArchiveError):
    """A record can't be read. `torn`: the bytes end before it does."""

    def __init__(self, fault: str, *, torn: bool = False, layer: Layer = "record") -> None:
        super().__init__(fault)
        self.torn = torn
        self.layer = layer


class Flow:
    """Decompressed bytes, read forward only."""

    def __init__(self) -> None:
        self._buffer = b""
        self._at = 0
        self.taken = 0

    def _more(self) -> bytes:
        """The next bytes; empty at the end."""
        raise NotImplementedError

    def _fill(self) -> bool:
        piece = self._more()
        if not piece:
            return False
        self._buffer = self._buffer[self._at :] + piece
        self._at = 0
        return True

    def take(self, size: int) -> bytes:
        """Up to `size` bytes, fewer only at the end."""
        pieces: list[bytes] = []
        while size:
            if self._at == len(self._buffer) and not self._fill():
                break
            piece = self._buffer[self._at : self._at + size]
            pieces.append(piece)
            self._at += len(piece)
            self.taken += len(piece)
            size -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def skip(self, size: int) -> int:
        """Pass over up to `size` bytes without keeping them; how many there were."""
        skipped = 0
        while skipped < size:
            if self._at == len(self._buffer) and not self._fill():
                break
            step = min(size - skipped, len(self._buffer) - self._at)
            self._at += step
            self.taken += step
            skipped += step
        return skipped

    def take_through(self, mark: bytes, longest: int) -> bytes:
        """The bytes up to and with `mark`; whatever there is when the end comes first."""
        while (found := self._buffer.find(mark, self._at)) < 0:
            if len(self._buffer) - self._at > longest:
                raise FaultError(f"no end of the record's header within {longest} bytes")
            if not self._fill():
                return self.take(len(self._buffer) - self._at)
        return self.take(found + len(mark) - self._at)

    def skip_line_ends(self) -> bytes:
        """Pass over the empty lines between records; gives the first of them, which should be all."""
        passed = b""
        while self._at < len(self._buffer) or self._fill():
            if self._buffer[self._at] not in b"\r\n":
                break
            if len(passed) <= len(RECORD_END):
                passed += self._buffer[self._at : self._at + 1]
            self._at += 1
            self.taken += 1
        return passed

    def at_end(self) -> bool:
        return self._at == len(self._buffer) and not self._fill()

    def stored_length(self, begin: int) -> int | None:
        """Bytes that the record begun at `begin` takes in the file, once it has been passed."""
        return self.taken - begin


class PlainFlow(Flow):
    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream

    def _more(self) -> bytes:
        return self._stream.read(_READ)


class MemberFlow(Flow):
    """One gzip member. `rest` is what was read of the file beyond it, once the end was reached."""

    def __init__(self, stream: IO[bytes], pending: bytes = b"") -> None:
        super().__init__()
        self._stream = stream
        self._pending = pending
        self._inflater = zlib.decompressobj(31)
        self.fed = 0

    @property
    def rest(self) -> bytes:
        return self._inflater.unused_data

    def stored_length(self, begin: int) -> int | None:
        return self.fed - len(self.rest) if self.at_end() and not begin else None

    def _more(self) -> bytes:
        while not self._inflater.eof:
            data = self._inflater.unconsumed_tail or self._pending or self._stream.read(_READ)
            self._pending = b""
            if not data:
                raise FaultError("the file ends within this gzip member", torn=True, layer="gzip")
            if not self._inflater.unconsumed_tail:
                self.fed += len(data)
            try:
                piece = self._inflater.decompress(data, 4 * _READ)
            except zlib.error as error:
                raise FaultError(f"damaged gzip data ({error})", layer="gzip") from error
            if piece:
                return piece
        return b""


class StoredRecord:
    """A record at its place in a file: its header, and its block, which can be read once.

    `offset` and `length` are those of the gzip member, or of the record in a plain file; `length` is known when
    `finish` has run, and stays None in a member that holds several records. `header` is as stored; `ending` is what
    follows the block, and known when `finish` has run.
    """

    def __init__(self, flow: Flow, begin: int, offset: int, header: bytes, fields: Headers, block_length: int) -> None:
        self._begin = begin
        self.offset = offset
        self.length: int | None = None
        self.header = header
        self.ending = b""
        self.fields = fields
        self.block_length = block_length
        self._flow = flow
        self._left = block_length
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
            raise FaultError("the record ends before its Content-Length", torn=True, layer="length")
        return data

    def finish(self) -> None:
        """Pass over what is left of the block and check that it is there.

        Raises:
            FaultError: as `read`.
        """
        if self._flow.skip(self._left) < self._left:
            raise FaultError("the record ends before its Content-Length", torn=True, layer="length")
        self._left = 0
        self.ending = self.ending or self._flow.skip_line_ends()
        if self.length is None:
            self.length = self._flow.stored_length(self._begin)


def read_header(flow: Flow, offset: int) -> StoredRecord | None:
    """The next record of a flow; None at its end.

    Raises:
        FaultError: no WARC record starts here.
    """
    flow.skip_line_ends()
    if flow.at_end():
        return None
    begin = flow.taken
    header = flow.take_through(b"\r\n\r\n", _LONGEST_HEADER)
    lines = header.split(b"\r\n")
    if not header.endswith(b"\r\n\r\n") and b"WARC/".startswith(header[:5]):
        raise FaultError("the record ends within its header", torn=True)
    if not _VERSION.fullmatch(lines[0]):
        raise FaultError(f"no WARC record starts here, but {header[:20]!r}")
    fields = tuple((name, _as_utf8(value)) for name, value in parse_headers(lines[1:]))
    length = first(fields, "Content-Length")
    if length is None or not (length.isascii() and length.isdigit()):
        raise FaultError(f"the record's Content-Length is {length!r}", layer="length")
    return StoredRecord(flow, begin, offset, header, fields, int(length))


def read_arc_header(flow: Flow, offset: int) -> StoredRecord | None:
    """The next record of an ARC file's flow, with the fields it would have in a WARC file; None at its end.

    Raises:
        FaultError: no ARC record starts here.
    """
    flow.skip_line_ends()
    if flow.at_end():
        return None
    begin = flow.taken
    line = flow.take_through(b"\n", _LONGEST_LINE)
    fields = arc.warc_fields(line)
    if fields is None:
        if not line.endswith(b"\n"):
            raise FaultError("the record ends within its header", torn=True)
        raise FaultError(f"no ARC record starts here, but {line[:20]!r}")
    return StoredRecord(flow, begin, offset, line, fields, int(fields[-1][1]))


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


def records(place: Place | Path, report: Callable[[int, str], None], start: int = 0) -> Iterator[StoredRecord]:
    """The records of a WARC or ARC file, from the offset of one of them on.

    Each must be used before the next is asked for. A fault goes to `report` with its offset; reading then goes on
    at the next gzip member, or ends where there is none. What a record yields before its own fault is found is up
    to the caller: call `finish` on a record to be sure of it.

    Raises:
        OSError: the file can't be opened or read.
    """
    with place.open() if isinstance(place, Place) else place.open("rb") as stream:
        yield from scan(stream, lambda offset, fault, later: report(offset, _said(fault, later)), start)


def scan(stream: IO[bytes], report: Report, start: int = 0) -> Iterator[StoredRecord]:
    """As `records`, of anything that can be read and sought in, with the fault itself given to `report`.

    Raises:
        OSError: the stream can't be read.
    """
    stream.seek(0)
    begun = stream.read(_ENOUGH)
    compressed = begun[:2] in (_GZIP_START[:2], _GZIP_START[:1])
    read = read_arc_header if arc.begins(_inflated(begun) if compressed else begun) else read_header
    stream.seek(start)
    if compressed:
        yield from _from_members(stream, read, report, start)
    else:
        yield from _from_plain(stream, read, report, start)


_Reader = Callable[[Flow, int], StoredRecord | None]


def _from_plain(stream: IO[bytes], read: _Reader, report: Report, start: int) -> Iterator[StoredRecord]:
    flow = PlainFlow(stream)
    offset = start
    try:
        while True:
            flow.skip_line_ends()
            offset = start + flow.taken
            record = read(flow, offset)
            if record is None:
                return
            yield record
            record.finish()
    except FaultError as fault:
        report(offset, fault, None)


def _from_members(stream: IO[bytes], read: _Reader, report: Report, start: int) -> Iterator[StoredRecord]:
    offset, pending = start, b""
    while pending or (pending := stream.read(_READ)):
        flow = MemberFlow(stream, pending)
        try:
            while (record := read(flow, offset)) is not None:
                yield record
                record.finish()
        except FaultError as fault:
            later = _next_member(stream, offset + 1)
            report(offset, fault, later)
            if later is None:
                return
            stream.seek(later)
            offset, pending = later, b""
        else:
            pending = flow.rest
            offset += flow.fed - len(pending)


def _said(fault: FaultError, later: int | None) -> str:
    if later is not None:
        return f"{fault}; reading goes on at byte {later}"
    return f"torn: {fault}" if fault.torn else str(fault)


def _next_member(stream: IO[bytes], start: int) -> int | None:
    """Where the next gzip member that holds a record starts, for going on behind a damaged one."""
    at, kept = start, b""
    stream.seek(at)
    while piece := stream.read(_SEARCHED):
        data = kept + piece
        found = -1
        while (found := data.find(_GZIP_START, found + 1)) >= 0:
            stream.seek(at + found)
            if _starts_record(stream.read(_ENOUGH)):
                return at + found
        kept = data[-len(_GZIP_START) + 1 :]
        at += len(data) - len(kept)
        stream.seek(at + len(kept))
    return None


def _starts_record(data: bytes) -> bool:
    content = _inflated(data)
    return content.startswith(b"WARC/") or arc.is_header(content.partition(b"\n")[0])


def _inflated(data: bytes) -> bytes:
    """What the first bytes of a gzip member hold, or as much of it as tells what it is."""
    try:
        return zlib.decompressobj(31).decompress(data, _ENOUGH)
    except zlib.error:
        return b""
