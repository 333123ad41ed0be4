"""Pages of the demo with random changes of their markup are read as before, or with a problem."""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from changed_pages import EMPTY, RIGHT, WRONG, Count, judged, of_demo, tried, verdicts
from page_changes import CHANGES, Page, changed

MOST_WRONG = 0.002
MOST_SILENT = 0.1


@pytest.fixture(scope="module")
def corpus():
    return [*of_demo("zurb"), *of_demo("core")]


def test_few_fields_come_out_wrong_and_most_of_those_with_a_problem(corpus):
    known = {}
    found = [tried(corpus, known, seed) for seed in range(60, 120)]
    count = Count.of(verdicts(found))
    assert count.fields > 350
    assert count.wrong <= MOST_WRONG * count.fields, [r for r in found if WRONG in r["verdicts"].values()]
    assert count.silent <= MOST_SILENT * count.wrong


def letters(page):
    """How often each letter stands on a page: words that change places may run into others."""
    return Counter("".join("".join(page.body.itertext()).split()))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_each_change_changes_some_page_and_keeps_its_words(change, corpus):
    """But for what is hidden, said to programs alone, or comes in beside the page's own words."""
    done = 0
    for number, sample in enumerate(corpus[::20]):
        page = Page(sample.body)
        before = page.written()
        words = letters(page)
        if change.apply(page, random.Random(number)):
            done += page.written() != before
            assert words <= letters(Page(page.written()))
    assert done


def test_one_seed_makes_one_page(corpus):
    assert changed(corpus[3].body, 7) == changed(corpus[3].body, 7)
    assert len({changed(corpus[3].body, seed)[0] for seed in range(5)}) > 1


@pytest.mark.parametrize(
    ("was", "now", "verdict"),
    [
        ("a", "a", RIGHT), ("a", "b", WRONG), ("a", None, EMPTY), (None, "a", WRONG), (None, None, None), ([], "", None),
        (["a", "b"], ["a"], WRONG), (["a"], [], EMPTY),
        ("2019-05-02T10:00:00Z", "2019-05-02", RIGHT), ("2019-05-02T23:30:00Z", "2019-05-03", RIGHT),
        ("2019-05-02T10:00:00Z", "2019-05-03", WRONG), ("2019-05-02", "2019-05-02T10:00:00Z", WRONG),
    ],
)  # fmt: skip
def test_what_counts_as_right(was, now, verdict):
    assert judged(was, now) == verdict
