"""Themes: the terms that a page of projects, or a theme's own page, names and describes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.items import Theme
from jjscrape.normalise.themes import theme_id
from jjscrape.pages.markup.clutter import Part
from jjscrape.pages.markup.soup import HEADINGS, Selector, fold, is_element, squash, text_of, tokens
from jjscrape.site import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.head import Address
    from jjscrape.pages.markup.soup import Element, Soup
    from jjscrape.site import Site

TERM = Selector("term", term="[id^=taxonomy-term-], .taxonomy-term")
DESCRIPTION = Selector(
    "term description",
    description=".taxonomy-term-description, .field-name-description, .field-name-description-field, .term-description",
)
OPTIONS = Selector(
    "filter", option="label.option, .mixitup_views_filter + label, option[value], [data-filter], .filter a"
)
_TERM_ID = re.compile(r"^(?:page-)?taxonomy-term-(\d{1,9})$")
_TERM_PATH = re.compile(r"taxonomy/term/(\d{1,9})")
_TID = re.compile(r"\btid[_-](\d{1,9})\b|^(\d{1,9})$")
_NOT_THEMES = re.compile(
    r"^(?:(?:all|any|reset|clear|search|apply|themes?|filter)\b.*|[- ]*any[- ]*|.*\bfilters?)$", re.IGNORECASE
)
_AWAY = Part.CHROME | Part.COMMENT


def theme_of(soup: Soup, address: Address, kind: Kind) -> str | None:
    """Return the id of the theme whose listing this is: its address's last segment, or a bare term page's heading."""
    if kind is not Kind.THEME:
        return None
    path = address.key.partition("?")[0]
    if _TERM_PATH.fullmatch(path):
        heading = _heading(soup)
        return theme_id(heading) if heading else None
    return theme_id(path.rpartition("/")[2]) or None


def _heading(soup: Soup) -> str | None:
    for element in soup.body.iter("h1"):
        text = text_of(element)
        if text and fold(text) not in soup.site_names:
            return text
    return soup.bare_title or None


def _linked(soup: Soup, site: Site, surveyed: Mapping[Element, int]) -> dict[str, tuple[str, str]]:
    """Links to themes in the page's content: folded label to (label, address)."""
    found: dict[str, tuple[str, str]] = {}
    for element, part in surveyed.items():
        if element.tag == "a" and not part & (_AWAY | Part.LINKS):
            url = soup.absolute(element.get("href"))
            text = text_of(element)
            key = site.key(url) if url and text else None
            if url and key and "?" not in key and site.kind_of_key(key) is Kind.THEME and len(text) < 80:  # noqa: PLR2004
                found.setdefault(fold(text), (text, url))
    return found


def _options(soup: Soup) -> dict[str, tuple[str, int | None]]:
    """The options of a filter form: folded label to (label, term number)."""
    found: dict[str, tuple[str, int | None]] = {}
    elements, _ = OPTIONS.all(soup.body)
    inputs = {e.get("id"): e for e in soup.body.iter("input") if e.get("id")}
    for element in elements:
        text = text_of(element) or squash(element.text)
        if not text or len(text) > 80 or _NOT_THEMES.match(text):  # noqa: PLR2004
            continue
        source = inputs.get(element.get("for")) if element.get("for") else element
        value = " ".join((source.get("value") or "", source.get("data-filter") or "")) if source is not None else ""
        match = _TID.search(value.strip())
        found.setdefault(fold(text), (text, int(match[1] or match[2]) if match else None))
    return found


def theme_labels(soup: Soup, site: Site, surveyed: Mapping[Element, int]) -> frozenset[str]:
    """Return the folded labels of every theme that links or filters on the page name."""
    return frozenset(_linked(soup, site, surveyed)) | frozenset(_options(soup))


