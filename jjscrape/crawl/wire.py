"""The bytes of each exchange, as they pass through Scrapy's HTTP/1.1 connections.

Scrapy and Twisted give a response without its reason phrase, its header case and its framing. This listens where the
bytes go by. It leans on two names that are not public: the handler's `_pool` (Scrapy) and the pool's `_factory`
(Twisted, which Scrapy itself replaces); a test guards both, and `jjscrape.crawl.archiving` compares what was heard with
what Scrapy got, every time.
"""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from jjscrape.archive.http import LONGEST_HEAD, head_length, split_interim
from jjscrape.archive.spool import Spool
from jjscrape.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from twisted.internet.defer import Deferred
    from twisted.web.client import HTTPConnectionPool

_MARK = "_jjscrape_tap"
_listening: ContextVar[Tap | None] = ContextVar("jjscrape_tap", default=None)


class Tap:
    """What went over the wire for one request, and when and with whom (`started_at` in UTC, first byte sent).

    Over a tunnel through a proxy these are the bytes inside the tunnel, and `ip` is the proxy's.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Of what comes in, what is too much to be held lies in a file in `folder`."""
        self.sent = bytearray()
        self.received = Spool(folder)
        self.fault: OSError | None = None
        """Why what came in could not be kept."""
        self.started_at: datetime | None = None
        self.sent_at: float | None = None
        """The same on the clock that delays are measured by."""
        self.ip: str | None = None
        self._closed = False
        self._head_sought = False

    def begin(self, transport: Any) -> None:
        """Start, or start again where a request is repeated on another connection."""
        self.sent.clear()
        self.received.clear()
        self._head_sought = False
        self.started_at, self.sent_at = now(), monotonic()
        self.ip = getattr(transport.getPeer(), "host", None)

    def hear(self, data: bytes) -> bool:
        """Keep what came in, and tell whether it may go on: a head without an end would fill the memory.

        Nor does it where what came in can't be kept.
        """
        if self._closed:
            return True
        try:
            self.received.add(data)
        except OSError as error:
            self.fault = error
            return False
        if self._head_sought or len(self.received) <= LONGEST_HEAD:
            return True
        self._head_sought = True
        return head_length(split_interim(bytes(self.received.begin))[1]) is not None

    def close(self) -> None:
        """Hear nothing more, and let the bytes go: the connection may live on with this as its last exchange."""
        self._closed = True
        self.sent = bytearray()
        self.received.clear()


@contextlib.contextmanager
def tapping(tap: Tap) -> Iterator[None]:
    """The request that asks a tapped pool for a connection within this block is heard by `tap`."""
    _listening.set(tap)
    try:
        yield
    finally:
        _listening.set(None)


def tap_pool(pool: HTTPConnectionPool) -> None:
    """Make every connection of a pool tell its bytes to the tap of the request it serves."""
    pool_ = _untyped(pool)
    make_factory = pool_._factory  # noqa: SLF001  (the name this rests on)
    get_connection = pool_.getConnection

    def tapped_factory(*args: Any, **kwargs: Any) -> Any:
        factory = make_factory(*args, **kwargs)
        factory.buildProtocol = partial(_tapped_protocol, factory.buildProtocol)
        return factory

    def tapped_connection(key: Any, endpoint: Any) -> Deferred[Any]:
        tap = _listening.get()
        connecting: Deferred[Any] = get_connection(key, endpoint)
        return connecting if tap is None else connecting.addCallback(_MarkingConnection, tap)

    pool_._factory = tapped_factory  # noqa: SLF001
    pool_.getConnection = tapped_connection


def _untyped(value: object) -> Any:
    return value


class _MarkingConnection:
    """Stands before a pooled connection, and marks the request with its tap: a retry passes the mark on."""

    def __init__(self, connection: Any, tap: Tap) -> None:
        self._connection = connection
        self._tap = tap

    def request(self, request: Any) -> Deferred[Any]:
        setattr(request, _MARK, self._tap)
        answer: Deferred[Any] = self._connection.request(request)
        return answer


def _tapped_protocol(build: Any, address: Any) -> Any:
    """A connection carries one exchange after the other: what comes in belongs to the last request sent."""
    protocol = build(address)
    send, receive = protocol.request, protocol.dataReceived
    tap: Tap | None = None

    def request(request: Any) -> Deferred[Any]:
        nonlocal tap
        tap = getattr(request, _MARK, None)
        if tap is not None:
            tap.begin(protocol.transport)
            request.writeTo = partial(_write_to, request, tap)
        answer: Deferred[Any] = send(request)
        return answer

    def data_received(data: bytes) -> None:
        if tap is not None and not tap.hear(data):
            protocol.transport.abortConnection()
            return
        receive(data)

    protocol.request = request
    protocol.dataReceived = data_received
    return protocol


def _write_to(request: Any, tap: Tap, transport: Any) -> Any:
    """The class's own `writeTo`, not the instance's, which on a retry is still that of the first attempt."""
    return type(request).writeTo(request, _CopyingTransport(transport, tap))


class _CopyingTransport:
    """A transport that keeps a copy of what is written to it."""

    def __init__(self, transport: Any, tap: Tap) -> None:
        self._transport = transport
        self._tap = tap

    def write(self, data: bytes) -> None:
        self._tap.sent += data
        self._transport.write(data)

    def writeSequence(self, pieces: Iterable[bytes]) -> None:  # noqa: N802  (Twisted's name)
        self.write(b"".join(pieces))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
