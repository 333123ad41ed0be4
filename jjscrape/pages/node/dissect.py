"""A node, or a teaser in a listing, taken apart into its parts.

Fields are told by the classes that Drupal's modules print, then by RDFa, then by where a line stands: what lies between
the date and the text of an event is its place, a line of links to themes is its tags.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from jjscrape.pages.markup.clutter import FOREIGN, NEVER_TEXT, OTHERS, Part, part_of, part_of_token, survey, tops
from jjscrape.pages.markup.fields import Field, fields_of, value_of
from jjscrape.pages.markup.marks import Mark, mark, mark_of
from jjscrape.pages.markup.soup import BLOCKS, is_element, remove, squash, text_of, tokens, within
from jjscrape.pages.node.field_names import (
    BODIES,
    BODY_NAMES,
    BYLINE_NAMES,
    CAPTION_NAMES,
    DATE_NAMES,
    DATE_TYPES,
    DATES,
    NESTED_TYPES,
    NO_BODY,
    PEOPLE_NAMES,
    PLACE_NAMES,
    PLACE_TYPES,
    PLACES,
    REFERENCE_NAMES,
    REFERENCE_TYPES,
    TAG_NAMES,
    TAG_TYPES,
    TAGS,
    TITLE_NAMES,
)
from jjscrape.pages.node.media import read_files, read_images, read_links
from jjscrape.pages.node.parts import Node
from jjscrape.pages.node.structure import read_text
from jjscrape.pages.node.wording import (
    CLOCK,
    DATE_IN,
    DATE_LABEL,
    DATE_LINE,
    PLACE_LABEL,
    PLACE_LABEL_ALONE,
    SUBMITTED_LINE,
    TIME_LINE,
)
from jjscrape.site import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.markup.soup import Element, Soup
    from jjscrape.site import Site

_DATE_LENGTH = 100
_BYLINE_LENGTH = 100
_LINE_LENGTH = 200
_ABOUT_AUTHORS = {"bio", "biography", "about", "picture", "image", "photo", "avatar", "pane", "details", "box"}


def dissect(
    soup: Soup,
    site: Site,
    scope: Element,
    *,
    title: str | None,
    event: bool,
    wrapped: bool = True,
    teaser: bool = False,
    vocabulary: frozenset[str] = frozenset(),
) -> Node:
    """Read the parts of a node or, with `teaser`, of an entry in a listing. Takes the tree below the scope apart.

    `vocabulary` holds folded labels of themes that the page names elsewhere: a line that is one of them is a tag.
    """
    node = Node(scope, wrapped)
    surveyed = survey(scope)
    if teaser:
        surveyed = {element: part & ~OTHERS for element, part in surveyed.items()}
    # What stands in a node's own footer or side column is the node's; around a node it is the page's.
    away = Part.COMMENT if wrapped and not teaser else Part.COMMENT | Part.CHROME
    fields = [f for f in fields_of(surveyed) if not f.part & away]
    bodies = _find_bodies(node, scope, surveyed, fields)
    keep = frozenset(a for body in bodies for a in (body, *body.iterancestors()))
    own = [f for f in fields if not f.part & _foreign(f, keep, away) or (wrapped and _beside(f, scope))]
    held = frozenset(bodies)
    read_images(node, soup, surveyed, own, held)
    _read_date(node, scope, surveyed, own, held, event=event)
    _read_place(node, scope, surveyed, own, held)
    _read_labels(node, soup, site, scope, surveyed, own, held)
    _read_references(node, soup, site, own)
    _read_bylines(node, own)
    _read_called_authors(node, scope, surveyed, held)
    node.related = [e for e in tops(surveyed, OTHERS, keep=keep) if not within(e, held) or part_of(e) & Part.VIEW]
    for element in node.related:
        mark(element, Mark.RELATED)
    for found in own:
        if found.matches(TITLE_NAMES) and (not node.heading):
            node.heading = found.text() or None
            mark(found.element, Mark.TITLE)
        elif found.matches(CAPTION_NAMES):
            mark(found.element, Mark.CAPTION)
    read_files(node, soup, site, scope, surveyed, own)
    for element in tops(surveyed, NEVER_TEXT, keep=keep):
        if element is not scope and not (within(element, held) and _written(element)):
            if wrapped and not teaser and part_of(element) & Part.CHROME and not node.submitted:
                node.submitted = _submitted_in(element)
            remove(element)
    for element in node.related:
        remove(element)
    for body in bodies:
        if body is not scope and not mark_of(body):
            mark(body, Mark.BODY)
    read_text(node, soup, site, bodies, title, event=event, vocabulary=vocabulary, teaser=teaser)
    read_links(node, soup, site, bodies)
    return node


def _submitted_in(chrome: Element) -> str | None:
    """The line of authorship in a node's own footer, if one stands there without a class of its own."""
    lines = (text_of(e) for e in islice(chrome.iterdescendants("p", "div", "span", "small"), 12))
    return next((t for t in lines if len(t) < _LINE_LENGTH and SUBMITTED_LINE.match(t) and DATE_IN.search(t)), None)


