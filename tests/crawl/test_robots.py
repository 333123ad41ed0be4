"""robots.txt in all its states, each a crawl of its own."""

from __future__ import annotations

import contextlib
import itertools
import socket

import pytest
from odd_site import Answer, begin_crawl, crawl, moved, odd_site, page, site_file

from jjscrape.archive.reader import Archive
from jjscrape.robots_groups import PARSE_LIMIT

pytestmark = pytest.mark.crawl

TEXT = {"Content-Type": "text/plain"}
NO = "User-agent: *\nDisallow: /\n"
SOME = "User-agent: *\nDisallow: /secret\n"
OURS = "User-agent: other\nDisallow: /\n\nUser-agent: jjscrape\nDisallow: /secret\n"


def robots(body: str | bytes, status: int = 200) -> Answer:
    return Answer(body, status, dict(TEXT))


# name: (robots.txt, verdict, how it ended, the pages asked for)
OPEN, HALF = {"/", "/open", "/secret"}, {"/", "/open"}
CASES = {
    "rules": (robots(SOME), "allowed", "finished", HALF),
    "for-us": (robots(OURS), "allowed", "finished", HALF),
    "byte-order-mark": (robots(b"\xef\xbb\xbf" + SOME.encode()), "allowed", "finished", HALF),
    "our-name-in-the-log": (robots("User-agent: jjscrape/0.1.0\nDisallow: /\n"), "disallowed", "robots", set()),
    "a-name-that-begins-like-ours": (robots("User-agent: jj\nDisallow: /\n"), "allowed", "finished", OPEN),
    "utf-16": (robots(SOME.encode("utf-16")), "allowed", "finished", HALF),
    "forbids-all": (robots(NO), "disallowed", "robots", set()),
    "missing": (robots(NO, 404), "allowed", "finished", OPEN),
    "forbidden": (robots(NO, 403), "allowed", "finished", OPEN),
    "too-many": (robots("", 429), "server-error", "robots", set()),
    "broken": (robots("", 500), "server-error", "robots", set()),
    "busy": (robots("", 503), "server-error", "robots", set()),
    "busy-once": ([robots("", 503), robots(SOME)], "allowed", "finished", HALF),
    "moved": (moved("/robots-5.txt"), "allowed", "finished", HALF),
    "moved-forever": (moved("/robots.txt", 302), "allowed", "finished", OPEN),
    "a-page": (page("/x"), "allowed", "finished", OPEN),
    "empty": (robots(""), "allowed", "finished", OPEN),
    # The limit cuts the second Disallow in two; half a rule is no rule.
    "huge": (
        robots(SOME + "#" * (PARSE_LIMIT - len(SOME) - 12) + "\nDisallow: /open\n"),
        "allowed",
        "finished",
        HALF,
    ),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    done = {}
    names = list(CASES)
    for few in (names[:8], names[8:]):
        with contextlib.ExitStack() as stack:
            started = {}
            for name in few:
                answers = {"/": page("/open", "/secret"), "/open": page(), "/secret": page()}
                answers["/robots.txt"] = CASES[name][0]
                for hop in range(5, 1, -1):
                    answers[f"/robots-{hop}.txt"] = moved(f"/robots-{hop - 1}.txt")
                answers["/robots-1.txt"] = robots(SOME)
                site = stack.enter_context(odd_site(answers))
                folder = tmp_path_factory.mktemp(name)
                started[name] = site, begin_crawl(folder, site_file(folder, [site.url]))
            for name, (site, crawling) in started.items():
                done[name] = site, *crawling.end()
    return done


@pytest.mark.parametrize("name", CASES)
def test_robots_txt_is_obeyed(outcomes, name):
    site, summary, _, _ = outcomes[name]
    _, verdict, reason, pages = CASES[name]
    assert (summary["robots_verdict"], summary["finish_reason"]) == (verdict, reason)
    assert {path for path in site.paths if not path.startswith("/robots")} == pages
    assert site.paths[0] == "/robots.txt"
    assert summary["complete"] == (reason == "finished")


def test_a_refusal_is_counted_and_said(outcomes):
    assert outcomes["rules"][1]["robots_forbidden"] == 1
    assert "forbids every start page" in outcomes["forbids-all"][3]
    assert "HTTP 503" in outcomes["busy"][3]


def test_what_can_t_be_read_as_it_stands_is_said(outcomes):
    (note,) = outcomes["utf-16"][1]["robots_notes"]
    assert "UTF-16" in note
    assert note in outcomes["utf-16"][3]
    assert "holds no rule" in outcomes["a-page"][3]
    assert outcomes["rules"][1]["robots_notes"] == []


def test_no_page_is_asked_of_a_site_that_cannot_be_reached(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # and nobody else takes it meanwhile
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        summary, _, talk = crawl(tmp_path, site_file(tmp_path, [url]))
    assert (summary["finish_reason"], summary["robots_verdict"]) == ("unreachable", "unreachable")
    assert not summary["complete"]
    assert url in talk


def test_crawl_delay_is_kept_from_request_to_request(tmp_path):
    answers = {"/robots.txt": robots("User-agent: *\nCrawl-delay: 0.7\n"), "/": page("/a", "/b"), "/a": page()}
    with odd_site(answers) as site:
        archive = {"archive_dir": str(tmp_path / "20261122T102600Z")}
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, ["http://unused.invalid"]), base_url=site.url, **archive)
    # When the server got to a request says how busy the machine is; when it was sent, the archive knows.
    times = sorted(capture.captured_at for capture in Archive([tmp_path / "20261122T102600Z"]).captures())
    assert len(times) == len(site.asked) == 4
    assert min(later - earlier for earlier, later in itertools.pairwise(times)).total_seconds() > 0.69
    assert summary["robots_delay"] == 0.7


