"""Captures fetched from a real web archive server, pywb on loopback, under the site's real name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from datetime import timedelta

import captured_demo as demo
import pytest
from small_site import small

from jjscrape.archive.digest import matches
from jjscrape.archive.exchange import Exchange
from jjscrape.archive.reader import Archive
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.clock import now
from jjscrape.demo import DemoSite
from jjscrape.harvest.reading import source_of
from jjscrape.importing.bring import import_sources
from jjscrape.importing.choice import Versions
from jjscrape.load import load
from jjscrape.operate.building import build_only
from jjscrape.operate.replay import replaying
from jjscrape.pages import extract
from jjscrape.site import ARTICLES, Kind, load_site

pytestmark = pytest.mark.crawl

if demo.PYWB is None:
    pytest.skip(demo.NO_PYWB, allow_module_level=True)
SITE = load_site("jamandjustice")
SIZE = 8
LATER = demo.WHEN + timedelta(days=30)
# When and where a record was captured: a CDX server's dates are to the second, and a capture's record is a new one.
OF_THE_CAPTURE = {"capture_id", "first_seen", "last_seen", "last_changed"}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The demo site captured twice, a month apart, with a page edited and one taken away; and pywb in front of it."""
    data = tmp_path_factory.mktemp("there")
    site = small(DemoSite(articles=SIZE))
    urls = demo.addresses(site)
    demo.capture(data / "archive" / "20211122T102600Z", site, urls)
    changed = next(url for url in urls if "/blog/" in url)
    gone = next(url for url in urls if "/news/" in url)
    site.edit(demo.urlsplit(changed).path, title="A title of later")
    site.delete(demo.urlsplit(gone).path)
    demo.capture(data / "archive" / "20211222T102600Z", site, urls, LATER)
    with replaying(data, demo.PYWB, demo.own_port()) as replay:
        yield data, f"{replay.url}/archive", changed, gone


def rows(data, table):
    frame = load(table, data=data)
    return frame.drop(columns=[c for c in OF_THE_CAPTURE if c in frame.columns]).to_dict("records")


def built(data):
    build_only([str(data / "archive")], data, "jamandjustice", None)
    tables = (
        "articles",
        "projects",
        "pages",
        "themes",
        "people",
        "authorships",
        "theme_memberships",
        "taggings",
        "documents",
        "links",
    )
    return {table: rows(data, table) for table in tables}


def captures(data):
    return list(Archive([data / "archive"]).captures())


def test_a_dataset_built_from_what_was_imported_is_the_same(served, tmp_path):
    there, address, *_ = served
    (done,) = import_sources([f"{address}/cdx"], tmp_path, SITE, delay=0)
    assert done.missing == []
    assert done.digest_differs == 0
    found, expected = built(tmp_path), built(there)
    assert {table: len(r) for table, r in found.items()} == {table: len(r) for table, r in expected.items()}
    assert found == expected
    assert len(found["articles"]) == SIZE
    assert "A title of later" in {row["title"] for row in found["articles"]}
    assert "gone" in {row["status"] for row in found["articles"]}


def test_until_when_a_page_stood_is_known_from_every_capture(served, tmp_path):
    there, address, *_ = served
    (done,) = import_sources([f"{address}/cdx"], tmp_path, SITE, Versions.EVERY, delay=0)
    assert done.captures == len(captures(there))
    build_only([str(tmp_path / "archive")], tmp_path, "jamandjustice", None)
    assert dates(tmp_path) == dates(there)


def dates(data):
    """First seen, last seen, last changed: to the second, as a CDX server has them."""
    frame = load("articles", data=data).set_index("id")[["first_seen", "last_seen", "last_changed"]]
    return {key: tuple(moment.floor("s") for moment in row) for key, row in frame.iterrows()}


def test_captures_keep_their_dates_bytes_and_where_they_came_from(served, tmp_path):
    there, address, changed, gone = served
    import_sources([address], tmp_path, SITE, delay=0)
    theirs = {(c.url, f"{c.captured_at:%Y%m%d%H%M%S}"): c for c in captures(there)}
    original, imported = Archive([there / "archive"]), Archive([tmp_path / "archive"])
    ours = captures(tmp_path)
    for capture in ours:
        source = theirs[capture.url, f"{capture.captured_at:%Y%m%d%H%M%S}"]
        assert imported.body(capture) == original.body(source)
        assert (capture.status, capture.media_type) == (source.status, source.media_type)
        assert capture.header("location") == source.header("location")
        assert matches(imported.body(capture), capture.payload_digest) is not False or capture.header(
            "content-encoding"
        )
        names = {name.lower() for name, _ in capture.headers}
        assert not {n for n in names if n.startswith("x-archive") or n in {"memento-datetime", "content-location"}}
    assert [f"{c.captured_at:%Y%m}" for c in ours if c.url == changed] == ["202111", "202112"]
    assert [c.status for c in ours if c.url == gone] == [200, 404]
    told = demo_notes(tmp_path)
    assert len(told) == len(ours)
    assert f"{address}/20211122102600id_/{demo.ORIGIN}/" in {note["source"] for note in told}
    assert all(note["jjscrape-capture"] == "rebuilt" and note["listed-by"] == f"{address}/cdx" for note in told)


