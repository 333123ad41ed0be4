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
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)


def xml_root(source: Source) -> Element | None:
    """Parse a document; None if it holds no element. Document types are dropped unread: no entity is ever expanded."""
    text = _DOCTYPE.sub("", _DECLARATION.sub("", decode(source.body, source.content_type)), count=1)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_pis=True)
    try:
        return etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
