"""What a page's JSON-LD says of the page itself: when it was published, and who wrote it.

A page may describe much: its publisher, its trail of links, the persons it is about. Only what stands in an object
that is the page's article says anything of the page.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

from jjscrape.normalise.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

_ARTICLE = re.compile(r"(?:^|[/:#])(?:\w*Article|\w*BlogPosting|SocialMediaPosting|Report)$")
_PERSON = re.compile(r"(?:^|[/:#])Person$")
_COMMENTS = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_MARKUP = re.compile(r"<[^<>]{0,500}>")
_LONGEST_SCRIPT = 500_000
_DEEPEST = 12


def articles_in(root: Element) -> list[dict[str, Any]]:
    """Return the objects of the page's JSON-LD that are articles and no parts of others, in the page's order.

    Where there are several, as on a page that describes a list, none of them is known to be the page's own: then
    only one that calls itself the page's main entity counts.
    """
    articles = [entity for top in _graphs(root) for entity in _entities(top) if _is(entity, _ARTICLE)]
    own = [entity for entity in articles if entity.get("mainEntityOfPage")]
    return articles if len(articles) == 1 else own if len(own) == 1 else _alike(articles)


def published_in(article: dict[str, Any]) -> str | None:
    """Return the stamp of publication as written."""
    stamp = article.get("datePublished")
    stamp = stamp[0] if isinstance(stamp, list) and stamp else stamp
    stamp = stamp.get("@value") if isinstance(stamp, dict) else stamp
    return clean(stamp) or None if isinstance(stamp, str) else None


def headline_in(article: dict[str, Any]) -> str | None:
    """Return the title of the article, or its name where it has no headline."""
    return next(filter(None, (_words(article.get(name)) for name in ("headline", "name"))), None)


def text_in(article: dict[str, Any]) -> str | None:
    """Return the article's text on one line, without the markup that some modules leave in it."""
    text = article.get("articleBody")
    return _words(_MARKUP.sub(" ", unescape(text))) if isinstance(text, str) else None


def _words(value: Any) -> str | None:
    return clean(value) or None if isinstance(value, str) else None


def persons_in(article: dict[str, Any], root: Element) -> list[str]:
    """Return the names of the persons that are the article's authors; an organisation is no person."""
    named = {entity.get("@id"): entity for top in _graphs(root) for entity in _entities(top) if entity.get("@id")}
    authors = article.get("author")
    names: dict[str, None] = {}
    for author in authors if isinstance(authors, list) else [authors]:
        known = named.get(author.get("@id"), author) if isinstance(author, dict) else None
        person = known if known is not None and _is(known, _PERSON) else None
        if person is not None and isinstance(person.get("name"), str) and (name := clean(person["name"])):
            names[name] = None
    return list(names)


def _alike(articles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two modules may each describe the one article: then they say the same headline."""
    headlines = {clean(str(entity.get("headline") or entity.get("name") or "")) for entity in articles}
    return articles if len(headlines) == 1 else []


def is_linked_data(script: Element) -> bool:
    return (script.get("type") or "").partition(";")[0].strip().lower() == "application/ld+json"


def _graphs(root: Element) -> Iterator[Any]:
    for script in filter(is_linked_data, root.iter("script")):
        if not script.text or len(script.text) > _LONGEST_SCRIPT:
            continue
        try:
            yield json.loads(_COMMENTS.sub("", script.text.strip()), strict=False)
        except (ValueError, RecursionError):
            continue


def _entities(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the objects that stand by themselves: in lists and graphs, and as a page's main entity."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _entities(entry, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity"):
            yield from _entities(value.get(name), depth + 1)


def _is(entity: dict[str, Any], kind: re.Pattern[str]) -> bool:
    kinds = entity.get("@type")
    return any(isinstance(name, str) and kind.search(name) for name in (kinds if isinstance(kinds, list) else [kinds]))
