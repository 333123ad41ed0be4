"""A page that moved stays one record; two pages never become one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.build.identity import identities, renamed
from jjscrape.build.reading import Read
from jjscrape.items import Article, Document, FeedEntry, Page, Project, Teaser
from jjscrape.pages.extraction import Extraction
from jjscrape.site import Kind

from test_standing import capture  # isort: skip

WORDS = " ".join(f"word{number}" for number in range(40))
OTHER = " ".join(f"other{number}" for number in range(40))


def page(key, crawl, *, node=5, title="One", text=WORDS, kind="blog", make=Article):
    more = {"kind": kind} if make is Article else {}
    record = make(id=key, url=f"https://jamandjustice-rjc.org/{key}", node_id=node, title=title, text=text, **more)
    return Read(capture(crawl, 200, key), Extraction(kind=Kind.BLOG)), record


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
