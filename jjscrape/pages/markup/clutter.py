"""What stands around and inside a node without being its text, told by the classes that Drupal's modules give it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from jjscrape.pages.markup.soup import KEPT, SILENT, Element, is_element, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    # Of an element's own names alone: what stands in it has them not.
    CORE = 2048  # holds the page's content, whatever its classes say about the layout
    NODE = 4096  # may be a node's, see `find_node`


NEVER_TEXT = Part.COMMENT | Part.SHARE | Part.CHROME | Part.HIDDEN | Part.LINKS | Part.META | Part.LABEL
OTHERS = Part.VIEW | Part.BLOCK | Part.TEASER | Part.SLIDES
"""Where other nodes' titles, dates and places stand."""
FOREIGN = Part.COMMENT | Part.CHROME | OTHERS

_BY_TOKEN = {
    Part.COMMENT: r"comments?|comments?-(wrapper|area|list|form|section)(-.*)?|comment-wrapper-.*|node__comments"
    r"|pane-node-comment.*|field-name-comments?|disqus.*|disqus_thread",
    Part.SHARE: r"a2a_.*|addtoany.*|addthis.*|at-share.*|service-links.*|sharethis.*|share(-?this|bar)?|sharing"
    r"|share-(bar|buttons?|links?|icons?|block|wrapper)|social|social-(share|sharing|media|links?|buttons?|icons?).*"
    r"|fb-(like|share).*|paragraph--type--(.*-)?(related|recommended|newsletter|sign-?up|subscribe|cta|call-to-action|social|share|promo|advert)(-.*)?"
    r"|twitter-(share|follow)-button|g-plusone|easy[-_]social.*|rrssb.*|shariff.*|print-?link.*"
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
    r"|hidden|invisible|(vjs|plyr__|jp|jw|mejs)-?-?(control|controls|control-bar|interface|offscreen|modal-dialog|menu|text-track).*",
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
_UNSEEN = re.compile(r"(?:^|;)\s*display\s*:\s*none\b", re.IGNORECASE)
_TOKEN_RULES = [(part, re.compile(rf"(?:{pattern})\Z", re.IGNORECASE)) for part, pattern in _BY_TOKEN.items()]
_ID_RULES = [(part, re.compile(rf"(?:{pattern})\Z", re.IGNORECASE)) for part, pattern in _BY_ID.items()]
_known: dict[str, int] = {}
_KNOWN_LIMIT = 20_000
# A block that holds the page's own node: by id, from Drupal 8 on by its plugin's class, in Panels by its pane's.
_SYSTEM_MAIN = {"block-system-main", "system-main"}
_SKIPPED_TO = ("a", "main-content")
_MAIN_CLASSES = {"block-system-main-block", "block--system-main-block", "pane-page-content"}
# Layout Builder, and Panels before it, print each of a node's own fields in a block.
_OF_LAYOUT = re.compile(r"^(?:block-layout-builder|block-(?:extra-)?field-blocknode.*|block-entity-fieldnode.*)$")


_NODE_OR_FIELD = re.compile(r"^(?:node|field-name-.+|field--name-.+|views?-row)$")

_HIDDEN_CLASS = "element-hidden"
"""Drupal's own class for what style sheets hide."""

_HINTS = Part.CORE | Part.NODE
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
    return _part_of(element) & ~_HINTS if is_element(element) else Part.NONE


def _part_of(element: Element) -> int:
    """Classify an element, with the hints that its names give."""
    get = element.get
    part = _part_by_names(element.tag, get("role") or "", get("id") or "", get("class") or "")
    if (style := get("style")) and _UNSEEN.search(style) and not _holds_blocks(element):
        part |= Part.HIDDEN
    if part & Part.BLOCK and _is_main_block(element):
        part &= ~Part.BLOCK
    return part


@lru_cache(KEPT)
def _part_by_names(tag: str, role: str, identity: str, classes: str) -> int:
    part = _BY_TAG.get(tag, Part.NONE) | (Part.HIDDEN if tag in SILENT else Part.NONE) | _BY_ROLE.get(role, Part.NONE)
    if identity:
        for flag, rule in _ID_RULES:
            if rule.match(identity):
                part |= flag
    if classes:
        part = _with_classes(part, tag, classes)
    if identity in _SYSTEM_MAIN:
        part &= ~Part.BLOCK
    if "article-content" in classes:
        part &= ~Part.META
    if tag == "main" or role == "main" or identity == "block-system-main" or (tag, identity) == _SKIPPED_TO:
        part |= Part.CORE
    if tag == "article" or any(name in words for name in ("node", "article") for words in (identity, classes)):
        part |= Part.NODE
    return part


def _is_main_block(element: Element) -> bool:
    """Tell Drupal's own block of the page's content by what it holds, where a theme prints no id: no other has it."""
    names = tokens(element)
    if "block-system" not in names or "block-menu" in names:
        return False
    below = (e for e in element.iterdescendants() if is_element(e))
    return any(_NODE_OR_FIELD.match(token) for e in below for token in tokens(e))


def _holds_blocks(element: Element) -> bool:
    """Tell what a script opens, such as the panel of an accordion, from a line that no reader ever sees."""
    return next(element.iterdescendants("p", "li", "table", "div"), None) is not None


def _with_classes(part: int, tag: str, classes: str) -> int:
    names = classes.split()
    for name in names:
        part |= part_of_token(name)
    if tag == "ul" and "links" in names and any("inline" in name for name in names):
        part |= Part.LINKS
    if "pane-page-title" in names or "pane-node-title" in names:
        part &= ~Part.CHROME
    if "panel-display" in names:  # the layout's name tells of side columns; each of these has a class of its own
        part &= ~Part.CHROME
    if not _MAIN_CLASSES.isdisjoint(names) or (any(map(_OF_LAYOUT.match, names)) and not part & Part.VIEW):
        part &= ~Part.BLOCK
    return part


class Survey(dict[Element, int]):
    """What every element under a root is or stands in, in document order; the root itself counts as nothing.

    To classify an element by itself (`own`) is what costs time, so it is done once for a page. A node or an entry of a
    list is read as if nothing stood around it: `below` sums up the same classes again from there.
    """

    __slots__ = ("own",)

    def __init__(self, root: Element, own: dict[Element, int]) -> None:
        super().__init__()
        self.own = own
        self[root] = Part.NONE
        for element in root.iterdescendants(etree.Element):
            part, parent = own.get(element), element.getparent()
            if part is not None and parent is not None and parent in self:
                self[element] = part & ~_HINTS | self[parent]

    @classmethod
    def of(cls, root: Element) -> Survey:
        own = {element: _part_of(element) for element in root.iterdescendants(etree.Element)}
        cores = [element for element, part in own.items() if part & Part.CORE]
        for element in {above for core in cores for above in core.iterancestors()} & own.keys():
            own[element] &= ~_AROUND
        return cls(root, own)

    def hinted(self, hint: int) -> list[tuple[Element, int]]:
        """Return the elements whose own names give a hint, with what they are or stand in, and the root in any case."""
        own = self.own
        return [pair for nth, pair in enumerate(self.items()) if not nth or own[pair[0]] & hint]

    def below(self, root: Element) -> Survey:
        """Survey a part of the page by itself, or an element that is a copy of some of it."""
        return Survey(root, self.own) if root in self else Survey.of(root)

    def carried_over(self, root: Element, copy: Element) -> Survey:
        """Return the survey of an exact copy of the root."""
        own = {}
        for element, twin in zip(root.iterdescendants(), copy.iterdescendants(), strict=True):
            part = self.own.get(element)
            if part is not None:
                own[twin] = part
        return Survey(copy, own)

    def hide(self, element: Element) -> None:
        """Leave an element out of everything that is read from now on."""
        element.set("class", _HIDDEN_CLASS)
        self.own[element] = _part_of(element)


def tops(survey: Mapping[Element, int], parts: int, *, keep: frozenset[Element] = frozenset()) -> list[Element]:
    """Return the outermost elements that are one of the parts, never one of `keep`."""
    outermost = []
    for element, part in survey.items():
        if element in keep or not part & parts:
            continue
        parent = element.getparent()
        outside = parent is None or not survey.get(parent, Part.NONE) & parts or parent in keep
        if outside and part_of(element) & parts:
            outermost.append(element)
    return outermost


__all__ = ["FOREIGN", "NEVER_TEXT", "OTHERS", "Part", "Survey", "part_of", "part_of_token", "tokens", "tops"]
