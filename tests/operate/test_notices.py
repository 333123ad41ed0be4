"""Who is told of runs that fail, how often, and that telling changes nothing of the run."""

from __future__ import annotations

import json
import socketserver
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from shut_site import ShutSite, run

from jjscrape.demo import serve
from jjscrape.notices import NoticeError, Notices, load_notices, read_notices
from jjscrape.operate.notifying import Message, notify
from jjscrape.operate.rhythm import Told, read_told
from jjscrape.outcome import Exit

AT = datetime(2026, 11, 22, tzinfo=UTC)
MESSAGE = Message(
    event="failure", site="demo", data="/d", cause="dns", code=4, sentence="its name has no address",
    since=AT.isoformat(), times=5, time=AT.isoformat(),
)  # fmt: skip


@contextmanager
def hook(status=204):
    """A webhook on loopback; gives its address and what it got, headers and JSON."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((dict(self.headers), json.loads(body)))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def mail_server():
    """As much of SMTP as a letter needs."""
    letters = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                word = line.strip().upper()[:4]
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    letter = b""
                    while (part := self.rfile.readline()) != b".\r\n":
                        letter += part
                    letters.append(letter.decode())
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}", letters
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.crawl
def test_a_failure_is_told_once_then_now_and_then_and_then_its_end(tmp_path):
    data, site = tmp_path / "data", ShutSite("blocked")
    with hook() as (url, got), serve(site) as server:
        (tmp_path / "notify.toml").write_text(f'[notify]\nwebhook = "{url}"\nevery = 3\n')
        told = {"JJSCRAPE_NOTIFY": str(tmp_path / "notify.toml"), "JJSCRAPE_WEBHOOK_TOKEN": "s3cret"}
        counts = []
        for _ in range(4):
            done = run(server.url, data, "--metrics", tmp_path / "jj.prom", **told)
            assert done.returncode == Exit.UNREACHABLE
            counts.append(len(got))
        assert counts == [1, 1, 1, 2]
        metrics = (tmp_path / "jj.prom").read_text()
        assert 'jjscrape_run_success{site="demo"} 0' in metrics
        assert 'jjscrape_failing_runs{site="demo",cause="blocked"} 4' in metrics
        site.shut = None
        assert run(server.url, data, "--metrics", tmp_path / "jj.prom", **told).returncode == Exit.DONE
        assert run(server.url, data, **told).returncode == Exit.DONE
    assert [body["event"] for _, body in got] == ["failure", "failure", "recovery"]
    assert got[1][1]["times"] == 4
    assert got[1][1]["since"] == got[0][1]["since"] == got[2][1]["since"]
    assert all(headers["Authorization"] == "Bearer s3cret" for headers, _ in got)
    assert "runs well again" in got[2][1]["text"]
    metrics = (tmp_path / "jj.prom").read_text()
    assert 'jjscrape_run_success{site="demo"} 1' in metrics
    assert "jjscrape_last_success_timestamp_seconds" in metrics
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.crawl
def test_that_nobody_could_be_told_is_said_and_changes_no_exit_code(tmp_path):
    with serve(ShutSite("blocked")) as server:
        (tmp_path / "notify.toml").write_text('[notify]\ncommand = "/no/such/program"\n')
        done = run(
            server.url, tmp_path / "d", "--metrics", "/no/such/folder/x.prom",
            JJSCRAPE_NOTIFY=str(tmp_path / "notify.toml"),
        )  # fmt: skip
    assert done.returncode == Exit.UNREACHABLE
    assert "the command for notices could not be used" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("jjscrape: http://127.0.0.1")


@pytest.mark.crawl
def test_a_command_gets_the_message_on_its_standard_input(tmp_path):
    script = "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())"
    command = (sys.executable, "-c", script, str(tmp_path / "got"))
    assert list(notify(Notices(command=command), MESSAGE)) == []
    got = json.loads((tmp_path / "got").read_text())
    assert (got["event"], got["cause"], got["times"]) == ("failure", "dns", 5)
    assert "5 times in a row, since 2026-11-22" in got["text"]
    fails = (sys.executable, "-c", "import sys; sys.exit('no such channel')")
    assert ["no such channel" in fault for fault in notify(Notices(command=fails), MESSAGE)] == [True]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_does_not_take_it_is_a_fault_and_no_redirect_is_followed(status):
    with hook(status) as (url, got):
        (fault,) = notify(Notices(webhook=url), MESSAGE)
    assert str(status) in fault
    assert len(got) == 1


def test_a_mail_is_sent():
    with mail_server() as (smtp, letters):
        notices = Notices(mail=("ops@a.example",), sender="jj@a.example", smtp=smtp)
        assert list(notify(notices, MESSAGE)) == []
    (letter,) = letters
    assert "Subject: jjscrape demo: failure" in letter
    assert "To: ops@a.example" in letter
    assert "its name has no address" in letter


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"hook": "x"}, "hook"),
        ({"webhook": "http://elsewhere.example/"}, "https://"),
        ({"webhook": "https://[oops/"}, "https://"),
        ({"mail": "a@a.example"}, "from"),
        ({"every": 0}, "every"),
        ({"command": [1]}, "command"),
        ({"smtp": "host"}, "smtp"),
    ],
)
def test_a_setting_that_can_not_be_used_is_named(settings, names):
    with pytest.raises(NoticeError, match=names):
        read_notices(settings)


def test_a_settings_file_that_is_none_is_named(tmp_path):
    for text in (None, "x", "[other]\n", "[notify]\nevery = 0\n", f"a = {'[' * 5000}", f"a = {'9' * 6000}"):
        path = tmp_path / "n.toml"
        if text is not None:
            path.write_text(text)
        with pytest.raises(NoticeError, match=r"n\.toml"):
            load_notices(str(path))


def test_the_rhythm_of_pages(tmp_path):
    told = Told()
    old, new = "http://a/old", "http://a/new"
    first = told.could_not_have({old: "2026-11-01T00:00:00+00:00", new: None}, 4)
    assert first == [
        f"1 page could not be had, so what was known stays: {old} (last seen 2026-11-01)",
        f"1 page could not be had, never seen before: {new}",
    ]
    quiet = [told.could_not_have({old: "2026-11-01T00:00:00+00:00", new: None}, 4) for _ in range(3)]
    assert [len(sentences) for sentences in quiet] == [1, 1, 1]
    assert "2 pages could not be had, as in the runs before" in quiet[0][0]
    told.write(tmp_path)
    told = read_told(tmp_path)
    assert told.could_not_have({old: "2026-11-01T00:00:00+00:00"}, 4) == [
        f"1 page could not be had, so what was known stays: {old} (last seen 2026-11-01)",
        f"1 page could be had again, or went: {new}",
    ]
    assert told.could_not_have({}, 4) == [f"1 page could be had again, or went: {old}"]
    assert told.could_not_have({}, 4) == []


def test_another_cause_is_told_at_once_and_the_streak_goes_on():
    told = Told()
    assert told.failed(AT, "dns", 4, "x", 4)
    assert not told.failed(AT + timedelta(days=7), "dns", 4, "x", 4)
    assert told.failed(AT + timedelta(days=14), "blocked", 4, "y", 4)
    assert (told.failing.since, told.failing.times) == (AT.isoformat(), 1)
    assert told.went_well(AT + timedelta(days=21)).cause == "blocked"
    assert told.failing is None


@pytest.mark.parametrize("text", ["", "[]", '{"failing": 3}', '{"pages": [1]}', '{"failing": {"cause": "x"}}'])
def test_a_damaged_memory_is_no_memory(text, tmp_path):
    (tmp_path / "told.json").write_text(text)
    assert read_told(tmp_path) == Told()
