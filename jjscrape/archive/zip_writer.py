"""A ZIP file that holds nothing but what it was given: the same entries always make the same bytes.

Python's zipfile gives an entry whose length it does not know beforehand a ZIP64 field in its own header that the
directory lacks, and one that lies far behind a field in the directory that its own header lacks. Browsers that read a
WACZ in parts take the directory's word for how long an entry's header is, and then miss its data.
"""

from __future__ import annotations

import hashlib
import struct
import tempfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 0xFFFFFFFF
"""The first length or offset that has to stand in a ZIP64 field."""
_ELSEWHERE: Final = 0xFFFFFFFF
"""What stands in 32 bits for a number that is in a ZIP64 field."""
_COUNT_LIMIT: Final = 0xFFFF
_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_LARGE_END: Final = struct.Struct("<4sQ2H2I4Q")
_LOCATOR: Final = struct.Struct("<4sIQI")
_UNCOUNTED: Final = 12
"""Bytes at the beginning of a ZIP64 end that its own length leaves out."""
_EARLIEST_DATE: Final = 1 << 5 | 1
"""1 January 1980, the first day there is: no clock is read."""
_UNIX: Final = 3 << 8
_VERSION, _LARGE_VERSION = 20, 45
_ZIP64: Final = 1
_UTF8: Final = 0x800
_MODE: Final = 0o100644 << 16
_STEP: Final = 1024 * 1024
_IN_MEMORY: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Packed:
    """An entry: its path in the ZIP file, its bytes, and their SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _Header:
    path: bytes
    size: int
    offset: int
    crc: int

    def _large(self) -> list[int]:
        lengths = [self.size, self.size] if self.size >= LIMIT else []
        return lengths + ([self.offset] if self.offset >= LIMIT else [])

    def _common(self) -> tuple[tuple[int, ...], tuple[int, ...], bytes]:
        """What both headers have, from the version to the lengths of the name and of the extra field; and this."""
        large = self._large()
        extra = struct.pack(f"<2H{len(large)}Q", _ZIP64, 8 * len(large), *large) if large else b""
        size = self.size if self.size < LIMIT else _ELSEWHERE
        flags = 0 if self.path.isascii() else _UTF8
        version = _LARGE_VERSION if large else _VERSION
        return (version, flags, 0, 0, _EARLIEST_DATE, self.crc, size, size), (len(self.path), len(extra)), extra

    def local(self) -> bytes:
        fields, lengths, extra = self._common()
        return _LOCAL.pack(b"PK\3\4", *fields, *lengths) + self.path + extra

    def central(self) -> bytes:
        fields, lengths, extra = self._common()
        offset = self.offset if self.offset < LIMIT else _ELSEWHERE
        head = _CENTRAL.pack(b"PK\1\2", _UNIX | fields[0], *fields, *lengths, 0, 0, 0, _MODE, offset)
        return head + self.path + extra


class Zipped:
    """Entries are stored, not compressed, so that each can be read where it lies.

    ZIP64 is there where a length or an offset asks for it, and then the same in an entry's own header and in the
    directory.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._at = 0
        self._headers: list[_Header] = []
        self.entries: list[Packed] = []

    def close(self) -> None:
        """Write the directory."""
        begin = self._at
        for header in self._headers:
            self._write(header.central())
        count, length = len(self._headers), self._at - begin
        if max(length, begin) >= LIMIT or count >= _COUNT_LIMIT:
            end = self._at
            size = _LARGE_END.size - _UNCOUNTED
            version = _UNIX | _LARGE_VERSION
            self._write(_LARGE_END.pack(b"PK\6\6", size, version, _LARGE_VERSION, 0, 0, count, count, length, begin))
            self._write(_LOCATOR.pack(b"PK\6\7", 0, end, 1))
        small = min(count, _COUNT_LIMIT)
        bounded = [value if value < LIMIT else _ELSEWHERE for value in (length, begin)]
        self._write(_END.pack(b"PK\5\6", 0, 0, small, small, *bounded, 0))

    @contextmanager
    def entry(self, path: str) -> Iterator[_Hashing]:
        """An entry to write to; it counts in `entries` when the block ends.

        What is written is kept aside until then: an entry's header tells its length, and comes first.
        """
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as aside:
            hashing = _Hashing(aside)
            yield hashing
            aside.seek(0)
            self.copy(path, aside)

    def copy(self, path: str, source: IO[bytes]) -> None:
        """Copy what can be read and sought in.

        Raises:
            OSError: it changed its length meanwhile.
        """
        size = source.seek(0, 2)
        source.seek(0)
        begin = self._at
        header = _Header(path.encode(), size, begin, 0)
        self._write(header.local())
        hashing = _Hashing(self._stream)
        while piece := source.read(_STEP):
            hashing.write(piece)
        self._at += hashing.size
        if hashing.size != size:
            raise OSError(f"{path} changed while it was packed")
        header = _Header(header.path, size, begin, hashing.crc)
        self._stream.seek(begin)
        self._stream.write(header.local())
        self._stream.seek(self._at)
        self._headers.append(header)
        self.entries.append(Packed(path, size, hashing.sha256.hexdigest()))

    def add(self, path: str, data: bytes) -> None:
        with self.entry(path) as entry:
            entry.write(data)

    def _write(self, data: bytes) -> None:
        self._stream.write(data)
        self._at += len(data)


class _Hashing:
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.size = 0
        self.crc = 0
        self.sha256 = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self._stream.write(data)
        self.crc = zlib.crc32(data, self.crc)
        self.sha256.update(data)
        self.size += len(data)
