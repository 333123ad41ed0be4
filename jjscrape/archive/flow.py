"""The bytes of a WARC file, decompressed and read forward only."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final, Literal

from jjscrape.archive import arc
from jjscrape.archive.compression import ENOUGH, CompressionError
from jjscrape.archive.errors import ArchiveError

if TYPE_CHECKING:
    from jjscrape.archive.compression import Compression

_READ = 64 * 1024
RECORD_END: Final = b"\r\n\r\n"
"""What follows every block."""
_WARC: Final = b"WARC/"


def is_start(content: bytes) -> bool:
    """Whether a record begins so; the version's letters may be small ones."""
    return content[: len(_WARC)].upper() == _WARC or arc.is_header(content.partition(b"\n")[0])


def may_be_warc(content: bytes) -> bool:
    """Whether these bytes, however few, may begin a WARC record."""
    return content[: len(_WARC)].upper() == _WARC[: len(content)]


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
        while (mark_at := self._buffer.find(mark, self._at)) < 0:
            if len(self._buffer) - self._at > longest:
                raise FaultError(f"no end of the record's header within {longest} bytes")
            if not self._fill():
                return self.take(len(self._buffer) - self._at)
        return self.take(mark_at + len(mark) - self._at)

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
    """One gzip member or zstd frame. `rest` is what was read of the file beyond it, once the end was reached."""

    def __init__(self, stream: IO[bytes], compression: Compression, pending: bytes = b"") -> None:
        super().__init__()
        self._stream = stream
        self._compression = compression
        self._pending = pending
        self._expander = compression.expander()
        self._ahead = b""
        self.fed = 0

    @property
    def rest(self) -> bytes:
        return self._expander.unused + self._ahead

    @property
    def whole(self) -> bool:
        """Whether the member was read to its end, and has the CRC that stands there."""
        return self._expander.eof

    def go_on(self) -> bool:
        if not self.whole:
            return False
        while len(self.rest) < ENOUGH and (piece := self._stream.read(ENOUGH - len(self.rest))):
            self._ahead += piece
            self.fed += len(piece)
        ahead = self.rest
        content = self._compression.inflated(ahead) if ahead.startswith(self._compression.magic) else b""
        if not content or is_start(content):
            return False
        self.fed -= len(ahead)
        self._expander, self._pending, self._ahead = self._compression.expander(), ahead, b""
        self.members += 1
        return True

    def stored_length(self, begin: int) -> int | None:
        return self.fed - len(self.rest) if self.at_end() and not begin else None

    def _more(self) -> bytes:
        part = self._compression.part
        while not self._expander.eof:
            data = b""
            if self._expander.hungry:
                data = self._pending or self._stream.read(_READ)
                self._pending = b""
                if not data:
                    raise FaultError(f"the file ends within this {part}", torn=True, layer="gzip")
                self.fed += len(data)
            try:
                piece = self._expander.expand(data, 4 * _READ)
            except CompressionError as error:
                raise FaultError(f"damaged {part.partition(' ')[0]} data ({error})", layer="gzip") from error
            if piece:
                return piece
        return b""
