"""A review as a person does it, in a browser: marks, answers, and an archived page that can do nothing."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import browsing
import pytest

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.operate.building import build_only

pytestmark = pytest.mark.crawl

URL = "https://jamandjustice-rjc.org/blog/weir-day"
TITLE = 'Weir <img src=x onerror="alert(1)"> day'
PAGE = b"""<!DOCTYPE html><html lang="en"><head><title>Weir | Jam and Justice</title>
<meta http-equiv="refresh" content="0;url=http://127.0.0.1:FOREIGN/refreshed"><base href="http://127.0.0.1:FOREIGN/">
<link rel="stylesheet" href="http://127.0.0.1:FOREIGN/style.css"><link rel="preconnect" href="http://127.0.0.1:FOREIGN">
<style>@import url("http://127.0.0.1:FOREIGN/import.css"); h1 {background: url(http://127.0.0.1:FOREIGN/back.png)}</style>
<script src="http://127.0.0.1:FOREIGN/script.js"></script><script>alert(2); top.location = "http://127.0.0.1:FOREIGN/top"</script></head>
<body class="html page-node page-node-31 node-type-blog" onload="alert(3)"><div id="page">
<h1 class="title" id="page-title">Weir &lt;img src=x onerror="alert(1)"&gt; day</h1>
<div id="node-31" class="node node-blog"><div class="content">
<div class="field field-name-body"><p>The group measures the weir at noon, and writes it down.</p>
<img src="http://127.0.0.1:FOREIGN/picture.png" alt=""><iframe src="http://127.0.0.1:FOREIGN/frame"></iframe>
<form action="http://127.0.0.1:FOREIGN/form"><input name="a"></form><a id="out" href="http://127.0.0.1:FOREIGN/out">out</a>
<svg onload="alert(4)"></svg><video src="http://127.0.0.1:FOREIGN/film.mp4" autoplay></video>
</div></div></div></div></body></html>"""


@pytest.fixture(scope="module")
def browser():
    with browsing.browser() as opened:
        yield opened


@pytest.fixture
def foreign():
    """Another site, which notes what it is asked for."""

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Noting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, asked
        server.shutdown()


@pytest.fixture
def data(tmp_path, foreign):
    port = str(foreign[0]).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nLink: <http://127.0.0.1:FOREIGN/early>; rel=preload\r\n\r\n"
    with ArchiveWriter(tmp_path / "archive" / "one", "crawl", "test", {}) as writer:
        when = datetime(2021, 11, 22, tzinfo=UTC)
        writer.write(
            Exchange(
                url=URL, method="GET", request=b"", response=(head + PAGE).replace(b"FOREIGN", port), captured_at=when
            )
        )
    build_only([str(tmp_path / "archive")], tmp_path, "jamandjustice", None, accept=frozenset({"has-articles"}))
    return tmp_path


def test_a_person_judges_a_record_and_the_page_stays_a_picture(browser, review, data, foreign):
    with review(data) as address, browser.at(address) as visit:
        page = visit.page
        assert page.url == f"{address}record/0"
        assert page.inner_text("h1") == TITLE
        frame = page.frames[1]
        assert frame.locator("mark.jjscrape[title=title]").count() == 1
        assert "The group measures the weir" in "".join(frame.locator("mark.jjscrape").all_inner_texts())
        page.locator("fieldset", has_text="title").locator("input[value=should]").check()
        page.fill("textarea[name='value.title']", "Weir day")
        page.locator("fieldset", has_text="published").locator("input[value=wrong]").check()
        frame.locator("#out").click()
        page.wait_for_timeout(300)
        page.locator("button[value=right]").click()
        page.wait_for_url(f"{address}list")
        assert "1 of 1 judged" in page.inner_text("header")
        assert foreign[1] == []
        assert not any("dialog" in said for said in visit.said)
    (line,) = (data / "review" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    assert (told["url"], told["title"], told["wrong"]) == (URL, "Weir day", {"published": None})
    assert told["text"].startswith("The group measures the weir")


def test_nothing_leaves_the_machine_and_the_pages_are_accessible(browser, review, data, foreign):
    with review(data) as address:
        for path in ("record/0", "list"):
            with browser.at(address + path) as visit:
                visit.page.wait_for_timeout(300)
                assert foreign[1] == []
                assert not any("dialog" in said for said in visit.said)
                assert (path, visit.faults()) == (path, [])
