"""WARC records as bytes (ISO 28500:2017), each a gzip member of its own."""

from __future__ import annotations

import zlib
from itertools import chain
from typing import TYPE_CHECKING, Final

from jjscrape.archive.digest import label
from jjscrape.archive.flow import RECORD_END

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VERSION: Final = "WARC/1.1"
REVISIT_PROFILE: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED_PROFILE: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_GZIP = 31  # zlib's window bits for a gzip wrapper; it writes no name and no time, so equal records have equal bytes
_LEVEL = 6
_LONG: Final = 64 * 1024
"""Bytes from which on it pays to look what a record is like."""
_SAMPLE: Final = 4096
_GAIN: Final = 0.995
"""Less than half a percent is none."""


def record(fields: Iterable[tuple[str, str | None]], block: bytes) -> bytes:
    """A record, not compressed; its fields are those of `header`, which raises what this does."""
    return header(fields, label(block), len(block)) + block + RECORD_END


def header(fields: Iterable[tuple[str, str | None]], digest: str, length: int) -> bytes:
    """What stands before a block. Fields without a value are left out; block digest and length are added.

    Raises:
        ValueError: a value holds a line end, which would start another field.
    """
    lines = [VERSION]
    for name, value in fields:
        if value is None:
            continue
        if "\r" in value or "\n" in value:
            raise ValueError(f"a line end in {name}: {value!r}")
        lines.append(f"{name}: {value}")
    lines += [f"WARC-Block-Digest: {digest}", f"Content-Length: {length}", "", ""]
    return "\r\n".join(lines).encode()


def compressor(strategy: int = zlib.Z_DEFAULT_STRATEGY) -> zlib._Compress:
    """What makes a gzip member of a record."""
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP, strategy=strategy)


def member(data: bytes) -> bytes:
    return b"".join(members([data]))


def members(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A record that comes in pieces, as a gzip member that goes in pieces.

    In pictures, films and most of a PDF nothing is said twice, and looking for it takes three quarters of the time that
    compressing such files does: there bytes are only given shorter codes where they are frequent.
    """
    pieces, begin = iter(pieces), b""
    while len(begin) < _LONG and (piece := next(pieces, None)) is not None:
        begin += piece
    compress = compressor(zlib.Z_DEFAULT_STRATEGY if _repeats(begin) else zlib.Z_HUFFMAN_ONLY)
    for piece in chain((begin,), pieces):
        yield compress.compress(piece)
    yield compress.flush()


def _repeats(data: bytes) -> bool:
    """Whether looking for repetitions makes data smaller, by what stands at three places in it."""
    if len(data) < _LONG:
        return True
    sample = b"".join(data[at : at + _SAMPLE] for at in range(len(data) // 4, len(data), len(data) // 4))
    shorter, coded = (len(_compressed(sample, way)) for way in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY))
    return shorter < _GAIN * coded


def _compressed(data: bytes, strategy: int) -> bytes:
    compress = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS, strategy=strategy)
    return compress.compress(data) + compress.flush()


def warc_fields(fields: Iterable[tuple[str, str]]) -> bytes:
    """An `application/warc-fields` block; line ends within a value become spaces."""
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields).encode()
