"""The client and the import against a web archive that is busy, slow, wrong or gone."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest

from jjscrape.archive.reader import Archive
from jjscrape.importing.asking import TRIES, Client, UnreachableError
from jjscrape.importing.bring import import_sources
from jjscrape.importing.fetching import _same_server
from jjscrape.outcome import Exit, Stop
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
URL = "http://jamandjustice-rjc.org/a"
STAMP = "20190102030405"
WHEN = ("Memento-Datetime", "Wed, 02 Jan 2019 03:04:05 GMT")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((time.monotonic(), self.path, dict(self.headers)))
        answers = self.server.answers
        path = self.path.partition("?")[0]
        queue = answers.get(path) or answers["*"]
        status, headers, body = queue.pop(0) if len(queue) > 1 else queue[0]
        if status == 0:
            self.close_connection = True
            return
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if "Content-Length" not in dict(headers):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if "Content-Length" in dict(headers):
            self.close_connection = True

    def log_message(self, *_):
        pass


@contextmanager
def archive_that_answers(**answers):
    """Answers by path (a list is given one by one, the last for good), `any` for all others; yields address and log."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    server.answers = {"*": answers.pop("any", [(404, [], b"")]), **{f"/{k}": v for k, v in answers.items()}}
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def rows(*stamps, **more):
    row = {"urlkey": "org,jamandjustice-rjc)/a", "url": URL, "mime": "text/html", "status": "200"} | more
    lines = [json.dumps({**row, "timestamp": stamp, "digest": stamp}) for stamp in stamps]
    return (200, [], "\n".join(lines).encode())


def client(**more):
    slept = []
    return Client("test agent", 0, sleep=slept.append, **more), slept


def test_a_busy_server_is_given_the_time_it_asks_for():
    answers = [(429, [("Retry-After", "7")], b""), (503, [], b""), (0, [], b""), (200, [], b"here")]
    with archive_that_answers(any=answers) as (address, asked):
        asking, slept = client(pause=2)
        assert asking.get(f"{address}/x").body == b"here"
    assert [s for s in slept if s] == [7, 4, 8]
    assert {headers["User-Agent"] for _, _, headers in asked} == {"test agent"}


def test_a_server_that_stays_busy_or_wants_too_long_is_given_up():
    with archive_that_answers(any=[(503, [], b"")]) as (address, asked):
        with pytest.raises(UnreachableError, match="503"):
            client()[0].get(f"{address}/x")
        assert len(asked) == TRIES
    with archive_that_answers(any=[(429, [("Retry-After", "Fri, 31 Dec 2100 23:59:59 GMT")], b"")]) as (address, asked):
        with pytest.raises(UnreachableError, match="asks to wait"):
            client()[0].get(f"{address}/x")
        assert len(asked) == 1


def test_a_body_that_breaks_off_is_asked_for_again():
    with archive_that_answers(any=[(200, [("Content-Length", "9")], b"half"), (200, [], b"the whole")]) as (address, _):
        assert client()[0].get(f"{address}/x").body == b"the whole"


def test_requests_keep_their_distance():
    with archive_that_answers(any=[(200, [], b"")]) as (address, asked):
        asking = Client("test", 0.15)
        for _ in range(3):
            asking.get(f"{address}/x")
    times = [when for when, _, _ in asked]
    assert min(b - a for a, b in pairwise(times)) >= 0.14


def test_a_recorded_error_and_a_recorded_redirect_are_captures(tmp_path):
    gone, moved = [(404, [WHEN], b"gone")], [(301, [WHEN, ("Location", f"/c/{STAMP}id_/{URL}-b")], b"")]
    listing = rows(STAMP, status="404"), rows(STAMP, status="301", url=f"{URL}2", urlkey="k2")
    answers = {
        "c/cdx": [(200, [], listing[0][2] + b"\n" + listing[1][2])],
        f"c/{STAMP}id_/{URL}": gone,
        f"c/{STAMP}id_/{URL}2": moved,
    }
    with archive_that_answers(**answers) as (address, _):
        (done,) = import_sources([f"{address}/c/cdx"], tmp_path, SITE, delay=0)
    found = {c.url: (c.status, c.header("location")) for c in Archive([tmp_path / "archive"]).captures()}
    assert found == {URL: (404, None), f"{URL}2": (301, f"{URL}-b")}
    assert done.missing == []


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((200, [("Memento-Datetime", "Thu, 03 Jan 2019 03:04:05 GMT")], b"x"), "the capture of 20190103030405"),
        ((302, [("Location", f"/c/20190103030405id_/{URL}")], b""), "leads to another date"),
        ((404, [], b"not in archive"), "answers 404"),
        ((404, [WHEN], b"another address in the same second"), "answers 404"),
        ((403, [], b"blocked"), "answers 403"),
    ],
)
def test_what_the_archive_does_not_give_back_is_named_and_not_made_up(tmp_path, answer, told):
    with archive_that_answers(**{"c/cdx": [rows(STAMP)]}, any=[answer]) as (address, _):
        (done,) = import_sources([f"{address}/c/cdx"], tmp_path, SITE, delay=0)
    assert done.captures == 0
    assert told in done.missing[0]
    assert URL in done.missing[0]
    assert list(Archive([tmp_path / "archive"]).captures()) == []


