"""An HTTP server on loopback that misbehaves on command and keeps its own log of every byte, both ways.

The last segment of a path names the case. Each connection serves requests one after the other.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import brotli

if TYPE_CHECKING:
    import ssl

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b"<p>Jam and Justice</p>" * 20
BIG = bytes(range(256)) * 4096


def plain(head: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (head, len(body), body)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

# What is sent, in pieces (each its own send); None closes the connection.
ANSWERS: dict[str, list[bytes | None]] = {
    "plain": [plain(b"", TEXT)],
    "in-pieces": [b"HTTP/1.1 200 O", b"K\r\nContent-Le", b"ngth: 6\r\n\r", b"\nabc", b"def"],
    "chunked": [CHUNKED, b"5\r\nhello\r\n", b"6;n=v\r\n world\r\n0\r", b"\n\r\n"],
    "trailers": [CHUNKED + b"5\r\nhello\r\n0\r\nX-Trailer: 1\r\nX-Other: 2\r\n\r\n"],
    "cookies": [plain(b"Set-Cookie: a=1\r\nset-cookie: b=2\r\nSet-Cookie: a=1\r\n", b"x")],
    "latin1": [plain(b"X-Place: Caf\xe9 \xe9t\xe9\r\n", b"x")],
    "no-reason": [b"HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx"],
    "own-reason": [b"HTTP/1.1 200 Sehr  gut \r\nContent-Length: 1\r\n\r\nx"],
    "odd-case": [plain(b"x-oDD-CaSe:no space\r\nX-Empty:\r\n", b"x")],
    "bare-lf": [b"HTTP/1.1 200 OK\nContent-Length: 1\n\nx"],
    "no-colon": [plain(b"this is no header\r\n", b"x")],
    "status-204": [b"HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n"],
    "status-304": [b"HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n"],
    "status-503": [b"HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 2\r\n\r\nno"],
    "head": [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"],
    "gzip": [plain(b"Content-Encoding: gzip\r\n", gzip.compress(TEXT, mtime=0))],
    "br": [plain(b"Content-Encoding: br\r\n", brotli.compress(TEXT))],
    "zstd": [plain(b"Content-Encoding: zstd\r\n", zstd.compress(TEXT))],
    "hints": [b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n", plain(b"", b"x")],
    "continue": [b"HTTP/1.1 100 Continue\r\n\r\n", plain(b"", b"x")],
    "folded": [plain(b"X-Folded: one\r\n  two\r\n\tthree\r\n", b"x")],
    "empty": [plain(b"", b"")],
    "big": [plain(b"", BIG)],
    "post": [plain(b"", b"thanks")],
    "http10": [b"HTTP/1.0 200 OK\r\nX-A: 1\r\n\r\n", b"until the ", b"end", None],
    "surplus": [plain(b"", b"exact") + b"surplus", None],
    "cut-length": [b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this", None],
    "cut-chunks": [CHUNKED + b"5\r\nhello\r\n6\r\n wo", None],
    "cut-head": [b"HTTP/1.1 200 OK\r\nX-Half: on", None],
    "no-answer": [None],
    "bad-name": [plain(b"X-Caf\xe9: 1\r\n", b"Scrapy refuses this header name")],
    "too-large": [b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"z" * 100, None],
    "robots.txt": [b"HTTP/1.1 200 OK\r\nContent-Length: 35\r\n\r\nUser-agent: *\nDisallow: /forbidden\n\n"],
    "missing": [b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone"],
    "moved-away": [b"HTTP/1.1 302 Found\r\nLocation: /no-answer\r\nContent-Length: 0\r\n\r\n"],
    "moved": [b"HTTP/1.1 301 Moved Permanently\r\nLocation: /plain\r\nContent-Length: 0\r\n\r\n"],
}


@dataclass
class Logged:
    """One exchange as the server saw it: the request target, and the bytes both ways."""

    target: str
    connection: int
    request: bytes
    response: bytearray = field(default_factory=bytearray)


class MisbehavingServer:
    """A context manager. With a TLS context it serves https; the log holds what is inside."""

    def __init__(self, tls: ssl.SSLContext | None = None, tunnel_to: int | None = None) -> None:
        self.log: list[Logged] = []
        self._tls = tls
        self._tunnel_to = tunnel_to
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._connections = 0
        self._threads: list[threading.Thread] = []
        self._swallowed = False

    def __enter__(self):
        self._start(self._accept)
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(5)

    def logged(self, path: str) -> list[Logged]:
        return [entry for entry in self.log if urlsplit(entry.target).path == "/" + path]

    def _start(self, work, *args) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.settimeout(120)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections += 1
            self._start(self._serve, connection, self._connections)

    def _serve(self, connection: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError), contextlib.closing(connection):
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with contextlib.closing(connection):
                while self._exchange(connection, number):
                    pass

    def _exchange(self, connection: socket.socket, number: int) -> bool:
        request = b""
        while b"\r\n\r\n" not in request:
            piece = connection.recv(65536)
            if not piece:
                return False
            request += piece
        head, _, body = request.partition(b"\r\n\r\n")
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                while len(body) < int(value):
                    body += connection.recv(65536)
        target = head.split(b" ")[1].decode("latin-1")
        if head.startswith(b"CONNECT "):
            connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            self._relay(connection)
            return False
        entry = Logged(target, number, head + b"\r\n\r\n" + body)
        self.log.append(entry)
        return self._answer(connection, entry, target.partition("?")[0].rpartition("/")[2])

    def _answer(self, connection: socket.socket, entry: Logged, case: str) -> bool:
        if case == "stale" and not self._swallowed:
            self._swallowed = True
            return False
        if case == "slow":
            self._send(connection, entry, b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nslowly")
            while connection.recv(1024):
                pass  # until the client has had enough
            return False
        for piece in ANSWERS.get(case, ANSWERS["plain"]):
            if piece is None:
                return False
            self._send(connection, entry, piece)
            if len(ANSWERS.get(case, [])) > 1:
                time.sleep(0.02)
        return True

    @staticmethod
    def _send(connection: socket.socket, entry: Logged, piece: bytes) -> None:
        entry.response += piece
        connection.sendall(piece)

    def _relay(self, client: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self._tunnel_to)) as server:
            back = threading.Thread(target=_pour, args=(server, client), daemon=True)
            back.start()
            _pour(client, server)
            back.join(5)


def _pour(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
