"""A page's title. The site's own name is no title, wherever it stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.clutter import Part
from jjscrape.pages.markup.fields import name_of
from jjscrape.pages.markup.linked_data import headline_in
from jjscrape.pages.markup.scope import main_of
from jjscrape.pages.markup.selectors import Selector
from jjscrape.pages.markup.soup import HEADINGS, fold, squash, text_of, tokens
from jjscrape.pages.node.field_names import BODY_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jjscrape.pages.markup.clutter import Survey
    from jjscrape.pages.markup.soup import Element, Soup
    from jjscrape.pages.node.parts import Node
    from jjscrape.site import Site

_PRINTED = Selector(
    "title",
    page_title="#page-title, h1.page-title, h1.page-header, h1.page__title, h1.with-tabs, h1.title, "
    ".pane-page-title h1, .pane-node-title h1, .pane-node-title h2",
)
_IN_NODE = Selector(
    "title in the node",
    field_title=".field-name-title, .field-name-title-field, .field--name-title",
    node_title="h1.node-title, h1.node__title, h2.node-title, h2.node__title, .node-title, .article-title",
    rdfa='[property~="dc:title"], [itemprop=headline]',
)
_ANOTHERS = Part.COMMENT | Part.TEASER
_NOT_THE_NODES = _ANOTHERS | Part.VIEW | Part.BLOCK | Part.CHROME
MISSING = "title: 0 nodes by any of page-title, h1, title in the node, og:title, <title>"


@dataclass(frozen=True, slots=True)
class TitleQuestion:
    """What the rules for a title look at."""

    soup: Soup
    survey: Survey
    site: Site

    @property
    def site_names(self) -> frozenset[str]:
        return self.soup.site_names | {fold(self.site.title)}

    @property
    def stated(self) -> list[str]:
        """The headline of the page's own article in JSON-LD."""
        headlines = list(filter(None, map(headline_in, self.soup.articles)))
        return [text for text in headlines[:1] if fold(text) not in self.site_names]

    def printed(self, element: Element) -> str | None:
        """Return an element's text if it can be the title: not a link home, not the site's name alone."""
        text = text_of(element)
        if not text or self.survey.get(element, Part.NONE) & _ANOTHERS or _is_label(element):
            return None
        link = next(element.iterdescendants("a"), None)
        if link is not None and (link.get("rel") == "home" or link.get("href") in {"/", self.soup.base}):
            return None
        is_site_name = fold(text) in self.site_names and fold(text) != fold(self.soup.bare_title)
        return None if is_site_name else text


def _is_label(element: Element) -> bool:
    """Tell the label of a field, which some themes print as a heading."""
    return any(token.startswith(("field-label", "field__label", "views-label")) for token in tokens(element))


def _page_title(asked: TitleQuestion) -> str | None:
    elements = [e for e in _PRINTED.all(asked.soup.body, asked.soup.names)[0] if e.tag in HEADINGS | {"div", "span"}]
    return next(filter(None, map(asked.printed, elements)), None)


def _first_heading(asked: TitleQuestion) -> str | None:
    return next(filter(None, map(asked.printed, _headings(asked))), None)


def _headings(asked: TitleQuestion) -> list[Element]:
    """Return the headings of the first level by where they stand, the surest place first."""
    headings = [(e, part) for e, part in asked.survey.items() if e.tag == "h1"]
    content = [e for e, part in headings if not part & (Part.CHROME | Part.VIEW | Part.SLIDES | Part.HIDDEN)]
    main = main_of(asked.soup)
    inside = [e for e in content if main in e.iterancestors() and not _in_header(e, main)]
    hidden = [e for e, part in headings if part & Part.HIDDEN and not part & (Part.CHROME | Part.VIEW | Part.SLIDES)]
    header = [e for e, part in headings if part & Part.CHROME]
    return [*inside, *(e for e in content if e not in inside), *hidden, *header]


def _in_header(element: Element, main: Element) -> bool:
    """Tell whether an element stands in a header of the page, where no class says more: one outside any article."""
    for above in element.iterancestors():
        if above is main or above.tag in {"article", "main"}:
            return False
        if above.tag in {"header", "nav", "aside"}:
            return True
    return False


def printed_titles(asked: TitleQuestion) -> Iterator[tuple[str, str]]:
    """Yield all that the page prints as a title, with the rules that read it."""
    elements = [("page-title", e) for e in _PRINTED.all(asked.soup.body, asked.soup.names)[0]]
    elements += [("h1", e) for e in _headings(asked)]
    for rule, element in elements:
        if text := asked.printed(element):
            yield text, rule
    layer = _IN_NODE.all(asked.soup.body, asked.soup.names)[1]
    if layer and (text := _title_in_node(layer, asked)):
        yield text, layer
    for text in _lower_headings(asked):
        yield text, "heading"


