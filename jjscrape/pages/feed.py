"""An RSS feed: for each item its address, node number and the string that says when it was created."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from jjscrape.items import FeedEntry
from jjscrape.normalise.themes import theme_id
from jjscrape.pages.markup.soup import is_element, squash
from jjscrape.pages.markup.xml import xml_root
from jjscrape.site import Kind, absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jjscrape.items import Item
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.source import Source
    from jjscrape.site import Site

_GUID = re.compile(r"^\s*(\d{1,9})\s+at\s+")
_NODE = re.compile(r"(?:^|/)node/(\d{1,9})/?$")
_TERM = re.compile(r"taxonomy/term/\d+")


def feed_items(source: Source, site: Site, problems: list[str]) -> list[Item]:
    """Read RSS 2.0, RSS 1.0 and Atom."""
    root = xml_root(source)
    if root is None or _name(root) not in {"rss", "rdf", "feed"}:
        problems.append("feed: not RSS or Atom")
        return []
    channel = next(_named(root, "channel"), root)
    theme_id = _theme(channel, source.url, site)
    entries = (_entry(item, source, site, theme_id) for item in _named(root, "item", "entry"))
    return [entry for entry in entries if entry]


def _entry(item: Element, source: Source, site: Site, theme_id: str | None) -> FeedEntry | None:
    """Read an entry; None if it names no page of the site."""
    guid = _text(item, "guid", "id")
    url = _address(item, guid, source.url)
    key = site.key(url) if url else None
    if url is None or key is None:
        return None
    number = _GUID.match(guid) or _NODE.search(url)
    return FeedEntry(
        feed_url=source.url,
        target_id=key,
        target_url=url,
        node_id=int(number[1]) if number else None,
        title=_text(item, "title") or None,
        published_raw=_text(item, "pubdate", "published", "date") or None,
        theme_id=theme_id,
        capture=source.capture,
    )


def _address(item: Element, guid: str, feed_url: str) -> str | None:
    """Return an entry's link, or else its guid where that is an address and not Drupal's "12 at site"."""
    link = _text(item, "link") or _href(item)
    url = absolute(feed_url, link) if link else None
    if url is None and "://" in guid and " at " not in guid:
        return absolute(feed_url, guid)
    return url


def _theme(channel: Element, url: str, site: Site) -> str | None:
    """The theme a term's feed belongs to, by the channel's link or else by its title "SITE - LABEL"."""
    link = next((t for e in channel if _name(e) == "link" and (t := squash(e.text) or e.get("href") or "")), "")
    address = absolute(url, link) if link else None
    key = site.key(address) if address else None
    if key and site.kind_of_key(key) is Kind.THEME and not _TERM.search(key):
        return theme_id(key.partition("?")[0].rpartition("/")[2]) or None
    own = site.key(url) or ""
    label = _text(channel, "title").rpartition(" - ")[2]
    return theme_id(label) if _TERM.search(own) and label else None


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].lower() if is_element(element) else ""


def _named(root: Element, *names: str) -> Iterator[Element]:
    return (element for element in root.iter() if _name(element) in names)


def _text(parent: Element, *names: str) -> str:
    for name in names:
        for child in parent:
            if _name(child) == name and (
                text := squash("".join(map(str, cast("list[str]", child.xpath(".//text()")))))
            ):
                return text
    return ""


def _href(item: Element) -> str:
    return next((e.get("href") or "" for e in item if _name(e) == "link"), "")
