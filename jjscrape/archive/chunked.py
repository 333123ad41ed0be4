"""The chunked transfer coding (RFC 9112, section 7.1), taken off as the bytes come in."""

from __future__ import annotations

import re

_SIZE_LINE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r?")
_SIZE_LINE_START = re.compile(rb"[ \t]*[0-9A-Fa-f]{0,15}[ \t]*(?:;[^\n]*)?\r?")
_LONGEST_LINE = 16_384


class FramingError(ValueError):
    """The bytes are not in the chunked coding."""


class Dechunker:
    """Feed it pieces of any size; `done` once the last chunk and its trailers are through, `rest` is what follows.

    `chunks` counts those that are through.
    """

    def __init__(self) -> None:
        self.rest = b""
        self.chunks = 0
        self._pending = b""
        self._missing = 0
        self._state = "size"

    @property
    def done(self) -> bool:
        return self._state == "done"

    def feed(self, data: bytes) -> bytes:
        """What the piece adds to the body.

        Raises:
            FramingError: a size line, or the end of a chunk, is not what the coding asks for.
        """
        if self._state == "done":
            self.rest += data
            return b""
        data = self._pending + data
        at = 0
        body: list[bytes] = []
        while self._state != "done":
            if self._state == "data":
                piece = data[at : at + self._missing]
                body.append(piece)
                at += len(piece)
                self._missing -= len(piece)
                if self._missing:
                    break
                self._state = "end"
            line_end = data.find(b"\n", at)
            if line_end < 0:
                self._expect_possible(data[at:])
                break
            line = data[at:line_end]
            at = line_end + 1
            self._line(line)
        if self.done:
            self._pending, self.rest = b"", data[at:]
        else:
            self._pending = data[at:]
        return b"".join(body)

    def _line(self, line: bytes) -> None:
        if self._state == "size":
            size = _SIZE_LINE.fullmatch(line)
            if size is None:
                raise FramingError(f"no chunk size: {line[:40]!r}")
            self._missing = int(size[1], 16)
            self._state = "data" if self._missing else "trailer"
        elif self._state == "end":
            if line not in (b"", b"\r"):
                raise FramingError(f"a chunk runs on: {line[:40]!r}")
            self._state = "size"
            self.chunks += 1
        elif line in (b"", b"\r"):
            self._state = "done"

    def _expect_possible(self, start_of_line: bytes) -> None:
        possible = len(start_of_line) <= _LONGEST_LINE
        if self._state == "end":
            possible = start_of_line in (b"", b"\r")
        elif self._state == "size":
            possible = possible and _SIZE_LINE_START.fullmatch(start_of_line) is not None
        if not possible:
            raise FramingError(f"neither a chunk size nor the end of a chunk: {start_of_line[:40]!r}")


def dechunk(data: bytes) -> tuple[bytes, bool]:
    """The body, and whether its last chunk was there.

    Raises:
        FramingError: `data` is not in the chunked coding.
    """
    dechunker = Dechunker()
    return dechunker.feed(data), dechunker.done
