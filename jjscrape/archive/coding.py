"""Content codings (RFC 9110, section 8.4.1), removed within a bound so that no small body fills the memory."""

from __future__ import annotations

import codecs
import io
import re
import sys
import zlib
from itertools import chain
from typing import TYPE_CHECKING, Final

import brotli  # type: ignore[import-untyped]  # it ships no types

from jjscrape.archive.errors import BodyError, SwelledError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LARGEST_BODY: Final = 256 * 1024 * 1024
"""Bytes after decoding, taken piece by piece: other archives hold larger files than a crawl takes."""
LARGEST_HELD: Final = 64 * 1024 * 1024
"""Bytes that are held at once; a crawl takes no larger body (DOWNLOAD_MAXSIZE)."""
MOST_CODINGS: Final = 8
"""One upon the other; each takes a megabyte and a step of Python's stack. Nobody uses three."""

_GZIP, _ZLIB, _RAW = 31, 15, -15  # zlib's window bits, which name the format
_STEP = 1024 * 1024
_FED = 64 * 1024
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_GZIP_MAGIC = b"\x1f\x8b"
_SHOWS = 64
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*<[!?A-Za-z]")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class _TornError(Exception):
    """The compressed stream ends before its own end."""


def decode(body: bytes, codings: list[str], *, torn_ok: bool = False, largest: int = LARGEST_BODY) -> bytes:
    """Take the codings off a whole body; see `decoded`."""
    fed = (body[at : at + _FED] for at in range(0, len(body), _FED))
    return held(decoded(fed, codings, torn_ok=torn_ok, largest=largest))


def held(pieces: Iterable[bytes]) -> bytes:
    """The pieces in one, without all of them being there beside it for a moment, as in `join`."""
    whole = io.BytesIO()
    whole.writelines(pieces)
    return whole.getvalue()


def is_known(coding: str) -> bool:
    return coding in _DECODERS


def decoded(
    pieces: Iterable[bytes], codings: list[str], *, torn_ok: bool = False, largest: int = LARGEST_BODY
) -> Iterator[bytes]:
    """Take off the codings, last first, piece by piece. A body its recorder decoded already is given back as it is.

    No more than about a megabyte is held for each coding, whatever the body swells to.

    Args:
        pieces: the payload, free of chunks.
        codings: the Content-Encoding values in the order of the header.
        torn_ok: give what can be decoded of a stream that ends early instead of raising.
        largest: bound on the decoded bytes.

    Raises:
        BodyError: an unknown coding or very many, a damaged or torn stream, or more than `largest` bytes.
    """
    flow: Iterator[bytes] = filter(None, pieces)
    named = names_of(codings)
    if len(named) > MOST_CODINGS:
        raise BodyError(f"{len(named)} content codings, one upon the other; not read")
    for coding in reversed(named):
        flow = filter(None, _layer(coding, flow, torn_ok=torn_ok))
    size = 0
    for piece in flow:
        size += len(piece)
        if size > largest:
            raise SwelledError(f"over {largest} bytes decoded; not read")
        yield piece


def names_of(codings: Iterable[str]) -> list[str]:
    """The codings that Content-Encoding headers name, in order, without `identity`, which is none."""
    return [name for value in codings for c in value.split(",") if (name := c.strip().lower()) not in ("", "identity")]


def _layer(coding: str, pieces: Iterator[bytes], *, torn_ok: bool) -> Iterator[bytes]:
    first = next(pieces, b"")
    if not first:
        return
    try:
        yield from (_DECODERS.get(coding) or _unknown(coding))(chain([first], pieces))
    except _TornError:
        if not torn_ok:
            raise BodyError(f"the {coding} stream ends early") from None
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise BodyError(f"the {coding} stream is damaged: {error}") from error


def _is_markup(begin: bytes) -> bool:
    """Tell what a recorder decoded already where a coding has no magic number: no coded stream begins as text does."""
    return _MARKUP.match(begin) is not None and _CONTROL.search(begin) is None


