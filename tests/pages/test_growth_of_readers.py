"""How long feeds, maps of the site and a page's links take to read grows with their length, whatever they are made of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from growth import assert_no_square

from jjscrape.items import FeedEntry
from jjscrape.pages import Source, extract
from jjscrape.pages.markup.floods import without_attribute_floods
from jjscrape.pages.markup.outlinks import outlinks
from jjscrape.pages.markup.soup import Soup
from jjscrape.pages.markup.xml import xml_root
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
HOST = "https://jamandjustice-rjc.org/"
SMALL, LARGE = 8_000, 64_000
ENTRY = b"<item><title>T</title><link>https://jamandjustice-rjc.org/news/x</link><pubDate>Mon, 99 Foo</pubDate></item>"
FLOODS = [
    *(b"<!DOCTYPE[", b"<!DOCTYPE", b"<!DOCTYPE x ", b"]", b"] ", b"]>", b"<!ENTITY a 'b'>", b"<?xml ", b"<!--", b"<![CDATA["),
    *(b"<item>", b"<item></item>", b"<item><link>", b"<a b='", b"&amp;", b"&", b" ", b"\n", ENTRY),
    *(b"<link href='/news/x'/>", b"1 at ", b"<entry><id>1 at x</id></entry>", b"<url><loc>x</loc></url>"),
]  # fmt: skip
BEGINS = [b"", b"<rss><channel>", b"<!DOCTYPE x [", b"<rss><channel><item><title>"]
LINKS = [
    *(b"<a href='/x'>", b"<a href='", b"<img srcset='", b"<p style='", b"url(", b"url('", b"@import ", b"/*", b"<base href='"),
    *(b"<meta http-equiv=refresh content='", b"1;url=", b" , ", b"a ", b"\\", b"<iframe src='/x'>", b"../", b"%2e%2e/"),
]  # fmt: skip


def source(path: str, body: bytes, media_type: str) -> Source:
    return Source(HOST + path, body, datetime(2026, 11, 22, tzinfo=UTC), {"content-type": media_type})


def flood(begin: bytes, piece: bytes, size: int) -> bytes:
    return begin + piece * (size // len(piece))


@pytest.mark.parametrize("piece", FLOODS, ids=lambda piece: repr(piece[:20]))
def test_feeds(piece: bytes) -> None:
    for begin in BEGINS:
        assert_no_square(
            lambda size, begin=begin: extract(
                source("rss.xml", flood(begin, piece, size), "application/rss+xml"), SITE
            ),
            *(SMALL, LARGE),
        )


@pytest.mark.parametrize("begin", [b"<p>", b"<img srcset='", b"<p style='", b"<a href='", b"<meta content='"], ids=repr)
@pytest.mark.parametrize("piece", LINKS, ids=repr)
def test_links_of_a_page(piece: bytes, begin: bytes) -> None:
    assert_no_square(lambda size: outlinks(source("x", flood(begin, piece, size), "text/html"), SITE), SMALL, LARGE)


@pytest.mark.parametrize("piece", [b" ", b",", b", ", b"a ", b"a, ", b"a 1x, ", b"\n"], ids=repr)
def test_pictures_of_many_sizes(piece: bytes) -> None:
    def read(size: int) -> None:
        outlinks(source("x", b"<img srcset='" + piece * (size // len(piece)) + b"\">'>", "text/html"), SITE)

    assert_no_square(read, SMALL, LARGE)


def test_pictures_of_several_sizes_are_all_named() -> None:
    body = b"<img srcset=' /a.png, /b.png 1x,/c.png 100w 2x , data:x;base64,AA= 3x,  /d.png'>"
    found = [link.url for link in outlinks(source("x", body, "text/html"), SITE)]
    assert found == [HOST + name for name in ("a.png", "b.png", "c.png", "d.png")]


@pytest.mark.parametrize("piece", LINKS, ids=repr)
def test_links_of_a_style_sheet(piece: bytes) -> None:
    assert_no_square(lambda size: outlinks(source("x.css", flood(b"", piece, size), "text/css"), SITE), SMALL, LARGE)


@pytest.mark.parametrize(
    "doctype",
    [
        b"<!DOCTYPE rss>",
        b'<!doctype rss PUBLIC "-//x//y" "http://example.org/rss.dtd">\n',
        b"<!DOCTYPE rss [<!ENTITY nbsp '&#160;'> <!ELEMENT a (b)>]>",
        b"<!DOCTYPE rss [\n] \n >",
    ],
)
def test_a_feed_with_a_document_type_is_read(doctype: bytes) -> None:
    body = b"<?xml version='1.0'?>\n" + doctype + b"<rss><channel>" + ENTRY + b"</channel></rss>"
    (entry,) = extract(source("rss.xml", body, "application/rss+xml"), SITE).items
    assert isinstance(entry, FeedEntry)
    assert entry.target_id == "news/x"


def test_what_a_document_type_without_an_end_holds_is_no_feed() -> None:
    result = extract(source("rss.xml", b"<!DOCTYPE rss [<rss><channel>" + ENTRY, "application/rss+xml"), SITE)
    assert (result.items, result.problems) == ([], ["feed: not RSS or Atom"])


def test_elements_without_end_make_no_tree() -> None:
    body = b"<urlset>" + b"<a/>" * 700_000
    assert xml_root(source("sitemap.xml", body, "application/xml")) is None
    links = outlinks(source("x", b"<a href='/x'>" + b"<b>" * 700_000 + b"<a href='/y'>", "text/html"), SITE)
    assert [link.url for link in links] == [HOST + "x"]


def test_a_large_map_of_a_site_is_read() -> None:
    place = b"<url><loc>https://jamandjustice-rjc.org/news/%d</loc><lastmod>2018-01-01</lastmod><priority>1</priority></url>"
    body = b"<urlset>" + b"".join(place % number for number in range(20_000)) + b"</urlset>"
    assert len(outlinks(source("sitemap.xml", body, "application/xml"), SITE)) == 20_000


@pytest.mark.parametrize("attribute", ["srcset", "class", "style", "data-x", "content", "datetime"])
@pytest.mark.parametrize("piece", ["<!--", "&", "a ", "\u00e9", "%", "1 March 2018 "])
def test_attributes_of_a_page(piece: str, attribute: str) -> None:
    def read(size: int) -> None:
        value = piece.replace("&", "&amp;") * (size // len(piece))
        body = f"<title>T</title><h1>T</h1><p>Words.</p><span property='dc:date' {attribute}='{value}'>x</span>"
        extract(source("news/x", body.encode(), "text/html"), SITE)

    assert_no_square(read, SMALL, LARGE)


@pytest.mark.parametrize("piece", ["a{} ", "a{}=1 ", "a{}='' ", 'a{}=""', "a{}/", "a{}\n"])
@pytest.mark.parametrize("end", [">", "", "'>", '">'])
def test_many_attributes(piece: str, end: str) -> None:
    def read(size: int) -> None:
        attributes = "".join(piece.format(number) for number in range(size // 10))
        page = source("news/x", f"<title>T</title><h1>T</h1><p {attributes}{end}Words.".encode(), "text/html")
        extract(page, SITE)
        outlinks(page, SITE)

    assert_no_square(read, 80_000, 640_000)


def test_a_tag_loses_its_attributes_only_where_they_are_a_flood() -> None:
    kept = "<img src='data:image/png;base64," + "A/b+" * 90_000 + "=='><svg><path d='" + "M 1 2 " * 20_000 + "'></svg>"
    kept += (
        "<div data-settings='{"
        + '"a": 1, ' * 5_000
        + "}'><p>"
        + "a = 'b' " * 50_000
        + "<script>"
        + "a = 1 / 2;" * 9_000
    )
    assert without_attribute_floods(kept) == kept
    flood = "<p class='x' " + "a " * 2_000 + ">Words, and 1 > 0.</p>"
    assert without_attribute_floods(flood) == "<p>Words, and 1 > 0.</p>"


def test_a_page_with_more_text_than_any_book_is_named_and_not_read() -> None:
    page = "<title>T</title><h1>T</h1><script>{}</script><div class='field-name-body'><p>{}</p></div>"
    result = extract(source("news/x", page.format("", "word " * 500_000).encode(), "text/html"), SITE)
    assert (result.refused, result.items) == (True, [])
    assert result.problems == ["body: over 2097152 characters of text; not read"]
    assert extract(source("news/x", page.format("x" * 3_000_000, "Words.").encode(), "text/html"), SITE).items


@pytest.mark.parametrize(("names", "many"), [("a " * 100_000, 1), ("wide blue " * 90, 2_000)], ids=["of one", "of all"])
def test_class_names_are_cut_where_no_page_has_as_many(names: str, many: int) -> None:
    body = f"<title>T</title><h1>T</h1><div class='field-name-body'><p>Words.</p>{f'<p class={names!r}>x' * many}</div>"
    page = Soup.of(source("news/x", body.encode(), "text/html"))
    assert page is not None
    assert page.problems == ["page: more class names than on any page; the rest is cut"]
    assert sum(len(element.get("class") or "") for element in page.root.iter("p")) <= 1_000_000
    assert page.root.find(".//div").get("class") == "field-name-body"
