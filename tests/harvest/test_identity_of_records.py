"""A page that moved stays one record; two pages never become one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.harvest.extract import RecordSeen
from jjscrape.harvest.identity import identities, redirect_pairs, renamed
from jjscrape.harvest.reading import Read
from jjscrape.items import Article, Document, FeedEntry, Page, Project, Teaser
from jjscrape.pages.extraction import Extraction
from jjscrape.site import Kind

from test_standing import SITE, capture  # isort: skip

WORDS = " ".join(f"word{number}" for number in range(40))
OTHER = " ".join(f"other{number}" for number in range(40))


def page(key, crawl, *, node=5, title="One", text=WORDS, kind="blog", make=Article):
    more = {"kind": kind} if make is Article else {}
    record = make(id=key, url=f"https://jamandjustice-rjc.org/{key}", node_id=node, title=title, text=text, **more)
    return Read(capture(crawl, 200, key), Extraction(kind=Kind.BLOG, items=[record])), RecordSeen.of(record)


def ids(*pages, moved=()):
    seen = {}
    for read, record in sorted(pages, key=lambda pair: pair[0].capture.captured_at):
        seen.setdefault(record.id, []).append((read, record))
    return identities(seen, frozenset(moved))


ONE = {"blog/x": "blog/x", "blog/y": "blog/x"}
TWO = {"blog/x": "blog/x", "blog/y": "blog/y"}


@pytest.mark.parametrize(
    ("was", "now", "redirect", "expected"),
    [
        ({}, {}, False, ONE),
        ({}, {"title": "“One”"}, False, ONE),
        ({}, {"title": "Two"}, False, ONE),
        ({}, {"text": OTHER}, False, ONE),
        ({}, {"title": "Two", "text": OTHER}, False, TWO),
        ({"text": "Short."}, {"title": "Two", "text": "Short."}, False, TWO),
        ({}, {"title": "Two", "text": OTHER}, True, ONE),
        ({}, {"kind": "news"}, False, TWO),
        ({}, {"kind": "news"}, True, ONE),
        ({"node": None}, {"node": None}, False, TWO),
        ({"node": None}, {"node": None}, True, ONE),
        ({"node": None}, {"node": None, "kind": "news"}, True, TWO),
        ({"node": None}, {}, True, ONE),
        ({}, {"node": 6}, False, TWO),
        ({}, {"node": 6}, True, TWO),
        ({}, {"make": Page}, True, TWO),
        ({"make": Page}, {"make": Project}, False, TWO),
        ({"make": Project}, {"make": Project}, False, ONE),
    ],
)
def test_what_makes_two_keys_one_record(was, now, redirect, expected):
    moved = [("blog/x", "blog/y")] if redirect else []
    assert ids(page("blog/x", 1, **was), page("blog/y", 2, **now), moved=moved) == expected
    back = [("blog/y", "blog/x")] if redirect else []
    assert ids(page("blog/x", 1, **was), page("blog/y", 2, **now), moved=back) == expected


def test_two_pages_of_one_crawl_are_two_even_if_one_redirects_to_the_other_later():
    pages = [page("blog/x", 1, node=None), page("blog/y", 1, node=None), page("blog/y", 2, node=None)]
    assert ids(*pages, moved=[("blog/x", "blog/y")]) == TWO


def test_two_pages_of_one_crawl_that_both_lead_to_a_third_are_two():
    pages = [page("blog/x", 1, node=None), page("blog/y", 1, node=None), page("blog/z", 2, node=None)]
    found = ids(*pages, moved=[("blog/x", "blog/z"), ("blog/y", "blog/z")])
    assert found == {"blog/x": "blog/x", "blog/y": "blog/y", "blog/z": "blog/x"}


def test_one_node_at_two_addresses_of_one_crawl_is_one():
    assert ids(page("blog/x", 1), page("blog/y", 1)) == ONE


def test_the_id_stays_over_many_moves_and_a_return():
    pages = [page(key, crawl) for crawl, key in enumerate(("blog/b", "blog/a", "blog/c", "blog/b"))]
    assert set(ids(*pages).values()) == {"blog/b"}


def test_a_number_that_is_given_again_after_a_rebuild_merges_nothing():
    old = [page("blog/x", 1, node=5), page("blog/y", 1, node=6, title="Two", text=OTHER)]
    new = [page("blog/x", 2, node=6), page("blog/y", 2, node=5, title="Two", text=OTHER)]
    assert ids(*old, *new) == TWO


def test_a_chain_never_makes_one_record_of_two_nodes():
    pages = [page("blog/x", 1, node=5), page("blog/y", 2, node=None), page("blog/z", 3, node=6)]
    found = ids(*pages, moved=[("blog/x", "blog/y"), ("blog/y", "blog/z")])
    assert found["blog/x"] != found["blog/z"]
    assert found == {"blog/x": "blog/x", "blog/y": "blog/x", "blog/z": "blog/z"}


def test_a_redirect_never_makes_one_record_of_two_nodes_though_a_third_page_had_both():
    third = [page("blog/z", 1, node=5, title="Two"), page("blog/z", 2, node=6, title="Two")]
    pages = [*third, page("blog/y", 3, node=6, title="Two"), page("blog/x", 4, node=5, title="One", text=OTHER)]
    expected = {"blog/x": "blog/x", "blog/y": "blog/z", "blog/z": "blog/z"}
    assert ids(*pages, moved=[("blog/y", "blog/x")]) == expected
    assert ids(*pages, moved=[("blog/x", "blog/y")]) == expected


@pytest.mark.parametrize("numbers", [(None, 5), (5, None)])
def test_a_number_that_only_one_of_two_pages_has_is_no_common_one(numbers):
    was, now = page("blog/x", 1, node=numbers[0]), page("blog/y", 2, node=numbers[1], kind="news")
    assert ids(was, now, moved=[("blog/x", "blog/y")]) == TWO


def test_what_is_not_one_record_hides_no_others():
    pages = [
        page("blog/a", 1, node=None),
        page("blog/b", 1, node=None),
        page("blog/c", 2, node=None),
        page("blog/d", 3, node=7),
        page("blog/e", 4, node=None),
        page("blog/f", 5, node=8),
        page("blog/g", 6, node=9),
        page("blog/h", 7, node=9),
    ]
    moved = [(f"blog/{one}", f"blog/{other}") for one, other in ("ab", "ac", "bc", "de", "ef")]
    assert ids(*pages, moved=moved) == {
        "blog/a": "blog/a", "blog/b": "blog/b", "blog/c": "blog/a", "blog/d": "blog/d", "blog/e": "blog/d",
        "blog/f": "blog/f", "blog/g": "blog/g", "blog/h": "blog/g",
    }  # fmt: skip


def words(first, last):
    return " ".join(f"word{number}" for number in range(first, last))


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (words(0, 20), words(0, 20), ONE),
        (words(0, 19), words(0, 19), TWO),
        (words(0, 20), words(0, 40), ONE),
        (words(0, 20), words(0, 41), TWO),
        (words(0, 41), words(0, 20), TWO),
        (words(0, 30), words(10, 40), ONE),
        (words(0, 30), words(11, 41), TWO),
        (words(0, 20) + " word1 word2", words(0, 20), ONE),
        (words(0, 19) + " word1 word2", words(0, 19), TWO),
        (None, None, TWO),
    ],
)
def test_how_alike_the_texts_of_one_node_must_be(was, now, expected):
    assert ids(page("blog/x", 1, text=was), page("blog/y", 2, title="Two", text=now)) == expected
    assert ids(page("blog/x", 1, title=None, text=was), page("blog/y", 2, title=None, text=now)) == expected


def redirect(key, location, status=301, **more):
    return replace(capture(1, status, key, **more), headers=(("Location", location),) if location else ())


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_within_the_site_is_a_hop(status):
    captures = [
        redirect("blog/z", "https://example.org/elsewhere", status),
        redirect("blog/w", None, status),
        redirect("blog/v", "http://[", status),
        redirect("blog/u", "https://jamandjustice-rjc.org/blog/u?page=0", status),
        redirect("blog/x", "/blog/y", status),
        redirect("blog/a", "https://urbanfood-rjc.org/blog/b", status),
    ]
    assert redirect_pairs(captures, SITE) == {("blog/x", "blog/y"), ("blog/a", "blog/b")}


@pytest.mark.parametrize("status", [None, 200, 201, 300, 304, 305, 306, 309, 404])
def test_no_other_answer_is_a_hop(status):
    captures = [redirect("blog/x", "/blog/y", status), redirect("blog/a", "/blog/b", 302)]
    assert redirect_pairs(captures, SITE) == {("blog/a", "blog/b")}


def test_what_redirects_from_elsewhere_is_no_hop():
    away = replace(redirect("blog/x", "https://jamandjustice-rjc.org/blog/y"), url="https://example.org/blog/x")
    assert redirect_pairs([away, redirect("blog/a", "/blog/b")], SITE) == {("blog/a", "blog/b")}


KEYS = st.sampled_from(["blog/a", "blog/b", "blog/c", "blog/d"])
PAGES = st.lists(
    st.builds(
        page, KEYS, st.integers(0, 4), node=st.sampled_from([None, 5, 6]), title=st.sampled_from(["One", "Two"]),
        text=st.sampled_from([WORDS, OTHER]),
    ),
    min_size=1, max_size=8,
)  # fmt: skip
HOPS = st.sets(st.tuples(KEYS, KEYS).filter(lambda pair: pair[0] != pair[1]), max_size=3)


@given(PAGES, HOPS, st.randoms(use_true_random=False))
def test_identities_hold_together_whatever_is_seen(pages, moved, random):
    found = ids(*pages, moved=moved)
    assert found.keys() == {record.id for _, record in pages}
    assert all(found[record_id] == record_id for record_id in found.values())
    first = {key: min(r.capture.captured_at for r, record in pages if record.id == key) for key in found}
    assert all(first[record_id] <= first[key] for key, record_id in found.items())
    if not moved and len({record.node_id for _, record in pages}) == len(pages):
        assert set(found.values()) == set(found)


@given(st.lists(st.tuples(KEYS, st.integers(0, 3)), max_size=8), HOPS)
def test_no_two_pages_of_one_crawl_are_one_record_if_nothing_but_redirects_links_them(stood, moved):
    found = ids(*(page(key, crawl, node=None) for key, crawl in stood), moved=moved)
    shown = [(found[key], crawl) for key, crawl in set(stood)]
    assert len(set(shown)) == len(shown)


def test_items_speak_of_records_by_their_ids():
    names = {"blog/y": "blog/x", "project-y": "project-x"}
    shown = {"page": 0, "position": 0, "target_url": "u"}
    teaser = renamed(Teaser(list_id="project-y", role="related", target_id="blog/y", **shown), names)
    assert (teaser.list_id, teaser.target_id) == ("project-x", "blog/x")
    assert renamed(FeedEntry(feed_url="f", target_id="blog/y", target_url="u"), names).target_id == "blog/x"
    assert renamed(Document(id="d", url="u", label=None, found_on="blog/y"), names).found_on == "blog/x"
    article = Article(id="a", url="u", kind="blog", project_ids=["project-y", "project-x", "z"])
    assert renamed(article, names).project_ids == ["project-x", "z"]
    assert renamed(Project(id="p", url="u", related_ids=["blog/y"]), names).related_ids == ["blog/x"]
