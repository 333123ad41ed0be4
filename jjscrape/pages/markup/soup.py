"""What every page type shares: one parsed page, its head, and the text of an element."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from jjscrape.normalise import text as printed
from jjscrape.pages.markup.decoding import decode
from jjscrape.pages.markup.floods import LONGEST, cut_class_names, end_of_tags, without_attribute_floods
from jjscrape.pages.markup.linked_data import articles_in, is_linked_data
from jjscrape.pages.markup.selectors import names_in
from jjscrape.pages.markup.sessions import without_session
from jjscrape.pages.markup.unclosed import closed
from jjscrape.site import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from jjscrape.pages.source import Source

Element = etree._Element  # noqa: SLF001  (lxml has no public name for it)

HEADINGS: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
BLOCKS: Final = HEADINGS | frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
SILENT: Final = frozenset(
    ["script", "style", "noscript", "template", "svg", "head", "title", "object", "xml", "select", "textarea"]
)
DEEPEST: Final = 200
KEPT: Final = 4096
"""So many classes, and what follows from them, are kept in mind: a site uses a few hundred over and over."""
# Characters that no XML may hold, by their number; decoding takes out the others. lxml reads them, and refuses to write
# them again.
_UNFIT = re.compile(
    r"&#x0{0,9}(?:[1-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]);?"
    r"|&#0{0,9}(?:[1-8]|1[124-9]|2[0-9]|3[01]|6553[45])(?![0-9]);?",
    re.IGNORECASE,
)
# Comments stay: Drupal's teaser break is one.
_PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True, recover=True, remove_pis=True, no_network=True)
_TOO_LARGE = etree.XPath(f"boolean(descendant-or-self::*[{LONGEST + 1}] or {'/'.join(['*'] * DEEPEST)})")
"""Whether there are too many elements or too many levels, told in half the time of going through them."""
_NODE_ID = re.compile(r"^(?:node|article)-(?:[a-z_]+-)?(\d+)$")
BODY_TYPE: Final = re.compile(r"^(?:page-)?node-type-(.+)$")
"""In Drupal 7, and from Drupal 8 on."""
_BODY_NID = re.compile(r"^page-node-(\d+)$")
_NODE_PATH = re.compile(r"(?:^|/|[?&]q=)node/(\d+)/?$")
_LINK_HEADER = re.compile(r"<([^>]*)>\s*;[^,<]*?\brel\s*=\s*\"?([\w -]+)")
_SEAM_MARK = "\x1f"
_SEAM = re.compile(rf"(?<=\w){_SEAM_MARK}+(?=\w)")
_TITLE_MARKS = " |»·•\u2013—-:"
_TITLE_PARTS = re.compile(r"\s+(?:[|»·•\u2013—]|-|::)\s+")


@dataclass
class Soup:
    """One HTML page, parsed once. `problems` names every selector that found nothing where something must be."""

    source: Source
    root: Element
    problems: list[str] = field(default_factory=list)
    _resolved: dict[str, str | None] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, source: Source) -> Soup | None:
        """Parse a page; None if there is no element in it."""
        text = _UNFIT.sub(" ", decode(source.body, source.content_type))
        end = end_of_tags(text)
        text = closed(without_attribute_floods(text[:end]))
        try:
            root = etree.fromstring(text.encode("utf-8", "replace"), _PARSER)
        except (etree.XMLSyntaxError, ValueError):  # nothing but white space, or nothing that is markup
            return None
        if root is None:
            return None
        without_session(root, source)
        soup = cls(source, root)
        if _cap(root) or end is not None:
            soup.problems.append(f"page: cut after {LONGEST} elements or {DEEPEST} levels")
        if cut_class_names(root):
            soup.problems.append("page: more class names than on any page; the rest is cut")
        return soup

    def characters(self) -> int:
        """Count what the page has of text, scripts and styles left out."""
        elements = self.root.iter(etree.Element)
        return sum(len(e.tail or "") + (0 if e.tag in SILENT else len(e.text or "")) for e in elements)

    @cached_property
    def body(self) -> Element:
        body = self.root.find("body")
        return self.root if body is None else body

    @cached_property
    def names(self) -> frozenset[str]:
        """The page's names, by which selectors know what they need not search for."""
        return names_in(self.root)

    @cached_property
    def base(self) -> str:
        """The address that links on the page are relative to."""
        element = next((base for base in self.root.iter("base") if base.get("href") is not None), None)
        href = element.get("href") if element is not None else None
        return (absolute(self.source.url, href) if href else None) or self.source.url

    def absolute(self, href: str | None) -> str | None:
        """Resolve a link on the page; None for what is no http or https address."""
        if not href or href.lstrip().startswith("#"):
            return None
        if href not in self._resolved:
            url = absolute(self.base, href)
            self._resolved[href] = url.replace(" ", "%20") if url else None
        return self._resolved[href]

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Contents of the meta elements by lower-case name or property."""
        contents: dict[str, list[str]] = defaultdict(list)
        for element in self.root.iter("meta"):
            name, content = element.get("property") or element.get("name"), squash(element.get("content"))
            if name and content:
                contents[name.lower()].append(content)
        return contents

    def meta(self, *names: str) -> tuple[str, str] | None:
        """Return the first of these that the head has, as (content, name)."""
        return next(((self.metas[name][0], name) for name in names if self.metas.get(name)), None)

    @cached_property
    def links(self) -> dict[str, list[str]]:
        """Absolute addresses of link elements and of the Link header, by relation."""
        by_relation: dict[str, list[str]] = defaultdict(list)
        pairs = [(e.get("rel") or "", e.get("href") or "") for e in self.root.iter("link")]
        pairs += [(rel, href) for href, rel in _LINK_HEADER.findall(self.source.headers.get("link", ""))]
        for rels, href in pairs:
            if href and (url := self.absolute(href)):
                for rel in rels.lower().split():
                    by_relation[rel].append(url)
        return by_relation

    @property
    def articles(self) -> list[dict[str, Any]]:
        """The articles that the page's JSON-LD describes, as far as the page is not taken apart."""
        return articles_in(self.root) if self._describes_itself else []

    @cached_property
    def _describes_itself(self) -> bool:
        return any(map(is_linked_data, self.root.iter("script")))

    @cached_property
    def body_classes(self) -> tuple[str, ...]:
        return tokens(self.body)

    @cached_property
    def node_type(self) -> str | None:
        """The content type's machine name with hyphens, as the body's classes tell it."""
        types = filter(None, map(BODY_TYPE.match, self.body_classes))
        return next((match[1] for match in types), None)

    @cached_property
    def node_id(self) -> int | None:
        """The node's number by body class, shortlink or the address itself."""
        for token in self.body_classes:
            if match := _BODY_NID.match(token):
                return _number(match[1])
        for url in (*self.links.get("shortlink", ()), *self.metas.get("dcterms.identifier", ()), self.source.url):
            if match := _NODE_PATH.search(url):
                return _number(match[1])
        return None

    @cached_property
    def head_title(self) -> str:
        element = self.root.find(".//title")
        return squash(element.text) if element is not None else ""

    @cached_property
    def site_names(self) -> frozenset[str]:
        """What the page calls the site, folded: og:site_name, the title's tail, the texts of links home."""
        parts = _TITLE_PARTS.split(self.head_title)
        names = set(self._called_home)
        if len(parts) > 1:
            first = "front" in self.body_classes or self._names_site_first
            names.add(fold(parts[0] if first else parts[-1]))
        return frozenset(names - {""})

    @cached_property
    def _called_home(self) -> frozenset[str]:
        """What `og:site_name` and the links home call the site, folded."""
        named = self.metas.get("og:site_name", ())
        linked = (text_of(link) for link in self.body.iter("a") if link.get("rel") == "home")
        return frozenset(fold(name) for name in (*named, *linked)) - {"home", ""}

    @property
    def _names_site_first(self) -> bool:
        """Whether the title element surely begins with the site's name, where others end with it."""
        first, *rest = map(fold, _TITLE_PARTS.split(self.head_title))
        return bool(rest) and first in self._called_home and rest[-1] not in self._called_home

    @cached_property
    def bare_title(self) -> str:
        """The title element without the site's name: its last part, or its first where og:site_name says so."""
        first, *rest = _TITLE_PARTS.split(self.head_title)
        if not rest or not rest[-1]:
            return self.head_title
        if self._names_site_first:
            return self.head_title[len(first) :].lstrip(_TITLE_MARKS)
        return self.head_title[: self.head_title.rfind(rest[-1])].rstrip(_TITLE_MARKS)


