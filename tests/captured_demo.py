"""The demo site's answers as captures under a name that nobody serves, and the outside programs that some tests need."""

from __future__ import annotations

import os
import re
import socket
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.operate.replay import find_pywb
from jjscrape.site import load_site

if TYPE_CHECKING:
    from jjscrape.demo import DemoSite

ORIGIN = "http://jamandjustice-rjc.org"
WHEN = datetime(2021, 11, 22, 10, 26, tzinfo=UTC)
_given = os.environ.get("JJSCRAPE_PYWB")
PYWB = find_pywb(Path(_given) if _given else None)
NO_PYWB = "pywb did not run: `make replay-tools` gets it, or name one in JJSCRAPE_PYWB"


def own_port() -> int:
    """A port for a pywb of one test alone: the usual one is taken by whichever test of another process comes first."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def addresses(site: DemoSite) -> list[str]:
    """Every address of the site that a link on it leads to, in the order found."""
    rules = load_site("jamandjustice")
    found, waiting = [], [f"{ORIGIN}/", f"{ORIGIN}/rss.xml"]
    while waiting:
        url = waiting.pop(0)
        if url in found or urlsplit(url).netloc != urlsplit(ORIGIN).netloc or rules.excluded(url):
            continue
        found.append(url)
        answer = respond(site, url)
        if location := answer.header("location"):
            waiting.append(urljoin(url, location))
        if (answer.header("content-type") or "").startswith("text/html"):
            links = re.findall(r'(?:href|src)="([^"#]+)', answer.body.decode())
            waiting += [quote(urljoin(url, unescape(link)), safe="%/:=&?~#+!$,;'@()*[]") for link in links]
    return found


def respond(site: DemoSite, url: str):
    parts = urlsplit(url)
    return site.respond(
        "GET", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", [("Host", parts.netloc)]
    )


def capture(folder: Path, site: DemoSite, urls: list[str], when: datetime = WHEN) -> None:
    """Write what the site answers now, a second apart, with pages in chunks as they go over the wire."""
    with ArchiveWriter(folder, "crawl", "test", {"site": "jamandjustice"}) as writer:
        for number, url in enumerate(urls):
            answer = respond(site, url)
            head = f"HTTP/1.1 {answer.status} {answer.reason}\r\n"
            head += "".join(f"{name}: {value}\r\n" for name, value in answer.headers)
            body = answer.body
            if answer.header("content-length") is None:
                head += "Transfer-Encoding: chunked\r\n"
                body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
            writer.write(
                Exchange(
                    url=url,
                    method="GET",
                    request=f"GET {urlsplit(url).path} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\n\r\n".encode(
                        "latin-1"
                    ),
                    response=head.encode("latin-1") + b"\r\n" + body,
                    captured_at=when + timedelta(seconds=number),
                )
            )
