"""Changes that another theme, another template or an editor of either makes to a page, and no visitor would notice.

Each is drawn at random, by a seed, and leaves the page saying what it said. `spares` tells what a change never touches
because that would make the page say something else, or something that nobody could tell any more: such a page would
have no right reading to hold ours against. What is declared here is declared before a page is read.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from lxml import etree, html

from jjscrape.pages.markup.decoding import decode
from jjscrape.pages.markup.soup import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CONTAINERS = frozenset({"div", "span", "section", "article", "main", "header", "footer", "aside", "figure"})
INLINE = frozenset(
    {"a", "span", "b", "i", "em", "strong", "small", "img", "time", "abbr", "code", "sup", "sub", "label"}
)
HELD = frozenset({"li", "tr", "td", "th", "tbody", "thead", "tfoot", "dt", "dd", "option", "param", "source", "input"})
HELD_BY = frozenset({"ul", "ol", "table", "tr", "tbody", "thead", "tfoot", "dl", "select", "object", "p"})
"""What may hold nothing but its own parts, and a paragraph, which holds no blocks."""
SEEN_BY_STYLE = re.compile(r"invisible|hidden|sr-only|rdf-meta|compact-form|skip-")
LABELS = re.compile(r"label|pane-title")
CAPTIONS = re.compile(r"caption|credit")
OTHERS = re.compile(
    r"^(?:comments?|comment-.*|node-teaser|view-mode-teaser|ds-teaser|teaser|links|node-links|inline|share.*|social.*"
    r"|breadcrumb|submitted|posted|meta|username|menu|tabs|pager.*|pagination|messages.*)$"
)
RDFA = ("property", "typeof", "about", "datatype", "rel", "rev", "resource", "vocab", "prefix", "content")
NAMES_OF_WRAPPERS = ("", "wrap", "inner", "box-7", "l-grid__cell", "u-clear")


class Page:
    """A page to be changed: its tree, its own node, and the elements that a reading of it depends on."""

    def __init__(self, body: bytes, content_type: str = "text/html; charset=utf-8") -> None:
        # A visitor's browser, like our reader, takes the page's own encoding from the bytes.
        text = decode(body, content_type)
        self.root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text))

    def written(self) -> bytes:
        return etree.tostring(self.root, method="html", encoding="utf-8", doctype="<!DOCTYPE html>")

    @cached_property
    def body(self) -> html.HtmlElement:
        found = self.root.find("body")
        return self.root if found is None else found

    def elements(self) -> list[html.HtmlElement]:
        return [e for e in self.body.iterdescendants() if isinstance(e.tag, str)]

    def node(self) -> html.HtmlElement | None:
        """The element of the page's own node, by its number."""
        numbers = [n for t in tokens(self.body) if (n := t.removeprefix("page-node-")).isdigit()]
        number = numbers[0] if numbers else None
        if number is None:
            return None
        wanted = {f"node-{number}", f"article-{number}"}
        full = [e for e in self.elements() if e.get("id") in wanted or wanted & set(tokens(e))]
        plain = [e for e in self.elements() if "node" in tokens(e) and "page" not in e.get("id", "")]
        return next(iter(full or [e for e in plain if not _others_hold(e)]), None)

    def fields(self) -> list[html.HtmlElement]:
        """The outermost fields of the node."""
        node = self.node()
        found = [] if node is None else [e for e in node.iterdescendants() if _is_field(e)]
        return [e for e in found if not any(a in found for a in e.iterancestors()) and not _others_hold(e)]

    def drawn(self, chance: random.Random, among: Iterable[html.HtmlElement]) -> html.HtmlElement | None:
        """One of the elements; mostly of those that hold or stand in the content, which are few beside the menus'."""
        among = list(among)
        main = self.content()
        inside = [e for e in among if e in main]
        if inside and chance.random() < 0.8:
            return chance.choice(inside)
        return chance.choice(among) if among else None

    def content(self) -> set[html.HtmlElement]:
        node = self.node()
        if node is None:
            anchor = next((e for e in self.elements() if e.get("id") in {"content", "main", "main-content"}), None)
            node = anchor if anchor is not None and len(anchor) else self.body
        return {e for e in (*node.iter(), *node.iterancestors()) if isinstance(e.tag, str)}


def _others_hold(element: html.HtmlElement) -> bool:
    return any(OTHERS.match(t) for e in (element, *element.iterancestors()) for t in tokens(e))


def _is_field(element: html.HtmlElement) -> bool:
    return any(t.startswith(("field-name-", "field--name-")) for t in tokens(element))


