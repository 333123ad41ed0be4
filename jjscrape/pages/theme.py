"""Themes: the terms that a page of projects, or a theme's own page, names and describes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jjscrape.items import Theme
from jjscrape.normalise.themes import theme_id as id_of_theme
from jjscrape.pages.markup.clutter import Part
from jjscrape.pages.markup.selectors import Selector
from jjscrape.pages.markup.soup import HEADINGS, fold, is_element, squash, text_of, tokens
from jjscrape.site import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.markup.soup import Element, Soup
    from jjscrape.pages.parsed import ParsedPage

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
_OF_TERMS = re.compile(
    r"(?i)(?:^|[-_\[])(?:tid|term|themes?|topics?|tags?|categor(?:y|ies)|subjects?|vocabulary)(?:$|[-_\d\]])"
)
_LANGUAGES = re.compile(r"(?i)(?:^|[-_])(?:language|lang|locale)(?:$|[-_])")
_NO_CONTENT = Part.CHROME | Part.COMMENT
_LABEL_LENGTH = 80
_MOST_PARAGRAPHS = 8
_FEWEST_THEMES = 3


def theme_of(page: ParsedPage) -> str | None:
    """Return the id of the theme whose listing this is: its address's last segment, or a bare term page's heading."""
    if page.kind is not Kind.THEME:
        return None
    path = page.address.key.partition("?")[0]
    if _TERM_PATH.fullmatch(path):
        heading = _pinned_label(page) or _heading(page.soup)
        return id_of_theme(heading) if heading else None
    return id_of_theme(path.rpartition("/")[2]) or None


def _pinned_label(page: ParsedPage) -> str | None:
    pinned = page.pins.ask(page.soup.body, "label")
    return pinned.values[0] if pinned else None


def _heading(soup: Soup) -> str | None:
    for element in soup.body.iter("h1"):
        text = text_of(element)
        if text and fold(text) not in soup.site_names:
            return text
    return soup.bare_title or None


def _linked(page: ParsedPage) -> dict[str, tuple[str, str]]:
    """Links to themes in the page's content: folded label to (label, address)."""
    site, links = page.site, dict[str, tuple[str, str]]()
    for element, part in page.survey.items():
        if element.tag != "a" or part & (_NO_CONTENT | Part.LINKS):
            continue
        url, text = page.soup.absolute(element.get("href")), text_of(element)
        key = site.key(url) if url and text else None
        if url and key and "?" not in key and site.kind_of_key(key) is Kind.THEME and len(text) < _LABEL_LENGTH:
            links.setdefault(fold(text), (text, url))
    return links


def _options(soup: Soup) -> dict[str, tuple[str, int | None]]:
    """The options of a filter form: folded label to (label, term number)."""
    options: dict[str, tuple[str, int | None]] = {}
    elements, _ = OPTIONS.all(soup.body, soup.names)
    inputs = {e.get("id"): e for e in soup.body.iter("input") if e.get("id")}
    for element in elements:
        text = text_of(element) or squash(element.text)
        if not text or len(text) > _LABEL_LENGTH or _NOT_THEMES.match(text) or _chooses_else(element):
            continue
        source = inputs.get(element.get("for")) if element.get("for") else element
        value = " ".join((source.get("value") or "", source.get("data-filter") or "")) if source is not None else ""
        match = _TID.search(value.strip())
        options.setdefault(fold(text), (text, int(match[1] or match[2]) if match else None))
    return options


def _chooses_else(element: Element) -> bool:
    """Tell whether it is the option of a list that offers no terms (months, numbers, orders), or a language."""
    around = [element, *element.iterancestors()]
    if element.get("hreflang") or any(_LANGUAGES.search(token) for e in around for token in _names_of(e)):
        return True
    select = next((e for e in around if e.tag == "select"), None)
    return select is not None and not any(_OF_TERMS.search(name) for name in _names_of(select))


def _names_of(element: Element) -> list[str]:
    return [*tokens(element), element.get("id") or "", element.get("name") or ""]


def theme_labels(page: ParsedPage) -> frozenset[str]:
    """Return the folded labels of every theme that links or filters on the page name."""
    return frozenset(_linked(page)) | frozenset(_options(page.soup))