def test_a_crawl_delay_beyond_reason_is_cut(tmp_path):
    answers = {"/robots.txt": robots("User-agent: *\nCrawl-delay: 86400\n"), "/": page()}
    with odd_site(answers) as site:
        summary, _, talk = crawl(tmp_path, site_file(tmp_path, [site.url]), settings={"JJSCRAPE_MAX_CRAWL_DELAY": 0.2})
    assert summary["robots_delay"] == 0.2
    assert "86400" in talk


@pytest.mark.parametrize(
    "target",
    [
        "http://localhost:{other}/latest/meta-data/iam",
        "http://127.0.0.1:{other}/robots.txt",
        "http://[::1]:{other}/robots.txt",
        "http://169.254.169.254/latest/meta-data/",
        "http://{own}@127.0.0.1:{other}/robots.txt",
        "//127.0.0.1:{other}/robots.txt",
        "file:///etc/hostname",
        "ftp://127.0.0.1/robots.txt",
        "data:text/plain,User-agent:%20*",
        "http://[broken/robots.txt",
        "http://127.0.0.1:{other}\x1b]0;t\x07/",
    ],
)
def test_a_robots_txt_leads_to_no_other_service(tmp_path, target):
    with odd_site({"/robots.txt": robots("")}) as other, odd_site({}) as site:
        target = target.format(other=other.port, own=f"127.0.0.1:{site.port}")
        site.answer = lambda path, _: moved(target, 302) if path == "/robots.txt" else page()
        archive = tmp_path / "archive" / "20261122T102600Z"
        summary, _, talk = crawl(tmp_path, site_file(tmp_path, [site.url]), archive_dir=str(archive))
    assert other.asked == []
    assert site.paths == ["/robots.txt"]
    assert (summary["robots_verdict"], summary["finish_reason"]) == ("elsewhere", "robots")
    assert "which is not followed" in summary["robots_notes"][0]
    assert "which is not followed" in talk
    assert "\x1b" not in talk
    assert {capture.url for capture in Archive([archive]).captures()} == {f"{site.url}/robots.txt"}


def test_a_robots_txt_at_the_site_s_other_name_is_followed(tmp_path):
    with odd_site({}) as site:
        there = f"http://localhost:{site.port}"

        def answer(path, _turn):
            own = site.asked[-1][2].startswith("127.")
            if path == "/robots.txt":
                return moved(f"{there}/robots.txt") if own else robots(SOME)
            return page("/secret", "/open") if path == "/" else page()

        site.answer = answer
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url, there]))
    assert (summary["robots_verdict"], summary["finish_reason"]) == ("allowed", "finished")
    assert {path for path in site.paths if path != "/robots.txt"} == HALF


def test_a_copy_s_robots_txt_does_not_lead_to_the_site_it_was_made_of(tmp_path):
    with odd_site({"/robots.txt": robots("")}) as real, odd_site({}) as copy:
        copy.answer = lambda path, _: moved(f"{real.url}/robots.txt") if path == "/robots.txt" else page()
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [real.url]), base_url=copy.url)
    assert (real.asked, summary["robots_verdict"]) == ([], "elsewhere")
