"""Lines that say who wrote a post, and name nobody that can be read: so that no author is lost in silence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.normalise.people.byline import EXPLICIT_LINES, after_label, lines_of, without_other_parts
from jjscrape.normalise.people.closing import CLOSING_LINES
from jjscrape.normalise.people.credits import CLAUSE, cut_date, first_sentence, is_sure, speaks_of_body
from jjscrape.normalise.people.names import is_given, looks_certain, months_and_days, name_at, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from jjscrape.normalise.people.credits import Byline

_SEGMENT = re.compile(r"[^,;(|/\u2013\u2014]+")
_JOINED_BEFORE = re.compile(
    r"\s*(?:\([^()]*\))?\s*,?\s*(?:\band\b|&)\s+(?P<said>(?:the\s+)?[A-Z][^,;|(\u2013\u2014.]*)"
)
_JOINED_AFTER = re.compile(r"(?P<said>[^,;|()]+?)\s*,?\s*(?:\band\b|&)\s+$")
_JOINED = re.compile(r"(?:\b(?:and|&)|[;|/+]|,)\s+(?:(?:[a-z][\w'\u2019-]*\s+){1,4})?(?=[A-Z\u00c0-\u00de])")
"""What one more who wrote it may stand behind, with what they are in front: `and her supervisor Ann Roe`."""
_ENDS = re.compile(r"\s*(?:$|[,;(&|/+.*\d]|(?:and|from|of|at)\s)")
_NO_AUTHORS = re.compile(r"(?i)\b(?:thank\w*|courtesy|memory|dedicated|named|interview\w*)\b")
_GOES_ON = re.compile(r"\s*(?:$|[,;:])|\s+(?:with|for|on|in|to)\s")
_CALLED = re.compile(
    r"(?:the|our|my)\s+(?:(?!(?:with|for|of|in|on|to|from|at)\s)[a-z][\w-]*\s+){1,3}(?=[A-Z\u00c0-\u00de])"
)
_SENTENCE_ENDS = '.:?!\u2026"\u201d'
_WORD = re.compile(r"[^\W\d_][\w.'\u2019-]*")
_ACRONYM = re.compile(r"[A-Z]{3,}")
_FEWEST_WORDS = 2
_LONGEST = 260
_LONGEST_AFTER_COLON = 100
_JOINING = frozenset({"and", "with", "from", "of", "the", "for", "in", "at", "on", "de", "his", "her", "their"})


def unread_byline(lines: Iterable[str]) -> str | None:
    """The first line that begins as a byline does and goes on as one, whoever it names; None where no line does.

    Ask only where `parse_byline` found no explicit byline. "By 2030 Manchester will …" and "By the end of …" are no
    such lines: a credit is made of capitalised words and of what people are and belong to.
    """
    texts = lines_of(lines)
    for line, after in zip(texts[:EXPLICIT_LINES], [*texts[1:], ""], strict=False):
        label, credit_text = after_label(line, after)
        if label and (_is_credit(credit_text, colon=label.rstrip().endswith(":")) or _names_a_person(credit_text)):
            return line
    return None


def unread_closing(text: str) -> str | None:
    """The same of a text's last lines. Ask only where `read_closing` found nobody."""
    return unread_byline(lines_of(text.splitlines())[-CLOSING_LINES:])


def unread_beside(byline: Byline) -> str | None:
    """Somebody whom an explicit byline names beside its authors, and who was read as no person; None for nobody.

    `Ann Roe and the Weir Team` is by more than one, though only one of them is a person.
    """
    text = cut_date(after_label(byline.raw)[1] or byline.raw)[0]
    read = [author.name_raw for author in byline.authors]
    first = text.find(read[0])
    before = _JOINED_AFTER.search(text[:first]) if first > 0 else None
    if before and before["said"].removeprefix("the ")[:1].isupper():
        return before["said"]
    for name in read:
        at = text.find(name)
        joined = _JOINED_BEFORE.match(text, at + len(name)) if at >= 0 else None
        said = joined["said"].strip() if joined else ""
        if said and not any(other in said or other.startswith(said) for other in read):
            return said
    return next(iter(_unread_names(text, read)), None)


