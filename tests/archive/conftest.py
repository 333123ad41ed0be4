"""What the archive tests share: exchanges to write, and the records that independent readers see."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from jjscrape.archive.exchange import Exchange

WHEN = datetime(2026, 11, 22, 10, 26, 0, 123456, tzinfo=UTC)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Odd: caf\xe9\r\nset-Cookie: a=1\r\nset-Cookie: b=2\r\n"


def exchange(url="http://site.test/", body=b"<p>hello</p>", head=HEAD, **more) -> Exchange:
    response = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    given = {"url": url, "method": "GET", "response": response, "captured_at": WHEN, "ip": "127.0.0.1"}
    given["request"] = b"GET / HTTP/1.1\r\nHost: site.test\r\n\r\n"
    return Exchange(**(given | more))


@pytest.fixture(scope="session")
def make_exchange():
    return exchange


@pytest.fixture(scope="session")
def fastwarc_records():
    """(type, WARC fields as bytes, block, offset) of every record, as FastWARC reads them; block digests verify."""
    from fastwarc.warc import ArchiveIterator

    def read(path):
        found = []
        for record in ArchiveIterator(io.BytesIO(path.read_bytes()), parse_http=False):
            fields = {name.decode().lower(): value.decode() for name, value in record.headers.items_bytes()}
            assert "warc-block-digest" not in fields or record.verify_block_digest(consume=False)
            found.append((fields["warc-type"], fields, record.reader.read(), record.stream_pos))
        return found

    return read