def themes_on(soup: Soup, site: Site, address: Address, kind: Kind, surveyed: Mapping[Element, int]) -> list[Theme]:
    """Return the themes a page of projects or a theme's page names, in order, with descriptions where it has them."""
    if kind not in {Kind.THEME, Kind.PROJECTS}:
        return []
    linked, options = _linked(soup, site, surveyed), _options(soup)
    known = frozenset(linked) | frozenset(options)
    described = _described(known, surveyed)
    found: dict[str, Theme] = {}

    def theme(label: str) -> Theme:
        folded = fold(label)
        url = linked[folded][1] if folded in linked else None
        key = site.key(url) if url else None
        tid = options[folded][1] if folded in options else None
        own_id = theme_id(key.rpartition("/")[2] if key and not _TERM_PATH.search(key) else label)
        if tid is None and key and (match := _TERM_PATH.search(key)):
            tid = int(match[1])
        item = found.setdefault(
            own_id, Theme(id=own_id, label=label, url=url, term_id=tid, capture=soup.source.capture)
        )
        item.url, item.term_id = item.url or url, item.term_id or tid
        return item

    for label, description in described:
        theme(label).description = description
    for label, _ in options.values():
        theme(label)
    for label, _ in linked.values():
        theme(label)
    if own := theme_of(soup, address, kind):
        item = found.pop(own, None) or Theme(id=own, label=None, capture=soup.source.capture)
        heading = _heading(soup)
        if item.label is None and heading and theme_id(heading) == own:
            item.label = heading
        if (term := DESCRIPTION.first(soup.body)) is not None and not surveyed.get(term, Part.NONE) & _AWAY:
            item.description = text_of(term) or item.description
        item.url = item.url or address.url.partition("?")[0]
        item.term_id = item.term_id or _term_id(soup)
        found = {own: item, **found}
    return list(found.values())


def _term_id(soup: Soup) -> int | None:
    term = TERM.first(soup.body)
    for token in (*soup.body_classes, *((term.get("id") or "",) if term is not None else ())):
        if match := _TERM_ID.match(token):
            return int(match[1])
    for url in (soup.source.url, *soup.links.get("shortlink", ())):
        if match := _TERM_PATH.search(url):
            return int(match[1])
    return None


def _described(known: frozenset[str], surveyed: Mapping[Element, int]) -> list[tuple[str, str]]:
    """Headings that are a theme's label, each with the paragraphs up to the next heading.

    Where the page names themes nowhere else, a run of three and more unlinked headings of one level, a paragraph after
    each, is read as the list of themes.
    """
    runs: list[tuple[Element, str, list[str]]] = []
    for element, part in surveyed.items():
        if element.tag not in HEADINGS or part & (_AWAY | Part.TEASER) or "views-row" in tokens(element):
            continue
        label = text_of(element)
        said: list[str] = []
        after = element.getnext()
        while after is not None and after.tag not in HEADINGS and len(said) < 8:  # noqa: PLR2004
            if (
                after.tag in {"p", "div", "span"}
                and (text := text_of(after))
                and not any(True for _ in after.iter(*HEADINGS))
            ):
                said.append(text)
            elif is_element(after) and after.tag not in {"p", "br", "hr"}:
                break
            after = after.getnext()
        if label and said:
            runs.append((element, label, said))
    if known:
        return _trimmed([(label, said) for _, label, said in runs if fold(label) in known])
    plain = [
        (e, label, said) for e, label, said in runs if next(e.iter("a"), None) is None and not surveyed[e] & Part.VIEW
    ]
    levels = {e.tag for e, _, _ in plain}
    best = max(levels, key=lambda tag: sum(e.tag == tag for e, _, _ in plain), default=None)
    chosen = [(label, said) for e, label, said in plain if e.tag == best]
    return _trimmed(chosen) if len(chosen) >= 3 else []  # noqa: PLR2004


def _trimmed(runs: list[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    """Join the paragraphs; what follows the last description but ends none of the others belongs to the page."""
    usual = max((len(said) for _, said in runs[:-1]), default=0)
    found = []
    for label, said in runs:
        own = said[: max(usual, 1)] if len(runs) > 1 else [s for s in said if not s.endswith(":")] or said
        found.append((label, "\n".join(own)))
    return found


__all__ = ["theme_labels", "theme_of", "themes_on", "tokens"]