def _cap(root: Element) -> bool:
    """Cut what is deeper or longer than any real page, so that no page takes long; tell if something was cut."""
    if not _TOO_LARGE(root):
        return False
    depth = count = 0
    cut: list[tuple[Element, bool]] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            depth -= 1
            continue
        depth += 1
        count += 1
        if depth > DEEPEST or count > LONGEST:
            cut.append((element, count > LONGEST))
            walk.skip_subtree()
    for element, too_long in cut:
        # Text behind what is too long is too long as well; moving it from one to the next takes its square in time.
        parent = element.getparent()
        if too_long and parent is not None:
            parent.remove(element)
        else:
            remove(element)
    return bool(cut)


def _number(digits: str) -> int | None:
    return int(digits) if len(digits) < 12 else None  # noqa: PLR2004  (no site has that many nodes)


squash = printed.clean
fold = printed.fold


def is_element(node: Element) -> bool:
    """Tell an element from a comment, which lxml walks over too."""
    return isinstance(node.tag, str)


def within(element: Element, holders: Collection[Element]) -> bool:
    """Tell whether an element is one of the holders or stands in one."""
    return element in holders or any(above in holders for above in element.iterancestors())


def tokens(element: Element) -> tuple[str, ...]:
    """The classes of an element."""
    return _split(element.get("class") or "")


