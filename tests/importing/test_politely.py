"""A web archive that does all that the large ones do to who asks: it is asked politely, and nothing is lost in silence."""

from __future__ import annotations

import json
import re
import threading
from contextlib import contextmanager
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from jjscrape.archive.reader import Archive
from jjscrape.importing import asking, bring
from jjscrape.importing.addresses import servers
from jjscrape.importing.asking import Client
from jjscrape.importing.choice import Versions
from jjscrape.importing.fetching import list_captures
from jjscrape.importing.listing import Listed, parse_listing, parse_pages
from jjscrape.outcome import Exit, Stop
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
HOST = "http://jamandjustice-rjc.org"
HEADER = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ROWS = [
    ["org,jamandjustice-rjc)/" + p, f"2020010{n}000000", f"{HOST}/{p}", "text/html", "200", "X" * 32, "9"]
    for n, p in enumerate("abcdef", 1)
]


def lines(rows, digits=""):
    told = (
        {"urlkey": r[0], "timestamp": r[1] + digits, "url": r[2], "mime": r[3], "status": r[4], "digest": r[5]}
        for r in rows
    )
    return "\n".join(map(json.dumps, told)).encode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", *headers, kind="application/json"):
        self.send_response_only(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(path.query).items()}
        self.server.asked.append(self.path)
        if path.path.startswith("/cdx"):
            self.answer(*self.server.lists(asked, sum("/cdx" in one for one in self.server.asked)))
            return
        stamp, url = re.search(r"/web/(\d+)id_/(.*)", self.path).groups()
        self.server.captures(self, stamp, url)

    def give(self, stamp, url, *more, body=None):
        when = Listed("", stamp, url, "", None, "").captured_at
        memento = ("Memento-Datetime", format_datetime(when, usegmt=True))
        self.answer(200, body or f"<html>{url}</html>".encode(), memento, *more, kind="text/html")

    def log_message(self, *_):
        pass


@contextmanager
def web_archive(
    lists=lambda asked, number: (200, b"1" if "showNumPages" in asked else json.dumps([HEADER, *ROWS]).encode()),
    captures=Handler.give,
):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    server.asked, server.lists, server.captures = [], lists, captures
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}/cdx/search/cdx"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def slept(monkeypatch):
    """What the clients slept, by the room; nobody waits."""
    waits = []
    monkeypatch.setattr(asking.Client.__init__, "__kwdefaults__", {"pause": 5.0, "told": None, "sleep": waits.append})
    return waits


def imported(address, data, **more):
    (done,) = bring.import_sources([address], data, SITE, Versions.EVERY, **({"delay": 0} | more))
    return done, sorted(capture.url[-1] for capture in Archive([data / "archive"]).captures()) if done.folder else []


def test_lists_are_asked_for_at_half_the_pace_of_captures(tmp_path, slept):
    told = []
    with web_archive() as (_, address):
        assert imported(address, tmp_path, delay=30.0, told=told.append)[1] == list("abcdef")
    assert [round(wait / 30) for wait in slept if wait] == [2] + [1] * 5  # a second question for the list; six captures
    assert "6 captures to ask for, which takes 3 minutes or more" in told[0]


def test_who_is_refused_waits_minutes_asks_more_slowly_and_says_so(tmp_path, slept):
    turns = iter([(429, b""), (429, b"", ("Retry-After", "7"))])
    told = []

    def captures(handler, stamp, url):
        refusal = next(turns, None)
        if refusal:
            handler.answer(*refusal)
        else:
            handler.give(stamp, url)

    with web_archive(captures=captures) as (_, address):
        assert imported(address, tmp_path, told=told.append)[1] == list("abcdef")
    assert [round(wait) for wait in slept if wait > 1][:2] == [60, 7]
    assert [round(wait) for wait in slept if wait > 1][2:] == [10] * 5  # from then on
    assert any("asked again in 60 seconds" in sentence for sentence in told)


def test_who_finds_the_door_shut_waits_and_goes_on_when_the_same_is_asked_again(tmp_path, slept):
    """After three captures connections are refused; the second import brings the others, and asks for no other."""
    with web_archive() as (server, address):
        given = []

        def captures(handler, stamp, url):
            given.append(url)
            if len(given) > 3:
                handler.connection.close()
                handler.close_connection = True
            else:
                handler.give(stamp, url)

        server.captures = captures
        # Four tries for each of three captures are not yet an outage, which needs five in a row.
        done, there = imported(address, tmp_path)
        assert there == list("abc")
        assert [line.partition(" of ")[0][-1] for line in done.missing] == list("def")
        server.captures, server.asked = Handler.give, []
        assert imported(address, tmp_path)[1] == list("abcdef")
        assert [one[-1] for one in server.asked if "/web/" in one] == list("def")


