"""Strange inputs for each reader of strangers' bytes beside those of archives, which `fuzz.py` tries.

`python benchmarks/fuzz_readers.py 250000 --seed 1 [--only html]` tries so many, and prints errors of Python's, the
slowest input and the peak of memory. What one input is follows from the seed and its number alone.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import sys
import tempfile
import zlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import brotli
from fuzz import anything, spoilt, strange, written
from fuzzing import Share, one_of, run
from written import http, page

from jjscrape.archive.chunked import Dechunker, FramingError
from jjscrape.archive.coding import decode
from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.field_values import parse_date, parse_fields
from jjscrape.archive.http import head_length, parse_response, split_interim
from jjscrape.archive.request import read_request, with_method
from jjscrape.crawl.wire import Tap
from jjscrape.harvest.reading import normalise
from jjscrape.normalise.dates.event_times import parse_event
from jjscrape.normalise.dates.machine import read_machine
from jjscrape.normalise.dates.publication import parse_partial
from jjscrape.normalise.dates.spans import read_span
from jjscrape.normalise.people.byline import parse_byline
from jjscrape.normalise.people.closing import read_closing
from jjscrape.normalise.people.prose import read_prose
from jjscrape.pages import Source, extract
from jjscrape.pages.markup.outlinks import outlinks
from jjscrape.release.read import TableError, parse_parquet, rows_of
from jjscrape.release.store.versions import CatalogError, parse_catalog
from jjscrape.release.write import write_parquet
from jjscrape.robots_groups import read_robots
from jjscrape.run_record import RecordError
from jjscrape.run_record import read as read_run
from jjscrape.schema import TABLES, Type
from jjscrape.site import SiteError, load_site

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOST = "https://jamandjustice-rjc.org"
SITE = load_site("jamandjustice")
PEAK = 400
"""MiB of memory for all inputs beyond which the run fails."""
CODINGS = ("gzip", "x-gzip", "deflate", "br", "zstd", "identity", "compress", "", " gzip ", "GZIP", "gzip, br")
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
}
PATHS = ("blog/x", "news", "news/x", "events/x", "what-we-do/project/x", "page", "taxonomy/term/3", "", "node/7")
"""Addresses of several kinds of page."""
MARKUP = (
    *(b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"<p>", b"</div>", b"<div class='field-name-body'>"),
    *(b"<a href='", b"<img srcset='", b"<table><tr><td>", b"<h1>", b"<title>", b"<script>", b"<style>", b"<svg>"),
    *(b"<time datetime='", b"<span property='dc:date' content='", b"<meta charset='", b"&#x", b"&amp", b"<br/>"),
    *(b"<link rel=canonical href='", b"<ul><li>", b"class='node node-blog'", b"\0", b"\xff"),
    *(b"\xef\xbb\xbf", b"'", b'"'),
    *(b"<body class='node-type-", b"<h2><a href='/blog/x'>"),
    *(b"<script type='application/ld+json'>{", b"By Ada Example"),
)  # fmt: skip
RULES = (
    *(b"User-agent: *\n", b"User-agent: jjscrape\n", b"Disallow: /", b"Allow: /", b"Crawl-delay: ", b"Sitemap: "),
    *(b"*", b"$", b"%", b"#", b":", b"\r", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\n", b" ", b"/*/*/*"),
)  # fmt: skip
WORDS = (
    *("1 March 2018", "Monday", "31/12/2019", "10.30am", "\u2013", " - ", "to", "until"),
    *("2018-03-01T10:00:00Z", "at", ","),
    *("By ", "Ada Example", "Professor", "Dr", "and", "with", "(University of X)", "PhD", "from", "&", "@ada", "|"),
    *("Manchester", "Cape Town", "GMT", "+14:00", "9" * 30, "٣", "½", "\u202e", "\ud800", "\u2019"),
    *("Mc", "van der", "\n"),
)  # fmt: skip


def text(chance: random.Random) -> str:
    """A line in which dates, names and strange things stand."""
    pieces = [chance.choice(WORDS) if chance.random() < 0.8 else strange(chance) for _ in range(chance.randrange(9))]
    return chance.choice((" ", "", ", ")).join(pieces)


def mixed(data: bytes, pieces: tuple[bytes, ...], chance: random.Random) -> bytes:
    """Bytes with pieces of their own language in them, at places where they don't belong."""
    whole = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(whole))
        end = at + chance.choice((0, 0, 1, chance.randint(0, 60)))
        whole[at:end] = chance.choice(pieces) * chance.choice((1, 1, 1, 2, 40))
    return bytes(whole)


