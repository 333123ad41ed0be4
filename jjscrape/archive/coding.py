"""Content codings (RFC 9110, section 8.4.1), removed within a bound so that no small body fills the memory."""

from __future__ import annotations

import sys
import zlib
from typing import TYPE_CHECKING, Final

import brotli  # type: ignore[import-untyped]  # it ships no types

from jjscrape.archive.errors import BodyError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LARGEST_BODY: Final = 256 * 1024 * 1024
"""Bytes after decoding."""

_GZIP, _ZLIB, _RAW = 31, 15, -15  # zlib's window bits, which name the format
_STEP = 1024 * 1024
_BROTLI_STEP = 1024
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_GZIP_MAGIC = b"\x1f\x8b"


class _TornError(Exception):
    """The compressed stream ends before its own end."""


def decode(body: bytes, codings: list[str], *, torn_ok: bool = False, largest: int = LARGEST_BODY) -> bytes:
    """Take off the codings, last first. A body its recorder decoded already is given back as it is.

    Args:
        body: the payload, free of chunks.
        codings: the Content-Encoding values in the order of the header.
        torn_ok: give what can be decoded of a stream that ends early instead of raising.
        largest: bound on the decoded bytes.

    Raises:
        BodyError: an unknown coding, a damaged or torn stream, or more than `largest` bytes.
    """
    for coding in reversed([c.strip().lower() for value in codings for c in value.split(",")]):
        if coding in ("", "identity") or not body:
            continue
        pieces = _DECODERS.get(coding)
        if pieces is None:
            raise BodyError(f"unknown content coding {coding!r}")
        body = _gathered(pieces(body), coding, torn_ok=torn_ok, largest=largest)
    if len(body) > largest:
        raise BodyError(f"the body has {len(body)} bytes, more than the {largest} allowed")
    return body


def _gathered(pieces: Iterator[bytes], coding: str, *, torn_ok: bool, largest: int) -> bytes:
    whole = bytearray()
    try:
        for piece in pieces:
            whole += piece
            if len(whole) > largest:
                raise BodyError(f"the body decodes from {coding} to more than {largest} bytes")
    except _TornError:
        if not torn_ok:
            raise BodyError(f"the {coding} stream ends early") from None
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise BodyError(f"the {coding} stream is damaged: {error}") from error
    return bytes(whole)


def _inflated(wbits: int, data: bytes) -> Iterator[bytes]:
    """One stream, and what gzip members follow it; other bytes behind a stream are left out, as browsers do."""
    while True:
        inflater = zlib.decompressobj(wbits)
        while not inflater.eof:
            piece = inflater.decompress(data, _STEP)
            data = inflater.unconsumed_tail
            yield piece
            if not piece and not data and not inflater.eof:
                raise _TornError
        data = inflater.unused_data
        if wbits != _GZIP or not data.startswith(_GZIP_MAGIC):
            return


def _gzip(data: bytes) -> Iterator[bytes]:
    if not data.startswith(_GZIP_MAGIC[: len(data)]):
        yield data
        return
    yield from _inflated(_GZIP, data)


def _deflate(data: bytes) -> Iterator[bytes]:
    """Deflate in the zlib format, or raw, as some servers send it."""
    zlib_header = len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0  # noqa: PLR2004
    yield from _inflated(_ZLIB if zlib_header else _RAW, data)


def _brotli(data: bytes) -> Iterator[bytes]:
    decompressor = brotli.Decompressor()
    for at in range(0, len(data), _BROTLI_STEP):
        yield decompressor.process(data[at : at + _BROTLI_STEP])
    if not decompressor.is_finished():
        raise _TornError


def _zstd(data: bytes) -> Iterator[bytes]:
    if not data.startswith(_ZSTD_MAGIC[: len(data)]):
        yield data
        return
    while data.startswith(_ZSTD_MAGIC):
        decompressor = zstd.ZstdDecompressor()
        piece = decompressor.decompress(data, _STEP)
        yield piece
        while not decompressor.eof:
            if decompressor.needs_input:
                raise _TornError
            yield decompressor.decompress(b"", _STEP)
        data = decompressor.unused_data


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