def test_a_refused_connection_is_waited_for(tmp_path, slept):
    with web_archive() as (server, address):
        client = Client("test", 0)
        client.get(address)
        server.server_close()
        server.shutdown()
        with pytest.raises(asking.UnreachableError):
            client.get(address)
    assert [round(wait) for wait in slept if wait > 6] == [60, 120, 240]
    fresh = Client("test", 0)
    with pytest.raises(asking.UnreachableError):
        fresh.get(address)  # nobody was ever there: no minutes for an address that is wrong
    assert [round(wait) for wait in slept if wait][-3:] == [5, 10, 20]


def test_the_nearest_capture_and_pages_of_the_archive_s_own_are_no_captures(tmp_path):
    def captures(handler, stamp, url):
        match url[-1]:
            case "a":
                handler.answer(302, b"", ("Location", f"/web/20191231235959id_/{url}"))
            case "b":
                handler.answer(200, b"<html>Service unavailable</html>", kind="text/html")
            case "c":
                handler.answer(302, b"", ("Location", "http://[oops/"))
            case "d":
                handler.answer(
                    200, b"<html>", ("Memento-Datetime", "Fri, 31 Dec 9999 23:59:59 -2359"), kind="text/html"
                )
            case _:
                handler.give(stamp, url)

    with web_archive(captures=captures) as (_, address):
        done, there = imported(address, tmp_path)
    assert there == ["e", "f"]
    assert [line.partition(" of ")[0][-1] for line in done.missing] == list("abcd")
    assert "another date" in done.missing[0]
    assert "a page of its own" in done.missing[1]


@pytest.mark.parametrize(
    "coded",
    [
        lambda n: str(n).encode(),
        lambda n: json.dumps({"pages": n}).encode(),
        lambda n: json.dumps([["numpages"], [str(n)]]).encode(),
    ],
)
def test_a_list_in_pages_is_read_through(tmp_path, coded):
    def lists(asked, _):
        if "showNumPages" in asked:
            return 200, coded(3)
        at = 2 * int(asked.get("page", 0))
        return 200, lines(ROWS[at : at + 2])

    with web_archive(lists) as (_, address):
        assert imported(address, tmp_path)[1] == list("abcdef")


@pytest.mark.parametrize("text", [True, False])
def test_a_list_that_goes_on_behind_a_key_is_read_through(tmp_path, text):
    def lists(asked, _):
        at = int(asked.get("resumeKey", 0))
        rows, rest = ROWS[at : at + 4], str(at + 4)
        if text:
            end = f"\n\n{rest}\n" if at + 4 < len(ROWS) else "\n"
            return 200, ("\n".join(" ".join(row) for row in rows) + end).encode()
        return 200, json.dumps([HEADER, *rows, *([[], [rest]] if at + 4 < len(ROWS) else [])]).encode()

    with web_archive(lists) as (server, address):
        assert imported(address, tmp_path)[1] == list("abcdef")
        assert any("resumeKey=4" in one for one in server.asked)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda asked: json.dumps([HEADER, *ROWS, [], ["key"]]).encode(), "may be cut"),
        (
            lambda asked: (
                b""
                if "showNumPages" in asked
                else lines([[*ROWS[0][:2], f"{HOST}/{n}", *ROWS[0][3:]] for n in range(1000)])
            ),
            "a round number",
        ),
        (lambda asked: lines([*ROWS, [*ROWS[0][:1], "2020", *ROWS[0][2:]]]), "1 rows"),
    ],
)
def test_what_a_list_lacks_is_said(tmp_path, answer, said):
    with web_archive(lambda asked, _: (200, answer(asked))) as (_, address):
        lacks = list_captures(Client("test", 0), servers(address), SITE)[2]
        if said == "1 rows":
            done = imported(address, tmp_path)[0]
            assert set(lacks) <= set(done.missing)
            assert json.loads((done.folder / "import.json").read_text())["missing"] == done.missing
    assert said in lacks[0]


def test_times_with_parts_of_a_second_are_times(tmp_path):
    with web_archive(lambda asked, _: (200, b"" if "showNumPages" in asked else lines(ROWS, "123"))) as (_, address):
        assert imported(address, tmp_path)[1] == list("abcdef")
    assert parse_listing(lines(ROWS, "1234")).left_out == 6


def test_an_answer_that_lists_captures_is_no_number_of_pages():
    assert parse_pages(json.dumps([HEADER, ROWS[0]]).encode()) is None
    assert parse_pages(b"[]") is None
    assert parse_pages("²".encode()) is None
    assert parse_pages(b"12\n") == 12


@pytest.mark.parametrize("answer", [(302, b"", ("Location", "http://[oops/")), (200, b"[" * 200_000), (200, b"<html>")])
def test_what_is_no_list_ends_with_one_sentence(tmp_path, answer):
    with web_archive(lambda asked, _: answer) as (_, address), pytest.raises(Stop) as stop:
        imported(address, tmp_path)
    assert stop.value.code is Exit.UNREACHABLE