def _written(element: Element) -> bool:
    """Tell whether clutter inside a text's own field may be its author's, such as a class `menu` or `sidebar`."""
    part = part_of(element)
    return not part & (Part.SHARE | Part.HIDDEN | Part.COMMENT | Part.LABEL | Part.LINKS) and element.tag not in {
        "nav",
        "form",
        "button",
        "select",
    }


def _foreign(found: Field, keep: frozenset[Element], away: int) -> int:
    """The parts a field must not stand in: other nodes' ones, unless the body stands in the same."""
    return away if found.element in keep or _shares(found.element, keep) else OTHERS | away


def _beside(found: Field, scope: Element) -> bool:
    """Tell whether a field stands in a side column of the node's own template, which no module has filled."""
    if found.bare or found.part & (FOREIGN & ~Part.BLOCK):
        return False
    for above in found.element.iterancestors():
        if above is scope:
            return True
        if any(part_of_token(token) & OTHERS for token in tokens(above)):
            return False
    return False


def _shares(element: Element, keep: frozenset[Element]) -> bool:
    for above in element.iterancestors():
        if above in keep:
            return True
        if part_of(above) & OTHERS:
            return False
    return False


def _find_bodies(node: Node, scope: Element, surveyed: Mapping[Element, int], fields: list[Field]) -> list[Element]:
    usable = [f for f in fields if not f.part & (Part.COMMENT | Part.CHROME | Part.SHARE)]
    inner = [f for f in usable if not f.part & OTHERS] or [f for f in usable if not f.part & (Part.BLOCK | Part.SLIDES)]
    for rule, chosen in (
        ("body-name", [f for f in inner if f.name == "body"]),
        ("body-type", [f for f in inner if f.type == "text-with-summary"]),
        ("body-like-name", [f for f in inner if BODY_NAMES.match(f.name) and not f.bare]),
        ("long-text-type", [f for f in inner if f.type == "text-long" and not NO_BODY.search(f.name)]),
    ):
        elements = [f.element for f in chosen if text_of(f.element)]
        if elements:
            node.body_rule = rule
            if rule == "body-name" or (rule == "body-like-name" and not all(map(_nested, chosen))):
                # The same body twice on a page is a slideshow or a print copy; the longest is the one to read.
                return [max(elements, key=lambda e: len(text_of(e)))]
            among = set(elements)
            return [e for e in elements if not any(a in among for a in e.iterancestors())]
    found, rule = BODIES.all(scope)
    found = [e for e in found if not surveyed[e] & (Part.COMMENT | OTHERS) and text_of(e)]
    if found:
        node.body_rule = rule
        return [max(found, key=lambda e: len(text_of(e)))]
    return []


def _nested(found: Field) -> bool:
    """Tell whether a field is a piece of a text that is put together from several, as the paragraphs module does."""
    above = found.parent
    while above is not None:
        if above.type in NESTED_TYPES:
            return True
        above = above.parent
    return False


