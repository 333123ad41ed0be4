"""HTTP/1 messages as bytes: where the head ends, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jjscrape.archive.chunked import Dechunker, FramingError
from jjscrape.archive.foreign import whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/\d+(?:\.\d+)? +(\d{3})(?: ?(.*))?", re.DOTALL)

_SPACE = " \t\r\n\v\f"  # not what str.strip takes off: that is more, in Latin-1

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ResponseHead:
    """`reason` is None where the status line has none. Headers keep order, case and duplicates (Latin-1)."""

    status: int
    reason: str | None
    headers: Headers

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        return first(self.headers, name)


def first(headers: Headers, name: str) -> str | None:
    wanted = name.lower()
    return next((value for header, value in headers if header.lower() == wanted), None)


LONGEST_HEAD: Final = 256 * 1024
"""Bytes of a head, interim responses before it included, within which its end is looked for; browsers allow as many."""
_PIECE: Final = 1024 * 1024
_MOST_LINES: Final = 1000
"""Lines of a head that count: what follows them only fills the memory."""


def head_length(message: bytes) -> int | None:
    """How many bytes the head takes, the empty line included; None while it is not whole."""
    end = _HEAD_END.search(message)
    return end.end() if end else None


def parse_headers(lines: list[bytes]) -> Headers:
    """Header lines to pairs: folded lines are joined by one space, lines without a colon are left out."""
    unfolded: list[str] = []
    for raw in lines:
        line = raw.decode("latin-1")
        if line[:1] in (" ", "\t") and unfolded:
            unfolded[-1] = f"{unfolded[-1].rstrip(_SPACE)} {line.strip(_SPACE)}"
        elif line:
            unfolded.append(line)
    pairs = [line.split(":", 1) for line in unfolded if ":" in line]
    return tuple([(name.strip(_SPACE), value.strip(_SPACE)) for name, value in pairs])


def parse_response_head(head: bytes) -> ResponseHead | None:
    """None when the first line is no HTTP status line."""
    lines = head.replace(b"\r\n", b"\n").split(b"\n", _MOST_LINES + 1)[: _MOST_LINES + 1]
    status = _STATUS_LINE.fullmatch(lines[0])
    if status is None:
        return None
    reason = status[2].strip().decode("latin-1") if status[2] else None
    return ResponseHead(int(status[1]), reason or None, parse_headers(lines[1:]))


def split_interim(message: bytes) -> tuple[bytes, bytes]:
    """Part whole interim responses (100 Continue, 103 Early Hints …) from the final response behind them.

    101 is final: what follows it is another protocol.
    """
    start = 0
    while end := _HEAD_END.search(message, start):
        head = parse_response_head(message[start : end.end()])
        if head is None or not 100 <= head.status < 200 or head.status == 101:  # noqa: PLR2004
            break
        start = end.end()
    return message[:start], message[start:]


def bodiless(method: str, status: int) -> bool:
    """Whether a response ends with its head whatever its headers say (RFC 9112, section 6.3)."""
    return method == "HEAD" or 100 <= status < 200 or status in (204, 304)  # noqa: PLR2004


def is_chunked(headers: Headers) -> bool:
    codings = [value for name, value in headers if name.lower() == "transfer-encoding"]
    return bool(codings) and codings[-1].rsplit(",", 1)[-1].strip().lower() == "chunked"


@dataclass(frozen=True, slots=True)
class Message:
    """A response taken apart by its own framing.

    `length` is how many of the bytes given belong to it; `body` is free of chunks. `whole` is False when the
    framing promises more than there is, and None when only the end of the connection ends the body.
    """

    head: ResponseHead
    length: int
    body: bytes
    whole: bool | None


def parse_response(data: bytes, method: str, *, body: bool = True) -> Message | None:
    """None while the head is not whole, or when it is none. `data` starts with the final response.

    Where the body is not wanted it is left empty, and not copied.
    """
    start = head_length(data)
    head = parse_response_head(data[:start]) if start else None
    if start is None or head is None:
        return None
    kept: list[bytes] = []
    pieces = (data[at : at + _PIECE] for at in range(start, len(data), _PIECE))
    try:
        length, whole = measured(head, method, pieces, kept.append if body else lambda _: None)
    except FramingError:
        return None
    return Message(head, start + length, b"".join(kept), whole=whole)


def measured(
    head: ResponseHead, method: str, pieces: Iterable[bytes], taken: Callable[[bytes], object]
) -> tuple[int, bool | None]:
    """How many of the bytes behind a head belong to the response, and whether it is whole, as in `Message`.

    `taken` is given the body piece by piece, free of chunks. No more pieces are asked for than the framing wants.

    Raises:
        FramingError: it is said to be chunked, and is not.
    """
    if bodiless(method, head.status):
        return 0, True
    had = 0
    if is_chunked(head.headers):
        dechunker = Dechunker()
        for piece in pieces:
            taken(dechunker.feed(piece))
            had += len(piece)
            if dechunker.done:
                break
        return had - len(dechunker.rest), dechunker.done
    length = whole_number((head.header("content-length") or "").split(",")[0].strip())
    for piece in pieces:
        part = piece if length is None else piece[: length - had]
        taken(part)
        had += len(part)
        if had == length:
            break
    return had, None if length is None else had == length
