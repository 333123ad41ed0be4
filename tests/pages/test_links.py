from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from growth import assert_no_square
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.pages.markup.outlinks import Outlink, Rel, outlinks
from jjscrape.pages.source import Source
from jjscrape.site import load_site

SITE = replace(load_site("jamandjustice"), base_url="http://site.test")
AT = "http://site.test/blog/one"
HTML = "text/html; charset=utf-8"


def source(body: str | bytes, media: str = HTML, url: str = AT) -> Source:
    data = body if isinstance(body, bytes) else body.encode()
    return Source(url, data, datetime(2026, 11, 22, tzinfo=UTC), {"content-type": media} if media else {})


def found(body: str | bytes, media: str = HTML, url: str = AT) -> list[tuple[str, str]]:
    return [(link.rel.value, link.url) for link in outlinks(source(body, media, url), SITE)]


@pytest.mark.parametrize(
    ("markup", "rel", "url"),
    [
        ('<a href="/news/a#b">x</a>', "link", "http://site.test/news/a"),
        ('<a href="two">x</a>', "link", "http://site.test/blog/two"),
        ('<a href=" //other.test/x ">x</a>', "link", "http://other.test/x"),
        ('<map><area href="/a"></map>', "link", "http://site.test/a"),
        (
            '<a href="/sites/default/files/a%20b.pdf">x</a>',
            "document",
            "http://site.test/sites/default/files/a%20b.pdf",
        ),
        ('<a rel="next" href="/blog/two">x</a>', "pager", "http://site.test/blog/two"),
        ('<img src="/i.png">', "requisite", "http://site.test/i.png"),
        ('<img srcset="/i.png 1x, /j,k.png 2x">', "requisite", "http://site.test/j,k.png"),
        ('<link rel="stylesheet" href="/s.css?x">', "requisite", "http://site.test/s.css?x"),
        ('<link rel="shortcut icon" href="/f.ico">', "requisite", "http://site.test/f.ico"),
        ('<link rel="alternate" href="/rss.xml">', "link", "http://site.test/rss.xml"),
        ('<script src="/s.js"></script>', "requisite", "http://site.test/s.js"),
        ('<iframe src="/framed"></iframe>', "requisite", "http://site.test/framed"),
        ('<video poster="/p.jpg" src="/v.mp4"></video>', "requisite", "http://site.test/p.jpg"),
        ('<audio><source src="/a.mp3"></audio>', "requisite", "http://site.test/a.mp3"),
        ('<object data="/o.pdf"></object>', "requisite", "http://site.test/o.pdf"),
        ('<embed src="/e.swf">', "requisite", "http://site.test/e.swf"),
        ('<style>@import "i.css"; @import url(/j.css);</style>', "requisite", "http://site.test/blog/i.css"),
        ("<p style=\"background: url('/b\\26 .png')\">x</p>", "requisite", "http://site.test/b&.png"),
        ('<meta http-equiv="Refresh" content="0; URL=/moved">', "link", "http://site.test/moved"),
        ('<base href="/deep/er/"><a href="x">x</a>', "link", "http://site.test/deep/er/x"),
    ],
)
def test_what_an_element_names(markup, rel, url):
    assert (rel, url) in found(f"<!DOCTYPE html><html><head></head><body>{markup}</body></html>")


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="mailto:x@y.test">x</a><a href="javascript:void(0)">x</a><a href="#top">x</a><a>x</a>',
        '<img src="data:image/png;base64,AA=="><a href="http://[broken/">x</a><a href="file:///etc/passwd">x</a>',
        '<iframe src="https://video.test/embed/1"></iframe>',
        '<link rel="canonical" href="/x"><link rel="shortlink" href="/node/1">',
        '<!-- <a href="/x">x</a> --><style>/* url(/x.png) */</style>',
    ],
)
def test_what_is_no_address_to_ask_for(markup):
    assert found(f"<html><body>{markup}</body></html>") == []


