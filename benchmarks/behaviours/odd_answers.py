"""Answers of a server as the bytes that go over the wire, and a server that gives them.

A behaviour is a function that yields what is sent: bytes, or a number of seconds to wait. The connection ends where it
ends, unless it yields STAY.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, Self

Sent = Iterable["bytes | float"]
Answer = Callable[[], Sent]


class Behaviour(NamedTuple):
    """`expected` is what may come of it, in the words of who tries it."""

    name: str
    expected: str
    answer: Answer


def wire(*pieces: bytes | float) -> Answer:
    return lambda: pieces


def endless(begin: bytes, piece: bytes, size: int, end: bytes = b"") -> Answer:
    """`piece` again and again, to `size` bytes: a bound for the server, far beyond that of who reads."""

    def send() -> Sent:
        yield begin
        block = piece * max(1, 65536 // len(piece))
        for _ in range(size // len(block)):
            yield block
        yield end

    return send


@dataclass
class OddServer:
    """Answers on this machine alone; `answer` tells for (host, path) what.

    `asked` are the addresses that were asked for, each as (host, path).
    """

    answer: Callable[[str, str], Answer]
    asked: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        with contextlib.suppress(OSError, ValueError), contextlib.closing(connection):
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            path = head.split(b" ")[1].decode("latin-1")
            host = next((h.split(b":")[1].strip() for h in head.split(b"\r\n") if h.lower().startswith(b"host:")), b"")
            self.asked.append((host.decode("latin-1"), path))
            for sent in self.answer(host.decode("latin-1"), path)():
                if isinstance(sent, bytes):
                    connection.sendall(sent)
                else:
                    time.sleep(sent)
