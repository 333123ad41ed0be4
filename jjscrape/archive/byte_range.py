"""Where the bytes of a WARC file lie: in a file of their own, or as a part of another file, such as a WACZ."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, NamedTuple, cast

from jjscrape.files import ordinary

if TYPE_CHECKING:
    from pathlib import Path

    from _typeshed import WriteableBuffer


class ByteRange(NamedTuple):
    """`begin` and `size` count bytes in the file at `path`; a size of None reaches to its end."""

    path: Path
    begin: int = 0
    size: int | None = None

    @property
    def end(self) -> int:
        return self.path.stat().st_size if self.size is None else self.begin + self.size

    def open(self) -> IO[bytes]:
        """Open for reading; offsets count from the beginning of the part."""
        if self.size is None and not self.begin:
            return ordinary(self.path).open("rb")
        return cast("IO[bytes]", io.BufferedReader(_Part(self)))


class _Part(io.RawIOBase):
    def __init__(self, byte_range: ByteRange) -> None:
        self._stream = ordinary(byte_range.path).open("rb", buffering=0)
        self._begin, self._end = byte_range.begin, byte_range.end
        self._stream.seek(self._begin)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._stream.fileno()

    def tell(self) -> int:
        return self._stream.tell() - self._begin

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: self._begin, io.SEEK_CUR: self._stream.tell(), io.SEEK_END: self._end}[whence]
        return self._stream.seek(max(self._begin, base + offset)) - self._begin

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        left = max(0, self._end - self._stream.tell())
        return self._stream.readinto(view[:left]) or 0

    def close(self) -> None:
        self._stream.close()
        super().close()
