"""A page's title by all its witnesses: what the page prints, and what its head says.

| what the page prints first | what the head says | the title |
| --- | --- | --- |
| a title | the same, or much of it | as printed first |
| a title | another, which the page prints elsewhere too | the one that both bear out |
| a title behind a rubric, or before the site's name | the title alone | the title alone |
| a title | another, which the page prints nowhere | as printed first, with a problem |
| a title | both the same and another | as printed first, with a problem |
| a title | nothing | as printed first |
| nothing | a title | the head's |

The elements of the head are one witness, not several: a module writes them all from one field. Nor do editors write the
page's title there who write for search engines, so the head alone never outvotes what the page prints.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jjscrape.pages.markup.soup import fold
from jjscrape.pages.node.title import PAGE_TITLE, printed_titles, stands_alone, titles_in_head
from jjscrape.witnesses import TITLE_ALONE, TITLE_BORNE_OUT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.pages.node.title import TitleQuestion

_WORD = re.compile(r"\w+")
_SHARED = 0.5
"""Titles that share so much of the shorter one's words are two wordings of one title."""
_QUOTED = 80
_BAR = re.compile(r"\s+[|\u2013\u2014»·-]\s")


@dataclass(frozen=True, slots=True)
class Title:
    """A title with the name of the rule that read it, and with what is wrong with it; `text` is None without one."""

    text: str | None = None
    rule: str = ""
    problem: str | None = None


def title_of(asked: TitleQuestion) -> Title:
    answer = PAGE_TITLE.first(asked)
    if answer is None:
        return Title()
    text, rule = answer
    head = {rule: text for text, rule in titles_in_head(asked)}
    if bare := _without_surroundings(text, head.values(), asked):
        return Title(bare, rule)
    against = {name: other for name, other in head.items() if not _agree(text, other)}
    # Where the site's name stands first, what seems to be the title is that name.
    if "title-element" in against and fold(text) in fold(asked.soup.head_title):
        del against["title-element"]
    if not against:
        return Title(text, rule)
    if rule in head or len(against) < len(head):
        where, named = next(iter(against.items()))
        return Title(text, rule, f"{TITLE_BORNE_OUT} ({where}: {named[:_QUOTED]})")
    wanted = {fold(other) for other in head.values()}
    for other, its_rule in printed_titles(asked):
        if fold(other) in wanted:
            return Title(other, its_rule)
    named, where = next((other[:_QUOTED], rule) for rule, other in head.items())
    return Title(text, rule, f"{TITLE_ALONE} ({where}: {named})")


def _without_surroundings(printed: str, head: Iterable[str], asked: TitleQuestion) -> str | None:
    """Return the title as the head has it where a heading holds more: a name behind it, or a rubric before it.

    A name is told by the bar or dash before it, a rubric by the title's having an element of its own in the heading.
    """
    for title in head:
        if len(title) >= len(printed) or not _WORD.search(title):
            continue
        before, matched, after = printed.partition(title)
        if matched and not before and _BAR.match(after):
            return title
        if matched and not after.strip() and before[-1:].isspace() and stands_alone(title, asked):
            return title
    return None


def _agree(title: str, other: str) -> bool:
    first, second = fold(title), fold(other)
    if first in second or second in first:
        return True
    ours, theirs = set(_WORD.findall(first)), set(_WORD.findall(second))
    return len(ours & theirs) >= _SHARED * min(len(ours), len(theirs))
