"""What stands around and inside a node without being its text, told by the classes that Drupal's modules give it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from lxml.cssselect import CSSSelector

from jjscrape.pages.markup.soup import SILENT, is_element, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.markup.soup import Element


class Part:
    """What an element is, or stands in: bits to combine. Plain integers, because every element of a page has them."""

    NONE = 0
    COMMENT = 1
    SHARE = 2
    CHROME = 4  # menus, headers, footers, sidebars, pagers, messages, forms
    HIDDEN = 8
    LINKS = 16  # the list of links under a node: read more, comment, print
    META = 32  # "submitted by", author panes
    VIEW = 64
    BLOCK = 128
    TEASER = 256
    SLIDES = 512
    LABEL = 1024


NEVER_TEXT = Part.COMMENT | Part.SHARE | Part.CHROME | Part.HIDDEN | Part.LINKS | Part.META | Part.LABEL
OTHERS = Part.VIEW | Part.BLOCK | Part.TEASER | Part.SLIDES
"""Where other nodes' titles, dates and places stand."""
FOREIGN = Part.COMMENT | Part.CHROME | OTHERS

_BY_TOKEN = {
    Part.COMMENT: r"comments?|comments?-(wrapper|area|list|form|section)(-.*)?|comment-wrapper-.*|node__comments"
    r"|pane-node-comment.*|field-name-comments?|disqus.*|disqus_thread",
    Part.SHARE: r"a2a_.*|addtoany.*|addthis.*|at-share.*|service-links.*|sharethis.*|share(-?this|bar)?|sharing"
    r"|share-(bar|buttons?|links?|icons?|block|wrapper)|social|social-(share|sharing|media|links?|buttons?|icons?).*"
    r"|fb-(like|share).*|twitter-(share|follow)-button|g-plusone|easy[-_]social.*|rrssb.*|shariff.*|print-?link.*"
    r"|print[-_](html|mail|pdf|page)|print-?friendly.*|forward-(page|links?)|.*(addtoany|addthis|sharethis|service-links)",
    Part.CHROME: r"breadcrumbs?|tabs|tabs-wrapper|tabs--primary|tabs--secondary"
    r"|action-links|pager|pagination.*|pager-.*"
    r"|book-navigation|contextual-links.*|skip-link|skip-nav|menu|menu-wrapper|main-menu|secondary-menu|menu-block.*"
    r"|block-menu|block-search|block-user|block-language|messages.*|alert-dismissible|eu-cookie.*|sliding-popup.*"
    r"|cookie.*|cc-(window|banner|cookie).*|feed-icons?|flippy|field-name-flippy.*|node-?pager"
    r"|region-(header|footer|sidebar|help|"
    r"navigation|menu|highlighted|page-top|page-bottom).*|l-(header|footer|sidebar)|l-region--(header|footer|sidebar"
    r"|navigation|help).*|(?!(no|one|two|both|with|without|has|is|not)[-_])(.*[-_])?sidebar([-_](first|second|left|right|one|two|content"
    r"|wrapper|inner))?|site-(header"
    r"|footer|name|slogan)|header__.*|footer__.*|pane-page-(tabs|messages|breadcrumb|site-name|slogan|logo).*|title-area"
    r"|top-bar.*|search-form|footer|page-footer|site-info|copyright|block-system-powered-by|element-focusable|edit-link|more-link",
    Part.HIDDEN: r"element-invisible|element-hidden|visually-hidden|sr-only|rdf-meta|ds-hidden|u-hidden|visuallyhidden"
    r"|hidden|invisible",
    Part.LINKS: r"node-?links|node__links|links--node|link-wrapper|node-?read-?more|field-name-node-link"
    r"|pane-node-links"
    r"|comment_forbidden|comment-add|statistics_counter|read-?more(-link)?|field-name-links",
    Part.META: r"submitted|submitted-by|posted|node__submitted|node__meta|user-picture|author-pane.*|post-date|postdate"
    r"|field-name-(post-date|changed-date|submitted-by|author|ds-user-picture|user-picture)"
    r"|pane-node-(created|updated|author|submitted)|date-repeat-rule|username",
    Part.VIEW: r"view|views-row|view-content|pane-views.*|eva|views-element-container|block-views",
    Part.BLOCK: r"block|pane-block.*|pane-menu-tree|field-type-viewfield",
    Part.TEASER: r"node-teaser|node--teaser|view-mode-(teaser|compact|mini|listing|search_(index|result)|promo|card)"
    r"|node--view-mode-teaser|ds-teaser|teaser",
    Part.SLIDES: r"views[-_]slideshow.*|flexslider.*|slick.*|nivo.*|slider.*|slideshow.*|carousel.*|owl-.*",
    Part.LABEL: r"field-label|field__label|views-label.*|label-(inline|above)|pane-title|field-label-inner",
}
_BY_ID = {
    Part.COMMENT: r"comments?|comment-form.*|disqus_thread",
    Part.CHROME: r"header|footer|sidebar.*|(.*[-_])?sidebar([-_](first|second|left|right))?|breadcrumbs?|navigation"
    r"|main-menu|secondary-menu|sliding-popup|cookie.*|skip-link|site-name|site-slogan|name-and-slogan|logo|tabs-wrapper|block-system-help"
    r"|block-search-form|footer-wrapper|console|block-system-main-menu|toolbar|admin-menu|page-header-region",
}
_BY_TAG = {
    "nav": Part.CHROME,
    "form": Part.CHROME,
    "button": Part.CHROME,
    "select": Part.CHROME,
    "option": Part.CHROME,
    "aside": Part.BLOCK,
}
_BY_ROLE = {"banner": Part.CHROME, "navigation": Part.CHROME, "search": Part.CHROME, "contentinfo": Part.CHROME,
            "complementary": Part.BLOCK}  # fmt: skip
