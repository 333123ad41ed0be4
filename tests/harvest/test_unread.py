"""Half pages and errors in place of pages: none replaces a good capture, and each is named."""

from __future__ import annotations

import gzip
import json
import tempfile
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
from examples import share
from hypothesis import given, settings
from hypothesis import strategies as st

from jjscrape import clock
from jjscrape.archive.exchange import Exchange
from jjscrape.archive.http import LONGEST_HEAD
from jjscrape.archive.reader import Archive
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.crawl.summary import CrawlSummary
from jjscrape.harvest.gather import harvest
from jjscrape.operate import run as running
from jjscrape.operate.console import published
from jjscrape.pages.source import LARGEST_PAGE, LARGEST_TEXT
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
HOME = "https://jamandjustice-rjc.org"
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
POST, LIST, FILE = "blog/x", "news", "sites/default/files/a.pdf"
WORDS = "<p>One paragraph of the article, with words enough to tell it by.</p>"


def html(title, inner, body_class="node-type-blog"):
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body class='{body_class}'><h1>{title}</h1>"
        f"<div id='content'>{inner}</div></body></html>"
    ).encode()


def post(title):
    return html(title, f"<div class='node node-blog'><div class='field-name-body'>{WORDS * 3}</div></div>")


def listing(*targets):
    rows = (
        f"<div class='views-row'><h2><a href='/{t}'>Title of {t}</a></h2><p>What {t} is about.</p></div>"
        for t in targets
    )
    return html("News", f"<div class='view'>{''.join(rows)}</div>", "page-news")