def _read_date(
    node: Node,
    scope: Element,
    surveyed: Mapping[Element, int],
    own: list[Field],
    bodies: frozenset[Element],
    *,
    event: bool,
) -> None:
    """Find the date an event carries: its field, else the date module's own spans, else RDFa or a time element.

    Last, for what is an event by its address, an element that the theme calls its date and that holds nothing else.
    """
    dated = [
        f for f in own if not f.bare and (f.type in DATE_TYPES or (DATE_NAMES.search(f.name) and "post" not in f.name))
    ]
    dated = [
        f for f in dated if f.name not in {"post-date", "created", "changed", "changed-date", "updated"} and f.text()
    ]
    spans, rule = DATES.all(scope)
    spans = [
        e
        for e in spans
        if not surveyed[e] & (Part.COMMENT | Part.CHROME | Part.META | OTHERS) and not within(e, bodies)
    ]
    holders: list[Element] = [f.element for f in dated if any(within(s, [f.element]) for s in spans)]
    if holders:
        node.date_rule = "date-field"
    elif spans:
        holders, node.date_rule = [_pair(spans)], rule
    elif dated:
        holders, node.date_rule = [dated[0].element], "date-field-text"
    elif event and (called := _called_date(surveyed, bodies)) is not None:
        holders, node.date_rule = [called], "date-class"
    if not holders:
        return
    first = holders[0]
    source = next((f for f in own if f.element is first), None)
    item = source.items()[0] if source else first
    for element in _calendar_links(item):
        element.set("class", "element-hidden")
    raw = DATE_LABEL.sub("", value_of(item, seams=True))
    if len(holders) > 1 and source and re.search(r"start|from|begin", source.name):
        end = next((f for f in dated if f.element is not first and re.search(r"end|until|finish|-to$", f.name)), None)
        raw = f"{raw} to {end.text()}" if end else raw
    if not raw:
        return
    # A second field may hold nothing but the time of day.
    times = [f for f in dated if f.element not in holders and TIME_LINE.match(f.text())]
    if times and source and not CLOCK.search(raw) and (match := TIME_LINE.match(times[0].text())):
        raw = f"{raw}, {match['time']}"
        holders.append(times[0].element)
    node.date_raw, node.date_name = raw, source.name if source else ""
    node.date_start, node.date_end = _machine(item)
    for holder in holders:
        mark(holder, Mark.DATE)


def _called_date(surveyed: Mapping[Element, int], bodies: frozenset[Element]) -> Element | None:
    for element, part in surveyed.items():
        if part & (NEVER_TEXT | OTHERS) or mark_of(element) or not element.get("class"):
            continue
        words = {word for token in tokens(element) for word in re.split(r"[-_]+", token.lower())}
        if words & {"date", "dates", "datetime", "when"} and not words & {"field", "post", "node", "updated"}:
            if next(element.iterdescendants(*BLOCKS), None) is not None:
                continue
            text = text_of(element)
            if len(text) < _DATE_LENGTH and DATE_LINE.match(text) and not within(element, bodies):
                return element
    return None


def _pair(spans: list[Element]) -> Element:
    """Return the first date's element, or what holds it together with its end."""
    parent = spans[0].getparent()
    paired = len(spans) > 1 and parent is not None and spans[1].getparent() is parent
    return parent if paired and parent is not None and len(text_of(parent)) < 160 else spans[0]  # noqa: PLR2004


def _calendar_links(scope: Element) -> list[Element]:
    return [
        e
        for e in scope.iterdescendants("a", "ul", "div", "span")
        if any(re.match(r"add-?to-?cal|addtocal|ical", t) for t in tokens(e))
    ]


def _machine(item: Element) -> tuple[str | None, str | None]:
    """The ISO strings of the first date in an element: RDFa content, or a time element's datetime."""
    start = end = single = None
    times: list[str] = []
    for element in item.iter():
        if not is_element(element):
            continue
        names, content = tokens(element), element.get("content") or element.get("datetime")
        if not content:
            continue
        if "date-display-start" in names:
            start = start or content
        elif "date-display-end" in names:
            end = end or content
        elif "date-display-single" in names:
            single = single or content
        elif element.get("itemprop") == "endDate" or "schema:endDate" in (element.get("property") or ""):
            end = end or content
        else:
            times.append(content)
    first = start or single or (times[0] if times else None)
    if not end and not single and not start and len(times) > 1:
        end = times[1]
    return first, end


def _read_place(
    node: Node, scope: Element, surveyed: Mapping[Element, int], own: list[Field], bodies: frozenset[Element]
) -> None:
    placed = [f for f in own if (f.type in PLACE_TYPES or PLACE_NAMES.search(f.name)) and f.type not in TAG_TYPES
              and f.element not in bodies and not (f.bare and within(f.element, bodies))]  # fmt: skip
    for found in placed:
        for element in found.element.iterdescendants():
            if is_element(element) and {"map-link", "map-icon", "geolocation-map"} & set(tokens(element)):
                element.set("class", "element-hidden")
        text = PLACE_LABEL.sub("", " ".join(value_of(item) for item in found.items()).strip())
        if PLACE_LABEL_ALONE.match(text):
            mark(found.element, Mark.LABEL)
            continue
        mark(found.element, Mark.PLACE)
        if text and not node.place:
            node.place, node.place_rule = text, "place-field"
    if not node.place:
        elements, rule = PLACES.all(scope)
        elements = [
            e for e in elements if not surveyed[e] & (Part.COMMENT | Part.CHROME | OTHERS) and not within(e, bodies)
        ]
        if elements:
            for element in elements[0].iterdescendants():
                if is_element(element) and "map-link" in tokens(element):
                    element.set("class", "element-hidden")
            node.place, node.place_rule = PLACE_LABEL.sub("", value_of(elements[0])) or None, rule
            mark(elements[0], Mark.PLACE)


