"""Themes: the site's controlled vocabulary, and what to do with a tag outside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from jjscrape.normalise.text import clean, normal_form
from jjscrape.normalise.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Term:
    """A theme of the vocabulary. `kind` is `topic` or `place`."""

    id: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class ThemeReading:
    """Theme ids in the order printed, each once; `unknown` are the labels that the vocabulary doesn't hold."""

    ids: tuple[str, ...]
    unknown: tuple[str, ...]


@cache
def terms() -> tuple[Term, ...]:
    """The vocabulary in the site's own order: topics, then places."""
    return tuple(Term(t["id"], t["label"], t["kind"]) for t in vocabulary("themes")["theme"])


def slug(label: str) -> str:
    """A label as the site would write it in an address: small words stay, since a theme's address keeps them."""
    return re.sub(r"[\W_]+", "-", normal_form(label).replace("'", "").replace("&", " and ")).strip("-")


@cache
def _by_slug() -> dict[str, str]:
    return {slug(name): term.id for term in terms() for name in (term.id, term.label)}


def match(label_or_slug: str) -> str | None:
    """The theme's id for its label or slug: case, `&` for and, punctuation and quotes don't matter."""
    return _by_slug().get(slug(label_or_slug))


def read_labels(labels: list[str]) -> ThemeReading:
    """A label outside the vocabulary is kept under a slug of its own, and reported."""
    ids: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for printed in labels:
        label = clean(printed)
        known = match(label)
        if known is None and not slug(label):
            continue
        ids[known or slug(label)] = None
        if known is None:
            unknown[label] = None
    return ThemeReading(tuple(ids), tuple(unknown))
