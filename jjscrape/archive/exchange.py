"""One request and what came back for it, as bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator  # noqa: TC003  (dataclass fields are read at run time)
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003  (as above)
from itertools import chain


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier capture of the same payload, for a revisit to refer to. `record_id` is a bare UUID."""

    record_id: str
    url: str
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The capture whose validators were sent, and its payload digest."""

    reference: Reference
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What the writer makes records of.

    `request` is as sent; empty where nothing was asked of the site itself, as with a capture that was imported.
    `response` is as received, from the status line of the final response to the last byte of its body, chunk framing
    and trailers included; of a large one it is the beginning, with the whole head, and `more` gives what follows, piece
    by piece, as often as it is called. `interim` holds the 1xx responses before it. `captured_at` is the moment the
    request began to be sent, in UTC. `ip` is the address of the server, or of the proxy asked in its stead. `truncated`
    says why bytes are missing: length, time, disconnect or unspecified (ISO 28500, 5.13).
    `confirms` is what a 304 says is unchanged. `rebuilt` says that the head was written anew from a parsed response,
    because the wire could not be read. `notes` are further fields about the capture for its metadata record.
    """

    url: str
    method: str
    request: bytes
    response: bytes
    captured_at: datetime
    interim: bytes = b""
    ip: str | None = None
    truncated: str | None = None
    rebuilt: bool = False
    notes: tuple[tuple[str, str], ...] = ()
    confirms: Confirmed | None = None
    more: Callable[[], Iterator[bytes]] | None = None

    def pieces(self) -> Iterator[bytes]:
        """The whole of the response."""
        return chain((self.response,), self.more() if self.more else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where an exchange's response went. `length` is that of its gzip member; identifiers are bare UUIDs.

    `digest` is the SHA-256 of that member's bytes, which are those in the file.

    `request_id` is None where there was no request to write.

    `records` and `size` count everything written for the exchange: response, request, metadata.
    """

    record_id: str
    record_type: str
    request_id: str | None
    url: str
    captured_at: datetime
    warc_file: str
    warc_offset: int
    length: int
    digest: bytes
    payload_digest: str
    records: int
    size: int
