"""What a run says of a site that can't be had: what happened, by name, and what to do."""

from __future__ import annotations

import re
import shutil
import socket

import pytest
from shut_site import SHUT, ShutSite, newest, run

from jjscrape.demo import serve
from jjscrape.demo.response import answer
from jjscrape.demo.server import Server, running
from jjscrape.failures import FAILURES, Cause
from jjscrape.outcome import Exit

pytestmark = pytest.mark.crawl


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """A data folder with one good run of the site, and its server, which goes on: another one could take its port."""
    data, server = tmp_path_factory.mktemp("known"), Server(ShutSite(), 0)
    with running(server) as serving:
        done = run(serving.url, data)
        assert done.returncode == Exit.DONE, done.stderr
        yield data, server


def told(data, done):
    """The cause by the record of the run; the sentence must be one, and the same there and on standard error."""
    outcome = newest(data)["outcome"]
    assert outcome["sentence"] in done.stderr
    assert outcome["code"] == done.returncode == FAILURES[Cause(outcome["cause"])].code
    assert "Traceback" not in done.stderr
    assert done.stderr.count("nothing was published") == 1
    return outcome["cause"]


@pytest.mark.parametrize(
    ("shut", "cause", "says"),
    [
        ("blocked", "blocked", "403"),
        ("password", "password", "password"),
        ("rate-limited", "rate-limited", "429"),
        ("errors", "errors", "errors only"),
        ("missing", "missing", "start pages"),
        ("maintenance", "maintenance", "under maintenance"),
        ("maintenance with 200", "maintenance", "under maintenance"),
        ("moved", "moved", "http://127.0.0.9:9"),
        ("challenge", "challenge", "challenge"),
        ("login", "login", "log in"),
        ("login elsewhere", "login", "log in"),
        ("cookies", "cookies", "cookies"),
    ],
)
def test_a_site_that_turns_us_away_is_told_by_how_it_does(shut, cause, says, tmp_path):
    with serve(ShutSite(shut)) as server:
        done = run(server.url, tmp_path)
    assert done.returncode == Exit.UNREACHABLE, done.stderr
    assert told(tmp_path, done) == cause
    assert says in done.stderr
    assert server.url in done.stderr
    assert len(server.requests) <= 40, "the start pages, their retries or redirects, and robots.txt"
    assert not (tmp_path / "datasets").exists()


@pytest.mark.parametrize("shut", ["login", "maintenance with 200"])
def test_what_stands_before_a_known_site_changes_nothing_of_what_is_published(shut, known, tmp_path):
    data, (before, server) = tmp_path / "data", known
    shutil.copytree(before, data, symlinks=True)
    sums = (data / "datasets" / "latest" / "SHA256SUMS").read_text()
    server.site = ShutSite(shut)
    assert run(server.serving.url, data).returncode == Exit.UNREACHABLE
    server.site = ShutSite()
    good = run(server.serving.url, data)
    assert good.returncode == Exit.DONE
    assert "nothing had changed" in good.stdout
    assert (data / "datasets" / "latest" / "SHA256SUMS").read_text() == sums


def test_an_outage_says_what_came_before_it(tmp_path):
    with serve(ShutSite("errors", good=12)) as server:
        done = run(server.url, tmp_path)
    assert told(tmp_path, done) == "outage"
    assert "answers, then HTTP 500" in done.stderr


def test_answers_that_nothing_has_changed_are_answers_too(known, tmp_path):
    data, (before, server) = tmp_path / "data", known
    shutil.copytree(before, data, symlinks=True)
    server.site = ShutSite("errors", good=12)
    done = run(server.serving.url, data, "--full")
    assert told(data, done) == "outage"
    assert re.search(r"1\d answers, then HTTP 500", done.stderr)


@pytest.mark.parametrize(
    ("shut", "cause"), [("maintenance", "maintenance"), ("maintenance with 200", "maintenance"), ("blocked", "blocked")]
)
def test_what_begins_in_the_course_of_a_crawl_ends_it_and_is_called_by_its_name(shut, cause, tmp_path):
    with serve(ShutSite(shut, good=30)) as server:
        done = run(server.url, tmp_path)
        assert len(server.requests) < 45, "five in a row, their retries, and a page that worked"
    assert told(tmp_path, done) == cause
    assert re.search(r"after [34]\d answers", done.stderr)


def test_nobody_listens(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        done = run(f"http://127.0.0.1:{taken.getsockname()[1]}", tmp_path)
    assert told(tmp_path, done) == "refused"
    assert "refused the connection" in done.stderr


@pytest.mark.parametrize(
    ("robots", "cause"),
    [
        (answer(200, [("Content-Type", "text/plain")], b"User-agent: *\nDisallow: /\n"), "robots-forbids"),
        (answer(503, [("Retry-After", "0")], b""), "robots-unavailable"),
        (SHUT["maintenance"], "maintenance"),
        (answer(200, [("X-Long", "x" * 20000)], b"User-agent: *\n"), "robots-broken"),
        (answer(301, [("Location", "http://127.0.0.9:9/consent")], b""), "robots-elsewhere"),
        (answer(301, [("Location", "http://127.0.0.9:9/robots.txt")], b""), "moved"),
    ],
)
def test_a_robots_txt_that_keeps_us_out_is_told_by_how_it_does(robots, cause, tmp_path):
    site = ShutSite()
    site.robots_txt = robots
    with serve(site) as server:
        done = run(server.url, tmp_path)
    assert done.returncode == Exit.UNREACHABLE
    assert told(tmp_path, done) == cause
    says = {"moved": "has moved", "maintenance": "is under maintenance"}.get(cause, "the robots.txt of ")
    assert says in done.stderr.splitlines()[-1]


def test_a_run_that_went_well_is_recorded_with_what_it_published(known):
    data, _ = known
    outcome = newest(data)["outcome"]
    assert (outcome["code"], outcome["cause"], outcome["new"]) == (0, "", True)
    assert (data / "datasets" / outcome["version"]).is_dir()
