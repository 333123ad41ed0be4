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
from jjscrape.archive.foreign import whole_number
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
_ENDS: Final = (RECORD_END, RECORD_END.replace(b"\r", b""))
_VERSION = re.compile(rb"WARC/\d+\.\d+")


Layer = Literal["gzip", "record", "length", "lines", "zeros"]
"""What of a record is at fault: the compression, the record's beginning, its Content-Length, or its line ends; or
nothing of a record, but that zero bytes are behind the last one, as a power cut leaves them."""


class FaultError(ArchiveError):
    """A record can't be read. `torn`: the file ends before it does, and no other record starts behind it."""

    def __init__(self, fault: str, *, torn: bool = False, layer: Layer = "record") -> None:
        super().__init__(fault)
        self.torn = torn
        self.layer = layer


class Flow:
    """Decompressed bytes, read forward only.

    `inside` says that a record was begun and is not at its end: a gzip member that ends there may go on in the next
    one. `members` counts those that were begun.
    """

    def __init__(self) -> None:
        self._buffer = b""
        self._at = 0
        self.taken = 0
        self.inside = False
        self.members = 1
        self.begun_in = 1

    def _more(self) -> bytes:
        """The next bytes; empty at the end."""
        raise NotImplementedError

    def go_on(self) -> bool:
        """Whether the next gzip member goes on with a record that this one ends in; it is then what is read."""
        return False

    def _fill(self) -> bool:
        piece = self._more()
        while not piece and self.inside and self.go_on():
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
        self._ahead = b""
        self.fed = 0

    @property
    def rest(self) -> bytes:
        return self._inflater.unused_data + self._ahead

    @property
    def whole(self) -> bool:
        """Whether the member was read to its end, and has the CRC that stands there."""
        return self._inflater.eof

    def go_on(self) -> bool:
        if not self.whole:
            return False
        while len(self.rest) < _ENOUGH and (piece := self._stream.read(_ENOUGH - len(self.rest))):
            self._ahead += piece
            self.fed += len(piece)
        ahead = self.rest
        content = _inflated(ahead) if ahead.startswith(_GZIP_START) else b""
        if not content or _is_start(content):
            return False
        self.fed -= len(ahead)
        self._inflater, self._pending, self._ahead = zlib.decompressobj(31), ahead, b""
        self.members += 1
        return True

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
    follows the block, and known when `finish` has run, as is `split`: that it goes over several gzip members, of which
    `offset` and `length` then mean all.
    """

    def __init__(self, flow: Flow, begin: int, offset: int, header: bytes, fields: Headers, block_length: int) -> None:
        self._begin = begin
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
        self._bare = header.startswith(b"WARC/") and b"\r" not in header
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
            raise self._too_short()
        return data

    def finish(self) -> None:
        """Pass over what is left of the block and check that it is there.

        Raises:
            FaultError: as `read`.
        """
        if self._flow.skip(self._left) < self._left:
            raise self._too_short()
        self._left = 0
        self._flow.inside = False
        self.ending = self.ending or self._flow.skip_line_ends()
        if not self.ending and self._flow.at_end() and self._flow.go_on():
            self.ending = self._flow.skip_line_ends()
        self.split = self._flow.members > self._begun_in
        if self._bare and self.ending not in _ENDS:
            raise FaultError("its lines end with LF alone, and it does not end where its length says", layer="lines")
        if self.length is None:
            self.length = self._flow.stored_length(self._begin)

    def _too_short(self) -> FaultError:
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
    flow.inside = line.startswith(b"WARC/"[: len(line)])
    if not line.endswith(b"\n") and flow.inside:
        line += flow.take_through(b"\n", _LONGEST_HEADER)
    if not _VERSION.fullmatch(_bare(line)) and not (flow.inside and not line.endswith(b"\n")):
        raise FaultError(f"no WARC record starts here, but {line[:20]!r}")
    header, lines = line, [_bare(line)]
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
    return StoredRecord(flow, begin, offset, line, fields, int(fields[-1][1]))


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
    begin: int | None = start
    while begin is not None:
        flow, offset = PlainFlow(stream), begin
        try:
            while True:
                flow.skip_line_ends()
                offset = begin + flow.taken
                record = read(flow, offset)
                if record is None:
                    return
                yield record
                record.finish()
        except FaultError as fault:
            begin = _next_plain(stream, offset + 1)
            report(offset, _weighed(stream, offset, fault, begin), begin)
            stream.seek(begin or 0)


def _weighed(stream: IO[bytes], offset: int, fault: FaultError, later: int | None) -> FaultError:
    """What a fault in a plain file is, after a look at what follows it."""
    if _only_zeros(stream, offset):
        return _zeros(stream, offset)
    if fault.torn and later is None and fault.layer == "length" and _has_end(stream, offset):
        return FaultError(f"{fault}, though it has an end", layer=fault.layer)
    fault.torn = fault.torn and later is None
    return fault


def _only_zeros(stream: IO[bytes], start: int) -> bool:
    stream.seek(start)
    some = False
    while piece := stream.read(_SEARCHED):
        if piece.count(0) < len(piece):
            return False
        some = True
    return some


def _zeros(stream: IO[bytes], start: int) -> FaultError:
    return FaultError(f"{stream.seek(0, 2) - start} zero bytes behind the last record", layer="zeros")


def _next_plain(stream: IO[bytes], start: int) -> int | None:
    """Where the next line stands that begins a WARC or ARC record."""
    at = start
    stream.seek(at)
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


def _from_members(stream: IO[bytes], read: _Reader, report: Report, start: int) -> Iterator[StoredRecord]:
    offset, pending = start, b""
    while pending or (pending := stream.read(_READ)):
        if offset > start and pending[:1] == b"\0" and _only_zeros(stream, offset):
            report(offset, _zeros(stream, offset), None)
            return
        if offset > start and pending[:1] == b"\0":
            stream.seek(offset)
            pending = b""
        flow = MemberFlow(stream, pending)
        try:
            while (record := read(flow, offset)) is not None:
                yield record
                record.finish()
        except FaultError as fault:
            # A record that ends early in a member that is whole was written so: nothing is torn.
            fault.torn = fault.torn and not flow.whole
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
    return _is_start(_inflated(data))


def _is_start(content: bytes) -> bool:
    return content.startswith(b"WARC/") or arc.is_header(content.partition(b"\n")[0])


def _inflated(data: bytes) -> bytes:
    """What the first bytes of a gzip member hold, or as much of it as tells what it is."""
    try:
        return zlib.decompressobj(31).decompress(data, _ENOUGH)
    except zlib.error:
        return b""