def _read_labels(
    node: Node, soup: Soup, site: Site, scope: Element, surveyed: Mapping[Element, int], own: list[Field],
    bodies: frozenset[Element],
) -> None:  # fmt: skip
    tagged = [f for f in own if (f.type in TAG_TYPES or (TAG_NAMES.search(f.name) and f.type in {"", "ds"}))
              and f.element not in bodies and not (f.bare and within(f.element, bodies))]  # fmt: skip
    for found in tagged:
        links = [e for e in found.element.iterdescendants("a") if text_of(e)]
        entries = links or [e for e in found.element.iterdescendants("li") if text_of(e)] or found.items()
        texts = [value_of(e) for e in entries]
        if len(texts) == 1 and not links and "," in texts[0]:
            texts = texts[0].split(",")
        node.labels += [t for t in map(squash, texts) if t and t not in node.labels]
        node.labels_rule = "term-field"
        mark(found.element, Mark.TAGS)
    for found in own:
        if found.type in REFERENCE_TYPES and mark_of(found.element) is None:
            _read_theme_references(node, soup, site, found)
    if not node.labels:
        elements, rule = TAGS.all(scope)
        for element in elements:
            if surveyed[element] & (Part.COMMENT | Part.CHROME | OTHERS) or within(element, bodies):
                continue
            href = soup.absolute(element.get("href"))
            text = text_of(element)
            if text and text not in node.labels and (rule == "rdfa" or (href and site.kind(href) is Kind.THEME)):
                node.labels.append(text)
                node.labels_rule = rule
                mark(element, Mark.TAGS)


def _read_theme_references(node: Node, soup: Soup, site: Site, found: Field) -> None:
    links = [(text_of(a), soup.absolute(a.get("href"))) for a in found.element.iterdescendants("a")]
    if links and all(url and site.kind(url) is Kind.THEME for _, url in links):
        node.labels += [text for text, _ in links if text and text not in node.labels]
        node.labels_rule = node.labels_rule or "theme-reference"
        mark(found.element, Mark.TAGS)


def _read_references(node: Node, soup: Soup, site: Site, own: list[Field]) -> None:
    for found in own:
        if mark_of(found.element) or found.matches(PEOPLE_NAMES) or found.matches(PLACE_NAMES):
            continue
        if found.type in REFERENCE_TYPES or (not found.type and REFERENCE_NAMES.search(found.name) and not found.bare):
            for link in found.element.iterdescendants("a"):
                url = soup.absolute(link.get("href"))
                key = site.key(url) if url else None
                if url and key and site.kind_of_key(key) is Kind.PAGE and key not in node.references:
                    node.references.append(key)
            mark(found.element, Mark.REFERENCE)


def _read_called_authors(
    node: Node, scope: Element, surveyed: Mapping[Element, int], bodies: frozenset[Element]
) -> None:
    """Read a short line that a theme calls the author's, where no field names authors."""
    if node.bylines:
        return
    for element, part in surveyed.items():
        if element is scope or part & (NEVER_TEXT | OTHERS) or not element.get("class"):
            continue
        words = {
            word
            for token in tokens(element)
            if not token.startswith(("field-name", "field--name", "author-"))
            for word in re.split(r"[-_]+", token.lower())
        }
        if not words & {"author", "authors", "byline"} or words & _ABOUT_AUTHORS or within(element, bodies):
            continue
        text = text_of(element)
        if (
            not text
            or len(text) > _BYLINE_LENGTH
            or DATE_IN.search(text)
            or next(element.iter("img"), None) is not None
        ):
            continue
        plain = re.match(r"(?i)(by|authors?|written by|words|posted by|post contributed by)\b", text)
        node.bylines.append(text if plain else f"Author: {text}")
        mark(element, Mark.BYLINE)
        return


def _read_bylines(node: Node, own: list[Field]) -> None:
    for found in own:
        if BYLINE_NAMES.search(found.name) and found.type != "ds" and not found.part & Part.META:
            text = found.text()
            if text:
                plain = re.match(r"(?i)(by|authors?|written by|words)\b", text)
                node.bylines.append(text if plain else f"{'Authors' if found.name.endswith('s') else 'Author'}: {text}")
            mark(found.element, Mark.BYLINE)
