"""How WARC files are compressed: record by record, each a gzip member or a zstd frame of its own.

Frames of zstd may share a dictionary, which a skippable frame at the file's beginning holds, compressed itself or not
(`.warc.zst`, as ArchiveTeam and the IIPC's draft write it).
"""

from __future__ import annotations

import sys
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final, Protocol

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable

ENOUGH: Final = 1024
"""Bytes of a file, member or frame that tell what it holds."""
_GZIP: Final = b"\x1f\x8b\x08"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_DICTIONARY: Final = b"\x5d\x2a\x4d\x18"
_SKIPPED: Final = b"\x2a\x4d\x18"
_SKIPPED_HEAD: Final = 8
_LARGEST_DICTIONARY: Final = 16 * 1024 * 1024


class CompressionError(ValueError):
    """Bytes that can't be decompressed."""


class Expander(Protocol):
    """One member or frame. `unused` is what was given to it beyond its end; `hungry`: it needs more to go on."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused(self) -> bytes: ...
    @property
    def hungry(self) -> bool: ...
    def expand(self, data: bytes, most: int) -> bytes:
        """Up to `most` bytes more.

        Raises:
            CompressionError: the data is damaged.
        """
        ...


class _Gzip:
    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        return self._inflater.eof

    @property
    def unused(self) -> bytes:
        return self._inflater.unused_data

    @property
    def hungry(self) -> bool:
        return not self._inflater.unconsumed_tail

    def expand(self, data: bytes, most: int) -> bytes:
        try:
            return self._inflater.decompress(self._inflater.unconsumed_tail or data, most)
        except zlib.error as error:
            raise CompressionError(str(error)) from error


class _Zstd:
    def __init__(self, dictionary: zstd.ZstdDict | None) -> None:
        self._decompressor = zstd.ZstdDecompressor(zstd_dict=dictionary)

    @property
    def eof(self) -> bool:
        return self._decompressor.eof

    @property
    def unused(self) -> bytes:
        return self._decompressor.unused_data

    @property
    def hungry(self) -> bool:
        return self._decompressor.needs_input

    def expand(self, data: bytes, most: int) -> bytes:
        try:
            return self._decompressor.decompress(data if self.hungry else b"", most)
        except (zstd.ZstdError, EOFError) as error:
            raise CompressionError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Compression:
    """`magic` begins every `part`; what `skipped` begins is no record."""

    part: str
    magic: bytes
    expander: Callable[[], Expander]
    skipped: bytes = b""

    def inflated(self, data: bytes) -> bytes:
        """What the first bytes of a part hold, or as much of it as tells what it is."""
        try:
            return self.expander().expand(data, ENOUGH)
        except CompressionError:
            return b""

    def passed(self, stream: IO[bytes], offset: int) -> int:
        """Where the first part that is not skipped begins, from `offset` on."""
        while self.skipped:
            stream.seek(offset)
            head = stream.read(_SKIPPED_HEAD)
            if len(head) < _SKIPPED_HEAD or not _is_skipped(head):
                break
            offset += _SKIPPED_HEAD + int.from_bytes(head[4:], "little")
        return offset


GZIP: Final = Compression("gzip member", _GZIP, _Gzip)


def compression_of(stream: IO[bytes]) -> Compression | None:
    """How a file is compressed; None where it is not.

    Raises:
        CompressionError: the dictionary that its frames need can't be read.
        OSError: the stream can't be read.
    """
    stream.seek(0)
    begun = stream.read(_SKIPPED_HEAD)
    if begun[:2] in (_GZIP[:2], _GZIP[:1]):
        return GZIP
    if not (begun.startswith(_ZSTD) or _is_skipped(begun)):
        return None
    dictionary = _dictionary(stream, begun) if begun.startswith(_DICTIONARY) else None
    return Compression("zstd frame", _ZSTD, lambda: _Zstd(dictionary), _SKIPPED)


def _is_skipped(head: bytes) -> bool:
    return head[:1] >= b"\x50" and head[:1] <= b"\x5f" and head[1:4] == _SKIPPED


def _dictionary(stream: IO[bytes], head: bytes) -> zstd.ZstdDict:
    size = int.from_bytes(head[4:], "little")
    data = stream.read(min(size, _LARGEST_DICTIONARY))
    try:
        if data.startswith(_ZSTD):
            unpacking = zstd.ZstdDecompressor()
            data = unpacking.decompress(data, _LARGEST_DICTIONARY)
            if not unpacking.eof:
                raise CompressionError("its dictionary is cut off, or too large")
        dictionary = zstd.ZstdDict(data)
        zstd.ZstdDecompressor(zstd_dict=dictionary)  # a damaged one is found out here
    except (zstd.ZstdError, ValueError) as error:
        raise CompressionError(f"the dictionary that its zstd frames need can't be read ({error})") from error
    return dictionary