def _lower_headings(asked: TitleQuestion) -> Iterator[str]:
    """Yield the headings below the first level that stand in the page's content; those in a text head its sections."""
    for element, part in asked.survey.items():
        below = element.tag in HEADINGS and element.tag != "h1" and not part & (_NOT_THE_NODES | Part.SLIDES)
        if below and not _in_text(element) and (text := asked.printed(element)):
            yield text


def _in_text(element: Element) -> bool:
    """Tell whether an element stands in a field of text, by whatever name the field goes."""
    return any(
        BODY_NAMES.match(name_of(above)[0]) or "text-formatted" in tokens(above) for above in element.iterancestors()
    )


def stands_alone(title: str, asked: TitleQuestion) -> bool:
    """Tell whether an element inside a heading of the page holds the title and nothing else."""
    headings = [*_PRINTED.all(asked.soup.body, asked.soup.names)[0], *_headings(asked)]
    return any(fold(text_of(e)) == fold(title) for heading in headings for e in heading.iterdescendants("*"))


def titles_in_head(asked: TitleQuestion) -> Iterator[tuple[str, str]]:
    """Yield what the head calls the page, with the rules that read it; the site's own name is left out."""
    for name in ("og:title", "dcterms.title", "twitter:title"):
        for text in asked.soup.metas.get(name, ())[:1]:
            if fold(text) not in asked.site_names:
                yield text, name.replace(":", "-")
    for text in asked.stated:
        yield text, "json-ld"
    if asked.soup.bare_title and fold(asked.soup.bare_title) not in asked.site_names:
        yield asked.soup.bare_title, "title-element"


def _heading_as_in_head(asked: TitleQuestion) -> str | None:
    """Return a heading of another level that the head bears out: one below the title's is a section's."""
    wanted = {fold(text) for text, _ in titles_in_head(asked)}
    for element, part in asked.survey.items():
        if element.tag not in HEADINGS or part & (_NOT_THE_NODES | Part.HIDDEN):
            continue
        text = asked.printed(element)
        if text and element.tag == "h1":
            return None
        if text and fold(text) in wanted:
            return text
    return None


def _title_in_node(layer: str, asked: TitleQuestion) -> str | None:
    elements, matched = _IN_NODE.all(asked.soup.body, asked.soup.names)
    if matched != layer:
        return None
    for element in elements:
        if asked.survey.get(element, Part.NONE) & _NOT_THE_NODES:
            continue
        text = squash(element.get("content")) or text_of(element)
        if text and fold(text) not in asked.site_names:
            return text
    return None


def _title_for_sharing(name: str, asked: TitleQuestion) -> str | None:
    meta = asked.soup.meta("og:title", "dcterms.title", "twitter:title")
    if meta is None or meta[1] != name:
        return None
    return meta[0] if fold(meta[0]) not in asked.site_names - {fold(asked.soup.bare_title)} else None


def _headline(asked: TitleQuestion) -> str | None:
    return next(iter(asked.stated), None)


def _title_element(asked: TitleQuestion) -> str | None:
    return asked.soup.bare_title or None


PAGE_TITLE: Ladder[TitleQuestion, str] = Ladder(
    "title",
    "title",
    (
        Rule("page-title", "the element that a theme prints for the page's title", _page_title),
        Rule(
            "h1",
            "the first heading of the first level: in the main part, beside it, hidden, in the header",
            _first_heading,
        ),
        Rule("field-title", "the node's title field", partial(_title_in_node, "field-title")),
        Rule("node-title", "a heading called the node's title", partial(_title_in_node, "node-title")),
        Rule("rdfa", "RDFa `dc:title` or microdata `headline`", partial(_title_in_node, "rdfa")),
        Rule(
            "heading",
            "a heading of another level, before any of the first, that says what the head says",
            _heading_as_in_head,
        ),
        Rule("og-title", "the head's `og:title`", partial(_title_for_sharing, "og:title")),
        Rule("dcterms.title", "the head's `dcterms.title`", partial(_title_for_sharing, "dcterms.title")),
        Rule("twitter-title", "the head's `twitter:title`", partial(_title_for_sharing, "twitter:title")),
        Rule("json-ld", "the headline of the page's own article in JSON-LD", _headline),
        Rule("title-element", "the `title` element without the site's name", _title_element),
    ),
)


def _first_lower_heading(asked: TitleQuestion) -> str | None:
    return next(_lower_headings(asked), None)


WITNESSED_HEADING: Ladder[TitleQuestion, str] = Ladder(
    "title",
    "title",
    (
        Rule(
            "heading",
            "a heading of a lower level, where it is what the head calls the page and the title printed first is not",
            _first_lower_heading,
        ),
    ),
)
"""Not asked for by itself: it bears the head out against a heading of a section, such as `You are here`."""


def _heading_of_node(node: Node) -> str | None:
    return node.heading


NODE_HEADING: Ladder[Node, str] = Ladder(
    "title", "title", (Rule("node-heading", "a title field that only the node's own reading finds", _heading_of_node),)
)
