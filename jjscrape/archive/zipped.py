"""A ZIP file that holds nothing but what it was given: the same entries always make the same bytes."""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_MODE: Final = 0o100644 << 16
_STEP: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Packed:
    """An entry: its path in the ZIP file, its bytes, and their SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


class Zipped:
    """Entries are stored, not compressed, so that each can be read where it lies; ZIP64 where a size asks for it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, allowZip64=True)
        self.entries: list[Packed] = []

    def close(self) -> None:
        self._zip.close()

    @contextmanager
    def entry(self, path: str) -> Iterator[_Hashing]:
        """An entry to write to; it counts in `entries` when the block ends."""
        info = zipfile.ZipInfo(path, _EARLIEST)
        info.create_system = _UNIX
        info.external_attr = _MODE
        # The size is not known yet, so room is left for a large one.
        with self._zip.open(info, "w", force_zip64=True) as stream:
            hashing = _Hashing(stream)
            yield hashing
        self.entries.append(Packed(path, hashing.size, hashing.sha256.hexdigest()))

    def copy(self, path: str, source: IO[bytes]) -> None:
        with self.entry(path) as entry:
            while piece := source.read(_STEP):
                entry.write(piece)

    def add(self, path: str, data: bytes) -> None:
        with self.entry(path) as entry:
            entry.write(data)


class _Hashing:
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.size = 0
        self.sha256 = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self._stream.write(data)
        self.sha256.update(data)
        self.size += len(data)