def test_the_pages_of_a_list_are_its_pager():
    body = '<a href="/news">1</a><a href="/news?page=2">3</a><a href="?page=1">2</a><a href="/blog?page=1">x</a>'
    assert found(body, url="http://site.test/news?page=1") == [
        ("pager", "http://site.test/news"),
        ("pager", "http://site.test/news?page=2"),
        ("link", "http://site.test/news?page=1"),
        ("link", "http://site.test/blog?page=1"),
    ]


def test_style_sheets_and_feeds_have_links_too():
    css = '@charset "utf-8"; @import url("a.css"); p { src: url(../f.woff2) format("woff2"), url( \'g.ttf\' ) }'
    assert found(css, "text/css", "http://site.test/css/s.css") == [
        ("requisite", "http://site.test/css/a.css"),
        ("requisite", "http://site.test/f.woff2"),
        ("requisite", "http://site.test/css/g.ttf"),
    ]
    rss = "<rss><channel><item><link>/news/a</link><enclosure url='/sites/default/files/a.pdf'/></item></channel></rss>"
    assert ("link", "http://site.test/news/a") in found(rss, "application/rss+xml")
    atom = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='/news/b'/></entry></feed>"
    assert found(atom, "application/atom+xml") == [("link", "http://site.test/news/b")]


def test_a_feed_reads_no_file_of_this_machine(tmp_path):
    (tmp_path / "secret").write_text("/news/secret")
    rss = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]><rss><link>&e;</link></rss>'
    assert found(rss, "text/xml") == []


def test_other_media_have_no_links():
    assert found('<a href="/x">x</a>', "application/pdf") == []
    assert found('<a href="/x">x</a>', "") == [("link", "http://site.test/x")]


def test_the_server_s_charset_is_believed_unless_unknown():
    body = '<a href="/caf\xe9">x</a>'.encode("latin-1")
    assert found(body, "text/html; charset=iso-8859-1") == [("link", "http://site.test/caf\xe9")]
    assert found(b'<a href="/x">x</a>', "text/html; charset=klingon") == [("link", "http://site.test/x")]


PIECES = st.sampled_from(
    ["<a href=", '"', "'", "/x", "?page=", ">", "<style>", "url(", ")", "@import ", "/*", "<base href=", "http://", "[",
     "<img srcset=", ", ", "<meta http-equiv=refresh content=", "\x00", "\\26 ", "&#0;", "<![CDATA[", "</a>", "\ud7ff"]
)  # fmt: skip


@given(
    st.lists(PIECES, max_size=40).map("".join) | st.binary(max_size=300),
    st.sampled_from([HTML, "text/css", "text/xml", ""]),
)
def test_any_body_gives_clean_addresses(body, media):
    links = outlinks(source(body, media), SITE)
    assert len(set(links)) == len(links)
    for link in links:
        assert isinstance(link, Outlink)
        assert isinstance(link.rel, Rel)
        parts = urlsplit(link.url)
        assert parts.scheme in {"http", "https"}
        assert parts.netloc
        assert "#" not in link.url


@pytest.mark.parametrize("piece", ["url(", 'url("', "/*", "@import '", "url(   ", "\\", '<p style="url(">'])
def test_a_body_of_nothing_but_beginnings_is_read_once(piece):
    def work(times):
        outlinks(source(piece * times, "text/css"), SITE)
        outlinks(source("<style>" + piece * times, HTML), SITE)

    assert_no_square(work, 4_000, 32_000)


@pytest.mark.parametrize(
    ("body", "media"),
    [
        ('<html><body><a href="/news/café">x</a>'.encode(), "text/html; charset=iso-8859-1"),
        ('<html><head><meta charset="windows-1252"></head><body><a href="/news/café">x</a>'.encode("cp1252"), HTML),
        ('<html><body><a href="/news/café">x</a>'.encode("cp1252"), "text/html"),
        (
            '<?xml version="1.0" encoding="ascii"?><rss><channel><link>/news/café</link></channel></rss>'.encode(),
            "application/rss+xml",
        ),
        ('.a { background: url("/news/café") }'.encode("cp1252"), "text/css"),
    ],
)
def test_addresses_are_in_the_charset_that_the_page_is_read_in(body, media):
    assert [url for _, url in found(body, media)] == ["http://site.test/news/café"]
