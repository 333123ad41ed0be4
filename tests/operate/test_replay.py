"""The archived demo, replayed by pywb in a browser, against the live one."""

from __future__ import annotations

import contextlib
import http.client
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from email.utils import parsedate_to_datetime
from itertools import islice
from urllib.parse import urlsplit

import captured_demo
import pytest
from commands import crawl, jjscrape
from small_site import small

from jjscrape.archive.digest import label
from jjscrape.archive.index import write_index
from jjscrape.archive.reader import Archive
from jjscrape.demo import DemoSite, serve
from jjscrape.operate.replay import find_pywb, fresh_index, replaying
from jjscrape.outcome import Exit, Stop
from jjscrape.site import RENDERED, load_site

pytestmark = pytest.mark.crawl

OK, NOT_MODIFIED = 200, 304
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_pywb = pytest.mark.skipif(captured_demo.PYWB is None, reason=captured_demo.NO_PYWB)


def crawled(data, url):
    done = crawl(url, data)
    assert done.returncode == Exit.DONE, done.stderr


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api", reason="no page was opened: pip install playwright")
    if CHROMIUM is None:
        pytest.skip("no page was opened: there is no Chromium; the operating system's packages have one")
    # No name leads anywhere, and numbers lead to this machine only.
    args = [
        "--no-sandbox",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--disable-background-networking",
    ]
    with api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        yield launched
        launched.close()


def connected(url):
    return contextlib.closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=30))


def crawls(data):
    return sorted(folder for folder in (data / "archive").iterdir() if folder.is_dir())


def seen(page):
    """Title and text as a reader sees them."""
    return page.title(), re.sub(r"\s+", " ", page.evaluate("document.body.innerText")).strip()


@pytest.fixture(scope="module")
def served():
    with serve(small(DemoSite(articles=8))) as server:
        yield server


@pytest.fixture(scope="module")
def data(served, tmp_path_factory):
    """The archive of one crawl."""
    folder = tmp_path_factory.mktemp("replayed")
    crawled(folder, served.url)
    return folder


@needs_pywb
@pytest.mark.parametrize("of_each_kind", [1, pytest.param(None, marks=pytest.mark.slow)])
def test_pages_are_replayed_as_they_were_and_nothing_leaves_the_machine(browser, served, data, of_each_kind):
    site, kinds = load_site("demo").at(served.url), defaultdict(dict)
    for capture in Archive([data / "archive"]).captures():
        if capture.media_type == "text/html" and capture.status and capture.status // 100 != 3:
            kinds[site.kind(capture.url)][capture.url] = capture
    pages = dict(page for kind in kinds.values() for page in islice(kind.items(), of_each_kind))
    live, page = {}, browser.new_page()
    for url in pages:
        answer = page.goto(url, wait_until="domcontentloaded")
        live[url] = (answer.status, *seen(page))
    page.close()
    asked, failed, missing = [], [], set()
    with replaying(data, captured_demo.PYWB, captured_demo.own_port(), framed=False) as replay:
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("response", lambda response: response.status >= 400 and missing.add(response.url))
        for url, capture in pages.items():
            answer = page.goto(replay.page(url, f"{capture.captured_at:%Y%m%d%H%M%S}"), wait_until="domcontentloaded")
            shown = (answer.status, *seen(page))
            if shown != live[url]:
                failed.append((url, shown, live[url]))
        page.close()
    assert failed == []
    assert kinds.keys() >= RENDERED
    assert {status for status, _, _ in live.values()} >= {200}
    elsewhere = [u for u in asked if not u.startswith((replay.url, "data:", "blob:", "about:"))]
    assert elsewhere == []
    assert any(url.endswith("/css/images/header.png") for url in asked)  # which only the style sheet names
    assert {url for url in missing if "youtube" not in url} == set()  # films stay where they are


