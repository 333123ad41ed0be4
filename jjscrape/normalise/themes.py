"""Themes: the site's controlled vocabulary, and what to do with a tag outside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from jjscrape.normalise.text import clean, fold, slug
from jjscrape.normalise.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Term:
    """A theme of the vocabulary. `kind` is `topic` or `place`."""

    id: str
    label: str
    kind: str


_KEPT = 1024
_LONGEST_KEPT = 200


@dataclass(frozen=True, slots=True)
class ThemeReading:
    """Theme ids in the order printed, each once; `unknown` are the labels that the vocabulary doesn't hold."""

    ids: tuple[str, ...]
    unknown: tuple[str, ...]


@cache
def terms() -> tuple[Term, ...]:
    """The vocabulary in the site's own order: topics, then places."""
    return tuple(Term(t["id"], t["label"], t["kind"]) for t in vocabulary("themes")["theme"])


def _key(label_or_slug: str) -> str:
    """A label's words but "and", since it may be printed as "&"."""
    return _short_key(label_or_slug) if len(label_or_slug) <= _LONGEST_KEPT else _words(label_or_slug)


def _words(label: str) -> str:
    return " ".join(word for word in fold(label).split() if word != "and")


_short_key = lru_cache(_KEPT)(_words)
"""A site has a few labels, and prints them on every list."""


@cache
def _by_key() -> dict[str, str]:
    return {_key(name): term.id for term in terms() for name in (term.id, term.label)}


def match(label_or_slug: str) -> str | None:
    """The vocabulary's id for a label or slug: case, `&` for and, punctuation and quotes don't matter."""
    return _by_key().get(_key(label_or_slug))


def theme_id(label_or_slug: str) -> str:
    """The id of the theme that a label, or the last segment of a listing's address, names; empty if it has no word."""
    return match(label_or_slug) or slug(label_or_slug)


def read_labels(labels: list[str]) -> ThemeReading:
    """A label outside the vocabulary is kept under a slug of its own, and reported."""
    ids: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for printed in labels:
        label = clean(printed)
        if not (term_id := theme_id(label)):
            continue
        ids[term_id] = None
        if match(label) is None:
            unknown[label] = None
    return ThemeReading(tuple(ids), tuple(unknown))
