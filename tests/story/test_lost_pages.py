"""Known pages that nothing links to any more are asked for once before they count as gone."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from broken_site import BrokenSite, crawled_once, newest, run

from jjscrape.outcome import Exit
from jjscrape.release.read import read_version

pytestmark = pytest.mark.crawl

LEFT, DELETED, HIDDEN, SHY = "/news/left", "/news/deleted", "/news/hidden", "/news/shy"
LOST = (LEFT, DELETED, HIDDEN, SHY)


class Unlinking(BrokenSite):
    """Its pages lose every link to the paths in `unlinked`, and answer all the same."""

    unlinked: tuple[str, ...] = ()

    def respond(self, method, target, headers=()):
        # What it answers is not what its validators are of, so nothing is unchanged here.
        left_out = {"accept-encoding", "if-none-match"}
        plain = [(name, value) for name, value in headers if name.lower() not in left_out]
        found = super().respond(method, target, plain)
        body = found.body
        for path in self.unlinked:
            body = body.replace(path.encode(), b"/blog")
        kept = [(name, value) for name, value in found.headers if name not in {"Content-Length", "ETag"}]
        return found if body == found.body else type(found)(found.status, found.reason, kept, body)


def states(data):
    rows = read_version(data / "datasets" / "latest")
    return {row["id"]: (row["status"], row["gone_evidence"]) for row in rows["articles"]}


def crawls(data):
    return sorted((data / "archive").glob("*/run.json"))


def with_posts():
    site = Unlinking(articles=12)  # so that four of them are not too many to lose
    for path in LOST:
        assert site.add("news", path.rpartition("/")[2].title(), body="Some words.\n\nMore words.") == path
    return site


@pytest.fixture(scope="module")
def as_crawled(tmp_path_factory):
    with crawled_once(with_posts, tmp_path_factory.mktemp("crawled")) as given:
        yield given


@pytest.fixture
def known(as_crawled, tmp_path):
    """A site crawled once, four posts of which nothing links to any more."""
    site, url = as_crawled(tmp_path)
    site.unlinked = LOST
    return site, url, tmp_path


def test_what_lost_its_last_link_is_asked_for_and_told_from_what_is_gone(known):
    site, url, data = known
    seen = {row["id"]: row["last_seen"] for row in read_version(data / "datasets" / "latest")["articles"]}
    site.delete(DELETED)
    site.unpublish(HIDDEN)
    site.broken = {SHY: "breaks"}
    done = run(url, data)
    assert done.returncode == Exit.DONE, done.stderr
    now = states(data)
    assert {path: now[path.strip("/")] for path in LOST} == {
        LEFT: ("live", None), DELETED: ("gone", "404"), HIDDEN: ("gone", "403"), SHY: ("live", None),
    }  # fmt: skip
    rows = {row["id"]: row for row in read_version(data / "datasets" / "latest")["articles"]}
    assert rows[LEFT.strip("/")]["last_seen"] > seen[LEFT.strip("/")]
    assert rows[SHY.strip("/")]["last_seen"] == seen[SHY.strip("/")]
    counts = Counter(site.asked)
    assert {path: counts[path] for path in (LEFT, DELETED, HIDDEN)} == dict.fromkeys((LEFT, DELETED, HIDDEN), 1)
    # At the end, after all that is linked; of listings and pager pages nothing is asked again.
    first = min(site.asked.index(path) for path in LOST)
    assert set(site.asked[first:]) <= {*LOST, "/misc/feed.png"}
    summary = newest(data)
    assert {address.removeprefix(url) for address in summary["lost"]} == set(LOST)
    assert (summary["complete"], summary["missed"], summary["unsettled"]) == (True, 0, 1)
    assert "Asked     4 known addresses" in done.stdout

    site.asked.clear()
    assert run(url, data).returncode == Exit.DONE
    assert {path for path in LOST if path in site.asked} == {LEFT, SHY}, "what is gone is not asked for again"


@pytest.mark.parametrize("words", [("--only", "news"), ("--dry-run",)])
def test_only_a_full_crawl_asks(known, words):
    site, url, data = known
    assert run(url, data, *words).returncode == Exit.DONE
    assert not set(LOST) & set(site.asked)


def test_robots_txt_is_obeyed_and_what_it_forbids_stays_as_it_was(known):
    site, url, data = known
    site.delete(LEFT)
    real = site.respond

    def forbidding(method, target, headers=()):
        found = real(method, target, headers)
        if target != "/robots.txt":
            return found
        return type(found)(200, "OK", [("Content-Type", "text/plain")], b"User-agent: *\nDisallow: /news/left\n")

    site.respond = forbidding
    assert run(url, data).returncode == Exit.DONE
    assert LEFT not in site.asked
    assert states(data)[LEFT.strip("/")] == ("live", None)


def test_a_limit_leaves_the_rest_unsettled_and_withdraws_none_of_it(known):
    site, url, data = known
    for path in LOST:
        site.delete(path)
    assert run(url, data, "--dry-run").returncode == Exit.DONE
    site.asked.clear()
    whole = json.loads(crawls(data)[0].read_text("utf-8"))["requests"]
    assert run(url, data, "--max-requests", whole).returncode == Exit.DONE
    summary = newest(data)
    assert summary["finish_reason"] == "finished"
    asked = {address.removeprefix(url) for address in summary["lost"]}
    assert summary["unsettled"] == len(LOST) - len(asked) > 0
    now = states(data)
    assert {path: now[path.strip("/")][1] for path in LOST} == {path: "404" if path in asked else None for path in LOST}


def test_an_outage_at_the_end_withdraws_nothing(known):
    site, url, data = known
    for path in LOST:
        site.delete(path)
    site.broken = dict.fromkeys(LOST, "refuses")
    assert run(url, data).returncode == Exit.DONE
    assert all(states(data)[path.strip("/")] == ("live", None) for path in LOST)
    assert newest(data)["unsettled"] == len(LOST)
