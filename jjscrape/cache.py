"""What was computed from bytes and would be computed from them again: a SQLite file that may be deleted at any time.

A key is a digest of all that a value was computed from, so a value can be missing but never out of date. Every row has
a checksum, and the file names the software it is of: what is torn, foreign or older is passed over and computed anew. A
cache that can't be kept on the disk is kept in memory instead, because a build must not fail for want of one.
"""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from types import TracebackType

APPLICATION: Final = 0x6A6A7363
"""In the file's header, so that a database of anybody else's is known to be none."""
_TOGETHER: Final = 1000
_TOGETHER_BYTES: Final = 4 * 1024 * 1024
_CHECKED: Final = 16
_UNREADABLE: Final = (sqlite3.Error, UnicodeDecodeError)
"""A fault in the file's own names reaches Python as a sentence that is no text."""


class Cache:
    """Values by key. `software` is a digest of whatever computes them; those of another one are thrown away."""

    def __init__(self, path: Path | None, software: str) -> None:
        """Open the file, or begin it anew where it can't be used. Without a path it lasts as long as this object."""
        self._folder = None if path else tempfile.TemporaryDirectory(prefix="jjscrape-cache-")
        self._path = path or Path(self._folder.name if self._folder else "") / "cache.sqlite"
        self._software = software
        self._waiting: dict[bytes, bytes] = {}
        self._waiting_bytes = 0
        self._connection: sqlite3.Connection | None = None
        self._failed = False
        self._open()

    @property
    def folder(self) -> Path:
        """Where it lies, and where other files that nobody needs for long may lie."""
        return self._path.parent

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def get(self, key: bytes) -> bytes | None:
        """The value kept under a key; None where there is none that is whole."""
        packed = self._waiting.get(key)
        if packed is None and self._connection is not None:
            try:
                row = self._connection.execute("SELECT sum, value FROM kept WHERE key = ?", (key,)).fetchone()
            except _UNREADABLE:
                self._begin_anew()
                return None
            if row is None or not isinstance(row[1], bytes) or row[0] != _checksum(key, row[1]):
                return None
            packed = row[1]
        if packed is None:
            return None
        try:
            return zlib.decompress(packed)
        except zlib.error:
            return None

    def put(self, key: bytes, value: bytes) -> None:
        packed = zlib.compress(value, 1)
        self._waiting[key] = packed
        self._waiting_bytes += len(packed)
        if len(self._waiting) >= _TOGETHER or self._waiting_bytes >= _TOGETHER_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what waits; if that can't be done, it stays in memory."""
        if self._connection is None or not self._waiting:
            return
        rows = [(key, _checksum(key, value), value) for key, value in self._waiting.items()]
        try:
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO kept (key, sum, value) VALUES (?, ?, ?)", rows)
        except _UNREADABLE:
            waiting = self._waiting
            self._begin_anew()  # a torn file; on a full disk this ends in memory
            self._waiting = waiting
            return
        self._waiting, self._waiting_bytes = {}, 0

    def close(self) -> None:
        self.flush()
        if self._connection is not None:
            with suppress(*_UNREADABLE):
                self._connection.close()
            self._connection = None
        if self._folder is not None:
            self._folder.cleanup()

    def _open(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = self._connected()
        except (*_UNREADABLE, OSError):
            self._begin_anew()

    def _begin_anew(self) -> None:
        """Throw the file away, once; a second fault is the disk's, and nothing more is kept there."""
        if self._connection is not None:
            with suppress(*_UNREADABLE):
                self._connection.close()
        self._connection = None
        if self._failed:
            return
        self._failed = True
        try:
            for path in (self._path, self._path.with_name(f"{self._path.name}-journal")):
                path.unlink(missing_ok=True)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = self._connected()
        except (*_UNREADABLE, OSError):
            self._connection = None

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path)
        try:
            # A torn file costs time alone, so nothing waits for the disk.
            connection.execute("PRAGMA synchronous = OFF")
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            known = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if known:
                if application != APPLICATION:
                    raise sqlite3.DatabaseError("somebody else's file")
                (software,) = connection.execute("SELECT name FROM software").fetchone() or ("",)
                if software != self._software:
                    raise sqlite3.DatabaseError("of another version")
                connection.execute("SELECT key, sum, value FROM kept LIMIT 1").fetchone()
            else:
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                with connection:
                    connection.execute("CREATE TABLE software (name TEXT NOT NULL)")
                    connection.execute(
                        "CREATE TABLE kept (key BLOB PRIMARY KEY, sum BLOB NOT NULL, value BLOB NOT NULL)"
                    )
                    connection.execute("INSERT INTO software VALUES (?)", (self._software,))
        except (*_UNREADABLE, TypeError) as error:
            connection.close()
            raise sqlite3.DatabaseError(str(error)) from error
        return connection


def key_of(*parts: str | bytes) -> bytes:
    """A key from what a value is computed from; no two lists of parts have the same one."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(b"%d:" % len(data) + data)
    return digest.digest()


def _checksum(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(key + value, digest_size=_CHECKED).digest()
