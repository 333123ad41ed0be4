"""Whole crawls of sites that don't behave: what was asked for, and what the summary makes of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from commands import PATIENCE
from odd_site import Answer, begin_crawl, crawl, moved, odd_site, page, site_file

from jjscrape.archive.reader import Archive

pytestmark = pytest.mark.crawl


def dead_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_http_takes_over_where_https_cannot_be_reached(tmp_path):
    with odd_site({"/": page("/news/a"), "/news/a": page()}) as site:
        secure = f"https://127.0.0.1:{dead_port()}"
        summary, _, talk = crawl(tmp_path, site_file(tmp_path, [secure, site.url]))
    assert summary["origin"] == site.url
    assert summary["complete"]
    assert site.paths == ["/robots.txt", "/", "/news/a"]
    assert secure in talk


def test_nothing_is_asked_of_another_host_or_of_what_is_excluded(tmp_path):
    with odd_site({}) as other, odd_site({}) as site:
        elsewhere = f"http://localhost:{other.port}"
        site.answer = lambda path, _turn: {
            "/": page(f"{elsewhere}/news/x", "/news/leaves", "/user/login", "/news/ok#part", "/search/node"),
            "/news/leaves": moved(f"{elsewhere}/news/gone"),
            "/news/ok": page("/news/into-a-form", "ftp://x/y", "file:///etc/passwd", "data:text/html,x"),
            "/news/into-a-form": moved("/user/login?destination=x", 302),
        }.get(path)
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]))
    assert other.asked == []
    assert set(site.paths) == {"/robots.txt", "/", "/news/leaves", "/news/ok", "/news/into-a-form"}
    assert len(site.paths) == 5
    assert summary["statuses"]["301"] == 1
    assert summary["complete"]


def test_a_copy_never_leads_to_the_site_it_was_made_of(tmp_path):
    with odd_site({}) as real, odd_site({}) as copy:
        copy.answer = lambda path, _turn: {
            "/": page(f"{real.url}/news/a", "/news/b"),
            "/news/a": page(),
            "/news/b": moved(f"{real.url}/news/b"),
        }.get(path)
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [real.url]), base_url=copy.url)
    assert real.asked == []
    assert sorted(copy.paths) == ["/", "/news/a", "/news/b", "/robots.txt"]
    assert summary["origin"] == copy.url


def test_the_crawl_moves_with_a_site_that_has_moved_to_its_other_name(tmp_path):
    with odd_site({}) as site:
        there = f"http://localhost:{site.port}"

        def answer(path, _turn):
            if path != "/robots.txt" and site.asked[-1][2].startswith("127."):
                return moved(there + path)
            return page("/news/a", f"{site.url}/news/b") if path == "/" else page()

        site.answer = answer
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url, there], ["/", "/about"]))
    assert summary["origin"] == there
    assert summary["complete"]
    hosts = [(path, host.split(":")[0]) for _, path, host in site.asked]
    assert hosts.count(("/news/a", "localhost")) == hosts.count(("/news/b", "localhost")) == 1
    assert [path for path, host in hosts if host == "127.0.0.1"] == ["/robots.txt", "/"]
    assert ("/about", "localhost") in hosts
    assert ("/robots.txt", "localhost") in hosts


def test_a_redirect_to_itself_ends(tmp_path):
    answers = {"/": page("/news/a", "/news/b"), "/news/a": moved("/news/a"), "/news/b": moved("/news/c")}
    answers["/news/c"] = moved("/news/b")
    with odd_site(answers) as site:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]))
    assert summary["requests"] == len(site.paths) == 5


def listing(number: int, names: list[str]) -> Answer:
    return page(*names, f"/news?page={number + 1}", "/news?page=1", f"/news?page={max(number - 1, 0)}")


def test_a_pager_is_followed_to_its_end_and_no_further(tmp_path):
    def answer(path, _turn):
        if path == "/":
            return page("/news")
        if path.startswith("/news"):
            number = int(path.partition("page=")[2] or 0)
            return listing(number, [f"/blog/{number}-{n}" for n in range(3)] if number < 4 else [])
        return page() if path.startswith("/blog/") else None

    with odd_site(answer) as site:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]))
    pages = sorted(path for path in site.paths if path.startswith("/news"))
    assert pages == ["/news", *(f"/news?page={n}" for n in range(1, 5))]
    assert summary["kinds"]["blog"] == 12
    assert summary["complete"]


def test_an_endless_pager_ends_at_max_pages(tmp_path):
    def answer(path, _turn):
        number = int(path.partition("page=")[2] or 0)
        return listing(number, [f"/blog/{number}"]) if path.startswith(("/news", "/?")) or path == "/" else None

    with odd_site(answer) as site:
        summary, _, _ = crawl(
            tmp_path, site_file(tmp_path, [site.url], ["/news"], {"max_pages": 6}), only="projects,news"
        )
    numbers = [int(path.partition("page=")[2]) for path in site.paths if "page=" in path]
    assert max(numbers) == 6
    assert len(numbers) == len(set(numbers))
    assert summary["skipped"]["pager-limit"] == 1


def test_a_trap_ends_at_the_limit(tmp_path):
    def answer(path, turn):
        return (
            page(f"{path.rstrip('/')}/deeper-{len(path)}", f"/p{len(path)}?x={turn}") if path != "/robots.txt" else None
        )

    with odd_site(answer) as site:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url], crawl={"max_requests": 25}))
    assert len(site.paths) == summary["requests"] == 25
    assert summary["finish_reason"] == "limit"
    assert summary["left"] > 0
    assert not summary["complete"]


def test_a_limit_that_is_just_enough_is_no_limit(tmp_path):
    with odd_site({"/": page("/news/a"), "/news/a": page()}) as site:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]), max_requests=3)
    assert summary["complete"]
    assert summary["requests"] == 3


def test_a_spiral_of_relative_links_is_left(tmp_path):
    with odd_site(lambda path, _turn: None if path == "/robots.txt" else page("a/b/")) as site:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]))
    assert summary["skipped"]["repeating-path"] == 1
    assert len(site.paths) < 12


def test_retry_after_is_waited_for_and_nothing_else_is_asked_meanwhile(tmp_path):
    busy = Answer("", 429, {"Retry-After": "1"})
    with odd_site({"/": page("/news/a", "/news/b"), "/news/a": [busy, page()], "/news/b": page()}) as site:
        summary, _, talk = crawl(tmp_path, site_file(tmp_path, [site.url]))
    assert site.paths == ["/robots.txt", "/", "/news/a", "/news/a", "/news/b"]
    assert site.asked[3][0] - site.asked[2][0] > 0.95
    assert summary["retries"] == 1
    assert summary["complete"]
    assert "429" in talk


def test_a_page_that_stays_broken_makes_the_crawl_incomplete(tmp_path):
    broken = Answer("", 500)
    with odd_site({"/": page("/news/a", "/news/b", "/gone"), "/news/a": broken, "/news/b": page()}) as site:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]))
    assert site.paths.count("/news/a") == 3
    assert not summary["complete"]
    assert summary["finish_reason"] == "finished"
    assert summary["failed"] == [{"url": f"{site.url}/news/a", "kind": "news", "reason": "HTTP 500"}]
    assert summary["statuses"]["404"] == 2


def test_an_outage_ends_the_crawl_before_every_page_has_been_tried(tmp_path):
    links = [f"/news/{n}" for n in range(30)]
    with odd_site(
        lambda path, turn: page(*links) if path == "/" and not turn else Answer("", 404 if "robots" in path else 503)
    ) as site:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]), settings={"RETRY_TIMES": 0})
    assert summary["finish_reason"] == "outage"
    assert len(site.paths) <= 11  # the page that worked is tried twice, and one more may be on its way already
    assert summary["left"] >= 21


def test_broken_pages_among_good_ones_are_no_outage(tmp_path):
    links = [f"/news/{n}" for n in range(16)]

    def answer(path, _turn):
        if path == "/":
            return page(*links)
        return Answer("", 500) if path.startswith("/news/") and int(path[6:]) % 2 else page()

    with odd_site(answer) as site:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]), settings={"RETRY_TIMES": 0})
    assert summary["finish_reason"] == "finished"
    assert summary["failures"] == 8


def test_broken_images_are_no_outage(tmp_path):
    images = "".join(f'<img src="/sites/default/files/{n}.png">' for n in range(8))
    front = Answer(f"<title>x</title>{images}<a href='/news/a'>x</a>")
    with odd_site(lambda path, _turn: {"/": front, "/news/a": page()}.get(path, Answer("", 503))) as site:
        site.answer = lambda path, _turn: {"/robots.txt": page(), "/": front, "/news/a": page()}.get(
            path, Answer("", 503)
        )
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]))
    assert summary["complete"]
    assert summary["failures"] == 8


def test_a_page_that_redirects_in_circles_could_not_be_had(tmp_path):
    answers = {"/": page("/news/a", "/news/b", "/news/c"), "/news/c": page()}
    answers |= {"/news/a": moved("/news/a-on"), "/news/a-on": moved("/news/a"), "/news/b": moved("/news/b")}
    with odd_site(answers) as site:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]))
    assert {one["url"] for one in summary["failed"]} == {f"{site.url}/news/a", f"{site.url}/news/b"}
    assert summary["failure_kinds"] == {"circles": 2}
    assert summary["missed"] == 2
    assert [site.paths.count(path) for path in ("/news/a", "/news/a-on", "/news/b")] == [1, 1, 1]


def test_a_file_too_large_is_left_and_counted(tmp_path):
    answers = {"/": page("/sites/default/files/a.pdf", "/news/a"), "/news/a": page()}
    answers["/sites/default/files/a.pdf"] = Answer(b"%PDF" * 5000, headers={"Content-Type": "application/pdf"})
    with odd_site(answers) as site:
        summary, _, talk = crawl(tmp_path, site_file(tmp_path, [site.url]), settings={"DOWNLOAD_MAXSIZE": 10_000})
    assert summary["skipped"] == {"too-large": 1}
    assert summary["complete"]
    assert "a.pdf is left" in talk


def test_a_process_crawls_once():
    code = (
        "from jjscrape.site import load_site; from jjscrape.crawl.process import crawl; "
        "site = load_site('jamandjustice').at('http://127.0.0.1:9'); "
        "crawl(site, settings={'RETRY_TIMES': 0}); crawl(site)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert "RuntimeError: this process has crawled already" in ran.stderr


def test_a_site_whose_start_pages_are_gone_cannot_be_crawled(tmp_path):
    with odd_site({}) as site:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]))
    assert summary["finish_reason"] == "unreachable"
    assert summary["start_pages"] == {f"{site.url}/": 404}


def test_a_dry_run_prints_what_would_be_asked_and_keeps_no_archive(tmp_path):
    with odd_site({"/": page("/news/a", "/user/login", "http://elsewhere.invalid/"), "/news/a": page()}) as site:
        summary, out, _ = crawl(
            tmp_path, site_file(tmp_path, [site.url]), dry_run=True, archive_dir=str(tmp_path / "archive")
        )
    assert out.splitlines() == [f"{site.url}/\ta start page", f"{site.url}/news/a\tnever had"]
    assert site.paths == ["/robots.txt", "/"]
    assert not (tmp_path / "archive").exists()
    assert not summary["complete"]


def test_the_crawl_says_who_it_is(tmp_path):
    with odd_site({"/": page()}) as site:
        crawl(tmp_path, site_file(tmp_path, [site.url]), contact="archive@example.org\r\nX: y")
    assert len(set(site.agents)) == 1
    assert site.agents[0].startswith("jjscrape/")
    assert "contact: archive@example.org X: y" in site.agents[0]


def test_an_interruption_ends_in_order_and_at_once(tmp_path):
    archive = tmp_path / "20261122T102600Z"
    links = [f"/news/{n}" for n in range(50)]
    with odd_site(lambda path, _turn: page(*links) if path != "/robots.txt" else None) as site:
        archive.mkdir()
        crawling = begin_crawl(tmp_path, site_file(tmp_path, [site.url]), delay=3600, archive_dir=str(archive))
        until = time.monotonic() + PATIENCE
        while not any(Archive([archive]).captures()):  # robots.txt
            assert time.monotonic() < until
            time.sleep(0.05)
        time.sleep(0.5)  # it now waits out the delay, an hour
        os.kill(crawling.pid, signal.SIGTERM)
        summary, _, _ = crawling.end()
    assert summary["finish_reason"] == "interrupted"
    assert summary["crawl_id"] == "20261122T102600Z"
    assert summary["left"] > 0
    assert [path.suffixes for path in archive.glob("*.warc*")] == [[".warc", ".gz"]]
    assert "interrupted" in (archive / "crawl.log").read_text()
    assert Archive([archive]).info()[0]["site"] == "odd"


def test_only_files_visits_pages_and_only_news_no_files(tmp_path):
    html = "<title>x</title><img src='/sites/default/files/a.png'><a href='/about'>x</a><a href='/news/a'>x</a>"
    answers = {"/": Answer(html), "/about": page("/sites/default/files/b.pdf"), "/news/a": page()}
    with odd_site(answers) as site:
        crawl(tmp_path, site_file(tmp_path, [site.url]), only="files")
        everything = set(site.paths)
        site.asked.clear()
        crawl(tmp_path, site_file(tmp_path, [site.url]), only="news")
    assert {"/sites/default/files/a.png", "/sites/default/files/b.pdf", "/about"} < everything
    assert set(site.paths) == {"/robots.txt", "/", "/news/a"}
