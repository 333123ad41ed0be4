"""Recognises a person's name by its shape, so that people nobody has listed are recognised too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from jjscrape.normalise.text import plain_letters
from jjscrape.normalise.vocabulary import vocabulary

_WORD = re.compile(r"[^\s,;:()\[\]&|/\"\u201c\u201d!?\u2014\u2013]+")
_INITIAL = re.compile(r"(?:[^\W\d_]\.?-?)|(?:(?:[^\W\d_]\.-?){2,4})")
_CAPITALS = re.compile(r"[^\W\d_]{2}")
_POSSESSIVE = re.compile(r"['\u2019]s$|s['\u2019]$")
_CAPITALISED = re.compile(
    r"(?:[dDlLO]['\u2019]|Mc|Mac|De|Di|Fitz|al-|el-|Al-|El-)?[^\W\d_](?:[^\W\d_]|['\u2019])*(?:[-\u2010\u2011][^\W\d_](?:[^\W\d_]|['\u2019])*)*",
)
_FEWEST_WORDS = 2
_MOST_WORDS = 6
_MOST_ALONE = 3
_MOST_CAPITALS = 4


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name found in a text: `raw` as printed with titles, `name` without; `end` is where it stops in the text."""

    raw: str
    name: str
    start: int
    end: int
    titled: bool


@cache
def words(list_name: str) -> frozenset[str]:
    """One list of the recogniser's vocabulary, in lower case."""
    return frozenset(w.lower() for w in vocabulary("names")[list_name])


@cache
def _given_names() -> frozenset[str]:
    return frozenset(vocabulary("given")["names"].split())


def looks_certain(hit: NameHit) -> bool:
    """Whether more than its shape makes it a name: a title, initials, or a given name people are known to have."""
    first = hit.name.split()[0]
    if hit.titled or _INITIAL.fullmatch(first):
        return True
    plain = plain_letters(first)
    return any(part in _given_names() for part in (plain, *re.split(r"[-\u2010\u2011]", plain)))


def _is_capitalised(word: str) -> bool:
    """`Toomer-McAlpine`, `O'Neill`, `d'Ancona`, `Łukasz`; not `iPhone`, `GMCA` or `42nd`."""
    if not _CAPITALISED.fullmatch(word) or _POSSESSIVE.search(word):
        return False
    head = re.sub(r"^[dl]['\u2019]|^(?:al|el)-", "", word)
    return head[:1].isupper() and any(c.islower() for c in word) and sum(c.isupper() for c in word) <= _MOST_CAPITALS


def _kind(word: str) -> str:
    bare = word.rstrip(".")
    if bare.lower() in words("never"):
        return "never"
    if _INITIAL.fullmatch(word) and word[0].isupper():
        return "initial"
    if bare in words("particles"):
        return "particle"
    if bare in vocabulary("names")["suffixes"]:
        return "suffix"
    if _is_capitalised(bare):
        return "name"
    if _CAPITALS.fullmatch(bare) and bare.isupper():
        return "capitals"
    return "other"


def _skip_titles(text: str, at: int) -> int:
    while match := _WORD.match(text, at):
        if match[0].rstrip(".").lower() not in words("titles") or not match[0][0].isupper():
            return at
        at = match.end()
        while at < len(text) and text[at] == " ":
            at += 1
    return at


def name_at(text: str, start: int, *, alone: bool = False) -> NameHit | None:
    """The person's name that begins at `start`, titles first. `alone` holds it to the stricter list for bare lines."""
    at = _skip_titles(text, start)
    first = at
    kept: list[tuple[str, str]] = []
    end = at
    while match := _WORD.match(text, at):
        word = match[0]
        if ".." in word or "\u2026" in word:
            return None  # cut short, so nobody knows whose it is
        kind = _kind(word)
        if kind == "never" and word.islower():
            break  # "and", "of", "the": the name is over
        if kind == "never":
            return None
        if kind == "other":
            break
        stop = match.end()
        if word.endswith(".") and kind in {"name", "particle"}:
            stop, word = stop - 1, word[:-1]
        kept.append((kind, word))
        end = stop
        at = stop
        if stop < match.end() or not text.startswith(" ", at) or len(kept) > _MOST_WORDS:
            break
        at += 1
    while kept and kept[-1][0] == "particle":
        end -= len(kept[-1][1]) + 1
        kept.pop()
    if not _is_name(kept, alone=alone):
        return None
    return NameHit(text[start:end], text[first:end], start, end, titled=first > start)


def _is_name(kept: list[tuple[str, str]], *, alone: bool) -> bool:
    kinds = [k for k, _ in kept]
    if not _FEWEST_WORDS <= len(kept) <= _MOST_WORDS or kinds[0] in {"particle", "suffix"} or kinds[-1] == "initial":
        return False
    if kinds[0] == "capitals" and alone:
        return False
    if "capitals" in kinds[1:] or kinds.count("name") < 1:
        return False
    if kinds[-1] == "suffix" and len(kept) < 3:  # noqa: PLR2004  ("Elizabeth II" is not how an author signs)
        return False
    lowered = [w.rstrip(".").lower() for _, w in kept]
    if lowered[0] in words("never_first"):
        return False
    return not (alone and (kinds.count("name") > _MOST_ALONE or any(w in words("never_alone") for w in lowered)))
