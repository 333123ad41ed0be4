"""Pages that are no node, although they stand where a node's page could.

Drupal answers a view's page for whatever stands below the view's path, and gives accounts and terms aliases.
What the page says of itself decides: the classes of its body, its links to itself by number, the path in Drupal's
settings. Where it says nothing, its content does: many teasers and no words of its own are a listing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from jjscrape.pages.entries import ROW_TITLE, rows_of
from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.clutter import FOREIGN, NEVER_TEXT, Part
from jjscrape.pages.markup.scope import main_of
from jjscrape.pages.markup.selectors import Selector
from jjscrape.pages.markup.soup import HEADINGS, is_element, number_of, text_of, tokens
from jjscrape.pages.node.wording import READ_MORE
from jjscrape.site import ARTICLES, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.markup.soup import Element, Soup
    from jjscrape.pages.parsed import ParsedPage

LISTING, ACCOUNT, TERM, SEARCH = "a listing", "an account's page", "a term's page", "a search page"

_PLACES = (
    (ACCOUNT, re.compile(r"^(?:user|users|profile)(?:/|$)")),
    (TERM, re.compile(r"^taxonomy/term(?:/|$)")),
    (SEARCH, re.compile(r"^search(?:/|$)")),
)
"""Drupal's own paths of what is no node."""
_NUMBERED = re.compile(r"(?:^|/|[?&]q=)((?:node|user|taxonomy/term)/\d+)/?$")
_CURRENT = re.compile(r'"currentPath"\s*:\s*"((?:[^"\\]|\\.)*)"')
_BODY_PLACES = (
    (ACCOUNT, re.compile(r"^(?:page-user(?:-\d*)?|path-user)$")),
    (TERM, re.compile(r"^(?:page-taxonomy(?:-term(?:-\d*)?)?|path-taxonomy|page-vocabulary-.+)$")),
    (SEARCH, re.compile(r"^(?:page-search(?:-(?:node|user|site|content)(?:-.*)?)?-?|path-search)$")),
    (LISTING, re.compile(r"^page-views?$")),
)
_BODY_NODE = re.compile(r"^(?:page-node-\d+|path-node|(?:page-)?node-type-.+|page-node-type-.+)$")
_BODY_ROUTE = re.compile(r"^(?:page|path)-[a-z].*$")
_LAYOUT = re.compile(r"^page-(?:wrapper|container|body|panels|manager|template.*|layout.*|width.*|content)$")
# An account's or a term's page by its own content, for themes whose body has no classes.
_PROFILE = Selector("account", profile=".profile, .user--view-mode-full, dl.user-member")
_TERM_HEADING = Selector("term's page", heading=".term-listing-heading")
_TERM = Selector("term", term=".taxonomy-term")
_MEMBER_FOR = re.compile(r"\bmember for\b", re.IGNORECASE)
_CALENDAR = re.compile(r"^(?:calendar-calendar|view-calendar|calendar-view-(?:month|week|day|year))$")
FEW_WORDS = 80
"""So many characters beside a list are its introduction at most."""
NO_POST = 300
"""Less text than this, under a route that is no node's, is no post beside a list but the list's introduction."""


def nodeless(page: ParsedPage) -> str | None:
    """Say in words what a page is that is no node; None for a node's page, and for what may be one.

    The page's kind is what its address makes of it: one of the kinds of record.
    """
    soup = page.soup
    path = _path_it_names(soup)
    if soup.node_type or soup.node_id is not None or (path or "").startswith("node/"):
        return None
    if any(_BODY_NODE.match(token) for token in soup.body_classes):
        return None
    if what := _by_its_own_word(soup, path):
        return what
    content = _Content(page, main_of(soup))
    if content.holds_a_node:
        return None
    routed = path is not None or any(_BODY_ROUTE.match(t) and not _LAYOUT.match(t) for t in soup.body_classes)
    answer = NO_NODE.first((content, routed))
    return answer[0] if answer else None


def _path_it_names(soup: Soup) -> str | None:
    """Return Drupal's path of the page by its settings (from Drupal 8 on) or its links to itself; None if unnamed."""
    for script in soup.root.iter("script"):
        if script.text and (match := _CURRENT.search(script.text)):
            return match[1].replace("\\/", "/").strip("/")
    for relation in ("shortlink", "canonical"):
        for url in soup.links.get(relation, ()):
            if match := _NUMBERED.search(url):
                return match[1]
    return None


def _by_its_own_word(soup: Soup, path: str | None) -> str | None:
    for what, pattern in _PLACES:
        if path and pattern.match(path):
            return what
    for what, pattern in _BODY_PLACES:
        if any(pattern.match(token) for token in soup.body_classes):
            return what
    return None


