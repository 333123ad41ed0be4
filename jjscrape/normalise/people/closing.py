"""Finds who wrote a post in the last lines of its body: a credit at the end, or what is said there of its author."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from jjscrape.normalise.people.byline import after_label, lines_of, role_apart, without_other_parts
from jjscrape.normalise.people.credits import (
    PROSE,
    Byline,
    Credit,
    Credits,
    credited,
    is_sure,
    read_credits,
    read_names,
    split_role,
)
from jjscrape.normalise.people.names import Doubt, looks_certain, spelt_small, words

if TYPE_CHECKING:
    from collections.abc import Sequence

CLOSING_LINES = 3
"""How many lines at the end of a text may hold its credit."""
_FEWEST_LINES = 2
_LONGEST_CREDIT = 140
_LONGEST_BIO = 600
_SIGNED = re.compile(
    r"^(?:(?:this\s+)?(?:report(?:ed)?|review|blog(?:\s?post)?|post|article|piece|story|words|text)\s+(?:was\s+)?(?:(?:co-?)?(?:written|authored)\s+)?"
    r"|written\s+)?by\b\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
_DATUM = re.compile(r"[A-Z][\w ]{1,20}:\s")
_DASHED = re.compile(r"^(?:--|[\u2013\u2014-])\s*(?=\w)")
_QUOTED = re.compile(r"[\"\u201d\u2019'](?:\s*\[\d+\])?[.]?\s*$")
_IS = re.compile(r"\s+(?:is|are)\s+(?P<what>(?:currently\s+|also\s+)?(?:an?|the)?\s*[^.]+)")
_WORD = re.compile(r"[^\W\d_][\w-]*")
_LABEL = re.compile(
    r"^(?:about\s+(?:the\s+)?authors?|author\s+bio(?:graphy)?|bio(?:graphy)?)\s*[:\u2013\u2014-]\s*", re.IGNORECASE
)
_GOES_ON = re.compile(r",?\s+(?:and|who|where)\s+(?=[a-z]|(?:[A-Z]\S*\s+){1,4}(?:is|are)\s)")
_OPEN_BRACKET = re.compile(r"\s*\([^()]*$")
"""What a sentence is left with where the point of an address in brackets was taken for its end."""


def read_closing(text: str) -> Byline | None:
    """Who a text says at its end that it was written by; None where no such line names a person for sure."""
    lines = lines_of(text.splitlines())
    if len(lines) <= _FEWEST_LINES:
        return None
    for n in range(len(lines) - 1, max(len(lines) - 1 - CLOSING_LINES, 0), -1):
        byline = _signed(lines[n], lines[n - 1 : n] + lines[n + 1 : n + 2]) or _dashed(lines[n], lines[n - 1])
        if byline:
            return byline
    return _bios(lines)


def _signed(line: str, around: Sequence[str]) -> Byline | None:
    """`Report by NAME` or `Words: NAME`, alone on its line; among the data of a book `Author: NAME` is the book's."""
    if len(line) > _LONGEST_CREDIT:
        return None
    label, credit_text = after_label(line)
    if match := _SIGNED.match(line):
        credit_text = line[match.end() :]
    elif not label.rstrip().endswith((":", "by")) or any(_DATUM.match(o) and without_other_parts(o) for o in around):
        return None
    credit = read_credits(spelt_small(without_other_parts(credit_text)))
    if credit is None:
        return None
    credit = replace(credit, people=tuple(map(role_apart, credit.people)))
    return credited(credit.people, line, "people.signed", date_raw=credit.date_raw) if _is_whole(credit, line) else None


def _dashed(line: str, before: str) -> Byline | None:
    """`--A, B and C`, alone on its line; one name may be whom the line before is quoted from."""
    match = _DASHED.match(line) if len(line) <= _LONGEST_CREDIT else None
    credit = read_credits(line[match.end() :]) if match else None
    if credit is None or not _is_whole(credit, line) or _QUOTED.search(before) or len(credit.people) == 1:
        return None
    return credited(credit.people, line, "people.dashes", date_raw=credit.date_raw)


def _is_whole(credit: Credits, line: str) -> bool:
    if credit.cited or credit.odd_bracket or not (line[-1].isalpha() or line[-1] in ".)"):
        return False
    hits = [person.hit for person in credit.people]
    return all(looks_certain(hit) and hit.doubt is not Doubt.STREET for hit in hits)


def _bios(lines: Sequence[str]) -> Byline | None:
    """`NAME is ROLE of BODY.` in the last lines, of people whom the text above doesn't speak of."""
    people: list[Credit] = []
    first = len(lines)
    while first > 1 and len(lines) - first < CLOSING_LINES and (told := _bio(lines[first - 1])):
        people[:0] = told
        first -= 1
    above = " ".join(lines[:first])
    if not people or any(person.hit.name.split()[-1] in _WORD.findall(above) for person in people):
        return None
    return credited(people, " ".join(lines[first:]), "people.closing-bio", confidence=PROSE)


def _bio(line: str) -> list[Credit]:
    line = _LABEL.sub("", line)
    hits, end, _ = read_names(line)
    sentence = _IS.match(line, end) if hits and all(map(is_sure, hits)) and len(line) <= _LONGEST_BIO else None
    if sentence is None or not line.endswith((".", ")")):
        return []
    what = _OPEN_BRACKET.sub("", sentence["what"])
    head = re.split(r"\b(?:of|at|in|for|with|and|from)\b|[,;]", what)[0]
    if not any(word.lower() in words("roles") for word in _WORD.findall(head)):
        return []
    role, affiliation = split_role(_GOES_ON.split(what)[0])
    return [Credit(hit, role, affiliation) for hit in hits]
