"""Drupal 7 Pathauto's aliases, without the transliteration module."""

from __future__ import annotations

import re
import string

DROPPED_WORDS = frozenset((
    "a", "an", "as", "at", "before", "but", "by", "for", "from", "is", "in", "into", "like", "of", "off",
    "on", "onto", "per", "since", "than", "the", "this", "that", "to", "up", "via", "with",
))  # fmt: skip
LONGEST = 100


def slug(title: str) -> str:
    """Fold a title as Pathauto does: ASCII punctuation goes, hyphens and marks outside ASCII stay."""
    kept = title.translate({ord(mark): None for mark in string.punctuation if mark not in "-_"})
    words = [word for word in re.split("[ \t\n]+", kept.lower()) if word.strip("-") not in DROPPED_WORDS]
    return re.sub("-+", "-", "-".join(words)).strip("-")


def cut(alias: str, longest: int = LONGEST) -> str:
    """Shorten a whole alias to `longest` characters, at the end of a word."""
    if len(alias) <= longest:
        return alias
    head = alias[: longest + 1]
    return head.rpartition("-")[0] or alias[:longest]


def unused(alias: str, taken: dict[str, int]) -> str:
    """Append `-0`, `-1` … as long as the alias names another node."""
    if alias not in taken:
        return alias
    number = 0
    while f"{cut(alias, LONGEST - 6)}-{number}" in taken:
        number += 1
    return f"{cut(alias, LONGEST - 6)}-{number}"
