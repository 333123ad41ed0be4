"""An XML document of the site, a feed or a map of the site, parsed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from jjscrape.pages.markup.decoding import decode

if TYPE_CHECKING:
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.source import Source

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*", re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s{0,100}>")
"""Of the declarations within a document type."""
_MOST_TAGS = 600_000
"""A tree takes many times the memory of its markup; the map of a site with fifty thousand addresses, the most that one
may have, has as many tags."""


def xml_root(source: Source) -> Element | None:
    """Parse a document; None if it holds no element, or more than any real one.

    Document types are dropped unread: no entity is ever expanded.
    """
    text = _without_doctype(_DECLARATION.sub("", decode(source.body, source.content_type)))
    if text.count("<") > _MOST_TAGS:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_pis=True)
    try:
        return etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _without_doctype(text: str) -> str:
    """Take out the document type in one pass, whatever stands in it; all behind one that has no end belongs to it."""
    found = _DOCTYPE.search(text)
    if found is None:
        return text
    at = found.end()
    if text[at : at + 1] == "[":
        ending = _SUBSET_END.search(text, at)
        at = ending.end() if ending else len(text)
    elif at < len(text):
        at += 1
    return text[: found.start()] + text[at:]