def _words(element: html.HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _own_words(element: html.HtmlElement) -> bool:
    """Whether words stand directly in an element."""
    return any(piece and piece.strip() for piece in (element.text, *(child.tail for child in element)))


def _means(element: html.HtmlElement) -> bool:
    """Whether an element alone says that its words are hidden, a label, a caption, or another's."""
    names = (tokens(element), [element.get("id", "")])
    return any(p.search(n) for p in (SEEN_BY_STYLE, LABELS, CAPTIONS) for ns in names for n in ns) or any(
        OTHERS.match(n) for ns in names for n in ns
    )


def _blocks_in(element: html.HtmlElement) -> bool:
    return any(isinstance(e.tag, str) and e.tag not in INLINE | {"br"} for e in element.iter())


def wrap(page: Page, chance: random.Random) -> bool:
    free = [
        e for e in page.elements()
        if e.tag not in HELD and e.getparent().tag not in HELD_BY and e.tag not in {"script", "style", "br", "param"}
    ]  # fmt: skip
    element = page.drawn(chance, free)
    if element is None:
        return False
    tag = "span" if element.tag in INLINE and element.tag != "span" else chance.choice(("div", "div", "section"))
    if element.tag == "span":
        tag = "span"
    around = html.Element(tag)
    if name := chance.choice(NAMES_OF_WRAPPERS):
        around.set("class", name)
    around.tail, element.tail = element.tail, None
    element.getparent().replace(element, around)
    around.append(element)
    return True


def unwrap(page: Page, chance: random.Random) -> bool:
    free = [
        e for e in page.elements()
        if e.tag in CONTAINERS and not _own_words(e) and not _means(e) and e is not page.node()
        and all(child.tag not in INLINE for child in e if isinstance(child.tag, str)) and len(e)
    ]  # fmt: skip
    element = page.drawn(chance, free)
    if element is None:
        return False
    element.drop_tag()
    return True


def unwrap_node(page: Page, _chance: random.Random) -> bool:
    node = page.node()
    if node is None:
        return False
    node.drop_tag()
    return True


def _names(page: Page) -> Counter[str]:
    return Counter(t for e in page.elements() for t in tokens(e))


def _renamed(page: Page, names: dict[str, str]) -> bool:
    done = False
    for element in (page.body, *page.elements()):
        own = tokens(element)
        if any(t in names for t in own):
            element.set("class", " ".join(names.get(t, t) for t in own))
            done = True
    return done


def _may_be_renamed(name: str) -> bool:
    return not name.startswith("node-type-") and not (
        SEEN_BY_STYLE.search(name) or LABELS.search(name) or CAPTIONS.search(name) or OTHERS.match(name)
    )


def rename_class(page: Page, chance: random.Random) -> bool:
    names = sorted({t for e in page.content() for t in tokens(e) if _may_be_renamed(t)})
    if not names:
        return False
    return _renamed(page, {chance.choice(names): f"k{chance.randrange(100)}-x"})


FAMILIES = (
    *(
        "field",
        "node",
        "views",
        "view",
        "date-display",
        "region",
        "block",
        "pane",
        "panel",
        "l",
        "ds",
        "group",
        "image",
    ),
)


def rename_family(page: Page, chance: random.Random) -> bool:
    names = [n for n in _names(page) if _may_be_renamed(n)]
    families = [f for f in FAMILIES if any(n == f or n.startswith((f"{f}-", f"{f}_")) for n in names)]
    if not families:
        return False
    family, other = chance.choice(families), chance.choice(("xq", "c", "theme", "mod-a"))
    return _renamed(
        page, {n: other + n[len(family) :] for n in names if n == family or n.startswith((f"{family}-", f"{family}_"))}
    )


def move_field(page: Page, chance: random.Random) -> bool:
    node, fields = page.node(), page.fields()
    if node is None or not fields or node.getparent() is None:
        return False
    field = chance.choice(fields)
    _lifted(field)
    if chance.random() < 0.5:
        node.addprevious(field)
    else:
        node.addnext(field)
    return True


def _lifted(element: html.HtmlElement) -> None:
    """Take an element out, and leave the words behind it."""
    tail, element.tail = element.tail, None
    previous, parent = element.getprevious(), element.getparent()
    if tail and tail.strip():
        if previous is not None:
            previous.tail = (previous.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)


def swap_headings(page: Page, chance: random.Random) -> bool:
    present = sorted({e.tag for e in page.elements() if e.tag in HEADINGS})
    if not present:
        return False
    one = chance.choice(present)
    other = chance.choice([tag for tag in HEADINGS[:5] if tag != one])
    for element in page.elements():
        element.tag = {one: other, other: one}.get(element.tag, element.tag)
    return True


def drop_rdfa(page: Page, _chance: random.Random) -> bool:
    found = [e for e in page.elements() if any(e.get(name) for name in RDFA if name not in {"rel", "content"})]
    for element in found:
        if "rdf-meta" in element.get("class", "") and not _words(element):
            element.drop_tree()
            continue
        for name in RDFA:
            if name != "rel" or ":" in element.get("rel", ""):
                element.attrib.pop(name, None)
    return bool(found)


def drop_head(page: Page, chance: random.Random) -> bool:
    """One kind of metadata of the head goes; the short link and what names the site stay."""
    metas = [
        m for m in page.root.iter("meta")
        if re.match(r"og:|article:|dcterms\.|twitter:|description", m.get("property") or m.get("name") or "")
    ]  # fmt: skip
    links = [m for m in page.root.iter("link") if m.get("rel") == "canonical"]
    names = [m.get("property") or m.get("name") for m in metas] + ["link"] * bool(links)
    kinds = sorted({re.split(r"[:.]", name)[0] for name in names})
    if not kinds:
        return False
    kind = chance.choice(kinds)
    for element in links if kind == "link" else metas:
        if kind == "link" or (element.get("property") or element.get("name")).startswith(kind):
            element.drop_tree()
    return True


def drop_ids(page: Page, _chance: random.Random) -> bool:
    found = [e for e in page.elements() if e.get("id") and not re.match(r"comments?(-|$)", e.get("id"))]
    for element in found:
        del element.attrib["id"]
    return bool(found)


def _beside(page: Page) -> list[html.HtmlElement]:
    """Blocks and regions around the content."""
    node = page.node()
    around = set() if node is None else set(node.iterancestors())
    return [
        e for e in page.elements()
        if any(re.fullmatch(r"block|region|region-.+|l-.+|pane|panel-pane|column", t) for t in tokens(e))
        and e not in around and (node is None or (e is not node and node not in e.iterancestors()))
        and (node is not None or "system-main" not in e.get("id", ""))
    ]  # fmt: skip


def reorder(page: Page, chance: random.Random) -> bool:
    """Two neighbours around the content change places; where there is a list in place of a node, none holds it."""
    node = page.node()
    blocks = set(_beside(page))
    within = set() if node is None else set(node.iter())
    pairs = [
        (a, b) for e in page.elements() if e not in within
        for a, b in pairwise([c for c in e if isinstance(c.tag, str)])
        if (a in blocks or b in blocks) and a.tag in CONTAINERS and b.tag in CONTAINERS
    ]  # fmt: skip
    if not pairs:
        return False
    first, second = chance.choice(pairs)
    tails = first.tail, second.tail
    first.tail = second.tail = None
    second.addnext(first)
    second.tail, first.tail = tails
    return True


def double_block(page: Page, chance: random.Random) -> bool:
    """A block beside the content is printed once more, in the same column."""
    blocks = [e for e in _beside(page) if "block" in tokens(e) and _words(e)]
    if not blocks:
        return False
    block = chance.choice(blocks)
    twin = deepcopy(block)
    for element in twin.iter():
        if isinstance(element.tag, str) and element.get("id"):
            element.set("id", f"{element.get('id')}--2")
    twin.tail = "\n"
    block.addnext(twin)
    return True


SWITCH = (
    '<div id="block-locale-language" class="block block-locale"><h2>Languages</h2><div class="content">'
    '<ul class="language-switcher-locale-url"><li class="en first active"><a href="{0}" class="language-link active" '
    'xml:lang="en">English</a></li><li class="cy last"><a href="/cy{0}" class="language-link" xml:lang="cy">Cymraeg</a>'
    "</li></ul></div></div>"
)
COOKIES = (
    '<div id="sliding-popup"><div class="popup-content info"><div id="popup-text"><h2>We use cookies on this site to '
    "enhance your user experience</h2><p>By clicking any link on this page you are giving your consent for us to set "
    'cookies.</p></div><div id="popup-buttons"><button type="button">OK, I agree</button></div></div></div>'
)


def add_switch(page: Page, chance: random.Random) -> bool:
    canonical = next((m.get("href") for m in page.root.iter("link") if m.get("rel") == "canonical"), "/x")
    switch = html.fragment_fromstring(SWITCH.format("/" + canonical.split("//")[-1].partition("/")[2]))
    blocks = [e for e in _beside(page) if "block" in tokens(e)]
    if blocks and chance.random() < 0.7:
        chance.choice(blocks).addprevious(switch)
    else:
        page.body.insert(0, switch)
    return True


def add_cookies(page: Page, chance: random.Random) -> bool:
    banner = html.fragment_fromstring(COOKIES)
    page.body.insert(0 if chance.random() < 0.5 else len(page.body), banner)
    return True


def retag(page: Page, chance: random.Random) -> bool:
    """HTML 4's `div` becomes one of HTML5's elements that say nothing of what they hold, or the other way."""
    free = [e for e in page.elements() if e.tag in {"div", "section", "article", "main"} and not _means(e)]
    element = page.drawn(chance, free)
    if element is None:
        return False
    element.tag = "div" if element.tag != "div" else "section"
    return True


def add_class(page: Page, chance: random.Random) -> bool:
    """A theme's own classes beside those of Drupal: layout, which says nothing of what stands there."""
    element = page.drawn(chance, [e for e in page.elements() if e.tag not in {"script", "style"}])
    if element is None:
        return False
    more = chance.choice(("col-md-8", "large-9 columns", "clearfix", "row-fluid", "u-pad-2", "grid__item", "even"))
    element.set("class", f"{element.get('class', '')} {more}".strip())
    return True


def squeeze(page: Page, _chance: random.Random) -> bool:
    """White space between tags goes, as a proxy that minifies does, but for that between words of one line."""
    for element in page.root.iter():
        around = (element, *element.iterancestors())
        if not isinstance(element.tag, str) or any(e.tag in {"pre", "script", "style"} for e in around):
            continue
        for name in ("text", "tail"):
            words = getattr(element, name)
            if words and not words.strip():
                setattr(element, name, None if "\n" in words and element.tag not in INLINE else " ")
    return True


@dataclass(frozen=True)
class Change:
    """One kind of change. `does` and `spares` are printed as they stand."""

    name: str
    does: str
    apply: Callable[[Page, random.Random], bool]
    spares: str = ""


CHANGES = (
    Change("wrap", "an element gets another one around it, with a class that says nothing", wrap),
    Change(
        "unwrap", "the element around blocks goes, and what it holds stays where it was", unwrap,
        "the element of the node (below); one with words or inline elements directly in it, which would run into their "
        "neighbours; one that alone says of its words that they are hidden, a label, a caption, or another's ("
        "comments, teasers, menus, lines of authorship)",
    ),
    Change("unwrap the node", "the element of the node itself goes", unwrap_node),
    Change(
        "rename a class", "one class of the content gets another name, throughout", rename_class,
        "classes by which alone a visitor's browser hides words or tells a label, a caption or another's words; the "
        "body's content type, by which alone a project's page is one where no list of projects is at hand",
    ),
    Change(
        "rename a family", "all classes with one beginning (`field-`, `node-`, `views-` …) get another", rename_family,
        "the same classes",
    ),
    Change(
        "move a field", "a field of the node goes before or behind the node's element", move_field,
        "blocks and side columns: in them it could as well be another node's",
    ),
    Change("swap headings", "all headings of two levels change them", swap_headings),
    Change("drop RDFa", "every attribute of RDFa and the hidden elements that carry them go", drop_rdfa),
    Change("drop metadata", "the head loses one family of metadata, or the canonical link", drop_head),
    Change("drop ids", "all ids go", drop_ids, "those of comments, which nothing else may tell from the text"),
    Change("reorder", "two neighbouring blocks or columns around the node change places", reorder),
    Change("double a block", "a block beside the content stands there twice", double_block),
    Change("language switch", "a block with links to other languages comes in", add_switch),
    Change("cookie notice", "a notice about cookies comes in, first or last", add_cookies),
    Change("change a tag", "a `div` becomes a `section`, or an element of HTML5 a `div`", retag),
    Change("add a class", "an element gets a class of layout more", add_class),
    Change("squeeze", "white space between tags goes", squeeze),
)  # fmt: skip


def changed(body: bytes, seed: int) -> tuple[bytes, list[str]]:
    """The page with one to three changes, and their names. The same seed makes the same changes."""
    chance, page = random.Random(seed), Page(body)
    names: list[str] = []
    wanted = chance.randint(1, 3)
    for _ in range(30):
        change = chance.choice(CHANGES)
        if change.name not in names and change.apply(page, chance):
            names.append(change.name)
        if len(names) == wanted:
            break
    return page.written(), names