def answer(body, *headers, length=None, media="text/html"):
    head = [f"Content-Type: {media}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return ("HTTP/1.1 200 OK\r\n" + "\r\n".join(head) + "\r\n\r\n").encode() + body


def chunked(body, end=b"0\r\n\r\n"):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"%x\r\n%s\r\n" % (len(body), body) + end


HALF = post("Half")[:-200]
GZIP = "Content-Encoding: gzip"
NO_PAGE = {
    "truncated": (answer(HALF), "disconnect"),
    "short": (answer(HALF, length=5000), None),
    "no last chunk": (chunked(HALF, end=b""), None),
    "broken chunks": (chunked(HALF, end=b"zz\r\n"), None),
    "torn gzip": (answer(gzip.compress(post("Half"))[:-30], GZIP), None),
    "damaged gzip": (answer(b"\x1f\x8b\x08" + bytes(50), GZIP), None),
    "unknown coding": (answer(b"\x1f\x9d\x90" + bytes(range(250)), "Content-Encoding: compress"), None),
    "swells": (answer(gzip.compress(bytes(LARGEST_PAGE + 1)), GZIP), None),
    "empty": (answer(b""), None),
    "nothing on it": (answer(b"<html><head><title>X</title></head><body> </body></html>"), None),
    "drupal": (answer(b"The website encountered an unexpected error. Please try again later.<br />"), None),
    "maintenance": (answer(html("Jam", "Jam is currently under maintenance.", "maintenance-page")), None),
    "database": (answer(html("Error", "<p>PDOException: SQLSTATE[HY000] [2002] refused", "x")), None),
    "php": (answer(HALF + b"<br />\n<b>Fatal error</b>:  Allowed memory size in <b>/a.php</b> on line <b>9</b>"), None),
    "swells by deflate": (answer(zlib.compress(bytes(LARGEST_PAGE + 1)), "Content-Encoding: deflate"), None),
    "swells by brotli": (answer(brotli.compress(bytes(LARGEST_PAGE + 1), quality=1), "Content-Encoding: br"), None),
    "more text than a book": (answer(gzip.compress(post("w " * LARGEST_TEXT)), GZIP), None),
    "head without an end": (answer(post("Half")).replace(b"\r\n\r\n", b"\r\nX: " + b"a" * LONGEST_HEAD), "length"),
    "chunks of a byte": (chunked(b"", end=b"1\r\nx\r\n" * 9), None),
    "server": (answer(b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1>"), None),
}


def crawl(archive, number, *answers, whole=True, folder=None):
    """A crawl on a day; an answer is a path and the bytes, or these and why they are truncated."""
    folder = folder or archive / f"{BEGIN + timedelta(days=number):%Y%m%dT%H%M%SZ}"
    with ArchiveWriter(folder, "crawl", "test/1", {"spider": "site"}) as writer:
        for minute, (path, (response, truncated)) in enumerate(answers):
            writer.write(
                Exchange(
                    url=f"{HOME}/{path}",
                    method="GET",
                    request=b"GET / HTTP/1.1\r\nHost: jamandjustice-rjc.org\r\n\r\n",
                    response=response,
                    captured_at=BEGIN + timedelta(days=number, minutes=minute),
                    truncated=truncated,
                )
            )
    told = {"complete": whole, "finish_reason": "finished", "spider": "site", "site": SITE.name}
    (folder / "run.json").write_text(json.dumps(told))


def good(body, media="text/html"):
    return answer(body, media=media), None


def built(archive):
    return harvest(Archive([archive]), SITE)


@pytest.mark.parametrize("kind", NO_PAGE)
def test_what_is_no_page_leaves_the_page_as_it_was_and_is_named(kind, tmp_path):
    crawl(tmp_path, 0, (POST, good(post("Whole"))))
    crawl(tmp_path, 1, (POST, NO_PAGE[kind]))
    found = built(tmp_path)
    assert [(article.title, article.capture.captured_at) for article in found.articles] == [("Whole", BEGIN)]
    [told] = found.unread
    assert (told.record_id, told.kept, told.url) == (POST, found.articles[0].capture.id, f"{HOME}/{POST}")
    assert told.capture_id != told.kept
    assert told.why
    assert f"{POST} keeps what capture {told.kept} says" in str(told)


@pytest.mark.parametrize("kind", NO_PAGE)
def test_nothing_is_published_of_what_is_no_page_until_it_comes_whole(kind, tmp_path):
    crawl(tmp_path, 0, (POST, NO_PAGE[kind]))
    found = built(tmp_path)
    assert not [*found.articles, *found.pages]
    assert [(told.record_id, told.kept) for told in found.unread] == [(POST, None)]
    assert "has nothing published" in str(found.unread[0])
    crawl(tmp_path, 1, (POST, good(post("Whole"))))
    found = built(tmp_path)
    assert [article.title for article in found.articles] == ["Whole"]
    assert found.unread == []


def test_a_page_that_swells_takes_no_memory(tmp_path):
    crawl(
        tmp_path,
        0,
        (POST, good(post("Whole"))),
        ("blog/y", (answer(gzip.compress(bytes(6 * LARGEST_PAGE)), GZIP), None)),
    )
    built(tmp_path)
    tracemalloc.start()
    found = built(tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [told.record_id for told in found.unread] == ["blog/y"]
    assert peak < 3 * LARGEST_PAGE


@settings(max_examples=share(0.5), deadline=None)
@given(st.lists(st.sampled_from(["good", *NO_PAGE]), min_size=1, max_size=6), st.booleans())
def test_what_is_published_is_the_newest_good_answer(kinds, whole):
    with tempfile.TemporaryDirectory() as folder:
        for number, kind in enumerate(kinds):
            what = good(post(f"Title {number}")) if kind == "good" else NO_PAGE[kind]
            crawl(Path(folder), number, (POST, what), whole=whole)
        found = built(Path(folder))
    goods = [f"Title {number}" for number, kind in enumerate(kinds) if kind == "good"]
    assert [article.title for article in found.articles] == goods[-1:]
    assert len(found.unread) == (kinds[-1] != "good")


@pytest.mark.parametrize("kind", NO_PAGE)
def test_a_list_that_is_no_page_takes_no_teasers_away(kind, tmp_path):
    both = (POST, good(post("X"))), ("blog/y", good(post("Y")))
    crawl(tmp_path, 0, (LIST, good(listing(POST, "blog/y"))), *both)
    before = [(teaser.target_id, teaser.position) for teaser in built(tmp_path).teasers]
    assert before == [(POST, 0), ("blog/y", 1)]
    crawl(tmp_path, 1, (LIST, NO_PAGE[kind]), both[0])
    found = built(tmp_path)
    assert [(teaser.target_id, teaser.position) for teaser in found.teasers] == before
    assert {found.history[key].status for key in (POST, "blog/y")} == {"live"}, "half a list says nothing of absence"
    assert [told.record_id for told in found.unread] == [LIST]
    assert found.unread[0].kept
    crawl(tmp_path, 2, (LIST, good(listing(POST))), both[0])
    found = built(tmp_path)
    assert [teaser.target_id for teaser in found.teasers] == [POST]
    assert found.history["blog/y"].status == "gone"
    assert found.unread == []


def test_a_further_page_of_a_list_that_was_met_and_not_read_is_still_there(tmp_path):
    first, second = (LIST, good(listing(POST))), (f"{LIST}?page=1", good(listing("blog/y")))
    crawl(tmp_path, 0, first, second)
    crawl(tmp_path, 1, first, (f"{LIST}?page=1", NO_PAGE["truncated"]))
    assert {teaser.target_id for teaser in built(tmp_path).teasers} == {POST, "blog/y"}
    crawl(tmp_path, 2, first)
    assert {teaser.target_id for teaser in built(tmp_path).teasers} == {POST}


def test_a_page_that_moved_and_came_in_half_is_not_absent(tmp_path):
    moved = b"HTTP/1.1 301 X\r\nLocation: /blog/z\r\nContent-Length: 0\r\n\r\n"
    crawl(tmp_path, 0, (LIST, good(listing(POST))), (POST, good(post("X"))))
    crawl(tmp_path, 1, (LIST, good(listing("blog/z"))), (POST, (moved, None)), ("blog/z", NO_PAGE["truncated"]))
    found = built(tmp_path)
    assert found.history[POST].status == "live"
    assert [told.kept for told in found.unread] == [found.articles[0].capture.id]
    crawl(tmp_path, 2, (LIST, good(listing("blog/z"))), (POST, (moved, None)))
    assert built(tmp_path).history[POST].status == "gone"


def test_an_error_where_there_never_was_a_list_leaves_a_crawl_whole(tmp_path):
    crawl(tmp_path, 0, (LIST, good(listing(POST))), (POST, good(post("X"))))
    crawl(tmp_path, 1, (LIST, good(listing("blog/y"))), (f"{LIST}?page=1", NO_PAGE["server"]))
    assert built(tmp_path).history[POST].status == "gone"


def test_a_list_that_came_whole_the_second_time_is_whole(tmp_path):
    crawl(tmp_path, 0, (LIST, good(listing(POST))), (POST, good(post("X"))))
    crawl(tmp_path, 1, (LIST, NO_PAGE["truncated"]), (LIST, good(listing("blog/y"))))
    found = built(tmp_path)
    assert found.history[POST].status == "gone"
    assert found.unread == []


def test_half_a_file_is_none(tmp_path):
    page = html("X", f"<div class='node'><div class='field-name-body'>{WORDS}<a href='/{FILE}'>A</a></div></div>")
    pdf = answer(b"%PDF-1.4 whole", media="application/pdf")
    crawl(tmp_path, 0, (POST, good(page)), (FILE, (pdf, None)))
    crawl(tmp_path, 1, (FILE, (answer(b"%PDF-1.4 wh", length=14, media="application/pdf"), None)))
    crawl(tmp_path, 2, (FILE, (answer(b"%PDF-1.4 who", media="application/pdf"), "length")))
    found = built(tmp_path)
    facts = found.files[FILE]
    assert (facts.status, facts.size) == ("archived", 14)
    [told] = found.unread
    assert (told.record_id, told.kept) == (FILE, facts.capture_id)


def test_a_run_that_changes_nothing_names_what_it_could_not_read(tmp_path, monkeypatch):
    answers = [(POST, good(post("Whole")))]

    def crawl_again(site, folder, options):
        crawl(folder.parent, len(answers), answers[-1], folder=folder)
        return CrawlSummary(crawl_id=folder.name, site=site.name, spider="site", started=BEGIN, complete=True)

    monkeypatch.setattr(running, "crawl", crawl_again)
    monkeypatch.setattr(clock, "now", lambda: BEGIN + timedelta(days=len(answers) + 1))
    running.run(SITE, tmp_path, running.Options())
    answers.append((POST, NO_PAGE["truncated"]))
    done = running.run(SITE, tmp_path, running.Options())
    assert not done.publication.new
    [told] = json.loads((done.archive / "run.json").read_text())["unread"]
    assert (told["record_id"], told["kept"]) == (POST, done.publication.unread[0].kept)
    assert any(f"{POST} keeps what capture" in line for line in published(done.publication, tmp_path))


LOOKALIKES = {
    "an article about an error": post("The website encountered an unexpected error"),
    "an article called so": post("Just a moment..."),
    "a page that quotes one": html(
        "How we moved", f"<div class='node'><pre>Fatal error: Allowed memory in /a.php on line 9</pre>{WORDS}</div>"
    ),
    "no node, and other things first": html(
        "Moving house", f"{WORDS * 5}<p>On Monday the website is down for maintenance.</p>", "x"
    ),
    "a long page": html("The site is under maintenance: a history", WORDS * 40, "x"),
    "a picture alone": html("A map", "<img src='/a.png'>"),
}


@pytest.mark.parametrize("name", LOOKALIKES)
def test_a_page_that_tells_of_errors_is_a_page(name, tmp_path):
    crawl(tmp_path, 0, (POST, good(post("Before"))))
    crawl(tmp_path, 1, (POST, good(LOOKALIKES[name])))
    found = built(tmp_path)
    assert found.unread == []
    assert [article.title for article in found.articles] != ["Before"]