class _Themes:
    """The themes that a page names, each once, with what links and filters say of it."""

    def __init__(self, page: ParsedPage) -> None:
        self.page = page
        self.linked, self.options = _linked(page), _options(page.soup)
        self.by_id: dict[str, Theme] = {}

    def named(self, label: str) -> Theme:
        folded, site = fold(label), self.page.site
        url = self.linked[folded][1] if folded in self.linked else None
        key = (site.key(url) if url else None) or ""
        number = _TERM_PATH.search(key)
        slug = id_of_theme(label if not key or number else key.rpartition("/")[2])
        term_id = self.options[folded][1] if folded in self.options else None
        if term_id is None and number:
            term_id = int(number[1])
        capture = self.page.soup.source.capture
        theme = self.by_id.setdefault(slug, Theme(id=slug, label=label, url=url, term_id=term_id, capture=capture))
        theme.url, theme.term_id = theme.url or url, theme.term_id or term_id
        return theme

    def own(self, theme_id: str) -> Theme:
        """The theme whose page this is, with what the page says of it."""
        soup, survey = self.page.soup, self.page.survey
        theme = self.by_id.pop(theme_id, None) or Theme(id=theme_id, label=None, capture=soup.source.capture)
        heading = _heading(soup)
        theme.label = _pinned_label(self.page) or theme.label
        if theme.label is None and heading and id_of_theme(heading) == theme_id:
            theme.label = heading
        term = DESCRIPTION.first(soup.body, soup.names)
        if term is not None and not survey.get(term, Part.NONE) & _NO_CONTENT:
            theme.description = text_of(term) or theme.description
        if description := self.page.pins.ask(soup.body, "description"):
            theme.description = "\n".join(description.values)
        theme.url = theme.url or self.page.address.url.partition("?")[0]
        theme.term_id = theme.term_id or _term_id(soup)
        return theme


def themes_on(page: ParsedPage) -> list[Theme]:
    """Return the themes a page of projects or a theme's page names, in order, with descriptions where it has them."""
    if page.kind not in {Kind.THEME, Kind.PROJECTS}:
        return []
    themes = _Themes(page)
    for label, description in _described(frozenset(themes.linked) | frozenset(themes.options), page.survey):
        themes.named(label).description = description
    for label in [*(label for label, _ in themes.options.values()), *(label for label, _ in themes.linked.values())]:
        themes.named(label)
    theme_id = theme_of(page)
    own = [themes.own(theme_id)] if theme_id else []
    return [*own, *themes.by_id.values()]


def _term_id(soup: Soup) -> int | None:
    term = TERM.first(soup.body, soup.names)
    for token in (*soup.body_classes, *((term.get("id") or "",) if term is not None else ())):
        if match := _TERM_ID.match(token):
            return int(match[1])
    for url in (soup.source.url, *soup.links.get("shortlink", ())):
        if match := _TERM_PATH.search(url):
            return int(match[1])
    return None


@dataclass(frozen=True, slots=True)
class _Described:
    """A heading with the paragraphs up to the next heading."""

    heading: Element
    label: str
    paragraphs: list[str]


def _described(known: frozenset[str], survey: Mapping[Element, int]) -> list[tuple[str, str]]:
    """Headings that are a theme's label, each with the paragraphs up to the next heading.

    Where the page names themes nowhere else, a run of three and more unlinked headings of one level, a paragraph after
    each, is read as the list of themes.
    """
    sections = [_Described(e, text_of(e), _paragraphs_below(e)) for e in survey if _may_name_theme(e, survey[e])]
    sections = [section for section in sections if section.label and section.paragraphs]
    if known:
        return _joined([section for section in sections if fold(section.label) in known])
    chosen = _of_one_level([section for section in sections if not survey[section.heading] & Part.VIEW])
    return _joined(chosen) if len(chosen) >= _FEWEST_THEMES else []


def _of_one_level(sections: list[_Described]) -> list[_Described]:
    """Return the unlinked headings of the level that most of them have."""
    plain = [section for section in sections if next(section.heading.iter("a"), None) is None]
    levels = Counter(section.heading.tag for section in plain)
    usual = max(levels, key=lambda tag: levels[tag], default=None)  # of two levels the one that comes first
    return [section for section in plain if section.heading.tag == usual]


def _may_name_theme(element: Element, part: int) -> bool:
    return element.tag in HEADINGS and not part & (_NO_CONTENT | Part.TEASER) and "views-row" not in tokens(element)


def _paragraphs_below(heading: Element) -> list[str]:
    paragraphs: list[str] = []
    for after in heading.itersiblings():
        if after.tag in HEADINGS or len(paragraphs) == _MOST_PARAGRAPHS:
            break
        if after.tag in {"p", "div", "span"} and (text := text_of(after)) and next(after.iter(*HEADINGS), None) is None:
            paragraphs.append(text)
        elif is_element(after) and after.tag not in {"p", "br", "hr"}:
            break
    return paragraphs


def _joined(sections: list[_Described]) -> list[tuple[str, str]]:
    """Join the paragraphs; what follows the last description but ends none of the others belongs to the page."""
    usual = max((len(section.paragraphs) for section in sections[:-1]), default=0)
    described = []
    for section in sections:
        if len(sections) > 1:
            own = section.paragraphs[: max(usual, 1)]
        else:
            own = [text for text in section.paragraphs if not text.endswith(":")] or section.paragraphs
        described.append((section.label, "\n".join(own)))
    return described


__all__ = ["theme_labels", "theme_of", "themes_on"]
