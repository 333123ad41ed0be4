"""The site on loopback: threaded HTTP/1.1 with keep-alive, pages in chunks and files with their length."""

from __future__ import annotations

import socket
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from jjscrape.demo.demo_site import DemoSite

CHUNK = 8192
BODILESS = (204, 304)


@dataclass
class Serving:
    """`url` has no slash at its end; `requests` holds method, target and status of every request answered so far."""

    url: str
    port: int
    requests: list[tuple[str, str, int]] = field(default_factory=list)


class Server(ThreadingHTTPServer):
    # Threads are waited for at the end, so that no connection outlives the test that opened it.
    daemon_threads = False
    request_queue_size = 128

    def __init__(self, site: DemoSite, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.site = site
        self.serving = Serving(f"http://127.0.0.1:{self.server_port}", self.server_port)
        self.open: set[socket.socket] = set()
        self.guard = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self.guard:
            self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self.guard:
            self.open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that clients keep alive."""
        with self.guard:
            for connection in self.open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # The client was quicker.

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that go away half-way; a fault of the site itself is printed as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60
    wbufsize = 65536
    disable_nagle_algorithm = True

    def answer(self) -> None:
        response = self.server.site.respond(self.command, self.path, self.headers.items())
        with self.server.guard:
            self.server.serving.requests.append((self.command, self.path, response.status))
        self.send_response_only(response.status, response.reason)
        chunked = response.header("Content-Length") is None and response.status not in BODILESS
        for name, value in response.headers:
            self.send_header(name, value)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if self.command != "HEAD" and response.status not in BODILESS:
            if chunked:
                self.send_chunks(response.body)
            else:
                self.wfile.write(response.body)

    def send_chunks(self, body: bytes) -> None:
        for start in range(0, len(body), CHUNK):
            piece = body[start : start + CHUNK]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = answer  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet: `Serving.requests` is the log."""


def serve(site: DemoSite, port: int = 0) -> AbstractContextManager[Serving]:
    """Serve the site on 127.0.0.1 from a thread of its own, for as long as the returned context lasts.

    Port 0 takes any free one.

    Raises:
        OSError: at once, where the port is taken.
    """
    return running(Server(site, port))


@contextmanager
def running(server: Server) -> Iterator[Serving]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo site")
    thread.start()
    try:
        yield server.serving
    finally:
        server.shutdown()
        thread.join()
        server.hang_up()
        server.server_close()
