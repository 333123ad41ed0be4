"""Each measure on examples small enough to count on fingers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jjscrape.evaluation.measure import Tally, plain, share, word_f1
from jjscrape.evaluation.sheet import Sheet


def figures(*pairs):
    tally = Tally()
    for got, want in pairs:
        tally.add(got, want)
    return tally.figures()


def test_a_wrong_value_costs_precision_and_recall():
    assert figures(("2019-05-06", "2019-06-05"), ("2018", "2018")) == {
        "n": 2, "precision": 0.5, "recall": 0.5, "exact": 0.5,
    }  # fmt: skip


def test_silence_where_something_stands_is_a_miss_and_no_error():
    assert figures((None, "2019"), ("2018", "2018")) == {"n": 2, "precision": 1.0, "recall": 0.5, "exact": 0.5}


def test_a_value_where_nothing_stands_is_an_error_and_no_miss():
    assert figures(("2019", None), ("2018", "2018")) == {"n": 2, "precision": 0.5, "recall": 1.0, "exact": 0.5}


def test_nothing_where_nothing_stands_is_exact_and_claims_nothing():
    assert figures((None, None), ("2018", "2018")) == {"n": 2, "precision": 1.0, "recall": 1.0, "exact": 1.0}
    assert figures((None, None)) == {"n": 1, "exact": 1.0}


def test_a_false_and_an_empty_string_are_values():
    assert figures((False, True)) == {"n": 1, "precision": 0.0, "recall": 0.0, "exact": 0.0}
    assert figures(("", None)) == {"n": 1, "precision": 0.0, "exact": 0.0}


def test_of_several_values_each_counts_and_the_set_is_exact():
    tally = Tally()
    assert tally.add_all(["B", "A"], ["A", "B"])
    assert not tally.add_all(["A", "C"], ["A", "B", "D"])
    assert tally.figures() == {"n": 2, "precision": 0.75, "recall": 0.6, "exact": 0.5}
    assert tally.wrong == 1


def test_a_value_given_twice_is_not_right_twice():
    tally = Tally()
    assert not tally.add_all(["A", "A"], ["A"])
    assert tally.figures() == {"n": 1, "precision": 0.5, "recall": 1.0, "exact": 0.0}


def test_word_f1():
    assert word_f1("one two three", "one two four") == 2 * 2 / 6
    assert word_f1("two two", "two") == 2 / 3
    assert word_f1("It\u2019s  HERE", "it's here") == 1
    assert word_f1(None, "") == 1
    assert word_f1(None, "words") == word_f1("words", None) == 0


@given(st.text(max_size=60), st.text(max_size=60))
def test_word_f1_is_symmetric_and_within_bounds(one, other):
    assert word_f1(one, one) == 1
    assert 0 <= word_f1(one, other) == word_f1(other, one) <= 1


@given(st.lists(st.tuples(st.sampled_from([None, 1, 2]), st.sampled_from([None, 1, 2])), min_size=1))
def test_only_a_perfect_reading_is_perfect(pairs):
    found = figures(*pairs)
    assert (found["exact"] == 1) == all(got == want for got, want in pairs)
    wrong = any(got is not None and got != want for got, want in pairs)
    missed = any(want is not None and got != want for got, want in pairs)
    assert (found.get("precision", 1) == 1) != wrong
    assert (found.get("recall", 1) == 1) != missed


def test_a_share_never_looks_better_than_it_is():
    assert share(2, 3) == 0.6666
    assert share(99_999, 100_000) == 0.9999
    assert share(7, 7) == 1


def test_what_nobody_sees_makes_no_difference():
    assert plain(" A\u00a0\u2018b\u2019\n c ") == "A 'b' c"
    assert plain(" \n") is plain(None) is None


def test_a_sheet_names_every_miss():
    sheet = Sheet()
    sheet.judge_value("a/page", "title", "Got", "Wanted")
    sheet.judge_value("a/page", "kind", "news", "news")
    sheet.judge_set("a/page", "authors", ["B", "A"], [])
    sheet.judge_text("a/page", "text", "a b c d", "e f g h")
    assert [str(miss) for miss in sheet.misses] == [
        "a/page · title: got 'Got', wanted 'Wanted'",
        "a/page · authors: got ['A', 'B'], wanted []",
        "a/page · text: got F1 0.000, 'a b c d', wanted 'e f g h'",
    ]
    assert sheet.figures()["text"] == {"n": 1, "mean F1": 0.0, "min F1": 0.0}
