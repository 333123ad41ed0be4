"""Limits end a run with exit code 7, a sentence that names the limit, and how much of the site was seen."""

from __future__ import annotations

import pytest
from commands import Begun, call, crawl, jjscrape
from odd_site import Answer, odd_site, page, site_file
from shut_site import newest
from small_site import small

from jjscrape.demo import DemoSite, serve
from jjscrape.operate.amounts import shown, size_in_bytes, span_in_seconds
from jjscrape.outcome import Exit, Stop


@pytest.mark.crawl
@pytest.mark.parametrize(
    ("words", "cause"),
    [
        (("--max-requests", 12), "limit-requests"),
        (("--max-bytes", "60k"), "limit-bytes"),
        (("--max-time", "1s", "--delay", "0.3"), "limit-time"),
    ],
)
def test_a_limit_ends_the_run(words, cause, tmp_path):
    with serve(small(DemoSite("core", articles=20))) as server:
        done = crawl(server.url, tmp_path, *words)
    assert done.returncode == Exit.LIMITED, done.stderr
    record = newest(tmp_path)
    assert record["outcome"]["cause"] == cause
    assert record["complete"] is False
    assert words[0] in done.stderr.splitlines()[-1]
    # A machine that stalls as a crawl begins lets its time pass before anything is known.
    known = "% of what it knew of", *["nothing was known of it"] * (cause == "limit-time")
    assert any(words in done.stderr for words in known)
    assert not (tmp_path / "datasets").exists()


@pytest.mark.crawl
def test_a_server_that_takes_its_time_does_not_take_more_than_the_limit(tmp_path):
    with odd_site({"/robots.txt": Answer("", 404), "/": Answer("<p>late</p>", wait=3600)}) as site:
        done = crawl(site.url, tmp_path, "--max-time", "1s")
    assert done.returncode == Exit.LIMITED, done.stderr
    assert newest(tmp_path)["outcome"]["cause"] == "limit-time"


@pytest.mark.crawl
def test_nothing_begins_where_the_disk_is_nearly_full(tmp_path):
    with serve(small(DemoSite("core", articles=5))) as server:
        done = jjscrape("run", "demo", "--base-url", server.url, "--data", tmp_path, JJSCRAPE_MIN_FREE="900T")
        assert server.requests == []
    assert done.returncode == Exit.LIMITED
    assert "JJSCRAPE_MIN_FREE" in done.stderr
    assert not (tmp_path / "archive").exists()


@pytest.mark.crawl
def test_a_disk_that_fills_up_ends_the_run_while_there_is_room(tmp_path):
    with serve(small(DemoSite("core", articles=5))) as server:
        words = ("run", "demo", "--base-url", server.url, "--data", tmp_path, "--delay", 0)
        done = call("faulty_commands:on_a_disk_that_fills_up", *words)
        assert len(server.requests) < 20
    assert done.returncode == Exit.LIMITED, done.stderr
    assert newest(tmp_path)["outcome"]["cause"] == "limit-free"
    assert "100.0 MB that shall stay so" in done.stderr


@pytest.mark.crawl
@pytest.mark.parametrize(("most", "code"), [(3, Exit.LIMITED), (5, Exit.REFUSED)])
def test_so_many_failures_in_a_row_end_the_run_though_the_rest_of_the_site_is_well(most, code, tmp_path):
    """Four fail, one is had, and three fail: what was asked for after that is not worth asking where three end it."""
    asked = [f"/about-{number}" for number in range(9)]
    answers = {path: page(status=503) for path in asked} | {asked[4]: page(), "/": page(*asked), "/robots.txt": page()}
    with odd_site(answers) as site:
        words = ("--data", tmp_path, "--delay", 0, "--accept", "pages-missed", "--max-errors-in-row", most)
        done = call("impatient:main", "run", site_file(tmp_path, [site.url]), *words)
    record = newest(tmp_path)
    assert done.returncode == code, done.stderr
    if code == Exit.LIMITED:
        assert record["outcome"]["cause"] == "limit-failures"
        assert len(record["failed"]) in {3, 4}  # one may have been on the wire
        assert "stopped after 3 failures in a row" in done.stderr
        assert "% of what it knew of" in done.stderr
        assert "--max-errors-in-row" in done.stderr.splitlines()[-1]
        assert not (tmp_path / "datasets").exists()
    else:
        assert len(record["failed"]) == 8


@pytest.mark.crawl
def test_addresses_that_can_not_be_put_on_the_disk_end_the_run_and_do_not_hang_it(tmp_path):
    with serve(small(DemoSite("core", articles=5))) as server:
        words = ("run", "demo", "--base-url", server.url, "--data", tmp_path, "--delay", 0)
        done = Begun("faulty_commands:with_no_room_for_addresses", *words).end(60)
        assert len(server.requests) < 25
    assert done.returncode == Exit.UNEXPECTED
    assert "no space left" in done.stderr.splitlines()[-1]
    assert "Error caught" not in done.stderr
    assert newest(tmp_path)["outcome"]["cause"] == "disk-full"
    assert not list(tmp_path.glob("archive/*/.queue-*"))


@pytest.mark.parametrize(
    ("text", "size"), [("0", 0), ("500", 500), ("1.5k", 1500), ("2 GB", 2 * 10**9), ("3m", 3 * 10**6)]
)
def test_sizes(text, size):
    assert size_in_bytes(text, "x") == size


@pytest.mark.parametrize(("text", "span"), [("90", 90), ("1.5m", 90), ("2h", 7200), ("1d", 86400), ("5 s", 5)])
def test_spans(text, span):
    assert span_in_seconds(text, "x") == span


@pytest.mark.parametrize("text", ["", "x", "-1", "1e9", "5 parsecs", "\u00b2"])
def test_what_is_no_amount_is_named(text):
    for read in (size_in_bytes, span_in_seconds):
        with pytest.raises(Stop, match="--max") as stopped:
            read(text, "--max")
        assert stopped.value.code is Exit.USAGE


def test_sizes_are_shown_for_people():
    assert [shown(size) for size in (12, 1500, 2_500_000, 3 * 10**9)] == ["12 bytes", "1.5 kB", "2.5 MB", "3.0 GB"]
