"""Numbers in sentences: a count with its noun, and the verb that goes with it."""

from __future__ import annotations


def many(count: int, singular: str, plural: str | None = None) -> str:
    """Say a number with its noun: 1 post, 2 posts, 1,204 posts; of an irregular one both forms are given."""
    return f"{count:,} {agreeing(count, singular, plural or singular + 's')}"


def agreeing(count: int, of_one: str, of_several: str) -> str:
    """Return the form of a word that goes with a count: is, are."""
    return of_one if count == 1 else of_several
