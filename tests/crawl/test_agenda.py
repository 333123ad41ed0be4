"""When a page is looked at again, by what an archive says of it: on an archive made by hand, without a crawl."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.archive.exchange import Confirmed, Exchange, Reference
from jjscrape.archive.index import write_index
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.crawl.agenda import Agenda, spread
from jjscrape.crawl.changes import turn
from jjscrape.crawl.past import Past
from jjscrape.site import load_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SITE = replace(load_site("jamandjustice"), look_again=56, look_again_files=182)
ORIGIN = "https://jamandjustice-rjc.org"
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
WEEK = timedelta(weeks=1)
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{}"


class Making:
    """An archive of crawls a week apart. What is given to `crawl` is, by path, a body, or None for a 304."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.weeks = 0
        self.pasts: list[Past] = []
        self._last: dict[str, Confirmed] = {}

    def crawl(
        self,
        pages: dict[str, str | None],
        *,
        changed: list[str] | None = None,
        week: int | None = None,
        elsewhere: tuple[str, ...] = (),
    ) -> None:
        at = BEGIN + (self.weeks if week is None else week) * WEEK
        self.weeks += 1
        folder = self.folder / f"{at:%Y%m%dT%H%M%SZ}"
        with ArchiveWriter(folder, "a", "test", {}) as writer:
            for path, body in pages.items():
                confirms = self._last[path] if body is None else None
                response = "HTTP/1.1 304 Not Modified\r\n\r\n" if body is None else HEAD.format(len(body), body)
                url = ORIGIN + path
                done = writer.write(
                    Exchange(
                        url=url, method="GET", request=b"", response=response.encode(), captured_at=at,
                        confirms=confirms,
                    )
                )  # fmt: skip
                if confirms is None:
                    self._last[path] = Confirmed(Reference(done.record_id, url, at), done.payload_digest)
        told = {"finish_reason": "finished", "shown_elsewhere": elsewhere}
        told |= {"changed": changed} if changed is not None else {}
        (folder / "run.json").write_text(json.dumps(told))

    def agenda(self, week: float, *, full: bool = False) -> Agenda:
        past = Past(self.folder, write_index(self.folder), SITE)
        self.pasts.append(past)
        return Agenda(past, SITE, "new", BEGIN + week * WEEK, full=full)


@pytest.fixture
def making(tmp_path: Path) -> Iterator[Making]:
    made = Making(tmp_path)
    yield made
    for past in made.pasts:
        past.close()


def asked(agenda: Agenda, *paths: str) -> list[bool]:
    return [agenda.look(ORIGIN + path).ask for path in paths]


def test_what_tells_of_news_is_asked_for_every_time(making: Making) -> None:
    making.crawl({"/news": "a", "/rss.xml": "b", "/our-projects/sheffield": "c"}, changed=[])
    assert asked(making.agenda(0.1), "/news", "/rss.xml", "/our-projects/sheffield", "/blog/new") == [True] * 4


def test_every_page_is_looked_at_once_within_the_bound_and_not_all_in_one_week(making: Making) -> None:
    paths = [f"/blog/{number}" for number in range(40)]
    making.crawl(dict.fromkeys(paths, "x"), changed=paths)
    due = [sum(asked(making.agenda(week), *paths)) for week in range(1, 9)]
    more = [later - earlier for earlier, later in pairwise([0, *due])]
    assert 0 <= min(more) <= max(more) < len(paths) / 2
    assert due[-1] == len(paths)


def test_a_page_that_changes_is_looked_at_soon_and_then_ever_less_often(making: Making) -> None:
    making.crawl({"/blog/a": "one", "/news": "x"}, changed=["/blog/a"])
    making.crawl({"/blog/a": "two"}, changed=["/blog/a"])
    assert asked(making.agenda(2), "/blog/a") == [True]
    making.crawl({"/blog/a": None}, changed=[])
    look = making.agenda(8).look(f"{ORIGIN}/blog/a")
    assert look.ask
    assert "unchanged for 7 days" in look.why
    making.crawl({"/blog/a": None}, changed=[], week=8)
    assert "and again every 56 days" in making.agenda(9).look(f"{ORIGIN}/blog/a").why


def test_pages_that_have_stayed_the_same_for_a_week_are_left_for_three_whatever_their_addresses(making: Making) -> None:
    paths = [f"/blog/{number}" for number in range(12)]
    making.crawl(dict.fromkeys(paths, "one"), changed=paths)
    making.crawl(dict.fromkeys(paths, "two"), changed=paths)
    making.crawl(dict.fromkeys(paths), changed=[])
    due = [sum(asked(making.agenda(week), *paths)) for week in (3, 4, 4.99)]
    assert due == [0, 0, len(paths)]


