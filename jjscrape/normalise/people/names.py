"""Recognises a person's name by its shape, so that people nobody has listed are recognised too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from jjscrape.normalise.dates.days import MONTH_NUMBERS, WEEKDAY_NUMBERS
from jjscrape.normalise.text import plain_letters
from jjscrape.normalise.vocabulary import vocabulary

_KEPT = 4096
"""So many words, and what they are in a name, are kept in mind."""
FOOTNOTE_MARKS = "*\u2020\u2021\u00b9\u00b2\u00b3\u2070-\u2079"
"""What leads from a name to a note, as it stands between the brackets of a pattern."""
_BEHIND_LETTERS = r"(?:\s+\(Hons\))?(?=\s*(?:$|[,;&|/+.(]|and\b))"
_WORD = re.compile(rf"[^\s,;:()\[\]&|/\"\u201c\u201d!?\u2014\u2013@{FOOTNOTE_MARKS}]+")
_INITIAL = re.compile(r"(?:[^\W\d_]\.?-?)|(?:(?:[^\W\d_]\.-?){2,4})")
_CAPITALS = re.compile(r"[^\W\d_]{2}")
_POSSESSIVE = re.compile(r"['\u2019]s$|s['\u2019]$")
_CAPITALISED = re.compile(
    r"(?:[dDlLO]['\u2019]|Mc|Mac|De|Di|Fitz|al-|el-|Al-|El-)?[^\W\d_](?:[^\W\d_]|['\u2019])*(?:[-\u2010\u2011][^\W\d_](?:[^\W\d_]|['\u2019])*)*",
)
_UPPER = r"[A-Z\u00c0-\u00d6\u00d8-\u00de]"
_NEXT_HALF = rf"(?:['\u2019-]{_UPPER}+)*"
_CAPITAL_NAMES = re.compile(
    rf"(?<![\w'\u2019-])(?!AND\b|WITH\b|BY\b){_UPPER}{{2,}}{_NEXT_HALF}"
    rf"(?: (?!AND\b|WITH\b|BY\b)(?:{_UPPER}['\u2019-])?{_UPPER}+{_NEXT_HALF}\.?){{1,3}}(?![\w'\u2019-])"
)
_JOINED_IN_CAPITALS = re.compile(r"\b(?:AND|WITH)\b")
_MC = re.compile(r"^(Mc)([a-z])")
_SHORTEST_IN_CAPITALS = 3
_FEWEST_WORDS = 2
_MOST_WORDS = 6
_MOST_ALONE = 3
_MOST_CAPITALS = 4
_STREET = "street"
_ABBREVIATED = 4  # letters of the longest short form, "sept"


class Doubt(Enum):
    """What else a name may be, for all that a given name or a title vouches for it."""

    NONE = 0
    WORD = 1
    """A family name that is a word or a town (`Tom Leeds`): enough behind "by", too little for a bare line."""
    STREET = 2
    """A street as likely (`George Street`, `Stanley Park`): too little anywhere, unless company speaks for it."""


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name found in a text: `raw` as printed with titles, `name` without; `end` is where it stops in the text."""

    raw: str
    name: str
    start: int
    end: int
    titled: bool
    doubt: Doubt = Doubt.NONE


@cache
def words(*list_names: str) -> frozenset[str]:
    """Lists of the recogniser's vocabulary as one, in lower case."""
    return frozenset(w.lower() for name in list_names for w in vocabulary("names")[name])


@cache
def _given_names() -> frozenset[str]:
    return frozenset(vocabulary("given")["names"].split())


@cache
def months_and_days() -> frozenset[str]:
    """Months and weekdays in full, but for those that people are called too (`April`, `May`)."""
    return frozenset(name for name in (*MONTH_NUMBERS, *WEEKDAY_NUMBERS) if len(name) > _ABBREVIATED) - _given_names()


@cache
def _letters(*, titled: bool) -> re.Pattern[str]:
    known = "|".join(map(re.escape, vocabulary("names")["honours"]))
    one = rf"(?:{known}{'|[A-Z]{2,5}' * titled})\b\.?"
    # In a sentence, too; but "MP for Leeds" is what somebody is.
    in_sentence = rf"(?:\s+(?:{known})\b\.?)+(?=\s+(?!for\b)[a-z]|[:\u2013\u2014])"
    return re.compile(rf"(?:,?\s+{one})+{_BEHIND_LETTERS}|{in_sentence}")