def demo_notes(data):
    from jjscrape.archive.field_values import parse_fields
    from jjscrape.archive.warcfile import records

    return [
        dict(parse_fields(record.read()))
        for file in Archive([data / "archive"]).files
        for record in records(file.byte_range, pytest.fail)
        if record.kind == "metadata"
    ]


def test_nothing_is_asked_for_twice(served, tmp_path):
    _, address, _, _ = served
    (first,) = import_sources([f"{address}/cdx"], tmp_path, SITE, delay=0)
    before = len(captures(tmp_path))
    (second,) = import_sources([f"{address}/cdx"], tmp_path, SITE, delay=0)
    assert (first.captures, first.known) == (before, 0)
    assert (second.captures, second.known, second.folder) == (0, before, None)
    assert len(captures(tmp_path)) == before


def test_an_interrupted_import_goes_on_where_it_was(served, tmp_path):
    _, address, _, _ = served
    command = [sys.executable, "-m", "jjscrape", "import", f"{address}/cdx", "--data", tmp_path, "--delay", "0.3"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ}) as process:
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until:
            files = list(tmp_path.rglob("*.warc.gz.open"))
            if files and files[0].stat().st_size > 15_000:
                break  # with most of it still to come, which takes many seconds
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    kept = captures(tmp_path)
    assert len(kept) > 0
    (done,) = import_sources([f"{address}/cdx"], tmp_path, SITE, delay=0)
    assert done.known == len(kept)
    assert done.captures > 0
    found = [(c.url, c.captured_at) for c in captures(tmp_path)]
    assert len(found) == len(set(found)) == done.known + done.captures


def test_the_newest_good_capture_of_each_page_can_be_had_alone(served, tmp_path):
    _, address, changed, gone = served
    import_sources([f"{address}/cdx"], tmp_path, SITE, Versions.NEWEST, delay=0)
    ours = captures(tmp_path)
    assert len({c.url for c in ours}) == len(ours)
    assert [f"{c.captured_at:%Y%m}" for c in ours if c.url == changed] == ["202112"]
    assert [(f"{c.captured_at:%Y%m}", c.status) for c in ours if c.url == gone] == [("202111", 200)]


def test_pages_crawled_off_the_archive_s_own_site_give_the_same_records(served, tmp_path):
    """As somebody would have them who pointed a crawler at a web archive: with its links and scripts in the pages."""
    there, address, *_ = served
    original = Archive([there / "archive"])
    sources = [c for c in original.captures() if SITE.kind(c.url) in {*ARTICLES, Kind.PAGE} and c.status == 200][:25]
    with ArchiveWriter(tmp_path, "crawl", "test", {}) as writer:
        for capture in sources:
            url = f"{address}/{capture.captured_at:%Y%m%d%H%M%S}mp_/{capture.url}"
            with urllib.request.urlopen(url, timeout=30) as answer:
                head = "HTTP/1.1 200 OK\r\n" + "".join(
                    f"{n}: {v}\r\n" for n, v in answer.headers.items() if n.lower() != "transfer-encoding"
                )
                body = answer.read()
            assert b"WB Insert" in body
            response = head.encode("latin-1") + b"\r\n" + body
            writer.write(Exchange(url=url, method="GET", request=b"", response=response, captured_at=now()))
    crawled = Archive([tmp_path])
    shown = list(crawled.captures())
    assert [(c.url, c.captured_at) for c in shown] == [(c.url, c.captured_at) for c in sources]
    for ours, theirs in zip(shown, sources, strict=True):
        assert facts(crawled, ours) == facts(original, theirs)


def facts(archive, capture):
    (record, *_) = extract(source_of(archive, capture), SITE).items
    found = {
        name: getattr(record, name, None)
        for name in ("id", "title", "text", "summary", "links", "byline_lines", "event_raw")
    }
    return found | {"images": [image.url for image in record.images]}
