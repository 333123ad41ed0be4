"""Pages that are no node, although they stand where a node's page could.

Drupal answers a view's page for whatever stands below the view's path, and gives accounts and terms aliases.
What the page says of itself decides: the classes of its body, its links to itself by number, the path in Drupal's
settings. Where it says nothing, its content does: many teasers and no words of its own are a listing.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from jjscrape.pages.listing import ROW_TITLE, rows_of
from jjscrape.pages.markup.clutter import FOREIGN, NEVER_TEXT, Part, survey
from jjscrape.pages.markup.scope import main_of
from jjscrape.pages.markup.soup import HEADINGS, Selector, is_element, number_of, text_of, tokens
from jjscrape.pages.node.wording import READ_MORE
from jjscrape.site import ARTICLES, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.markup.soup import Element, Soup
    from jjscrape.site import Site

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


def nodeless(soup: Soup, site: Site, own: str, kind: Kind) -> str | None:
    """Say in words what a page is that is no node; None for a node's page, and for what may be one.

    `own` is the page's key, `kind` what its address makes of it: one of the kinds of record.
    """
    path = _path_it_names(soup)
    if soup.node_type or soup.node_id is not None or (path or "").startswith("node/"):
        return None
    if any(_BODY_NODE.match(token) for token in soup.body_classes):
        return None
    if what := _by_its_own_word(soup, path):
        return what
    surveyed = survey(soup.body)
    main = main_of(soup)
    if _holds_a_node(main, surveyed):
        return None
    routed = path is not None or any(_BODY_ROUTE.match(t) and not _LAYOUT.match(t) for t in soup.body_classes)
    return _by_its_content(soup, site, own, main, surveyed, routed=routed, post=kind in ARTICLES)


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


def _by_its_own_word(soup: Soup, said: str | None) -> str | None:
    for what, pattern in _PLACES:
        if said and pattern.match(said):
            return what
    for what, pattern in _BODY_PLACES:
        if any(pattern.match(token) for token in soup.body_classes):
            return what
    return None


def _by_its_content(
    soup: Soup, site: Site, own: str, main: Element, surveyed: Mapping[Element, int], *, routed: bool, post: bool
) -> str | None:
    """Tell by what the page shows. `routed` says that its body names a route of Drupal's, which is no node's."""
    profiles = [e for e in _PROFILE.all(main)[0] if _in_content(e, surveyed)]
    if any("sioc:UserAccount" in (e.get("typeof") or "") or _MEMBER_FOR.search(text_of(e)) for e in profiles):
        return ACCOUNT
    rows = [row for row in rows_of(surveyed) if _in_content(row, surveyed)]
    leading = [row for row in rows if _leads_away(row, soup, site, own)]
    if _TERM_HEADING.first(main) is not None or (leading and _TERM.first(main) is not None):
        return TERM
    drawn = [e for e, part in surveyed.items() if part & Part.VIEW and _in_content(e, surveyed)]
    words = len(text_of(main, skip=partial(_not_its_own, surveyed)))
    if any(_CALENDAR.match(token) for e in drawn for token in tokens(e)) and words < FEW_WORDS:
        return LISTING
    if routed and post and words < NO_POST:
        # One row that leads away is enough here, and none: a view without results.
        nothing = not rows and words + max((len(text_of(e)) for e in drawn), default=0) < FEW_WORDS
        return LISTING if leading or nothing else None
    return LISTING if len(leading) > (not routed) and words < FEW_WORDS else None


def _in_content(element: Element, surveyed: Mapping[Element, int]) -> bool:
    return not surveyed.get(element, Part.NONE) & (Part.BLOCK | Part.CHROME | Part.COMMENT)


def _holds_a_node(main: Element, surveyed: Mapping[Element, int]) -> bool:
    """Tell whether the content has a node of the page's own: one that is neither a teaser nor in a view or block."""
    return any(
        is_element(e)
        and ("node" in tokens(e) or number_of(e) is not None or (e.tag == "article" and e.get("about")))
        and not surveyed.get(e, Part.NONE) & FOREIGN
        for e in main.iter()
    )


def _leads_away(row: Element, soup: Soup, site: Site, own: str) -> bool:
    """Tell whether a row's title, or its "Read more", is a link to another page of the site."""
    titles = [link for title in ROW_TITLE.all(row)[0] for link in title.iter("a")]
    more = [link for link in row.iter("a") if READ_MORE.match(text_of(link))]
    for link in (*titles, *more):
        url = soup.absolute(link.get("href"))
        key = site.key(url) if url else None
        if key and key != own and site.kind_of_key(key) in ARTICLES | {Kind.PAGE}:
            return True
    return False


def _not_its_own(surveyed: Mapping[Element, int], element: Element) -> bool:
    return element.tag in HEADINGS or bool(surveyed.get(element, Part.NONE) & (FOREIGN | NEVER_TEXT))
