"""A file that only whole pieces are added to: it carries `.open` until it is closed well."""

from __future__ import annotations

import os
import time
from typing import IO, TYPE_CHECKING, Final

from jjscrape.files import sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

OPEN: Final = ".open"
SYNC_EVERY: Final = 16
"""Pieces after which the file is forced to the disk: what a power cut can take at most."""
SYNC_SECONDS: Final = 5.0
"""And the age at which the next piece forces it earlier."""


class Journal:
    def __init__(self, path: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Start `path` under its name with `.open` behind it.

        Raises:
            FileExistsError: the file, or one being written for it, is there.
        """
        self.path = path
        self._aside = path.with_name(path.name + OPEN)
        if path.exists():
            raise FileExistsError(path)
        self._stream: IO[bytes] = self._aside.open("xb", buffering=0)
        self._monotonic = monotonic
        self._unsynced = 0
        self._synced_at = monotonic()
        self.size = 0

    def add(self, piece: bytes) -> int:
        """The offset it was put at. A piece that does not fit on the disk is taken back whole.

        Raises:
            OSError: it could not be written; the file is as before.
        """
        return self.add_parts((piece,))

    def add_parts(self, parts: Iterable[bytes]) -> int:
        """Add a piece that is too large to be held at once; whoever kills the process may leave a part of it.

        Raises:
            OSError: it could not be written; the file is as before.
        """
        offset = self.size
        try:
            for part in parts:
                view = memoryview(part)
                while view:
                    view = view[self._stream.write(view) :]
                self.size += len(part)
        except BaseException:
            self.size = offset
            self._stream.truncate(offset)
            self._stream.seek(offset)
            raise
        self._unsynced += 1
        if self._unsynced >= SYNC_EVERY or self._monotonic() - self._synced_at >= SYNC_SECONDS:
            self._sync()
        return offset

    def close(self) -> None:
        if self._stream.closed:
            return
        self._sync()
        self._stream.close()
        self._aside.rename(self.path)
        sync_folder(self.path.parent)

    def _sync(self) -> None:
        os.fsync(self._stream.fileno())
        self._unsynced = 0
        self._synced_at = self._monotonic()
