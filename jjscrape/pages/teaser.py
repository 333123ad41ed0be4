"""One entry of a list, read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jjscrape.items import Teaser
from jjscrape.pages.entries import ROW_TITLE
from jjscrape.pages.markup.soup import fold, remove, squash, text_of, tokens
from jjscrape.pages.node.context import NodeScope
from jjscrape.pages.node.dissect import dissect
from jjscrape.pages.node.field_names import CAPTION_NAMES
from jjscrape.pages.node.wording import READ_MORE
from jjscrape.pages.pager import page_number
from jjscrape.site import Kind

if TYPE_CHECKING:
    from jjscrape.pages.entries import Entry
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.parsed import ParsedPage

_PINNED = ("title", "summary", "date")
_ABOUT = re.compile(r"^read more\s+about\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list an entry stands: in which part of the list (posts, projects, related), and as which of it."""

    role: str
    position: int


def read_teaser(page: ParsedPage, entry: Entry, place: Place, vocabulary: frozenset[str] = frozenset()) -> Teaser:
    """Read an entry. Takes its part of the tree apart. `vocabulary` holds folded labels of known themes."""
    soup, row = page.soup, entry.row
    pinned = {name: found for name in _PINNED if (found := page.pins.ask(row, name))}
    title = pinned["title"].values[0] if "title" in pinned else _title(page, entry)
    is_event = page.site.kind(entry.target_url) is Kind.EVENT
    for link in list(row.iter("a")):
        if link is not row and READ_MORE.match(text_of(link)):
            remove(link)
    node = dissect(NodeScope(page, row, title, is_event=is_event, is_teaser=True, vocabulary=vocabulary))
    repeated = fold(title)
    texts = [line.text for line in node.body.lines if not READ_MORE.match(line.text)]
    texts = [text for text in texts if not (title and fold(text) == repeated)]
    summary = "\n".join(pinned["summary"].values if "summary" in pinned else texts)
    date = pinned["date"].values[0] if "date" in pinned else None
    names_place = is_event and not (title and node.place and fold(node.place) == repeated)
    return Teaser(
        list_id=page.address.key.partition("?")[0],
        role=place.role,
        page=page_number(soup.source.url),
        position=place.position,
        target_id=entry.target_id,
        target_url=entry.target_url,
        title=title,
        summary=summary or None,
        event_raw=(date or node.date_raw) if is_event else None,
        published_raw=None if is_event else date,
        published_rule=pinned["date"].rule if date and not is_event else "",
        place=node.place if names_place else None,
        theme_labels=node.labels,
        image_alt=node.lead.alt if node.lead else None,
        capture=soup.source.capture,
    )


def _title(page: ParsedPage, entry: Entry) -> str | None:
    for element in ROW_TITLE.all(entry.row, page.soup.names)[0]:
        if _is_caption(entry, element):
            continue
        text = text_of(element) or squash(element.get("content"))
        if text and not READ_MORE.match(text):
            # A theme may print an ornament beside the link.
            linked = next((text_of(a) for a in element.iterdescendants("a")), "")
            return linked if linked and fold(linked) == fold(text) else text
    return _title_of_link(page, entry)


def _is_caption(entry: Entry, element: Element) -> bool:
    """Tell whether it is, stands in or wraps nothing but a picture and its caption."""
    for above in (element, *element.iterancestors()):
        if above.tag == "figcaption" or any(CAPTION_NAMES.search(token) for token in tokens(above)):
            return True
        if above is entry.row:
            break
    captions = [e for e in element.iterdescendants("figcaption", "span", "div", "em", "small") if _is_called_caption(e)]
    return bool(captions) and fold(text_of(element)) == fold(" ".join(map(text_of, captions)))


def _is_called_caption(element: Element) -> bool:
    return element.tag == "figcaption" or any(CAPTION_NAMES.search(token) for token in tokens(element))


def _title_of_link(page: ParsedPage, entry: Entry) -> str | None:
    """Return the words of a link to the entry's node, else what its "Read more" is about."""
    about = None
    for link in entry.row.iter("a"):
        url = page.soup.absolute(link.get("href"))
        if not url or page.site.key(url) != entry.target_id:
            continue
        text = text_of(link)
        if text and not READ_MORE.match(text) and not _is_caption(entry, link):
            return text
        about = about or (_ABOUT.sub("", text) if _ABOUT.match(text) else squash(link.get("title"))) or None
    return about