@needs_pywb
def test_a_second_crawl_of_an_unchanged_site_adds_little_and_pywb_finds_what_each_revisit_refers_to(
    served, data, tmp_path
):
    shutil.copytree(data, tmp_path, dirs_exist_ok=True, symlinks=True)
    crawled(tmp_path, served.url)
    first, second = (sum(f.stat().st_size for f in crawl.glob("*.warc.gz")) for crawl in crawls(tmp_path))
    assert second <= 0.05 * first
    captures = list(Archive([tmp_path / "archive"]).captures())
    revisits = [c for c in captures if c.record_type == "revisit"]
    assert len(revisits) > 0.45 * len(captures)  # all of the second crawl but what is made anew at each request
    dates = {c.url: c.captured_at for c in reversed(captures) if c.record_type == "response"}
    wrong = []
    with replaying(tmp_path, captured_demo.PYWB, captured_demo.own_port()) as replay, connected(replay.url) as to:
        for revisit in revisits:
            # Raw, and with the coding it came in: the bytes that the payload digest is over.
            raw = urlsplit(replay.page(revisit.url, f"{revisit.captured_at:%Y%m%d%H%M%S}id_"))
            to.request("GET", raw.path + (f"?{raw.query}" if raw.query else ""), headers={"Accept-Encoding": "gzip"})
            answer = to.getresponse()
            body, dated = answer.read(), parsedate_to_datetime(answer.headers["Memento-Datetime"])
            # What a 304 confirms is shown as of its own capture: the 304 itself would be an empty page.
            wanted = dates[revisit.url] if revisit.status == NOT_MODIFIED else revisit.captured_at
            if (label(body), dated, answer.status) != (revisit.payload_digest, wanted.replace(microsecond=0), OK):
                wrong.append((revisit.url, answer.status, dated))
    assert wrong == []
    # Nor does a packed archive list them, and it is sound without.
    assert jjscrape("pack", "--data", tmp_path).returncode == Exit.DONE
    assert jjscrape("verify", tmp_path / "archive.wacz").stdout == ""


@needs_pywb
def test_one_command_shows_the_front_page_and_leaves_nothing_running(tmp_path):
    site = DemoSite()
    captured_demo.capture(tmp_path / "archive" / "20211122T102600Z", site, [f"{captured_demo.ORIGIN}/"])
    words = ["replay", "--data", tmp_path, "--pywb", captured_demo.PYWB, "--port", captured_demo.own_port()]
    with subprocess.Popen(
        [sys.executable, "-m", "jjscrape", *map(str, words)], stdout=subprocess.PIPE, text=True
    ) as process:
        address = process.stdout.readline().split()[1]
        with urllib.request.urlopen(address, timeout=30) as answer:
            assert answer.status == 200
        process.terminate()
        assert process.wait(120) == 0
    assert address.endswith(f"/archive/20211122102600/{captured_demo.ORIGIN}/")
    assert (tmp_path / "archive" / "index.cdxj").is_file()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address, timeout=5)


@needs_pywb
def test_two_replays_at_once_take_two_ports(tmp_path):
    captured_demo.capture(tmp_path / "archive" / "a", DemoSite(), [f"{captured_demo.ORIGIN}/"])
    with replaying(tmp_path, captured_demo.PYWB) as one, replaying(tmp_path, captured_demo.PYWB) as other:
        assert urlsplit(one.url).port != urlsplit(other.url).port
        assert urlsplit(one.url).hostname == urlsplit(other.url).hostname == "127.0.0.1"


def test_without_pywb_the_error_says_how_to_get_it(tmp_path):
    with pytest.raises(Stop, match="make replay-tools") as stopped, replaying(tmp_path, tmp_path / "nowhere"):
        pass
    assert stopped.value.code is Exit.USAGE


def test_a_program_that_ends_at_once_is_quoted(tmp_path):
    captured_demo.capture(tmp_path / "archive" / "a", DemoSite(), [f"{captured_demo.ORIGIN}/"])
    program = tmp_path / "bin" / "wayback"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho no such luck >&2\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(Stop, match="did not start: no such luck"), replaying(tmp_path, tmp_path):
        pass


def test_pywb_is_found_where_it_is_named_or_on_the_path(tmp_path, monkeypatch):
    program = tmp_path / "env" / "bin" / "wayback"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find_pywb(tmp_path / "env") == find_pywb(program) == find_pywb(program.parent) == program
    assert find_pywb(tmp_path) is None
    monkeypatch.setenv("PATH", str(program.parent))
    assert find_pywb() == program


def test_an_index_older_than_the_archive_is_written_anew(tmp_path):
    folder = tmp_path / "archive"
    captured_demo.capture(folder / "a", DemoSite(), [f"{captured_demo.ORIGIN}/"])
    index = write_index(folder)
    before = index.stat().st_ino
    fresh_index(folder)
    assert index.stat().st_ino == before
    time.sleep(0.02)
    captured_demo.capture(folder / "b", DemoSite(), [f"{captured_demo.ORIGIN}/news"])
    fresh_index(folder)
    assert len(index.read_text().splitlines()) == 2