@dataclass(frozen=True, eq=False)
class _Content:
    """What a page shows in its main part."""

    page: ParsedPage
    main: Element

    def holds(self, element: Element) -> bool:
        """Return whether an element stands in the content, not around it."""
        return not self.page.survey.get(element, Part.NONE) & (Part.BLOCK | Part.CHROME | Part.COMMENT)

    @cached_property
    def holds_a_node(self) -> bool:
        """Whether there is a node of the page's own: one that is neither a teaser nor in a view or block."""
        survey = self.page.survey
        nodes = (e for e in self.main.iter() if is_element(e) and _is_called_node(e))
        return any(not survey.get(e, Part.NONE) & FOREIGN for e in nodes)

    @cached_property
    def rows(self) -> list[Element]:
        return [row for row in rows_of(self.page.survey) if self.holds(row)]

    @cached_property
    def leading(self) -> list[Element]:
        """The rows that lead to another page of the site."""
        return [row for row in self.rows if _leads_elsewhere(row, self.page)]

    @cached_property
    def views(self) -> list[Element]:
        return [e for e, part in self.page.survey.items() if part & Part.VIEW and self.holds(e)]

    @cached_property
    def words(self) -> int:
        """How many characters of text stand outside headings, lists and clutter."""
        return len(text_of(self.main, skip=partial(_not_its_own, self.page.survey)))


def _is_account(asked: tuple[_Content, bool]) -> str | None:
    content, _ = asked
    for profile in filter(content.holds, _PROFILE.all(content.main, content.page.soup.names)[0]):
        if "sioc:UserAccount" in (profile.get("typeof") or "") or _MEMBER_FOR.search(text_of(profile)):
            return ACCOUNT
    return None


def _is_term(asked: tuple[_Content, bool]) -> str | None:
    content, _ = asked
    if _TERM_HEADING.first(content.main, content.page.soup.names) is not None:
        return TERM
    return TERM if content.leading and _TERM.first(content.main, content.page.soup.names) is not None else None


def _is_calendar(asked: tuple[_Content, bool]) -> str | None:
    content, _ = asked
    drawn = any(_CALENDAR.match(token) for view in content.views for token in tokens(view))
    return LISTING if drawn and content.words < FEW_WORDS else None


def _is_routed_list(asked: tuple[_Content, bool]) -> str | None:
    content, routed = asked
    if not routed or content.page.kind not in ARTICLES or content.words >= NO_POST:
        return None
    if content.leading:
        return LISTING
    # A view without results.
    longest = max((len(text_of(view)) for view in content.views), default=0)
    return LISTING if not content.rows and content.words + longest < FEW_WORDS else None


def _is_list(asked: tuple[_Content, bool]) -> str | None:
    content, routed = asked
    if routed and content.page.kind in ARTICLES and content.words < NO_POST:
        return None  # of these one row alone would say so
    return LISTING if len(content.leading) > (not routed) and content.words < FEW_WORDS else None


NO_NODE: Ladder[tuple[_Content, bool], str] = Ladder(
    "no node",
    "",
    (
        Rule("account", "a profile with RDFa of an account, or the words `Member for`", _is_account),
        Rule("term", "the heading of a term's page, or a term with rows that lead elsewhere", _is_term),
        Rule("calendar", "a calendar and hardly a word", _is_calendar),
        Rule("routed-list", "at a post's address, under a route of Drupal's, rows or an empty view", _is_routed_list),
        Rule("list", "rows that lead elsewhere and hardly a word: two, or one under a route", _is_list),
    ),
)
"""Asked with whether the page's body names a route of Drupal's, which is no node's."""


def _is_called_node(element: Element) -> bool:
    if "node" in tokens(element) or number_of(element) is not None:
        return True
    return element.tag == "article" and bool(element.get("about"))


def _leads_elsewhere(row: Element, page: ParsedPage) -> bool:
    """Return whether a row's title, or its "Read more", is a link to another page of the site."""
    titles = [link for title in ROW_TITLE.all(row, page.soup.names)[0] for link in title.iter("a")]
    more = [link for link in row.iter("a") if READ_MORE.match(text_of(link))]
    for link in (*titles, *more):
        url = page.soup.absolute(link.get("href"))
        key = page.site.key(url) if url else None
        if key and key != page.address.key and page.site.kind_of_key(key) in ARTICLES | {Kind.PAGE}:
            return True
    return False


def _not_its_own(survey: Mapping[Element, int], element: Element) -> bool:
    return element.tag in HEADINGS or bool(survey.get(element, Part.NONE) & (FOREIGN | NEVER_TEXT))
