"""The account a "Submitted by" line names. It may be a person's name; it may be only a login."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.pages.markup.clutter import Part
from jjscrape.pages.markup.marks import Mark, mark_of
from jjscrape.pages.markup.soup import squash, text_of, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.markup.soup import Element

_AWAY = Part.COMMENT | Part.VIEW | Part.TEASER | Part.SLIDES | Part.BLOCK
_CUT = re.compile(r"\s*(?:\.\.\.|\u2026)$")
_LINE = re.compile(
    r"(?:submitted|posted|published|created|written)\s+by\s+(?P<name>[^\d,|]+?)\s+on\b"
    r"|^author\s*:\s*(?P<said>[^\d,|:]+?)\s*(?:\||(?:date|posted|published|created)\s*:|$)",
    re.IGNORECASE,
)


def account_of(scope: Element, surveyed: Mapping[Element, int], line: str | None = None) -> str | None:
    """Return the name as shown, from its markup, else from the words of the submitted line; never a commenter's."""
    for element in scope.iter():
        part = surveyed.get(element, 0)
        if part & Part.META and not part & _AWAY:
            account = "sioc:UserAccount" in (element.get("typeof") or "") or "username" in tokens(element)
            if account and (name := squash(text_of(element))):
                return whole(name, element)
    lines = [line or ""]
    lines += [
        text_of(e)
        for e in scope.iter()
        if (surveyed.get(e, 0) & Part.META or mark_of(e) == Mark.SERVICE) and not surveyed.get(e, 0) & _AWAY
    ]
    return next(
        (squash(found["name"] or found["said"]) for text in lines if (found := _LINE.search(squash(text)))), None
    )


def whole(name: str, element: Element) -> str:
    """Complete a name that Drupal cut to fifteen letters: RDFa may hold it whole, the account's address its letters."""
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
