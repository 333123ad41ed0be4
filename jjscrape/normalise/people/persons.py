"""Which person a printed name stands for: by an explicit table, never by likeness."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING

from jjscrape.normalise.text import clean, fold, slug
from jjscrape.normalise.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

NEAR = 0.85
"""The share of their letters by which two names are alike."""
_SHORTEST_CUT = 12  # letters; Drupal leaves 15 of a long account name


@dataclass(frozen=True, slots=True)
class Person:
    """`id` is a slug of the canonical name; `name` the spelling that stands for all the others."""

    id: str
    name: str


@cache
def _canonical() -> dict[str, str]:
    return {
        fold(p): person["name"] for person in vocabulary("people")["person"] for p in (person["name"], *person["also"])
    }


def identify(name: str) -> Person:
    """The person a name without titles stands for; a name outside the table is a person of its own."""
    printed = clean(name)
    canonical = _canonical().get(fold(printed), printed)
    return Person(slug(canonical), canonical)


def completed(cut: str) -> str | None:
    """The one name of the table that begins so, for a name that a theme cut short; None if none or several do."""
    start = fold(cut)
    names = {person["name"] for person in vocabulary("people")["person"] for name in (person["name"], *person["also"])
             if len(start) >= _SHORTEST_CUT and fold(name).startswith(start)}  # fmt: skip
    return names.pop() if len(names) == 1 else None


@cache
def _apart() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(identify(n).id for n in pair) for pair in vocabulary("people")["apart"]["pairs"])


def _likeness(name: str, other: str) -> float:
    return SequenceMatcher(None, slug(name), slug(other), autojunk=False).ratio()


def close_names(new: str, known: Iterable[str]) -> list[str]:
    """Known names that may be the same person as `new`, nearest first, for someone to look at. Nothing is merged."""
    person = identify(new)
    near = []
    for name in known:
        other = identify(name)
        if other.id == person.id or frozenset((person.id, other.id)) in _apart():
            continue
        share = _likeness(person.name, other.name)
        mine, theirs = person.name.split(), other.name.split()
        same_family = mine[-1].casefold() == theirs[-1].casefold() and mine[0][0].casefold() == theirs[0][0].casefold()
        if share >= NEAR or same_family:
            near.append((share, other.name))
    return [name for _, name in sorted(set(near), key=lambda pair: (-pair[0], pair[1]))]