def a_head(chance: random.Random, _folder: Path) -> None:
    body = page()[: chance.randint(0, 99)]
    names = ("Content-Length", "Transfer-Encoding", "Content-Encoding", "Content-Type", "Location", "X")
    lines = [f"{chance.choice(names)}: {strange(chance)}".encode("utf-8", "replace").decode() for _ in range(2)]
    data = http(body, *lines) if chance.random() < 0.7 else spoilt(http(body), chance)
    if chance.random() < 0.3:
        data = b"HTTP/1.1 103 Hints\r\n" + data
    _, final = split_interim(data)
    head_length(final)
    method = chance.choice(("GET", "HEAD"))
    whole = parse_response(final, method)
    bare = parse_response(final, method, body=False)
    assert (whole and (whole.length, whole.whole)) == (bare and (bare.length, bare.whole))
    parse_fields(data)
    tap = Tap()
    for at in range(0, len(data), 50):
        tap.hear(data[at : at + 50])
    with contextlib.suppress(ValueError):
        parse_date(strange(chance))


def a_chunk(chance: random.Random, _folder: Path) -> None:
    pieces = [chance.randbytes(chance.randrange(40)) for _ in range(chance.randrange(4))]
    data = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    spoiled = spoilt(data, chance)
    whole, parts = Dechunker(), Dechunker()
    step = chance.randint(1, 30)
    try:
        body = whole.feed(spoiled)
    except FramingError:
        body = None
    got = b""
    try:
        for at in range(0, len(spoiled), step):
            got += parts.feed(spoiled[at : at + step])
    except FramingError:
        assert body is None, "in pieces it is no body, in one it is"
    else:
        assert body is None or got == body, "in pieces it is another body"


def a_coding(chance: random.Random, _folder: Path) -> None:
    name = chance.choice([*PACKED])
    data = PACKED[name](page() * chance.choice((1, 1, 30)))
    codings = [chance.choice((name, *CODINGS)) for _ in range(chance.choice((1, 1, 1, 2, 12)))]
    with contextlib.suppress(ArchiveError):
        decode(spoilt(data, chance), codings, torn_ok=chance.random() < 0.3, largest=1 << 20)


@cache
def pages() -> list[bytes]:
    """Pages of the site as it was in both its styles, as the demonstration has them."""
    from jjscrape.demo import DemoSite  # noqa: PLC0415

    made = []
    for style in ("core", "zurb"):
        site = DemoSite(style=style)
        paths = ["/", "/news", "/blog", "/events", *(urlsplit(row["url"]).path for row in site.truth()[::5])]
        made += [bytes(site.respond("GET", path, []).body) for path in paths]
    return [body for body in made if len(body) > 300] + [page()]


def a_page(chance: random.Random, _folder: Path) -> None:
    body = chance.choice(pages())
    body = mixed(body, MARKUP, chance) if chance.random() < 0.8 else spoilt(body, chance)
    media = chance.choice(("text/html", "text/html; charset=utf-8", "text/html; charset=" + strange(chance)[:20], ""))
    read(f"{HOST}/{chance.choice(PATHS)}", body, media)


def read(url: str, body: bytes, media: str) -> None:
    source = Source(url, body, NOW, {"content-type": media})
    result = extract(source, SITE)
    unreadable = [problem for problem in result.problems if problem.startswith("page: unreadable")]
    assert not unreadable, unreadable
    for item in result.items:
        normalise(item, SITE)
    outlinks(source, SITE)