def behind_honours(text: str, at: int, *, titled: bool) -> int:
    """Where the letters behind a name that ends at `at` end, such as `CBE`; `at` itself where there are none.

    Behind a title any will do. Behind another name those that nobody knows may as well be where somebody works.
    """
    letters = _letters(titled=titled).match(text, at)
    return letters.end() if letters else at


def _in_no_name() -> frozenset[str]:
    return words("bodies", "works", "sentence_words")


def _grounds() -> frozenset[str]:
    return words("streets", "grounds") | {_STREET}


def _doubtful() -> frozenset[str]:
    """Words that are a family's name only where something in front of them vouches for it."""
    return _grounds() | words("towns", "public_words", "short_family_names") | months_and_days()


@lru_cache(_KEPT)
def is_given(word: str) -> bool:
    """Whether people are known to have this given name, or one half of it."""
    plain = plain_letters(word)
    return any(part in _given_names() for part in (plain, *re.split(r"[-\u2010\u2011]", plain)))


def looks_certain(hit: NameHit) -> bool:
    """Whether more than its shape makes it a name: a title, initials, or a given name people are known to have."""
    first = hit.name.split()[0]
    return hit.titled or bool(_INITIAL.fullmatch(first)) or is_given(first)


def _is_capitalised(word: str) -> bool:
    """`Toomer-McAlpine`, `O'Neill`, `d'Ancona`, `Łukasz`; not `iPhone`, `GMCA` or `42nd`."""
    if not _CAPITALISED.fullmatch(word) or _POSSESSIVE.search(word):
        return False
    head = re.sub(r"^[dl]['\u2019]|^(?:al|el)-", "", word)
    return head[:1].isupper() and any(c.islower() for c in word) and sum(c.isupper() for c in word) <= _MOST_CAPITALS


@lru_cache(_KEPT)
def _kind(word: str) -> str:
    bare = word.rstrip(".")
    if bare.lower() in _in_no_name():
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


def spelt_small(line: str) -> str:
    """The line with names in capitals as names are spelt, as long as it was: `ADA QUILL and BO MARSH` in a byline.

    The first of the names must begin with a given name that people are known to have: what else stands in capitals
    is an acronym, an agency or a heading. The names beside it go by their shape.
    """
    runs = list(_CAPITAL_NAMES.finditer(line))
    first = next((word for run in runs[:1] for word in run[0].split() if word.lower() not in words("titles")), "")
    if len(first) < _SHORTEST_IN_CAPITALS or not is_given(first):
        return line
    spelt, at = [], 0
    for run in runs:
        shouted = run[0].split(" ")
        if any(word.rstrip(".").lower() in _in_no_name() for word in shouted):
            continue
        spelt += [line[at : run.start()], " ".join(map(_spelt_word, shouted))]
        at = run.end()
    return _JOINED_IN_CAPITALS.sub(lambda word: word[0].lower(), "".join([*spelt, line[at:]]))


def _spelt_word(word: str) -> str:
    if _INITIAL.fullmatch(word) or word.rstrip(".").lower() in {w.lower() for w in words("suffixes")}:
        return word
    small = re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)
    return _MC.sub(lambda match: match[1] + match[2].upper(), small)


def _skip_titles(text: str, at: int) -> int:
    while match := _WORD.match(text, at):
        if match[0].rstrip(".").lower() not in words("titles") or not match[0][0].isupper():
            return at
        at = match.end()
        while at < len(text) and text[at] == " ":
            at += 1
    return at


