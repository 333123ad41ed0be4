"""Which page of a list this is, and where the next one is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from jjscrape.pages.markup.selectors import Selector
from jjscrape.pages.markup.soup import Soup, text_of, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.source import Source

NEXT = Selector(
    "next page",
    title='a[title="Go to next page"]',
    pager_next="li.pager-next a, li.pager__item--next a, li.pager-item-next a, li.next a, "
    ".pager-load-more a, a.pager-next",
    rel_next='a[rel~="next"]',
    infinite_scroll="ul.pager--infinite-scroll a, .pager-show-more-next a",
)
_NEXT_TEXT = re.compile(r"^(next\b.*|older( posts)?|load more|show more|\u203a|»|>|>>)$", re.IGNORECASE)


def page_number(url: str) -> int:
    """The pager's zero-based number; the highest where several pagers share the parameter."""
    values = parse_qs(urlsplit(url).query).get("page", [])
    numbers = [int(n) for value in values for n in re.findall(r"\d{1,6}", value)]
    if not numbers and (flat := re.search(r"_page-(\d{1,6})(?:/index\.html?)?/?$", urlsplit(url).path)):
        return int(flat[1])
    return max(numbers, default=0)


def next_page(source: Source) -> str | None:
    """Return the absolute address that the pager's "next" leads to; None on the last page and on what is no HTML."""
    soup = Soup.of(source) if source.body.lstrip()[:1] == b"<" or source.media_type.endswith("html") else None
    if soup is None:
        return None
    links, _ = NEXT.all(soup.body, soup.names)
    links += [a for a in _pager_links(soup.body) if _NEXT_TEXT.match(text_of(a))]
    own_number = page_number(source.url)
    for link in links:
        url = soup.absolute(link.get("href"))
        if url and url != source.url and page_number(url) > own_number:
            return url
    for url in soup.links.get("next", ()):
        if page_number(url) > own_number:
            return url
    return None


def _pager_links(body: Element) -> Iterable[Element]:
    for holder in body.iter("ul", "div", "nav"):
        if any(t in {"pager", "pagination", "item-list-pager", "pager-load-more"} for t in tokens(holder)):
            yield from holder.iter("a")