FEED = (
    b"<?xml version='1.0'?><rss><channel><title>News</title><link>https://jamandjustice-rjc.org/news</link><item>"
    b"<title>T</title><link>https://jamandjustice-rjc.org/news/x</link><guid>12 at https://jamandjustice-rjc.org</guid>"
    b"<pubDate>Mon, 05 Mar 2018 10:00:00 +0000</pubDate></item></channel></rss>"
)
MAP = b"<urlset><url><loc>https://jamandjustice-rjc.org/news/x</loc><lastmod>2018-01-01</lastmod></url></urlset>"


def a_feed(chance: random.Random, _folder: Path) -> None:
    xml = (
        b"<!DOCTYPE x [",
        b"]>",
        b"<!ENTITY a 'b'>",
        b"&a;",
        b"<?xml ",
        b"<item>",
        b"</item>",
        b"<link href='",
        *MARKUP[:6],
    )
    body = mixed(FEED, xml, chance) if chance.random() < 0.7 else spoilt(FEED, chance)
    read(f"{HOST}/rss.xml", body, chance.choice(("application/rss+xml", "text/xml", "")))


def a_map(chance: random.Random, _folder: Path) -> None:
    xml = (b"<!DOCTYPE x [", b"]>", b"<url>", b"<loc>", b"</loc>", b"<sitemap>", b"http://[oops/", *MARKUP[:6])
    body = mixed(MAP, xml, chance) if chance.random() < 0.7 else spoilt(MAP, chance)
    outlinks(Source(f"{HOST}/sitemap.xml", body, NOW, {"content-type": "application/xml"}), SITE)


ROBOTS = b"User-agent: *\nDisallow: /secret\nAllow: /open\nCrawl-delay: 2\nSitemap: http://x/s.xml\n"


def a_robots(chance: random.Random, _folder: Path) -> None:
    body = mixed(ROBOTS, RULES, chance) if chance.random() < 0.7 else spoilt(ROBOTS, chance)
    told = read_robots(body)
    for path in ("/", "/secret", "/open?x=1", "/%73ecret", "/é"):
        told.rules.can_fetch(HOST + path, "jjscrape")
    told.rules.crawl_delay("jjscrape")
    assert len(told.notes) < 99


@cache
def site_files() -> list[str]:
    folder = Path(load_site.__code__.co_filename).with_name("sites")
    return [path.read_text("utf-8") for path in sorted(folder.glob("*.toml"))]


def a_site_file(chance: random.Random, folder: Path) -> None:
    lines = chance.choice(site_files()).splitlines()
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        name = lines[at].partition("=")[0] if "=" in lines[at] else "x "
        value = chance.choice(
            (json.dumps(anything(chance)), "[" * 3000, "{a={", "1e400", "2024-01-01", "inf", "'(['", '"x"')
        )
        lines[at] = f"{name}= {value}" if chance.random() < 0.8 else strange(chance)
    path = folder / "a.toml"
    path.write_bytes(written("\n".join(lines)) if chance.random() < 0.9 else spoilt(written("\n".join(lines)), chance))
    with contextlib.suppress(SiteError):
        site = load_site(path)
        for tried in ("/", "/blog/x", "/x?y=1"):
            site.kind(HOST + tried)
            site.key(HOST + tried)
            site.excluded(HOST + tried)


RUN = {
    "crawl_id": "20261122T102600Z", "started": "2026-11-22T10:26:00+00:00", "finished": None, "requests": 7,
    "statuses": {"200": 5}, "failed": [{"url": "x", "reason": "y"}], "parts": [],
    "outcome": {"code": 0}, "complete": True,
}  # fmt: skip
VERSION = {
    "id": "2026.11.22", "published_at": "2026-11-22T10:51:00Z", "captured_until": "2026-11-22T10:51:00Z",
    "content_sha256": "0" * 64, "sums_sha256": "0" * 64, "schema_version": "1", "software": "x",
    "rows": {"articles": 1},
    "changes": {}, "crawls": ["20261122T102600Z"], "archive_sha256": "0" * 64, "accepted": [],
}  # fmt: skip


