"""What stands in place of a whole site under a status of 200: a question, a form or a notice before every page.

One such page says little; where all pages of a crawl are, the site was not seen. So this looks at a page by itself and
says what kind of wall it may be, and whoever counts decides.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from jjscrape.pages.failing import LONGEST, failure_of
from jjscrape.pages.markup.outlinks import HTML_TYPES
from jjscrape.pages.markup.soup import Soup, text_of

if TYPE_CHECKING:
    from jjscrape.pages.source import Source

MANY_LINKS: Final = 15
"""A page that links to so many pages of its own site is no wall: there is something behind it."""


class Wall(StrEnum):
    """What stands in place of a site."""

    MAINTENANCE = "maintenance"
    CHALLENGE = "challenge"
    LOGIN = "login"
    COOKIES = "cookies"
    ERROR_PAGE = "error-page"


_MAINTENANCE = re.compile(r"maintenance|off-?line|(?:currently|temporarily) (?:not |un)available", re.IGNORECASE)
_CHALLENGE = re.compile(
    r"just a moment|checking your browser|javascript and cookies|you are (?:a )?human|attention required|incapsula"
    r"|captcha|sorry, you have been blocked|request could not be satisfied"
    r"|access (?:to .{1,20} )?(?:is |has been )?denied",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"cookies?\b.{0,300}\b(?:accept|agree|consent|allow|enable|continue|zustimmen|akzeptieren)"
    r"|\b(?:accept|agree|consent|allow|enable|zustimmen|akzeptieren)\b.{0,300}cookies?\b",
    re.IGNORECASE | re.DOTALL,
)


def wall_of(source: Source) -> Wall | None:
    """Say what stands in place of a page, None where it is a page."""
    soup = Soup.of(source)
    if soup is None:
        return Wall.ERROR_PAGE
    if message := failure_of(soup):
        if _CHALLENGE.search(message):
            return Wall.CHALLENGE
        return Wall.MAINTENANCE if _MAINTENANCE.search(message) else Wall.ERROR_PAGE
    text, links = text_of(soup.body), sum(1 for _ in soup.body.iter("a"))
    if len(text) > LONGEST or links > MANY_LINKS or _has_node(soup):
        return None
    if any(field.get("type") == "password" for field in soup.body.iter("input")):
        return Wall.LOGIN
    if _CHALLENGE.search(f"{soup.head_title} {text}"):
        return Wall.CHALLENGE
    return Wall.COOKIES if _CONSENT.search(text) else None


def is_maintenance(source: Source) -> bool:
    """Whether an error page says of itself that the site is being worked on."""
    return source.media_type in HTML_TYPES and wall_of(source) is Wall.MAINTENANCE


def _has_node(soup: Soup) -> bool:
    return any(
        "node" in (element.get("class") or "").split() for element in soup.body.iter("div", "article", "section")
    )