_TOKEN_RULES = [(part, re.compile(rf"(?:{pattern})\Z", re.IGNORECASE)) for part, pattern in _BY_TOKEN.items()]
_ID_RULES = [(part, re.compile(rf"(?:{pattern})\Z", re.IGNORECASE)) for part, pattern in _BY_ID.items()]
_known: dict[str, int] = {}
_KNOWN_LIMIT = 20_000
# A block that holds the page's own node, by id, class (Panels) or the module's name for it.
_SYSTEM_MAIN = {"block-system-main", "system-main"}


# What holds the page's content is no sidebar, whatever its classes say about the layout.
_CORE = CSSSelector("#block-system-main, a#main-content, main, [role=main]")
_AROUND = Part.CHROME | Part.BLOCK | Part.META | Part.TEASER | Part.SLIDES


def part_of_token(token: str) -> int:
    """Classify one class name. Answers are kept: a site uses a few hundred names over and over."""
    part = _known.get(token)
    if part is None:
        part = Part.NONE
        for flag, rule in _TOKEN_RULES:
            if rule.match(token):
                part |= flag
        if len(_known) < _KNOWN_LIMIT:
            _known[token] = part
    return part


def part_of(element: Element) -> int:
    """Classify an element by itself, without what it stands in."""
    tag = element.tag
    if not is_element(element):
        return Part.NONE
    part = _BY_TAG.get(tag, Part.NONE) | (Part.HIDDEN if tag in SILENT else Part.NONE)
    attributes = element.attrib
    if role := attributes.get("role"):
        part |= _BY_ROLE.get(role, Part.NONE)
    identity = attributes.get("id")
    if identity:
        for flag, rule in _ID_RULES:
            if rule.match(identity):
                part |= flag
    classes = attributes.get("class")
    if classes:
        names = classes.split()
        for name in names:
            part |= part_of_token(name)
        if tag == "ul" and "links" in names and any("inline" in name for name in names):
            part |= Part.LINKS
        if "pane-page-title" in names or "pane-node-title" in names:
            part &= ~Part.CHROME
    if identity in _SYSTEM_MAIN or "pane-page-content" in (classes or ""):
        part &= ~Part.BLOCK
    if "article-content" in (classes or ""):
        part &= ~Part.META
    return part


def survey(scope: Element) -> dict[Element, int]:
    """Classify every element below the scope, in document order, each with what it stands in; one pass."""
    found: dict[Element, int] = {scope: Part.NONE}
    around = {above for core in cast("list[Element]", _CORE(scope)) for above in core.iterancestors()}
    for element in scope.iterdescendants():
        if is_element(element):
            parent = element.getparent()
            above = found.get(parent, Part.NONE) if parent is not None else Part.NONE
            own = part_of(element)
            found[element] = above | (own & ~_AROUND if element in around else own)
    return found


def tops(surveyed: Mapping[Element, int], parts: int, *, keep: frozenset[Element] = frozenset()) -> list[Element]:
    """Return the outermost elements that are one of the parts, never one of `keep`."""
    found = []
    for element, part in surveyed.items():
        if element in keep or not part & parts:
            continue
        parent = element.getparent()
        if parent is None or not surveyed.get(parent, Part.NONE) & parts or parent in keep:
            own = part_of(element)
            if own & parts:
                found.append(element)
    return found


__all__ = ["FOREIGN", "NEVER_TEXT", "OTHERS", "Part", "part_of", "part_of_token", "survey", "tokens", "tops"]