def name_at(text: str, start: int, *, alone: bool = False) -> NameHit | None:
    """The person's name that begins at `start`, titles first; `alone` is stricter, for a line of nothing else."""
    first = at = _skip_titles(text, start)
    title = text[start:first].partition(" ")[0].rstrip(".").lower()
    name_words: list[tuple[str, str]] = []
    end = at
    has_body_word = False
    while match := _WORD.match(text, at):
        word = match[0]
        if ".." in word or "\u2026" in word:
            return None  # cut short, so nobody knows whose it is
        kind = _kind(word)
        if kind == "never" and word.islower():
            break  # "and", "of", "the": the name is over
        if kind == "never":
            if has_body_word or not _bears(name_words, title, word):
                return None
            kind, has_body_word = "name", True
        if kind == "other":
            break
        if len(name_words) >= _FEWEST_WORDS and behind_honours(text, end, titled=first > start) > end:
            break
        stop = match.end()
        if word.endswith(".") and kind in {"name", "particle"}:
            stop, word = stop - 1, word[:-1]
        name_words.append((kind, word))
        end = stop
        at = stop
        if stop < match.end() or not text.startswith(" ", at) or len(name_words) > _MOST_WORDS:
            break
        at += 1
    while name_words and name_words[-1][0] == "particle":
        end -= len(name_words[-1][1]) + 1
        name_words.pop()
    if has_body_word and len(name_words) != _FEWEST_WORDS:
        return None
    if (
        not _is_name(name_words, alone=alone)
        or (first == start and _is_role(name_words))
        or plain_letters(text[start:end]) in _namelike()
    ):
        return None
    doubt = _doubt(name_words, title, alone=alone)
    if doubt is None:
        return None
    return NameHit(text[start:end], text[first:end], start, end, titled=first > start, doubt=doubt)


def _bears(name_words: list[tuple[str, str]], title: str, word: str) -> bool:
    """Whether the given name in front vouches for a word that is no name by itself: `Cllr Ann Council`, `Wei He`."""
    if len(name_words) != 1 or not is_given(name_words[0][1]):
        return False
    if word.lower() in words("sentence_words"):
        return word.lower() in words("short_family_names") and name_words[0][1].lower() not in words("word_names")
    return bool(title) and title not in words("noble_titles")


@cache
def _namelike() -> frozenset[str]:
    return frozenset(plain_letters(name) for name in vocabulary("names")["namelike"])


def _is_name(name_words: list[tuple[str, str]], *, alone: bool) -> bool:
    kinds = [k for k, _ in name_words]
    if (
        not _FEWEST_WORDS <= len(name_words) <= _MOST_WORDS
        or kinds[0] in {"particle", "suffix"}
        or kinds[-1] == "initial"
    ):
        return False
    if kinds[0] == "capitals" and alone:
        return False
    if "capitals" in kinds[1:] or kinds.count("name") < 1:
        return False
    if kinds[-1] == "suffix" and len(name_words) < 3:  # noqa: PLR2004  ("Elizabeth II" is not how an author signs)
        return False
    if name_words[0][1].rstrip(".").lower() in words("never_first"):
        return False
    return not (alone and kinds.count("name") > _MOST_ALONE)


def _is_role(name_words: list[tuple[str, str]]) -> bool:
    """Whether words say what somebody is (`Managing Director`, `Head Gardener`), as nothing vouches for a name."""
    kind, first = name_words[0]
    if kind == "initial" or is_given(first):
        return False
    # Of more words the first may be what the others are: `Chair Ann Roe`.
    of_interest = (first, name_words[-1][1]) if len(name_words) == _FEWEST_WORDS else (name_words[-1][1],)
    return any(word.lower() in words("roles") for word in of_interest)


def _doubt(name_words: list[tuple[str, str]], title: str, *, alone: bool) -> Doubt | None:
    """What else these words may be; None where nothing vouches for a word that isn't a name by itself.

    `title` is the first in front of them. A title, a known given name or an initial vouches for what stands right
    behind it, and for nothing further on: `Emma Hall` is somebody, `Alan Turing Hall` a building.
    """
    lowered = [word.rstrip(".").lower() for _, word in name_words]
    spelt_out = bool(title) or any(kind == "initial" for kind, _ in name_words)
    doubt = Doubt.NONE
    for n, word in enumerate(lowered):
        if word not in _doubtful():
            continue
        vouched = n and (
            name_words[n - 1][0] == "initial" or all(k == "initial" or is_given(w) for k, w in name_words[:n])
        )
        if not vouched and not (title and n == 1):
            return None
        if word in _grounds() and (
            title in words("noble_titles") or (lowered[0] in words("namesakes") and not spelt_out)
        ):
            return None
        if not spelt_out and (word == _STREET or (word in words("streets") and lowered[0] in words("street_names"))):
            doubt = Doubt.STREET
        elif doubt is Doubt.NONE and not spelt_out:
            doubt = Doubt.WORD
    if doubt is Doubt.NONE and alone and not spelt_out and lowered[0] in words("word_names"):
        doubt = Doubt.WORD
    return doubt
