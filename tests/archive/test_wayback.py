"""Records of a web archive's own pages count as what they show."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jjscrape.archive.reader import Archive
from jjscrape.archive.wayback import embedded
from jjscrape.archive.writer import ArchiveWriter

BASE = "https://web.archive.test/web"


def captured(tmp_path, make_exchange, *exchanges):
    with ArchiveWriter(tmp_path, "crawl", "test", {}) as writer:
        for exchange in exchanges:
            writer.write(make_exchange(**exchange))
    archive = Archive([tmp_path])
    return archive, list(archive.captures())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"{BASE}/20190102030405id_/http://site.test/a?b=1", ("http://site.test/a?b=1", "20190102030405")),
        (f"{BASE}/2019/https://site.test/", ("https://site.test/", "2019")),
        (f"{BASE}/20190102im_/http:/site.test/x.png", ("http://site.test/x.png", "20190102")),
        ("http://127.0.0.1:8080/coll/20190102030405mp_/http://site.test/", ("http://site.test/", "20190102030405")),
        ("http://archive.test/20190102030405/http://site.test/", ("http://site.test/", "20190102030405")),
        (f"{BASE}/*/http://site.test/", None),
        ("http://site.test/news/2019", None),
        ("http://site.test/?u=/2019/http://other.test/", None),
        ("http://site.test/2019/story", None),
    ],
)
def test_addresses(url, shown):
    assert embedded(url) == shown


def test_a_page_counts_as_the_site_s_at_its_date(tmp_path, make_exchange):
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nServer: archive\r\nX-Archive-Orig-Server: Apache\r\n"
        b"X-Archive-Orig-Content-Type: text/html; charset=latin1\r\nx-archive-orig-content-encoding: gzip\r\n"
    )
    archive, (found,) = captured(
        tmp_path, make_exchange, {"url": f"{BASE}/20190102030405id_/http://site.test/a", "head": head, "body": b"<p>a"}
    )
    assert found.url == "http://site.test/a"
    assert found.captured_at == datetime(2019, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert found.header("server") == "Apache"
    assert found.media_type == "text/html"
    assert archive.body(found) == b"<p>a"


def test_the_memento_s_date_goes_before_the_one_that_was_asked_for(tmp_path, make_exchange):
    head = b"HTTP/1.1 200 OK\r\nMemento-Datetime: Fri, 29 Jun 2018 09:30:00 GMT\r\n"
    _, found = captured(
        tmp_path,
        make_exchange,
        {"url": f"{BASE}/2019id_/http://site.test/a", "head": head},
        {"url": f"{BASE}/2019id_/http://site.test/b"},
    )
    assert [c.captured_at for c in found] == [
        datetime(2018, 6, 29, 9, 30, tzinfo=UTC),
        datetime(2019, 1, 1, tzinfo=UTC),
    ]


def test_an_archive_s_redirect_to_another_date_is_not_the_site_s(tmp_path, make_exchange):
    asked = f"{BASE}/2019id_/http://site.test/old"
    moved = "HTTP/1.1 302 Found\r\nLocation: {}\r\n"
    _, found = captured(
        tmp_path,
        make_exchange,
        {"url": asked, "head": moved.format("/web/20190102030405id_/http://site.test/old").encode()},
        {"url": asked, "head": moved.format(f"{BASE}/20190102030405id_/http://site.test/new").encode()},
        {"url": asked, "head": (moved.format("/x") + "X-Archive-Orig-Location: /new\r\n").encode()},
    )
    assert [(c.url, c.header("location")) for c in found] == [
        (asked, "/web/20190102030405id_/http://site.test/old"),
        ("http://site.test/old", "http://site.test/new"),
        ("http://site.test/old", "/new"),
    ]


PAGE = b"""<!DOCTYPE html><html><head>
<title>A</title><link rel="stylesheet" href="http://site.test/a.css"></head>
<body><p><a href="http://site.test/b?x=/web/2019/">b</a> <img src="https://other.test/c.png"> <a href="/d">d</a></p></body></html>"""
REWRITTEN = b"""<!DOCTYPE html><html><head><script src="//archive.test/includes/analytics.js"></script>
<script>__wm.init("https://web.archive.test/web");</script>
<!-- End Wayback Rewrite JS Include -->
<title>A</title><link rel="stylesheet" href="/web/20190102030405cs_/http://site.test/a.css"></head>
<body><!-- BEGIN WAYBACK TOOLBAR INSERT -->
<div id="wm-ipp-base"><a href="/web/20180102030405/http://site.test/a">2018</a></div>
<!-- END WAYBACK TOOLBAR INSERT --><p><a href="https://web.archive.test/web/20190102030405/http://site.test/b?x=/web/2019/">b</a> \
<img src="//web.archive.test/web/20190102030405im_/https://other.test/c.png"> <a href="/d">d</a></p></body></html>"""


def test_a_page_shown_with_the_archive_s_links_and_toolbar_is_read_without_them(tmp_path, make_exchange):
    archive, (shown, recorded) = captured(
        tmp_path,
        make_exchange,
        {"url": f"{BASE}/20190102030405/http://site.test/a", "body": REWRITTEN},
        {"url": f"{BASE}/20190102030406id_/http://site.test/a", "body": REWRITTEN},
    )
    assert archive.body(shown).split() == PAGE.split()
    assert archive.body(recorded) == REWRITTEN
    assert REWRITTEN[:60] in archive.record_bytes(shown)
