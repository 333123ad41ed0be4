"""A listing: the themes it describes and its entries, in order."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from jjscrape.normalise.themes import theme_id as id_of_theme
from jjscrape.pages.entries import MISSING, find_entries
from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.clutter import Part, part_of
from jjscrape.pages.markup.soup import HEADINGS, fold, is_element, text_of, tokens
from jjscrape.pages.teaser import Place, read_teaser
from jjscrape.pages.theme import theme_labels, theme_of, themes_on
from jjscrape.site import ARTICLES, Kind

if TYPE_CHECKING:
    from jjscrape.items import Item, Teaser
    from jjscrape.pages.entries import Entry
    from jjscrape.pages.parsed import ParsedPage

_NEWEST = re.compile(
    r"(?:our |the )?(?:latest|recent|newest|popular|most (?:read|viewed|recent|popular))\b"
    r"|new on the\b|from (?:the|our) blog",
    re.IGNORECASE,
)


def listing_items(page: ParsedPage) -> list[Item]:
    """Return the themes a listing describes and its entries, by role and position. Takes the page's tree apart."""
    themes = themes_on(page)
    known = frozenset(fold(theme.label) for theme in themes if theme.label) | theme_labels(page)
    theme_id = theme_of(page)
    teasers: list[Item] = []
    positions: Counter[str] = Counter()
    for entry in find_entries(page):
        role = role_of(page, entry)
        if role is None:
            continue
        place = Place(role, positions[role])
        positions[role] += 1
        teaser = read_teaser(page, entry, place, known if role == "projects" else frozenset())
        if (
            theme_id
            and not _is_of_the_site(page, entry, theme_id)
            and (role == "posts" or _names_theme(teaser, theme_id))
        ):
            teaser.theme_id = theme_id
        teasers.append(teaser)
    if not teasers:
        themes = [theme for theme in themes if theme.label]
        page.soup.problems.append(MISSING)
    return [*themes, *teasers]


def _is_of_the_site(page: ParsedPage, entry: Entry, theme_id: str) -> bool:
    """Tell whether an entry stands in a block of whatever is new on the site, beside the theme's own list."""
    for above in entry.at.iterancestors():
        if above is page.soup.body or not part_of(above) & Part.BLOCK:
            continue
        heading = text_of(next(above.iter(*HEADINGS), None))
        return bool(_NEWEST.match(heading)) and theme_id not in id_of_theme(heading)
    return False


def _names_theme(teaser: Teaser, theme_id: str) -> bool:
    """Return whether an entry says that it belongs to a theme, or says of no other."""
    return not teaser.theme_labels or theme_id in map(id_of_theme, teaser.theme_labels)


def related_teasers(page: ParsedPage) -> list[Teaser]:
    """Return the entries of blocks and views beside a node's own text. Takes the page's tree apart."""
    answer = RELATED.first(page)
    return answer[0] if answer else []


def _articles_beside(page: ParsedPage) -> list[Teaser]:
    entries = [e for e in find_entries(page, related=True) if page.site.kind(e.target_url) in ARTICLES]
    return [read_teaser(page, entry, Place("related", index)) for index, entry in enumerate(entries)]


RELATED: Ladder[ParsedPage, list[Teaser]] = Ladder(
    "related_ids",
    "listing",
    (Rule("related", "entries beside a project's text that lead to articles", _articles_beside),),
)


def role_of(page: ParsedPage, entry: Entry) -> str | None:
    """Return which part of a list an entry belongs to: posts or projects; None for what is neither."""
    if page.site.kind(entry.target_url) in ARTICLES:
        return "posts"
    classes = {token for element in entry.row.iter() if is_element(element) for token in tokens(element)}
    if "node-page" in classes:
        return None
    return "projects" if page.kind in {Kind.THEME, Kind.PROJECTS} or "node-project" in classes else None
