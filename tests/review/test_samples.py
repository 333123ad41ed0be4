"""Which records are shown: those that show every template, and of like ones the doubtful."""

from __future__ import annotations

from jjscrape.review.sample import Candidate, drawn


def candidate(name, kind="news", classes=(), doubts=()):
    shape = frozenset({f"kind:{kind}", *(f"{kind}:{c}" for c in classes)})
    return Candidate("articles", {"id": name}, kind, None, shape, tuple(doubts))


def ids(chosen):
    return [one.row["id"] for one in chosen]


def test_few_pages_show_every_class_that_pages_share():
    plain = [candidate(f"plain-{n:02}", classes=["node", "body"]) for n in range(60)]
    rare = [candidate(f"rare-{n}", classes=["node", "body", "gallery"]) for n in range(2)]
    other = [candidate(f"event-{n}", "event", ["node", "date"]) for n in range(2)]
    alone = [candidate("page", "page", ["node", "slides"])]
    chosen = drawn([*plain, *rare, *other, *alone], 3)
    assert {one.kind for one in chosen} == {"news", "event", "page"}
    assert "rare-0" in ids(chosen)


def test_a_class_of_one_page_is_its_name_and_no_template():
    named = [candidate(f"a-{n}", classes=["node", f"page-{'abcdefgh'[n]}"]) for n in range(8)]
    doubtful = candidate("z", classes=["node"], doubts=["event_start: two ways"])
    assert ids(drawn([*named, doubtful], 2)) == ["z", "a-0"]


def test_doubtful_ones_are_chosen_before_like_ones_and_shown_first():
    sure = [candidate(f"a-{n}", classes=["node"]) for n in range(5)]
    event = candidate("event", "event", ["date", "node", "place"])
    doubtful = [
        candidate("y", classes=["node"], doubts=["one"]),
        candidate("z", classes=["node"], doubts=["one", "two"]),
    ]
    assert ids(drawn([*sure, event, *doubtful], 4)) == ["z", "y", "event", "a-0"]


def test_no_more_than_there_are():
    assert ids(drawn([candidate("a"), candidate("b")], 20)) == ["a", "b"]
    assert drawn([], 20) == []
