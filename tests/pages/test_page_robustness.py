"""Whatever bytes a server sends: no exception leaves the pages, and no page takes long."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from examples import share
from growth import assert_no_square
from hypothesis import given, settings
from hypothesis import strategies as st

from jjscrape.items import Article, FeedEntry
from jjscrape.pages import Source, extract, next_page
from jjscrape.site import Kind, load_site

SITE = load_site("jamandjustice")
HOST = "https://jamandjustice-rjc.org/"
PATHS = ("event/x", "news/x", "x", "our-projects/x", "our-projects", "blog", "rss.xml", "sites/default/files/x.pdf")
PAGES = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("cases/*/page.html"))]
TYPES = (
    "text/html",
    "text/html; charset=utf-16",
    "text/html; charset=idna",
    "text/html; charset=latin1",
    "application/pdf",
    "",
)


def source(path: str, body: bytes, media_type: str = "text/html", status: int = 200) -> Source:
    return Source(HOST + path, body, datetime(2026, 11, 22, tzinfo=UTC), {"content-type": media_type}, status)


def read(path: str, body: bytes, media_type: str = "text/html") -> None:
    one = source(path, body, media_type)
    result = extract(one, SITE, project=True)
    assert not [problem for problem in result.problems if "unreadable" in problem]
    assert extract(one, SITE, project=True) == result
    next_page(one)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    page = draw(st.sampled_from(PAGES))
    how = draw(st.sampled_from(["cut", "tail", "shuffle", "bytes", "drop", "utf-16", "double"]))
    if how == "cut":
        return page[: draw(st.integers(0, len(page)))]
    if how == "tail":
        return page[draw(st.integers(0, len(page))) :]
    if how == "utf-16":
        return page.decode("utf-8", "replace").encode("utf-16")
    if how == "double":
        return page + draw(st.sampled_from(PAGES))
    parts = page.split(b"<")
    if how == "shuffle":
        return b"<".join(draw(st.permutations(parts)))
    if how == "drop":
        kept = draw(st.lists(st.booleans(), min_size=len(parts), max_size=len(parts)))
        return b"<".join(part for part, keep in zip(parts, kept, strict=True) if keep)
    at = draw(st.integers(0, len(page)))
    return page[:at] + draw(st.binary(max_size=40)) + page[at:]


@settings(max_examples=share(2), deadline=None)
@given(body=damaged(), path=st.sampled_from(PATHS), media_type=st.sampled_from(TYPES))
def test_damaged_pages_are_read_or_named(body: bytes, path: str, media_type: str) -> None:
    read(path, body, media_type)


@settings(max_examples=share(0.75), deadline=None)
@given(body=st.binary(max_size=400), path=st.sampled_from(PATHS), media_type=st.sampled_from(TYPES))
def test_any_bytes(body: bytes, path: str, media_type: str) -> None:
    read(path, body, media_type)


@pytest.mark.parametrize(
    "tag", ["div", "span", "b", "ul><li", 'div class="field-name-body"', 'article class="node"', "table><tr><td"]
)
@pytest.mark.parametrize("path", ["event/x", "our-projects/x"])
def test_depth_is_bounded(tag: str, path: str) -> None:
    def work(depth: int) -> None:
        extract(source(path, b"<html><body>" + f"<{tag}>".encode() * depth + b"x"), SITE)

    assert_no_square(work, 12_500, 100_000)


@pytest.mark.parametrize(
    "piece",
    [b"<p>text</p>", b'<div class="field-type-text-long">t</div>', b'<img src="/a.jpg">', b'<a href="/blog/x">Read more</a>',
     b"<h2>News</h2><p>x</p>", b'<div class="meta submitted">Submitted by x on 1 March 2019</div>',
     b'<div id="node-9">t</div>', b'<span class="date-display-single">Friday, March 20, 2020 - 13:00</span>'],
)  # fmt: skip
def test_time_grows_no_faster_than_the_page(piece: bytes) -> None:
    def work(times: int) -> None:
        extract(source("event/x", b'<body><div class="node">' + piece * times), SITE)

    assert_no_square(work, 500, 4000)


@pytest.mark.parametrize(
    "piece",
    ['<h3><a href="/news/{}">T</a></h3><p>x</p>', '<div class="views-field-title"><a href="/news/{}">T</a></div>',
     '<p>x</p><p><a href="/news/{}">Read more</a></p>', '<div><span><a href="/news/{}">T</a></span><i>x</i></div>'],
)  # fmt: skip
def test_time_of_a_listing_grows_with_its_entries(piece: str) -> None:
    def work(times: int) -> None:
        rows = "".join(map(piece.format, range(times)))
        result = extract(source("our-projects/x", f"<body><div>{rows}</div>".encode()), SITE)
        assert len(result.items) >= times

    assert_no_square(work, 150, 1200)


@pytest.mark.parametrize("kind", list(Kind))
def test_an_empty_body_and_every_kind(kind: Kind) -> None:
    for body in (b"", b" \n", b"\0" * 50, b"<", b"<!-- -->"):
        assert extract(source("x", body), SITE, kind).items == []


def test_no_items_but_for_status_200() -> None:
    page = next(page for page in PAGES if extract(source("blog/x", page), SITE).items)
    for status in (204, 301, 304, 403, 404, 500):
        result = extract(source("blog/x", page, status=status), SITE)
        assert (result.items, result.problems) == ([], [])


@pytest.mark.parametrize(
    ("path", "body", "media_type", "problem"),
    [
        ("news/x", b"%PDF-1.4", "application/pdf", "news: application/pdf in place of an HTML page"),
        ("news/x", b"%PDF-1.4", "text/html", "news: text/html in place of an HTML page"),
        ("sites/default/files/x.pdf", b"<!DOCTYPE html><html>", "application/pdf", "file: HTML in place of a file"),
        ("sites/default/files/x.pdf", b"<p>", "text/html", "file: HTML in place of a file"),
        ("rss.xml", b"<!DOCTYPE html><html><body></body></html>", "text/html", "feed: not RSS or Atom"),
        ("news/x", b"<html><body class='maintenance-page'><h1>Back soon</h1></body></html>", "text/html",
         "news: the site's maintenance page in place of the page"),
    ],
)  # fmt: skip
def test_the_wrong_thing_at_an_address_is_named(path: str, body: bytes, media_type: str, problem: str) -> None:
    result = extract(source(path, body, media_type), SITE)
    assert result.items == []
    assert result.problems == [problem]


def test_another_sites_page_yields_nothing() -> None:
    other = Source(
        "https://example.org/blog/x", PAGES[0], datetime(2026, 11, 22, tzinfo=UTC), {"content-type": "text/html"}
    )
    result = extract(other, SITE)
    assert (result.items, result.record_id) == ([], None)


FEED = """<?xml version="1.0" encoding="utf-8"?>{doctype}
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{title}</title><link>{link}</link>
<item><title>Ring &amp; road{entity}</title><link>https://jamandjustice-rjc.org/news/ring-road</link><description>&lt;p&gt;x&lt;/p&gt;</description>
<pubDate>Mon, 24 Feb 2020 10:15:00 +0000</pubDate><dc:creator>office</dc:creator><guid isPermaLink="false">57 at https://jamandjustice-rjc.org</guid></item>
<item><title>Elsewhere</title><link>https://example.org/x</link></item></channel></rss>"""


