"""How long robots.txt, lists of captures, JSON, dates and bylines take to read grows with their length."""

from __future__ import annotations

import contextlib
import io
from datetime import UTC, datetime

import pytest
from growth import assert_no_square

from jjscrape.archive.coding import decode
from jjscrape.archive.errors import BodyError
from jjscrape.archive.foreign import parse_json
from jjscrape.importing.listing import ListingError, parse_listing
from jjscrape.normalise.dates.event_times import parse_event
from jjscrape.normalise.dates.publication import parse_partial
from jjscrape.normalise.people.byline import parse_byline
from jjscrape.normalise.people.closing import read_closing
from jjscrape.normalise.people.prose import read_prose
from jjscrape.release.store.versions import CatalogError, parse_catalog
from jjscrape.robots_groups import read_robots
from jjscrape.verify.cdxj import Index

SMALL, LARGE = 10_000, 100_000
HUGE = 1_000_000
SIZES = [LARGE, pytest.param(HUGE, marks=pytest.mark.slow)]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
RULES = [
    *(b"User-agent: a\n", b"User-agent: *\nDisallow: /x\n", b"Disallow: /x\n", b"Disallow: *", b"*a", b"\0", b"\r", b" "),
    *(b"User-agent: jjscrape\n", b"Crawl-delay: x\n", b"# x", b":", b"%", b"\xff", b"Allow: /a$\n", b"user agent "),
]  # fmt: skip
ROW = b'org,example)/ 20240301100000 {"url": "https://example.org/", "status": "200", "offset": "0", "length": "9"}\n'
ROWS = [ROW, b"org,example)/ ", b"[", b'[["a"],', b"{", b'{"a": ', b" ", b"\n", b'"', b"\\u0000", b"9"]
LINES = [
    "1 March 2018 ",
    "1 ",
    "10.30am ",
    "- ",
    "Ada Example ",
    "Ada Example and ",
    "By ",
    "(",
    "Dr ",
    "a",
    ", ",
    "\u2019",
]


@pytest.mark.parametrize("piece", RULES, ids=repr)
def test_robots_txt(piece):
    def read(size: int) -> None:
        told = read_robots(b"User-agent: *\nDisallow: /" + piece * (size // len(piece)))
        told.rules.can_fetch("https://example.org/x" + "a" * 99, "jjscrape")

    assert_no_square(read, SMALL, HUGE)


@pytest.mark.parametrize("large", SIZES)
@pytest.mark.parametrize("piece", ROWS, ids=repr)
def test_lists_of_captures(piece, large):
    def read(size: int) -> None:
        data = piece * (size // len(piece))
        with contextlib.suppress(ListingError):
            parse_listing(data)
        for _ in Index("index.cdxj", []).check(io.BytesIO(data)):
            pass

    assert_no_square(read, SMALL, large)


@pytest.mark.parametrize("piece", ["[", '{"a":', "[1,", '"', "9", " ", "[],", "\\"], ids=repr)
def test_json_of_others(piece):
    def read(size: int) -> None:
        text = piece * (size // len(piece))
        with contextlib.suppress(ValueError):
            parse_json(text)
        with contextlib.suppress(CatalogError):
            parse_catalog(b'{"versions": [' + text.encode(), "x")

    assert_no_square(read, SMALL, HUGE)


@pytest.mark.parametrize("large", SIZES)
@pytest.mark.parametrize("piece", LINES, ids=repr)
def test_dates_and_bylines(piece, large):
    def read(size: int) -> None:
        line = piece * (size // len(piece))
        parse_event(line, line, line, line, NOW)
        parse_partial(line)
        parse_byline([line, f"By {line}"])
        read_closing(line)
        read_prose([line])

    assert_no_square(read, SMALL, large)


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_what_is_in_no_coding_at_all(coding):
    def read(size: int) -> None:
        with contextlib.suppress(BodyError):
            decode(b"\x1f\x8b\x08\0" * (size // 4), [coding])

    assert_no_square(read, SMALL, HUGE)
