"""Bytes that come in bit by bit, and may be more than the memory should hold."""

from __future__ import annotations

import tempfile
from itertools import chain
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HELD: Final = 1024 * 1024
"""Bytes that are held; the longest head of an answer is far shorter, and so are most pages."""
_PIECE: Final = 256 * 1024


class Spool:
    """`begin` are the first bytes, up to about HELD; what follows them lies in a file without a name."""

    def __init__(self, folder: Path | None = None) -> None:
        """The file lies in `folder`, or where the system keeps such files; it is made when it is needed."""
        self.begin = bytearray()
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._in_file = 0

    def __len__(self) -> int:
        return len(self.begin) + self._in_file

    def add(self, data: bytes) -> None:
        """Put bytes behind those that are there.

        Raises:
            OSError: the disk takes no more.
        """
        if self._file is None and len(self.begin) < HELD:
            self.begin += data
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  (it lives as long as this does)
        self._in_file += self._file.write(data)

    def more(self) -> Iterator[bytes]:
        """What follows `begin`, piece by piece; nothing may be added meanwhile.

        Raises:
            OSError: the disk does not give it back.
        """
        if self._file is None:
            return
        self._file.seek(0)
        while piece := self._file.read(_PIECE):
            yield piece

    def pieces(self) -> Iterator[bytes]:
        return chain((bytes(self.begin),), self.more())

    def clear(self) -> None:
        self.begin = bytearray()
        self._in_file = 0
        if self._file is not None:
            self._file.close()
            self._file = None