def entries(path: str, **parts: str) -> list[FeedEntry]:
    filled = {"doctype": "", "title": "Jam and Justice", "link": HOST, "entity": ""} | parts
    result = extract(source(path, FEED.format(**filled).encode(), "application/rss+xml"), SITE)
    return [item for item in result.items if isinstance(item, FeedEntry)]


def test_feed() -> None:
    (entry,) = entries("rss.xml")
    assert (entry.target_id, entry.node_id, entry.title) == ("news/ring-road", 57, "Ring & road")
    assert (entry.published_raw, entry.theme_id) == ("Mon, 24 Feb 2020 10:15:00 +0000", None)


def test_a_terms_feed_knows_its_theme_by_link_or_title() -> None:
    path = "taxonomy/term/2/feed"
    by_link = entries(path, link=HOST + "our-projects/democracy-and-engagement")
    by_title = entries(path, title="Jam and Justice - Democracy and Engagement", link=HOST + "taxonomy/term/2")
    assert [e.theme_id for e in by_link + by_title] == ["democracy-and-engagement"] * 2


def test_a_feed_expands_no_entity() -> None:
    doctype = '<!DOCTYPE r [<!ENTITY a "boom"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    (entry,) = entries("rss.xml", doctype=doctype, entity="&a;&b;")
    assert entry.title == "Ring & road"


def test_project_flag_and_content_types() -> None:
    def kind_of(node_type: str, **flags: bool) -> str:
        body = f'<body class="page-node-1 {node_type}"><h1 id="page-title">T</h1><div class="node" id="node-1"><p>Words.</p></div>'
        (record,) = extract(source("t", body.encode()), SITE, **flags).items
        return type(record).__name__

    assert kind_of("") == "Page"
    assert kind_of("", project=True) == "Project"
    assert kind_of("node-type-project") == "Project"
    assert kind_of("node-type-page", project=True) == "Page"


def test_a_number_is_answered_with_the_alias_the_page_names() -> None:
    body = b'<head><link rel="canonical" href="/blog/the-alias"></head><body class="page-node-24"><h1>T</h1><div class="node"><p>W</p></div>'
    for kind in (None, Kind.PAGE):
        result = extract(source("node/24", body), SITE, kind)
        (record,) = result.items
        assert isinstance(record, Article)
        assert (result.kind, result.record_id, record.url) == (Kind.BLOG, "blog/the-alias", HOST + "blog/the-alias")
        assert record.also_at == [HOST + "node/24"]


def test_the_link_header_names_it_too() -> None:
    headers = {"content-type": "text/html", "link": '</event/a>; rel="canonical",</node/5>; rel="shortlink"'}
    one = Source(
        HOST + "node/5", b"<h1>T</h1><div class='node'><p>W</p></div>", datetime(2026, 1, 1, tzinfo=UTC), headers
    )
    result = extract(one, SITE)
    assert (result.kind, result.record_id) == (Kind.EVENT, "event/a")