def test_bytes_that_differ_are_no_change_where_the_crawl_says_so(making: Making) -> None:
    making.crawl({"/blog/a": "token 1", "/blog/b": "token 1"}, changed=["/blog/a", "/blog/b"])
    making.crawl({"/blog/a": "token 2", "/blog/b": "token 2"}, changed=["/blog/b"])
    agenda = making.agenda(1.1)
    assert "as far as is known" in agenda.look(f"{ORIGIN}/blog/a").why
    assert "unchanged for 0 days" in agenda.look(f"{ORIGIN}/blog/b").why


def test_files_are_rarely_looked_at(making: Making) -> None:
    files = [f"/sites/default/files/{number}.pdf" for number in range(30)]
    making.crawl(dict.fromkeys(files, "x"), changed=files)
    assert sum(asked(making.agenda(8), *files)) < 20
    assert all(asked(making.agenda(26), *files))


def test_the_further_pages_of_a_list_are_looked_at_together(making: Making) -> None:
    pages = ["/news?page=1", "/news?page=2", "/news?page=3"]
    making.crawl(dict.fromkeys(["/news", *pages], "x"), changed=[])
    due = [asked(making.agenda(week), *pages) for week in range(1, 9)]
    assert all(len(set(week)) == 1 for week in due)
    assert due[-1] == [True] * 3
    agenda = making.agenda(0.1)
    assert asked(agenda, *pages) == [False] * 3
    agenda.kept.add("/news?page=2")
    assert agenda.open("/news") == ["/news?page=2"]
    assert asked(agenda, *pages) == [True] * 3


def test_a_theme_s_list_that_repeats_others_is_looked_at_with_its_further_pages_within_its_bound(
    making: Making,
) -> None:
    repeats = [f"/our-projects/{name}" for name in "abcdefgh"]
    pages = dict.fromkeys(["/news", "/our-projects/own", "/our-projects", *repeats, "/our-projects/a?page=1"], "x")
    making.crawl(pages, changed=[], elsewhere=tuple(path.strip("/") for path in [*repeats, "/news"]))
    due = [asked(making.agenda(week), *repeats) for week in (0.1, 1, 2, 3, 4)]
    assert [sum(week) for week in (due[0], due[-1])] == [0, len(repeats)]
    assert 0 < sum(due[1]) < len(repeats)
    for week in range(1, 5):
        agenda = making.agenda(week)
        assert asked(agenda, "/our-projects/a") == asked(agenda, "/our-projects/a?page=1")
        assert asked(agenda, "/news", "/our-projects/own", "/our-projects") == [True] * 3
    agenda = making.agenda(0.1)
    rests = [
        agenda.rests(ORIGIN + path) for path in ("/our-projects/a", "/our-projects/own", "/news", "/our-projects/new")
    ]
    assert rests == [True, False, False, False]
    assert agenda.pull(ORIGIN + "/our-projects/a", "told") is False
    assert not agenda.rests(ORIGIN + "/our-projects/a")


def test_full_asks_for_everything_and_what_was_told_of_is_pulled(making: Making) -> None:
    making.crawl({"/blog/a": "x"}, changed=[])
    assert asked(making.agenda(0.1), "/blog/a") == [False]
    assert asked(making.agenda(0.1, full=True), "/blog/a") == [True]
    agenda = making.agenda(0.1)
    assert agenda.pull(f"{ORIGIN}/blog/a", "told") is False
    assert agenda.look(f"{ORIGIN}/blog/a").pulled


@given(st.text(max_size=20))
def test_a_name_has_its_own_place_between_two_looks(name: str) -> None:
    assert 0 <= spread(name) < 1
    assert spread(name) == spread(name)


A, B, C, D, NEW = [(f"/{name}", name) for name in ("a", "b", "c", "d", "new")]


def test_new_entries_push_the_others_on() -> None:
    found = turn([A, B, C], [NEW, A, B], {A, B, C, D})
    assert (found.told, found.missing, found.moved) == (("/new",), (), False)


def test_an_entry_that_goes_from_among_others_is_missing_and_moves_the_list() -> None:
    found = turn([A, B, C], [A, C, D], {A, B, C, D})
    assert (found.told, found.missing, found.moved) == ((), ("/b",), True)


def test_an_entry_that_says_something_else_is_told_of() -> None:
    found = turn([A, B], [A, ("/b", "other")], {A, B})
    assert (found.told, found.missing, found.moved) == (("/b",), (), False)


def test_a_page_with_none_of_its_entries_left_moves_the_list() -> None:
    assert turn([A, B], [NEW, D], {A, B}).moved
    assert not turn([], [NEW], set()).moved
