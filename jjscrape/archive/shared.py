"""Records that share a gzip member or zstd frame: decompressed once into a file aside, and read there from then on.

Such a record can be had only by decompressing all that is before it: for each of them anew, that is work that grows
with the square of their number.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from array import array
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from jjscrape.archive.compression import CompressionError
from jjscrape.archive.flow import FaultError, MemberFlow, PlainFlow
from jjscrape.archive.warcfile import Form, form_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jjscrape.archive.byte_range import ByteRange
    from jjscrape.archive.compression import Compression
    from jjscrape.archive.warcfile import StoredRecord

LARGEST_ASIDE: Final = 2 * 1024 * 1024 * 1024
"""Bytes of temporary files; a member that holds more is decompressed as often as it is asked for."""


class _TooLargeError(Exception):
    """A member does not fit aside."""


class _Aside(NamedTuple):
    """A member's content, and where in it each record begins."""

    path: Path
    size: int
    form: Form
    begins: array[int]


class Shared:
    """Gzip members that hold several records, as many as fit aside. Several threads may ask."""

    def __init__(self, largest: int = LARGEST_ASIDE) -> None:
        self._largest = largest
        self._folder: Path | None = None
        self._held: dict[tuple[ByteRange, int], _Aside | None] = {}
        self._lock = threading.Lock()

    def records(self, byte_range: ByteRange, offset: int, nth: int) -> Iterator[StoredRecord] | None:
        """The `nth` record of the member at an offset, and those behind it; None where it can't be put aside."""
        with self._lock:
            aside = (
                self._held.pop((byte_range, offset))
                if (byte_range, offset) in self._held
                else self._put_aside(byte_range, offset)
            )
            self._held[byte_range, offset] = aside  # the last one asked for is the last one to go
            # A file that is open keeps its bytes, whatever becomes of its name.
            stream = aside.path.open("rb") if aside else None
        return _records(stream, aside, offset, nth) if aside and stream else None

    def _put_aside(self, byte_range: ByteRange, offset: int) -> _Aside | None:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="jjscrape-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        path = self._folder / f"{len(self._held)}"
        begins = array("Q")
        try:
            with byte_range.open() as stream, path.open("wb") as content:
                form = form_of(stream)
                stream.seek(offset)
                if form.compression is not None:
                    _copy(_Copying(stream, form.compression, content, self._largest), form, offset, begins)
            size = path.stat().st_size
        except (_TooLargeError, CompressionError, OSError):
            path.unlink(missing_ok=True)
            return None
        while (held := [a for a in self._held.values() if a]) and sum(a.size for a in held) + size > self._largest:
            oldest = next(key for key, aside in self._held.items() if aside)
            held[0].path.unlink()
            self._held[oldest] = None
        return _Aside(path, size, form, begins)


def _copy(flow: _Copying, form: Form, offset: int, begins: array[int]) -> None:
    try:
        while (record := form.read(flow, offset)) is not None:
            begins.append(record.begin)
            record.finish()
    except FaultError:
        pass  # told when the file was read through


def _records(stream: IO[bytes], aside: _Aside, offset: int, nth: int) -> Iterator[StoredRecord]:
    with stream:
        for number in range(nth, len(aside.begins)):
            stream.seek(aside.begins[number])
            record = aside.form.read(PlainFlow(stream), offset)
            if record is None:
                return
            yield record


class _Copying(MemberFlow):
    """Keeps what it decompresses."""

    def __init__(self, stream: IO[bytes], compression: Compression, content: IO[bytes], largest: int) -> None:
        super().__init__(stream, compression)
        self._content = content
        self._left = largest

    def _more(self) -> bytes:
        piece = super()._more()
        self._left -= len(piece)
        if self._left < 0:
            raise _TooLargeError
        self._content.write(piece)
        return piece