def test_an_archive_that_goes_away_ends_the_import_and_keeps_what_came(tmp_path, monkeypatch):
    monkeypatch.setattr("jjscrape.importing.asking.TRIES", 1)
    stamps = [f"201901{day:02d}000000" for day in range(1, 20)]
    first = {f"c/{stamps[0]}id_/{URL}": [(200, [("Memento-Datetime", "Tue, 01 Jan 2019 00:00:00 GMT")], b"<p>1")]}
    with archive_that_answers(**{"c/cdx": [rows(*stamps)]}, **first, any=[(503, [], b"")]) as (address, asked):
        with pytest.raises(Stop, match="run the same command later") as stopped:
            import_sources([f"{address}/c/cdx"], tmp_path, SITE, delay=0)
        assert len(asked) == 2 + 1 + 5  # the list, and how many pages it has
    assert stopped.value.code is Exit.UNREACHABLE
    (kept,) = Archive([tmp_path / "archive"]).captures()
    assert f"{kept.captured_at:%Y%m%d}" == "20190101"


@pytest.mark.parametrize("answer", [(200, [], b"<html>a page</html>"), (404, [], b"")])
def test_an_address_that_lists_nothing_is_said_to(tmp_path, answer):
    with archive_that_answers(any=[answer]) as (address, _), pytest.raises(Stop, match="check the address") as stopped:
        import_sources([f"{address}/c/cdx"], tmp_path, SITE, delay=0)
    assert stopped.value.code is Exit.UNREACHABLE


def test_other_sites_and_addresses_that_are_never_asked_for_are_left_out(tmp_path):
    listing = b"\n".join(
        rows(STAMP, url=url, urlkey=url)[2]
        for url in (
            "http://other.test/a",
            "http://jamandjustice-rjc.org/user/login",
            "http://www.jamandjustice-rjc.org/b",
        )
    )
    with archive_that_answers(**{"c/cdx": [(200, [], listing)]}, any=[(200, [WHEN], b"<p>")]) as (address, asked):
        import_sources([f"{address}/c/cdx"], tmp_path, SITE, delay=0)
    assert [path for _, path, _ in asked][2:] == [f"/c/{STAMP}id_/http://www.jamandjustice-rjc.org/b"]


@pytest.mark.parametrize(
    "target",
    ["file:///etc/hostname", "FILE:///etc/hostname", "ftp://127.0.0.1/x", "data:,x", "http://localhost:{other}/cdx", "gopher:x",
     "http://127.0.0.1:{other}/cdx", "//127.0.0.1:{other}/cdx", "http://169.254.169.254/", "http://[broken"],
)  # fmt: skip
def test_a_listing_leads_to_no_other_service(tmp_path, target):
    with archive_that_answers(any=[rows(STAMP)]) as (other, asked):
        target = target.format(other=other.rpartition(":")[2])
        with archive_that_answers(any=[(302, [("Location", target)], b"")]) as (address, there):
            with pytest.raises(Stop, match="which is not followed") as stopped:
                import_sources([f"{address}/c/cdx"], tmp_path, SITE, delay=0)
            assert len(there) == 1
        assert asked == []
    assert stopped.value.code is Exit.UNREACHABLE
    assert repr(target) in stopped.value.sentence
    assert list(tmp_path.rglob("*.warc.gz")) == []


def test_a_listing_that_moved_on_the_same_host_is_followed(tmp_path):
    moved = [(301, [("Location", "/new/cdx?url=jamandjustice-rjc.org")], b"")]
    with archive_that_answers(**{"c/cdx": moved, "new/cdx": [rows(STAMP)]}, any=[(200, [WHEN], b"<p>")]) as (
        address,
        _,
    ):
        (done,) = import_sources([f"{address}/c/cdx"], tmp_path, SITE, delay=0)
    assert done.captures == 1


@pytest.mark.parametrize(
    ("source", "replay"),
    [("file:///etc/cdx", None), ("ftp://127.0.0.1/cdx", None), ("http:///cdx", None), ("http://[broken/cdx", None),
     ("http://127.0.0.1:9/cdx", "file:///etc/"), ("http://127.0.0.1:9/cdx", "data:")],
)  # fmt: skip
def test_an_address_that_is_no_web_archive_s_is_a_wrong_use(tmp_path, source, replay):
    with pytest.raises(Stop, match="is no address of a web archive; give one that begins with http") as stopped:
        import_sources([source], tmp_path, SITE, delay=0, replay=replay)
    assert stopped.value.code is Exit.USAGE


@pytest.mark.parametrize("url", ["file:///etc/hostname", "data:,x", "ftp://127.0.0.1/x", "/etc/hostname", "http:x", ""])
def test_the_client_opens_nothing_but_the_web(url):
    with pytest.raises(UnreachableError, match="no http or https address"):
        client()[0].get(url)


@pytest.mark.parametrize(
    ("url", "target", "same"),
    [
        ("http://a.test/cdx", "https://a.test/cdx", True),
        ("https://a.test/cdx", "http://a.test/cdx", False),
        ("https://a.test/cdx", "https://www.a.test:443/x", True),
        ("https://a.test/cdx", "https://a.test:8443/x", False),
        ("https://a.test/cdx", "https://a.test@b.test/x", False),
    ],
)
def test_what_counts_as_the_same_host(url, target, same):
    assert _same_server(url, target) == same


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_public_name_that_stands_for_this_machine_is_not_asked(monkeypatch, scheme):
    with archive_that_answers(any=[(200, [], b"secret")]) as (address, asked):
        port = int(address.rpartition(":")[2].partition("/")[0])
        near = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: near)
        slept = []
        with pytest.raises(UnreachableError, match="stands for 127"):
            Client("test", 0, sleep=slept.append).get(f"{scheme}://web.example.org:{port}/cdx")
        assert (asked, slept) == ([], [])
        assert Client("test", 0).get(f"http://localhost:{port}/cdx").body == b"secret"
