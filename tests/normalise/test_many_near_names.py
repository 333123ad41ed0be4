"""Near names among many are found without comparing each with each, and are the same."""

from __future__ import annotations

import random
from difflib import SequenceMatcher
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from jjscrape.normalise.people import near_names as module
from jjscrape.normalise.people.near_names import near_names
from jjscrape.normalise.people.persons import close_names

LETTERS = "abcde"
WORD = st.text(LETTERS, min_size=1, max_size=9)
NAME = st.builds(lambda first, last: f"{first.title()} {last.title()}", WORD, WORD)


@st.composite
def names_alike(draw):
    """Names, some of which are others with a few letters left out, put in or changed."""
    names = draw(st.lists(NAME, min_size=1, max_size=6))
    for name in list(names):
        changed = name
        for _ in range(draw(st.integers(0, 3))):
            at = draw(st.integers(0, len(changed)))
            changed = changed[:at] + draw(st.text(LETTERS, max_size=2)) + changed[at + draw(st.integers(0, 2)) :]
        if changed.split():
            names.append(changed)
    return names


@given(names_alike())
@settings(max_examples=100)
def test_they_are_those_that_comparing_each_with_each_finds(names):
    assert near_names(names, names) == {name: close_names(name, names) for name in names}


def test_names_alike_to_the_very_share_are_found():
    one, other = "Abcdefghij Klmnopqrs", "Xyzdefghij Klmnopqrs"
    assert SequenceMatcher(None, one.lower(), other.lower()).ratio() == 0.85
    assert near_names([one, other], [one]) == {one: [other]}


def test_few_names_are_compared(monkeypatch):
    chance, compared = random.Random(7), 0

    def counted(name, others):
        nonlocal compared
        compared += len(others)
        return close_names(name, [])

    monkeypatch.setattr(module, "close_names", counted)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=7)).title() for _ in range(800)]
    names = [f"{first} {last}" for first, last in pairwise(words)]
    near_names(names, names)
    assert compared < 5 * len(names)


def test_a_name_is_looked_at_beside_few_of_many(monkeypatch):
    looks, may_be_near = 0, module._Filed.may_be_near

    def counted(one, other):
        nonlocal looks
        looks += 1
        return may_be_near(one, other)

    monkeypatch.setattr(module._Filed, "may_be_near", counted)

    def looks_at(count):
        chance = random.Random(7)
        words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=7)).title() for _ in range(2 * count)]
        names = [f"{first} {last}" for first, last in zip(words[::2], words[1::2], strict=True)]
        near_names(names, names)
        return looks / count

    assert looks_at(2000) < 20