def _unread_names(text: str, read: Sequence[str]) -> Iterator[str]:
    """Names in a credit that are surely somebody's, joined to those that were read."""
    credit_text = without_other_parts(text)
    for link in _JOINED.finditer(credit_text):
        hit = name_at(credit_text, link.end())
        if (
            hit
            and (is_sure(hit) or (looks_certain(hit) and not link[0].startswith(",")))
            and not _NO_AUTHORS.search(credit_text[: hit.start])
            and _ENDS.match(credit_text, hit.end)
            and not any(hit.raw in other or other in hit.raw for other in read)
        ):
            yield hit.raw


def _names_a_person(credit_text: str) -> bool:
    """Whether a line that is no sentence begins or ends with somebody's name: `our reporter, Ann Roe`."""
    credit_text = cut_date(credit_text)[0].strip()
    if not credit_text or len(credit_text) > _LONGEST_AFTER_COLON or credit_text[-1] in _SENTENCE_ENDS:
        return False
    first = name_at(credit_text, 0)
    in_small_letters = credit_text.split()
    if (
        credit_text.islower()
        and len(in_small_letters) == _FEWEST_WORDS
        and is_given(in_small_letters[0])
        and in_small_letters[0] not in words("word_names", "sentence_words", "ways_and_times")
    ):
        return True
    if first and is_sure(first) and _GOES_ON.match(credit_text, first.end):
        return True
    called = _CALLED.match(credit_text)
    last = name_at(credit_text, called.end()) if called else None
    if last and is_sure(last) and last.end == len(credit_text):
        return True
    hits = (name_at(credit_text, link.end()) for link in _JOINED.finditer(credit_text))
    return any(hit and is_sure(hit) and hit.end == len(credit_text) for hit in hits)


def _is_credit(credit_text: str, *, colon: bool) -> bool:
    sentence = first_sentence(credit_text)
    if len(sentence.split()) < _FEWEST_WORDS and _names_a_person(credit_text[len(sentence) :].lstrip(". ")):
        sentence = credit_text  # an abbreviation, whose point ends no sentence
    credit_text = cut_date(sentence)[0].strip().rstrip(".")
    if not credit_text or len(credit_text) > _LONGEST or credit_text[-1] in ":?!" or CLAUSE.search(credit_text):
        return False
    if colon and len(credit_text) <= _LONGEST_AFTER_COLON:
        return any(c.isalpha() for c in credit_text)
    head = _SEGMENT.match(credit_text)
    if head is None or not _names_somebody(head[0].split()):
        return False
    rest = credit_text[head.end() :]
    return speaks_of_body(rest) or all(_fits(w) for w in _WORD.findall(rest))


def _names_somebody(head: list[str]) -> bool:
    lowered = [word.lower().rstrip(".") for word in head]
    if lowered[0] in words("ways_and_times") or any(word[0].isdigit() for word in head):
        return False
    if head[0] == "The":  # what calls itself so, as papers do
        return len(head) == _FEWEST_WORDS and _fits(head[1]) and lowered[1] not in words("ways_and_times")
    if head[0] == "the" and len(head) == _FEWEST_WORDS and _ACRONYM.fullmatch(head[1]):
        return True
    if head[0] == "the":  # "the Jam and Justice team", and not "the River Irwell"
        return (
            len(head) > 1 and head[1][0].isupper() and lowered[-1] in words("bodies", "roles") and all(map(_fits, head))
        )
    if head[0].startswith("@"):
        return True
    if not head[0][0].isupper() or lowered[0] in words("sentence_words") | months_and_days():
        return False
    if len(head) < _FEWEST_WORDS:
        return is_given(head[0]) or bool(_ACRONYM.fullmatch(head[0]))
    return all(map(_fits, head))


def _fits(word: str) -> bool:
    return (
        not word[0].islower()
        or word.lower() in _JOINING
        or word.lower() in words("particles", "roles", "role_small_words", "bodies")
    )
