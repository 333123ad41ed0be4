"""Archives of many weeks of a site, made without a network: the demonstration site's answers, written again each week.

    python benchmarks/weekly_archive.py FOLDER --articles 2000 --weeks 54

Most weeks hold revisits, since most pages stay as they are; in every fourth the same answers are whole again, as from a
crawler that keeps no index. One in twenty-five pages is another one in each week.
"""

from __future__ import annotations

import argparse
import re
from collections import deque
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest.mock import patch
from urllib.parse import quote, urljoin, urlsplit

from jjscrape.archive import journal
from jjscrape.archive.exchange import Exchange, Reference
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.demo import DemoSite
from jjscrape.site import load_site

if TYPE_CHECKING:
    from collections.abc import Iterator

ORIGIN: Final = "http://jamandjustice-rjc.org"
SITE: Final = "jamandjustice"
FIRST: Final = datetime(2022, 1, 3, 3, 0, tzinfo=UTC)
WHOLE_EVERY: Final = 4
EDITED: Final = 25
_LINK = re.compile(rb'(?:href|src)="([^"#]+)')


def answers(articles: int | None) -> Iterator[tuple[str, bytes]]:
    """Every address of the demonstration site that a link leads to, with its answer as it comes over the wire."""
    site, rules = DemoSite(style="core", articles=articles), load_site(SITE)
    waiting, known = deque([f"{ORIGIN}/", f"{ORIGIN}/rss.xml"]), set()
    while waiting:
        url = waiting.popleft()
        parts = urlsplit(url)
        if url in known or parts.netloc != urlsplit(ORIGIN).netloc or rules.excluded(url):
            continue
        known.add(url)
        target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        answer = site.respond("GET", target, [("Host", parts.netloc)])
        head = "".join(f"{name}: {value}\r\n" for name, value in answer.headers)
        if answer.header("content-length") is None:
            head += f"Content-Length: {len(answer.body)}\r\n"
        yield url, f"HTTP/1.1 {answer.status} {answer.reason}\r\n{head}\r\n".encode("latin-1") + answer.body
        if location := answer.header("location"):
            waiting.append(urljoin(url, location))
        if (answer.header("content-type") or "").startswith("text/html"):
            waiting += [
                quote(urljoin(url, unescape(link.decode())), safe="%/:=&?~#+!$,;'@()*[]")
                for link in _LINK.findall(answer.body)
            ]


def write(folder: Path, articles: int | None, weeks: int, most: int | None = None) -> int:
    """Write an archive of that many weeks, of `most` addresses a week; returns how many captures it has."""
    # A benchmark's load need not survive a power cut; whatever else this process writes still has to.
    with patch.object(journal, "SYNC_EVERY", 1_000_000):
        return _write(folder, articles, weeks, most)


def _write(folder: Path, articles: int | None, weeks: int, most: int | None) -> int:
    pages = list(islice(answers(articles), most))
    stored, count = dict[tuple[str, str], Reference](), 0
    for week in range(weeks):
        begin = FIRST + timedelta(weeks=week)
        known = None if week % WHOLE_EVERY == 0 else lambda url, digest: stored.get((url, digest))
        with ArchiveWriter(
            folder / f"{begin:%Y%m%dT%H%M%SZ}", "weekly", "benchmark", {"site": SITE}, known=known
        ) as writer:
            for number, (url, first_answer) in enumerate(pages):
                answer = first_answer
                if week and number % EDITED == week % EDITED and b"</p>" in answer:
                    head, _, body = answer.partition(b"\r\n\r\n")
                    body = body.replace(b"</p>", b" Edited in week %d.</p>" % week, 1)
                    head = re.sub(rb"(?i)content-length: \d+", b"Content-Length: %d" % len(body), head)
                    answer = head + b"\r\n\r\n" + body
                at = begin + timedelta(milliseconds=100 * number)
                done = writer.write(Exchange(url=url, method="GET", request=b"", response=answer, captured_at=at))
                digest = done.payload_digest
                stored.setdefault((url, digest), Reference(done.record_id, url, at))
                count += 1
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int)
    parser.add_argument("--weeks", type=int, default=1)
    wanted = parser.parse_args()
    print(write(wanted.folder, wanted.articles, wanted.weeks), "captures in", wanted.folder)


if __name__ == "__main__":
    main()