@lru_cache(KEPT)
def _split(classes: str) -> tuple[str, ...]:
    return tuple(classes.split())


def number_of(element: Element) -> int | None:
    """The node number that an element's id or classes name."""
    identity, classes = element.get("id") or "", element.get("class") or ""
    return _number_in(identity, classes) if identity or classes else None


@lru_cache(KEPT)
def _number_in(identity: str, classes: str) -> int | None:
    for token in (identity, *classes.split()):
        if match := _NODE_ID.match(token):
            return _number(match[1])
    return None


def text_of(element: Element | None, *, skip: Callable[[Element], object] | None = None, seams: bool = False) -> str:
    """The element's text on one line; blocks and line breaks become spaces, scripts and the like are silent.

    What `skip` says yes to is left out, the element itself excepted. With `seams` words that only the edge of a `span`
    parts are parted by a space, as style sheets do with the pieces of a date.
    """
    if element is None:
        return ""
    if not len(element):
        return squash(element.text)
    parts: list[str] = []
    _gather(element, parts, skip, _SEAM_MARK if seams else "")
    text = "".join(parts)
    if seams:
        text = _SEAM.sub(" ", text).replace(_SEAM_MARK, "")
    return squash(text)


def _gather(element: Element, parts: list[str], skip: Callable[[Element], object] | None, seam: str) -> None:
    """Collect an element's words, and a space or seam for each edge between them. No tree is deeper than `DEEPEST`."""
    if text := element.text:
        parts.append(text)
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and tag not in SILENT:
            edge = " " if tag in BLOCKS else seam if tag == "span" else ""
            if skip is None or not skip(child):
                parts.append(" " if tag == "br" else edge)
                _gather(child, parts, skip, seam)
            parts.append(edge)
        if tail := child.tail:
            parts.append(tail)


def has_words(element: Element) -> bool:
    """Tell whether there is any text in an element; the same as asking for all of it, without reading on."""
    if squash(element.text):
        return True
    return any((_speaks(child) and has_words(child)) or squash(child.tail) for child in element)


def _speaks(element: Element) -> bool:
    return is_element(element) and element.tag not in SILENT


def remove(element: Element) -> None:
    """Take an element out of the tree and leave the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
