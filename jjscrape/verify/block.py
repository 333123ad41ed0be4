"""One pass over a record's block: its digests, the HTTP head, and how the body is framed. Bodies are never kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, Protocol

from jjscrape.archive.chunked import Dechunker, FramingError
from jjscrape.archive.digest import algorithm_of
from jjscrape.archive.http import head_length, is_chunked, parse_response_head, split_interim

if TYPE_CHECKING:
    from hashlib import _Hash

    from jjscrape.archive.http import ResponseHead

_PIECE: Final = 64 * 1024
_BEGIN: Final = 64
_END: Final = 512
_LONGEST_HEAD: Final = 1024 * 1024

Framing = Literal["none", "whole", "open", "broken", "over", "removed"]
"""Of a chunked body: to its last chunk, not so far, not chunked from somewhere on, further than it, or never chunked
(a recorder took the chunks off and left the header standing)."""


class Message(Protocol):
    """A record, or several that make one, whose block can be read once."""

    block_length: int

    @property
    def kind(self) -> str: ...
    def get(self, name: str) -> str | None: ...
    def read(self, size: int | None = None) -> bytes: ...
    def finish(self) -> None: ...


@dataclass(slots=True)
class Block:
    """What is known of a block once it was read to its end. `head` is None where no HTTP head was found whole.

    `payloads` holds hashes of what a payload digest may be over: the bytes behind the head as stored, and free of
    chunks. `size` counts the bytes behind the head, `begin` are the first of them and `end` the last. `unended`: the
    head of a request has no empty line at its end, and is all there is.
    """

    digest: bytes | None = None
    payloads: dict[str, bytes] = field(default_factory=dict)
    head: bytes | None = None
    response: ResponseHead | None = None
    size: int = 0
    framing: Framing = "none"
    begin: bytes = b""
    end: bytes = b""
    unended: bool = False


def read_block(record: Message, *, http: bool) -> Block:
    """Read a record's block to its end.

    Raises:
        FaultError: the block can't be read.
    """
    block, block_hash = Block(), _hasher(record.get("WARC-Block-Digest"))
    body = _Body(record.get("WARC-Payload-Digest"))
    pending: bytes | None = b"" if http else None
    while piece := record.read(_PIECE):
        if block_hash is not None:
            block_hash.update(piece)
        if pending is None:
            body.feed(piece)
            continue
        pending += piece
        if _find_head(block, pending):
            rest = split_interim(pending)[1][len(block.head or b"") :]
            body.expect(block.response)
            body.feed(rest)
            pending = None
        elif len(pending) > _LONGEST_HEAD:
            block.response = _broken_off(record, pending)
            body.feed(pending)
            pending = None
    if pending and record.kind == "request" and not pending.endswith(b"\n\n"):
        block.unended = _find_head(block, pending.rstrip(b"\r\n") + b"\r\n\r\n")
    elif pending:
        block.response = _broken_off(record, pending)
        body.feed(pending)
    record.finish()
    block.digest = block_hash.digest() if block_hash is not None else None
    block.payloads, block.size, block.framing = body.hashes(), body.size, body.framing()
    block.begin, block.end = body.begin, body.end
    return block


def _find_head(block: Block, data: bytes) -> bool:
    message = split_interim(data)[1]
    length = head_length(message)
    if length is None:
        return False
    block.head = message[:length]
    block.response = parse_response_head(block.head)
    return True


def _broken_off(record: Message, data: bytes) -> ResponseHead | None:
    """What there is of the head of an answer that is said to be truncated: the index tells of it too."""
    if record.kind != "response" or record.get("WARC-Truncated") is None:
        return None
    return parse_response_head(split_interim(data)[1])


def _hasher(labelled: str | None) -> _Hash | None:
    algorithm = algorithm_of(labelled) if labelled else None
    return hashlib.new(algorithm, usedforsecurity=False) if algorithm else None


class _Body:
    def __init__(self, labelled: str | None) -> None:
        self.size = 0
        self.begin = b""
        self.end = b""
        self._labelled = labelled
        self._stored = _hasher(labelled)
        self._free: _Hash | None = None
        self._chunks: Dechunker | None = None
        self._broken = False
        self._over = False
        self._start = b""

    def expect(self, head: ResponseHead | None) -> None:
        if head is not None and is_chunked(head.headers):
            self._chunks = Dechunker()
            self._free = _hasher(self._labelled)

    def feed(self, piece: bytes) -> None:
        self.size += len(piece)
        if len(self.begin) < _BEGIN:
            self.begin = (self.begin + piece)[:_BEGIN]
        self.end = (piece if len(piece) >= _END else self.end + piece)[-_END:]
        if self._stored is not None:
            self._stored.update(piece)
        if self._chunks is None or self._broken or not piece:
            return
        if len(self._start) < _PIECE:
            self._start += piece[:64]
        if self._chunks.done:
            self._over = True
            return
        try:
            free = self._chunks.feed(piece)
        except FramingError:
            self._broken = True
            return
        self._over = bool(self._chunks.rest)
        if self._free is not None:
            self._free.update(free)

    def hashes(self) -> dict[str, bytes]:
        digests = {}
        if self._free is not None and not self._broken:
            digests["free of chunks"] = self._free.digest()
        if self._stored is not None:
            digests["as stored"] = self._stored.digest()
        return digests

    def framing(self) -> Framing:
        if self._chunks is None or not self.size:
            return "none"
        if self._broken:
            return "broken" if _is_size(self._start) else "removed"
        if not self._chunks.done:
            return "open"
        return "over" if self._over else "whole"


def _is_size(start: bytes) -> bool:
    try:
        return int(start.split(b"\n")[0].split(b";")[0], 16) >= 0
    except ValueError:
        return False
