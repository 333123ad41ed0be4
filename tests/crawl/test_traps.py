"""Sites that would never come to an end, and sites that are slow or ask for patience: what a crawl makes of them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odd_site import Answer, crawl, odd_site, page, site_file

from jjscrape.archive.reader import Archive
from jjscrape.crawl.traps import Traps
from jjscrape.items import Page
from jjscrape.pages.counted import said_by, shape

TRAP = {"JJSCRAPE_TRAP_AFTER": 5}


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("calendar/2021-03", "calendar/#-#"),
        ("archive/2021/03", "archive/#/#"),
        ("s/5f3a9c1e77/news", "s/*/news"),
        ("blog/a-post", "blog/a-post"),
        ("deadbeef/cafe", "deadbeef/cafe"),
    ],
)
def test_addresses_that_differ_in_numbers_and_tokens_only_have_one_shape(key: str, wanted: str) -> None:
    assert shape(key) == wanted


@given(st.lists(st.booleans(), max_size=40))
def test_a_shape_is_closed_by_so_many_in_a_row_that_bring_nothing(brings: list[bool]) -> None:
    traps, row = Traps(4), 0
    closed = False
    for number, one in enumerate(brings):
        traps.met(f"x/{number}", [f"record {number}"] if one else [])
        row = 0 if one else row + 1
        closed = closed or row >= 4
    assert traps.closed("x/1000") == closed
    assert not traps.closed("y/1000")


def test_a_place_is_closed_by_many_more_whatever_the_addresses_below_it() -> None:
    traps = Traps(3)
    keys = ["/".join(("browse", *words)) for words in itertools.product(*["abcdef"] * 3)]
    said = [one for key in keys[:40] if (one := traps.met(key, ["Nothing here"]))]
    assert said == [
        f"browse/…: 30 addresses in a row brought no record, such as {keys[30]}; the others were left",
    ]
    assert traps.closed("browse/else")
    assert not traps.closed("browse")
    assert not traps.closed("blog/else")


def test_what_leads_where_nothing_led_before_brings_something() -> None:
    traps = Traps(3)
    for number in range(60):
        assert traps.met(f"archive/{number}", [], [f"blog/post-{number}a"]) is None
    said = [traps.met(f"calendar/{number}", [], [f"calendar/{number + 1}"]) for number in range(5)]
    assert [bool(one) for one in said] == [False, False, True, False, False]
    assert not traps.closed("archive/99")


def test_the_same_record_at_another_address_is_nothing_new() -> None:
    traps = Traps(3)
    said = [traps.met(f"s/{number}a/news", ["title\ntext"]) for number in range(5)]
    assert [bool(one) for one in said] == [False, False, False, True, False]


@pytest.mark.parametrize(("node", "same"), [(None, True), (7, False)])
def test_pages_that_differ_in_numbers_and_months_only_say_the_same_unless_they_are_nodes(
    node: int | None, same: bool
) -> None:
    def calendar(name: str, days: int) -> Page:
        listed = " ".join(map(str, range(1, days + 1)))
        return Page(id="x", url="http://a/x", title=f"{name} 2021", text=f"{listed} 2021-0{days - 25}", node_id=node)

    said = {said_by(calendar(name, days)) for name, days in (("March", 31), ("April", 30), ("May", 31), ("June", 30))}
    assert (len(said) == 1) is same
    posts = {said_by(Page(id="x", url="http://a/x", title="Post 1", text=what)) for what in ("On jam.", "On tea.")}
    assert len(posts) == 2


def month(path: str) -> Answer:
    number = int(path.rpartition("-")[2])
    links = "".join(f'<a href="/months/2021-{other}">x</a>' for other in (number + 1, number + 2))
    return Answer(f"<!DOCTYPE html><title>t</title><body class='not-node page-months'><h1>t</h1>{links}</body>")


@pytest.mark.crawl
def test_a_calendar_is_closed_reported_once_and_costs_the_crawl_nothing(tmp_path):
    def answer(path, _turn):
        if path.startswith("/months/"):
            return month(path)
        return {"/": page("/months/2021-1", "/blog/a"), "/blog/a": page("/blog/b"), "/blog/b": page()}.get(path)

    with odd_site(answer) as site:
        summary, _, talk = crawl(tmp_path, site_file(tmp_path, [site.url]), settings=TRAP)
    assert sum(path.startswith("/months/") for path in site.paths) < 12
    assert summary["complete"]
    (said,) = summary["traps"]
    assert said.startswith("months/#-#: ")
    assert talk.count("a trap is closed") == 1
    assert {"/blog/a", "/blog/b"} <= set(site.paths)
    assert summary["skipped"]["trap"] > 0


@pytest.mark.crawl
def test_a_session_in_every_link_is_left_out_and_named_once(tmp_path):
    posts = [f"/blog/{letter}" for letter in "abcde"]

    def answer(path, turn):
        if path not in {"/", *posts}:
            return None
        own = f'<link rel="canonical" href="http://127.0.0.1{path}">'
        found = page(*(f"/s/3fa9c0d1{turn}{len(path)}{other}" for other in (*posts, "/")))
        return Answer(found.body.replace("<body>", f"{own}<body>"))

    with odd_site(answer) as site:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]), settings=TRAP)
    assert sorted(path for path in site.paths if path != "/robots.txt") == ["/", *posts]
    assert summary["traps"] == ["s/*: links carry a session of the visitor's; addresses are asked for without it"]


@pytest.mark.crawl
def test_a_trap_whose_pages_count_their_readers_is_closed_too(tmp_path):
    def answer(path, _turn):
        if not path.startswith("/s/"):
            return page("/s/1/post") if path == "/" else None
        number = int(path.split("/")[2])
        return Answer(
            "<!DOCTYPE html><title>A post | A site</title><body class='page-node page-node-7 node-type-news'><h1>A post</h1>"
            "<div class='node node-news' id='node-7'><div class='field field-name-body'><p>The words of the post stay.</p></div>"
            f"<ul class='links'><li class='statistics_counter'><span>{number} reads</span></li></ul></div>"
            f"<a href='/s/{number + 1}/post'>again</a></body>"
        )

    with odd_site(answer) as site:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]), settings=TRAP, max_requests=40)
    assert len(summary["traps"]) == 1
    assert len(site.paths) < 12
    assert summary["items"] == {}, "a run makes nothing of items, and reads none"


@pytest.mark.crawl
def test_thousands_of_links_that_lead_nowhere_are_left(tmp_path):
    folder = tmp_path / "20260101T000000Z"
    with odd_site({"/": page(*(f"/item/{number}" for number in range(3000)), "/blog/a"), "/blog/a": page()}) as site:
        told = {**TRAP, "STATS_DUMP": True}
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]), settings=told, archive_dir=str(folder))
    log = (folder / "crawl.log").read_text()
    assert "'scheduler/enqueued/disk'" in log, "the addresses wait on the disk"
    assert "scheduler/enqueued/memory" not in log
    assert not any(path.is_dir() for path in folder.iterdir())
    assert len(site.paths) < 20
    assert "/blog/a" in site.paths
    assert summary["complete"]
    assert summary["skipped"]["trap"] > 2900


@pytest.mark.crawl
def test_files_that_fail_one_after_the_other_are_no_outage_where_a_page_still_works(tmp_path):
    files = [f"/sites/default/files/{number}.pdf" for number in range(8)]
    answers = {"/": page(*files, "/blog/a"), "/blog/a": page(), **dict.fromkeys(files, Answer("", 503))}
    with odd_site(answers) as site:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]), settings={"JJSCRAPE_OUTAGE_AFTER": 3})
    assert summary["finish_reason"] == "finished"
    assert summary["failures"] == 8
    assert 1 < site.paths.count("/") <= 4, "the page that worked is asked for again before anything is said"


@pytest.mark.crawl
def test_where_nothing_answers_any_more_it_is_an_outage_files_or_not(tmp_path):
    files = [f"/sites/default/files/{number}.pdf" for number in range(40)]
    answers = {"/": [page(*files), Answer("", 503)], **dict.fromkeys(files, Answer("", 503))}
    with odd_site(answers) as site:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]), settings={"JJSCRAPE_OUTAGE_AFTER": 3})
    assert summary["finish_reason"] == "outage"
    assert summary["left"] > 20


@pytest.mark.crawl
def test_a_server_that_asks_for_more_patience_than_there_is_ends_the_crawl(tmp_path):
    busy = Answer("", 429, {"Retry-After": "7200"})
    with odd_site({"/": page("/blog/a", "/blog/b"), "/blog/a": busy, "/blog/b": page()}) as site:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [site.url]))
    assert summary["finish_reason"] == "asked_to_wait"
    assert summary["asked_to_wait"] == 7200
    assert site.paths == ["/robots.txt", "/", "/blog/a"]


@pytest.mark.crawl
def test_a_slow_server_is_given_a_rest_and_the_ledger_is_the_servers_own(tmp_path):
    paths = [f"/blog/{number}" for number in range(4)]
    answers = {"/": page(*paths), **{path: Answer(f"<h1>{path}</h1>", wait=0.3) for path in paths}}
    with odd_site(answers) as site:
        summary, _, _ = crawl(
            tmp_path, site_file(tmp_path, [site.url]), delay=0.1, archive_dir=str(tmp_path / "20260101T000000Z")
        )
    assert summary["requests"] == len(site.paths)
    sizes = [len(answers[path].body) for path in site.paths if path in answers]
    missing = len(page(status=404).body)
    assert summary["bytes"] == sum(sizes) + missing
    assert summary["slowest_delay"] >= 0.2
    # When the server's threads got to a request says how busy the machine is; when it was sent, the archive knows.
    moments = [capture.captured_at for capture in Archive([tmp_path / "20260101T000000Z"]).captures()]
    assert len(moments) == len(site.paths)
    gaps = [(later - earlier).total_seconds() for earlier, later in itertools.pairwise(sorted(moments))]
    assert summary["least_gap"] == pytest.approx(min(gaps), abs=0.001)
    assert summary["least_gap"] >= 0.1 - 0.01