def is_plain(codings: list[str], begin: bytes) -> bool:
    """Whether a body begins as one that its recorder freed of the coding that its head still announces."""
    named = [c.strip().lower() for value in codings for c in value.split(",") if c.strip()]
    match named[-1] if named and begin else "":
        case "gzip" | "x-gzip":
            return not begin.startswith(_GZIP_MAGIC[: len(begin)])
        case "zstd":
            return not begin.startswith(_ZSTD_MAGIC[: len(begin)])
        case "br" | "deflate":
            return is_text(begin)
    return False


def is_text(begin: bytes) -> bool:
    """Whether these bytes are text: no coded stream has sixteen in a row that are."""
    try:
        return (
            _CONTROL.search(begin) is None and len(codecs.getincrementaldecoder("utf-8")().decode(begin)) >= _SHOWS // 4
        )
    except UnicodeDecodeError:
        return False


def _unknown(coding: str) -> Callable[[Iterator[bytes]], Iterator[bytes]]:
    """What a server calls a coding that is none, such as `utf-8` or `none`, leaves the page as it is."""

    def read(pieces: Iterator[bytes]) -> Iterator[bytes]:
        begin = _begin(b"", pieces, _SHOWS)
        if not _is_markup(begin):
            raise BodyError(f"unknown content coding {coding!r}")
        yield begin
        yield from pieces

    return read


def _begin(data: bytes, pieces: Iterator[bytes], size: int) -> bytes:
    """As many bytes as a magic number has, if there are so many."""
    while len(data) < size and (more := next(pieces, b"")):
        data += more
    return data


def _inflated(wbits: int, data: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """One stream, and what gzip members follow it; other bytes behind a stream are left out, as browsers do."""
    while True:
        inflater = zlib.decompressobj(wbits)
        while not inflater.eof:
            piece = inflater.decompress(data, _STEP)
            data = inflater.unconsumed_tail
            yield piece
            if not piece and not data and not inflater.eof and not (data := next(pieces, b"")):
                raise _TornError
        data = _begin(inflater.unused_data, pieces, len(_GZIP_MAGIC))
        if wbits != _GZIP or not data.startswith(_GZIP_MAGIC):
            return


def _gzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    data = _begin(b"", pieces, len(_GZIP_MAGIC))
    if not data.startswith(_GZIP_MAGIC[: len(data)]):
        yield data
        yield from pieces
        return
    yield from _inflated(_GZIP, data, pieces)


def _deflate(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Deflate in the zlib format, or raw, as some servers send it."""
    data = _begin(b"", pieces, _SHOWS)
    if _is_markup(data):
        yield data
        yield from pieces
        return
    zlib_header = len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0  # noqa: PLR2004
    yield from _inflated(_ZLIB if zlib_header else _RAW, data, pieces)


def _brotli(pieces: Iterator[bytes]) -> Iterator[bytes]:
    begin = _begin(b"", pieces, _SHOWS)
    if _is_markup(begin):
        yield begin
        yield from pieces
        return
    decompressor = brotli.Decompressor()
    for data in chain([begin], pieces):
        piece = decompressor.process(data, output_buffer_limit=_STEP)
        # Input that was taken may still hold back output, and ask for more all the same.
        while piece or not (decompressor.can_accept_more_data() or decompressor.is_finished()):
            yield piece
            piece = decompressor.process(b"", output_buffer_limit=_STEP)
    if not decompressor.is_finished():
        raise _TornError


def _zstd(pieces: Iterator[bytes]) -> Iterator[bytes]:
    data = _begin(b"", pieces, len(_ZSTD_MAGIC))
    if not data.startswith(_ZSTD_MAGIC[: len(data)]):
        yield data
        yield from pieces
        return
    while data.startswith(_ZSTD_MAGIC[: len(data)]) and data:
        decompressor = zstd.ZstdDecompressor()
        yield decompressor.decompress(data, _STEP)
        while not decompressor.eof:
            if decompressor.needs_input and not (data := next(pieces, b"")):
                raise _TornError
            yield decompressor.decompress(data if decompressor.needs_input else b"", _STEP)
        data = _begin(decompressor.unused_data, pieces, len(_ZSTD_MAGIC))


_DECODERS: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
