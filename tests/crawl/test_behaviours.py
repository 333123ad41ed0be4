"""Some of the answers in benchmarks/behaviours, which `benchmarks/hostile_inputs.py` tries all of: what came of each."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from commands import call

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "behaviours"))
import hostile_inputs
import page_answers
import robots_answers
from odd_answers import OddServer

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.http import parse_response
from jjscrape.archive.index import write_index
from jjscrape.archive.reader import Archive
from jjscrape.harvest.gather import harvest
from jjscrape.robots_groups import read_robots
from jjscrape.site import load_site
from jjscrape.verify.verification import verify

SAMPLE = (
    *("an ordinary page", "a reason phrase that acts", "line feeds alone", "two types", "some early hints"),
    *("a head without an end", "a status of letters", "a line without a colon", "a length of 5,000 digits"),
    *("gzip", "brotli that is not", "torn gzip", "gzip a thousand times", "120 MB in brotli", "a coding of old"),
    *("chunks", "trailers", "no last chunk", "a chunk of negative size", "chunks without an end"),
    *("moved to a file", "moved to the cloud's own service", "moved to no address", "moved in a circle"),
    *("a page under 404", "a page under 500", "304 that nobody asked for", "references beyond Unicode"),
    *("a base elsewhere", "frames of services here", "JSON-LD that is deep", "maintenance", "noise"),
)
CASES = [one for one in page_answers.BEHAVIOURS if one.name in SAMPLE]


def crawl() -> None:
    """Run in a fork: arguments are a site file and the folder."""
    hostile_inputs.robots_crawl(Path(sys.argv[1]), Path(sys.argv[2]))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("behaviours")
    with OddServer(hostile_inputs.Site(CASES).answer) as server:
        told = hostile_inputs.site_file(folder, f"http://127.0.0.1:{server.port}")
        done = call("test_behaviours:crawl", told, folder)
    assert done.returncode == 0, done.stderr
    write_index(folder / "archive")
    return folder, json.loads((folder / "summary.json").read_text()), server


@pytest.mark.crawl
def test_each_answer_is_what_it_should_be(crawled):
    assert len(CASES) == len(SAMPLE)
    folder, summary, _ = crawled
    found = harvest(Archive([folder / "archive"]), load_site(str(folder / "odd.toml")))
    published = {urlsplit(article.url).path for article in found.articles}
    missed = {urlsplit(one["url"]).path for one in summary["failed"]}
    unread = {urlsplit(one.url).path for one in found.unread}
    wrong = {}
    for one in CASES:
        path = page_answers.path_of(one)
        word = "page" if path in published else "missed" if path in missed else "unread" if path in unread else "answer"
        if word not in one.expected.split("/"):
            wrong[one.name] = (word, one.expected)
    assert wrong == {}
    # A page without an end, and one that swells to more than any is read.
    assert summary["skipped"] == {"too-large": 2}


@pytest.mark.crawl
def test_nobody_else_was_asked_and_the_archive_is_sound(crawled):
    folder, _, server = crawled
    assert {host for host, _ in server.asked} == {"127.0.0.1"}
    report = verify([folder / "archive"], log=False)
    assert report.faults == []


@pytest.mark.crawl
def test_of_a_page_without_an_end_no_more_comes_in_than_of_any_is_read(crawled):
    folder, _, _ = crawled
    archive = Archive([folder / "archive"])
    (endless,) = (c for c in archive.captures() if c.url.endswith("/chunks-without-an-end"))
    assert endless.truncated
    assert sum(map(len, archive.record_pieces(endless))) < 18 * 2**20
    with pytest.raises(ArchiveError, match="truncated"):
        archive.body(endless, whole=True)


def rules_of(behaviour):
    """The rules of a robots.txt that comes whole and plain; None of another."""
    if not behaviour.answer.__qualname__.startswith("wire"):
        return None
    message = parse_response(b"".join(piece for piece in behaviour.answer() if isinstance(piece, bytes)), "GET")
    if message is None or message.whole is False or message.head.status != 200:
        return None
    return None if message.head.header("content-encoding") else read_robots(message.body)


PLAIN = [one for one in robots_answers.BEHAVIOURS if rules_of(one)]


@pytest.mark.parametrize("behaviour", PLAIN, ids=lambda one: one.name)
def test_a_robots_txt_says_what_it_says(behaviour):
    read = rules_of(behaviour)
    asked = {path for path in ("/", "/open", "/secret") if read.rules.can_fetch(f"http://127.0.0.1{path}", "jjscrape")}
    words = {0: "closed", 2: "rules", 3: "open"}
    assert words[len(asked)] + ", said" * bool(read.notes) in behaviour.expected.split("/")


def test_the_lists_are_as_long_as_they_are_said_to_be():
    assert len(page_answers.BEHAVIOURS) > 240
    assert len(robots_answers.BEHAVIOURS) > 110
    assert len(PLAIN) > 60