def a_run(chance: random.Random, folder: Path) -> None:
    told = RUN | {chance.choice([*RUN]): anything(chance) for _ in range(2)}
    data = json.dumps(told).encode()
    (folder / "run.json").write_bytes(data if chance.random() < 0.7 else spoilt(data, chance))
    with contextlib.suppress(RecordError):
        record = read_run(folder)
        if record:
            json.dumps(record.to_json())
            _ = (record.began_at, record.finished_at, record.seconds, record.answers)


def a_catalog(chance: random.Random, _folder: Path) -> None:
    told = {"latest": "2026.11.22", "versions": [VERSION | {chance.choice([*VERSION]): anything(chance)}]}
    data = json.dumps(told if chance.random() < 0.9 else anything(chance)).encode()
    with contextlib.suppress(CatalogError):
        for version in parse_catalog(data if chance.random() < 0.6 else spoilt(data, chance), "catalog.json"):
            version.as_dict()
            sum(version.rows.values())
            sorted(version.changes.items())
            "".join(version.crawls)


@cache
def tables() -> list[bytes]:
    made = []
    filled = {Type.STRING: "x", Type.INTEGER: 1, Type.BOOLEAN: True, Type.STRINGS: ["x"], Type.TIMESTAMP: NOW}
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "x"
        for table in (TABLES["articles"], TABLES["captures"], TABLES["changes"]):
            write_parquet(path, table, [{column.name: filled[column.type] for column in table.columns}] * 3)
            made.append(path.read_bytes())
    return made


def a_table(chance: random.Random, _folder: Path) -> None:
    with contextlib.suppress(TableError):
        rows_of(parse_parquet(spoilt(chance.choice(tables()), chance), "x", 3), "x")


def a_line(chance: random.Random, _folder: Path) -> None:
    """Of dates, names and bylines."""
    one, other = text(chance), text(chance)
    parse_event(one, other, text(chance), chance.choice(("Manchester", other)), NOW)
    parse_partial(one)
    read_machine(one)
    read_span(one)
    parse_byline([one, other])
    read_closing(one)
    read_prose([one, other])


class Block(NamedTuple):
    """A request's block, as a record gives it."""

    data: bytes

    @property
    def block_length(self) -> int:
        return len(self.data)

    def read(self, size: int) -> bytes:
        return self.data[:size]


def a_request(chance: random.Random, _folder: Path) -> None:
    """What a request sent, as it stands in an index."""
    forms = (
        "application/json",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        strange(chance),
    )
    body = json.dumps(anything(chance)).encode() if chance.random() < 0.5 else b"--x\r\nA: b\r\n\r\nc=1&d=2\r\n--x--"
    head = written(f"POST /x HTTP/1.1\r\nContent-Type: {chance.choice(forms)}\r\n\r\n")
    with_method(HOST, read_request(Block(head + spoilt(body, chance))))  # type: ignore[arg-type]


SHARES = (
    Share("HTTP heads", 23, a_head),
    Share("requests", 3, a_request),
    Share("chunks", 24, a_chunk),
    Share("codings", 14, a_coding),
    Share("html", 4, a_page),
    Share("feeds", 5, a_feed),
    Share("maps", 5, a_map),
    Share("robots.txt", 8, a_robots),
    Share("site files", 2, a_site_file),
    Share("run.json", 4, a_run),
    Share("catalogs", 4, a_catalog),
    Share("Parquet", 1, a_table),
    Share("lines", 3, a_line),
)


def one_input(seed: int, number: int, folder: Path, only: str = "") -> str:
    """Try an input; the name of its kind."""
    return one_of(SHARES, seed, number, folder, only)


if __name__ == "__main__":
    sys.exit(run(__doc__, SHARES, PEAK))
