"""The account a "Submitted by" line names. It may be a person's name; it may be only a login."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.clutter import Part
from jjscrape.pages.markup.marks import Mark, mark_of
from jjscrape.pages.markup.soup import squash, text_of, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.markup.soup import Element

_ANOTHERS = Part.COMMENT | Part.VIEW | Part.TEASER | Part.SLIDES | Part.BLOCK
_CUT = re.compile(r"\s*(?:\.\.\.|\u2026)$")
_LINE = re.compile(
    r"(?:submitted|posted|published|created|written)\s+by\s+(?P<before_date>[^\d,|]+?)\s+on\b"
    r"|^author\s*:\s*(?P<labelled>[^\d,|:]+?)\s*(?:\||(?:date|posted|published|created)\s*:|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class AccountQuestion:
    """A node's element, what its parts are, and the line of authorship that the node's lines hold, if any."""

    element: Element
    survey: Mapping[Element, int]
    submitted: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """An account by its name; `printed` is what the page shows of a name that it cuts short."""

    name: str
    printed: str | None = None


def account_of(asked: AccountQuestion) -> Account | None:
    """Return the account that a line of authorship names; never a commenter's."""
    answer = ACCOUNT.first(asked)
    return answer[0] if answer else None


def _in_markup(asked: AccountQuestion) -> Account | None:
    for element in asked.element.iter():
        part = asked.survey.get(element, Part.NONE)
        if part & Part.META and not part & _ANOTHERS and _is_account(element) and (name := squash(text_of(element))):
            full = completed(name, element)
            return Account(full, name if full != name and full != squash(element.get("content")) else None)
    return None


def _is_account(element: Element) -> bool:
    return "sioc:UserAccount" in (element.get("typeof") or "") or "username" in tokens(element)


def _in_words(asked: AccountQuestion) -> Account | None:
    lines = [asked.submitted or ""]
    for element in asked.element.iter():
        part = asked.survey.get(element, Part.NONE)
        if (part & Part.META or mark_of(element) is Mark.SERVICE) and not part & _ANOTHERS:
            lines.append(text_of(element))
    names = (match for line in lines if (match := _LINE.search(squash(line))))
    return next((Account(squash(match["before_date"] or match["labelled"])) for match in names), None)


ACCOUNT: Ladder[AccountQuestion, Account] = Ladder(
    "submitted_by",
    "",
    (
        Rule("account-markup", "RDFa or a class of an account in a line of authorship", _in_markup),
        Rule("submitted-words", "the words between `by` and `on` in such a line", _in_words),
    ),
)


def completed(name: str, element: Element) -> str:
    """Complete a name that Drupal cut to fifteen letters: RDFa may hold all of it, the address its letters."""
    if not _CUT.search(name):
        return name
    if full := squash(element.get("content")):
        return full
    start = _CUT.sub("", name)
    slug = (element.get("about") or element.get("href") or "").rstrip("/").rpartition("/")[2].lower()
    shown = re.sub(r"[^a-z0-9]+", "-", start.lower()).strip("-")
    if not slug.startswith(shown):
        return name
    rest = slug[len(shown) :].split("-")
    return " ".join([start + rest[0], *(word.capitalize() for word in rest[1:])])
