"""Digests of pieces of files, such as records as they lie there: what follows from the same bytes needs no reading."""

from __future__ import annotations

import hashlib
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_AT_ONCE: Final = 1024 * 1024
_OPEN: Final = 16


class Pieces:
    """Of the files in a folder; those that were asked for last stay open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, IO[bytes]] = {}

    def digests(self, pieces: Iterable[tuple[str, int, int]]) -> tuple[bytes, ...]:
        """The SHA-256 of each piece, given by file, offset and length; none at all where one is not there whole."""
        try:
            return tuple([self._digest(*piece) for piece in pieces])
        except (OSError, ValueError):
            return ()

    def close(self) -> None:
        while self._open:
            self._open.popitem()[1].close()

    def _digest(self, name: str, offset: int, length: int) -> bytes:
        if not length:
            raise ValueError("nobody knows how long it is")
        file, digest = self._file(name), hashlib.sha256()
        file.seek(offset)
        while length:
            data = file.read(min(_AT_ONCE, length))
            if not data:
                raise ValueError("the file ends before it")
            digest.update(data)
            length -= len(data)
        return digest.digest()

    def _file(self, name: str) -> IO[bytes]:
        file = self._open.get(name)
        if file is None:
            if len(self._open) >= _OPEN:
                self._open.pop(next(iter(self._open))).close()
            file = self._open[name] = (self._folder / name).open("rb", buffering=0)
        return file
