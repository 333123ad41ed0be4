"""Pictures, files and links of a node."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from jjscrape.items import Document, Image, Link
from jjscrape.pages.markup.clutter import NEVER_TEXT, OTHERS, Part
from jjscrape.pages.markup.marks import Mark, mark, mark_of
from jjscrape.pages.markup.soup import fold, is_element, squash, text_of, tokens, within
from jjscrape.pages.node.field_names import (
    CAPTION_NAMES,
    FILE_NAMES,
    FILE_TYPES,
    FILES,
    IMAGE_NAMES,
    IMAGE_TYPES,
    TAG_TYPES,
)
from jjscrape.pages.node.wording import FILE_ENDING, IMAGE_ENDING
from jjscrape.site import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.markup.fields import Field
    from jjscrape.pages.markup.lines import Anchor
    from jjscrape.pages.markup.soup import Element, Soup
    from jjscrape.pages.node.parts import Node
    from jjscrape.site import Site


def read_images(
    node: Node, soup: Soup, surveyed: Mapping[Element, int], own: list[Field], bodies: frozenset[Element]
) -> None:
    pictured = [f for f in own if (f.type in IMAGE_TYPES or IMAGE_NAMES.search(f.name) or "image" in tokens(f.element))
                and f.type not in TAG_TYPES]  # fmt: skip
    lead: Element | None = None
    before_text = True
    seen: set[str] = set()
    fields = {found.element for found in pictured}
    for element, part in surveyed.items():
        if element in bodies:
            before_text = False
        if element.tag == "p" and not bodies and len(text_of(element)) > 80:  # noqa: PLR2004
            before_text = False
        if element.tag != "img" or _is_icon(element):
            continue
        # A gallery that a module draws inside the node's own field of pictures is the node's.
        drawn = not part & (NEVER_TEXT | Part.TEASER | Part.BLOCK) and within(element, fields)
        if part & (NEVER_TEXT | OTHERS) and not drawn:
            continue
        image = _image(soup, element)
        if image is None:
            continue
        if image.url not in seen:
            seen.add(image.url)
            node.images.append(image)
        in_field = within(element, fields)
        if node.lead is None and (in_field or before_text):
            lead, node.lead = element, image
    for found in pictured:
        if not within(found.element, bodies) and mark_of(found.element) is None and not found.bare:
            mark(found.element, Mark.IMAGE)
    if lead is not None and not within(lead, bodies):
        holder = next((a for a in lead.iterancestors("figure")), None)
        if holder is not None:
            mark(holder, Mark.IMAGE)


_ICON = re.compile(
    r"(?:^|/)(?:ics|ical|icons?|rss|feed|print|printer|pdf|mail|e-?mail|facebook|twitter|linkedin|share|button|spacer|pixel"
    r"|arrow|bullet|blank|transparent)[-_\w]*\.(?:gif|png|svg)(?:\?|$)",
    re.IGNORECASE,
)


def _is_icon(element: Element) -> bool:
    names = tokens(element)
    source = element.get("src") or ""
    if (
        "file-icon" in names
        or "/modules/file/icons/" in source
        or _ICON.search(source)
        or not source
        or source.startswith("data:")
    ):
        return True
    return any(element.get(side, "").strip() in {"0", "1", "16"} for side in ("width", "height"))


def _image(soup: Soup, element: Element) -> Image | None:
    url = soup.absolute(element.get("src"))
    if not url:
        return None
    alt, title = squash(element.get("alt")) or None, squash(element.get("title")) or None
    caption = None
    for above in islice(element.iterancestors(), 4):
        if above.tag == "figure":
            caption = text_of(next(above.iterdescendants("figcaption"), None)) or None
            break
        if above.tag in {"article", "body", "section"} or "node" in tokens(above):
            break
        near = [e for e in islice(above.iterdescendants(), 24) if is_element(e)]
        if sum(e.tag == "img" for e in near) > 1:  # a gallery: no caption is this picture's for sure
            break
        found = next((e for e in near if any(CAPTION_NAMES.search(t) for t in tokens(e))), None)
        if found is not None and (caption := text_of(found) or None):
            break
    return Image(url, alt, caption or alt or title)


def read_files(
    node: Node, soup: Soup, site: Site, scope: Element, surveyed: Mapping[Element, int], own: list[Field]
) -> None:
    """Collect file links anywhere in the node, and mark what only lists files."""
    for found in own:
        if found.type in FILE_TYPES or (
            FILE_NAMES.search(found.name) and not found.bare and not found.type.startswith("text")
        ):
            mark(found.element, Mark.FILE_FIELD)
    holders, _ = FILES.all(scope)
    for holder in holders:
        if holder.tag == "table" and not any(
            fold(text_of(h)).startswith("attachment") for h in holder.iterdescendants("th")
        ):
            continue
        if not mark_of(holder) and not any(mark_of(above) == Mark.FILE_FIELD for above in holder.iterancestors()):
            mark(holder, Mark.FILE_FIELD if holder.tag == "table" else Mark.FILES)
    seen: set[str] = set()
    for element, part in surveyed.items():
        if element.tag != "a" or part & (Part.COMMENT | Part.CHROME | OTHERS | Part.SHARE):
            continue
        url = soup.absolute(element.get("href"))
        if not url or not is_document(site, url) or url in seen:
            continue
        seen.add(url)
        label = text_of(element) or squash(element.get("title")) or None
        node.documents.append(Document(id=site.key(url) or url, url=url, label=label, found_on=""))


def is_document(site: Site, url: str) -> bool:
    """Tell whether an address is a file for reading: by its ending, or by standing in Drupal's files folder."""
    path = url.partition("?")[0].partition("#")[0]
    if IMAGE_ENDING.search(path):
        return False
    return bool(FILE_ENDING.search(path)) or site.kind(url) is Kind.FILE


def read_links(node: Node, soup: Soup, site: Site, bodies: list[Element]) -> None:
    wanted = None if bodies else {href for line in node.body.lines for href in line.hrefs}
    for anchor in node.body.anchors:
        if wanted is not None and anchor.href not in wanted:
            continue
        if link := _link(soup, site, anchor):
            node.links.append(link)
    players = [*node.body.embeds]
    for element in node.scope.iter("iframe", "embed"):
        source = element.get("src")
        if source and source not in players:
            players.append(source)
    for source in players:
        if url := soup.absolute(source):
            node.links.append(Link(url, None, "media"))


def _link(soup: Soup, site: Site, anchor: Anchor) -> Link | None:
    url = soup.absolute(anchor.href)
    if not url:
        return None
    key = site.key(url)
    if is_document(site, url):
        return Link(url, anchor.text, "document", key)
    if IMAGE_ENDING.search(url.partition("?")[0]):
        return Link(url, anchor.text, "media", key)
    return Link(url, anchor.text, "external" if key is None else "internal", key)
