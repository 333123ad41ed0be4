"""A small data folder to break: two crawls of a few pages of the demo site, their index, a WACZ, and a version.

The same at every call: no network, identifiers and times counted, not drawn.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.index import known_payloads, write_index
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.demo import DemoSite
from jjscrape.operate.building import publish_archive
from jjscrape.operate.packing import pack
from jjscrape.site import load_site

if TYPE_CHECKING:
    from pathlib import Path

BASE = "http://127.0.0.1:8947"
CRAWLS = ("20211201T090000Z", "20211208T090000Z")
FIRST = datetime(2021, 12, 1, 9, 0, tzinfo=UTC)
CHUNK = 8192


def make(data: Path, pages: int = 3) -> None:
    """Fill `data` with an archive, `archive.wacz` and a release."""
    site = DemoSite(style="core")
    listing = site.respond("GET", "/news-events-and-blog", []).body.decode()
    found = [part.split('"')[0] for part in listing.split('href="')[1:]]
    posts = sorted({path for path in found if path.startswith(("/blog/", "/news/"))})[:pages]
    feed = "/rss.xml"
    ids = count(1)
    written = {}
    for number, crawl in enumerate(CRAWLS):
        folder, begin = data / "archive" / crawl, FIRST + timedelta(weeks=number)
        index = data / "archive" / "index.cdxj"
        with ArchiveWriter(
            folder,
            "crawl",
            "kill table",
            {"site": "demo"},
            known=known_payloads(index),
            new_id=lambda: uuid.UUID(int=next(ids) + (4 << 76)),
            clock=lambda begin=begin: begin,
        ) as writer:
            for at, path in enumerate(["/", "/news-events-and-blog", *posts, feed, "/no-such-page"]):
                writer.write(exchange(site, path, begin + timedelta(seconds=at + 1)))
            written[folder / "run.json"] = {"bytes": writer.size, "records": writer.records}
        write_index(data / "archive")
    demo = load_site("demo").at(BASE)
    publish_archive([data / "archive"], demo, data)
    for path, numbers in written.items():  # only now: a few pages are no whole crawl, which the gate would refuse
        path.write_text(json.dumps({"archive": numbers}) + "\n", encoding="utf-8")
    pack(data, site_name="demo")


def exchange(site: DemoSite, path: str, moment: datetime) -> Exchange:
    """One answer of the demo site, with the bytes it would have on the wire."""
    response = site.respond("GET", path, [])
    headers, body = list(response.headers), response.body
    if response.header("Content-Length") is None:
        headers.append(("Transfer-Encoding", "chunked"))
        pieces = [body[start : start + CHUNK] for start in range(0, len(body), CHUNK)]
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    lines = [f"HTTP/1.1 {response.status} {response.reason}", *(f"{name}: {value}" for name, value in headers)]
    return Exchange(
        url=f"{BASE}{path}",
        method="GET",
        request=f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:8947\r\nAccept-Encoding: identity\r\n\r\n".encode(),
        response="\r\n".join([*lines, "", ""]).encode() + body,
        captured_at=moment,
        ip="127.0.0.1",
    )
