"""A server on loopback that answers Range, as whatever hands on a WACZ to a browser has to."""

from __future__ import annotations

import contextlib
import mimetypes
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_one_request(self):
        with contextlib.suppress(ConnectionError):  # a browser that was closed
            super().handle_one_request()

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        path = self.path.partition("?")[0]
        held = self.server.held.get(path)
        if held is None:
            self._answer(404, b"", "text/plain")
            return
        data = held if isinstance(held, bytes) else held.read_bytes()
        kind = "text/html" if path.endswith("/") else mimetypes.guess_type(path)[0] or "application/octet-stream"
        asked = _RANGE.fullmatch(self.headers.get("Range", ""))
        if asked is None:
            self._answer(200, data, kind)
            return
        begin, end = asked.groups()
        first = int(begin) if begin else max(0, len(data) - int(end))
        last = min(int(end), len(data) - 1) if begin and end else len(data) - 1
        self.server.ranges.append((path, first, last))
        self._answer(206, data[first : last + 1], kind, ("Content-Range", f"bytes {first}-{last}/{len(data)}"))

    def _answer(self, status, data, kind, *headers):
        self.send_response_only(status)
        for name, value in (
            ("Content-Type", kind),
            ("Content-Length", str(len(data))),
            ("Accept-Ranges", "bytes"),
            *headers,
        ):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            with contextlib.suppress(ConnectionError):
                self.wfile.write(data)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serving(held: Mapping[str, bytes | Path]) -> Iterator[tuple[str, list[tuple[str, int, int]]]]:
    """`held` is by path; yields the address, and what ranges were asked for."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.held, server.ranges = held, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.ranges
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
