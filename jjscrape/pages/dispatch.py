"""From one captured answer to items: the page type decides which module reads it, and nothing ever raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.items import Record, Teaser
from jjscrape.pages.article import article_items
from jjscrape.pages.extraction import Extraction
from jjscrape.pages.feed import feed_items
from jjscrape.pages.head import address_of, error_of, kind_of, title_of
from jjscrape.pages.listing import listing_items
from jjscrape.pages.markup.clutter import survey
from jjscrape.pages.markup.soup import Soup
from jjscrape.pages.nodeless import ACCOUNT, nodeless
from jjscrape.pages.page import page_items
from jjscrape.pages.project import project_items
from jjscrape.pages.source import LARGEST_PAGE
from jjscrape.site import ARTICLES, LISTINGS, RENDERED, Kind

if TYPE_CHECKING:
    from jjscrape.pages.source import Source
    from jjscrape.site import Site

_OK = 200
_MAGIC = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"Rar!")
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_SNIFFED = 1024


def looks_like_html(source: Source) -> bool:
    """Tell by type and first bytes; bytes that are a known file format are none, whatever the server says."""
    start = source.body[:_SNIFFED].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if source.body.startswith(_MAGIC):
        return False
    if source.media_type:
        return source.media_type in _HTML
    return start.startswith((b"<!doctype html", b"<html")) or b"<html" in start


def extract(source: Source, site: Site, kind: Kind | None = None, *, project: bool = False) -> Extraction:
    """Turn one answer into items. `kind` is what the address says unless given; the page itself refines it.

    `project` says that a list of projects links here: a page then becomes a project, unless its content type says
    that it is a basic page. No input makes this raise: what can't be read comes back without items and with a problem.
    """
    result = Extraction(kind=kind or site.kind(source.url) or Kind.PAGE, record_id=site.key(source.url))
    try:
        _extract(source, site, kind, result, project=project)
    except Exception as error:  # noqa: BLE001  (a hostile page must not end a build; the problem names it)
        result.refuse(f"page: unreadable ({type(error).__name__}: {error})"[:300])
    return result


def _extract(source: Source, site: Site, given: Kind | None, result: Extraction, *, project: bool) -> None:
    kind = result.kind
    if source.status != _OK:
        return
    if result.record_id is None:
        result.problems.append("address: another site's")
        return
    if kind in {Kind.FILE, Kind.ASSET}:
        if source.media_type in _HTML or source.body[:_SNIFFED].lstrip().lower().startswith(
            (b"<!doctype html", b"<html")
        ):
            result.problems.append(f"{kind}: HTML in place of a file")
        return
    if kind is Kind.FEED:
        result.items = list(feed_items(source, site, result.problems))
        return
    if kind not in RENDERED:
        return
    if len(source.body) > LARGEST_PAGE:
        result.refuse(f"body: over {LARGEST_PAGE} bytes decoded; not read")
        return
    if not looks_like_html(source):
        result.refuse(f"{kind}: {source.media_type or 'no HTML'} in place of an HTML page")
        return
    soup = Soup.of(source)
    address = address_of(soup, site) if soup else None
    if soup is None or address is None:
        result.refuse(f"{kind}: an empty page")
        return
    kind = result.kind = kind_of(soup, site, address, given)
    result.record_id = address.key
    known = len(soup.problems)
    title, _ = title_of(soup, survey(soup.body), site)
    del soup.problems[known:]
    if fault := error_of(soup, address.key, kind, title):
        result.refuse(f"{kind}: {fault} in place of the page")
        return
    if kind not in LISTINGS and (what := nodeless(soup, site, address.key, kind)):
        result.kind, result.nodeless = Kind.LISTING, what
        result.problems.append(f"{kind}: {what} at a {'post' if kind in ARTICLES else 'page'}'s address")
        if what != ACCOUNT:
            found = listing_items(soup, site, address, Kind.LISTING)
            result.items = [item for item in found if isinstance(item, Teaser)]
        return
    if kind in ARTICLES:
        items = article_items(soup, site, address, kind)
    elif kind in LISTINGS:
        items = listing_items(soup, site, address, kind)
    elif soup.node_type == "project" or (project and soup.node_type != "page"):
        items = project_items(soup, site, address)
    else:
        items = page_items(soup, site, address)
    result.problems += soup.problems
    if any(isinstance(item, Record) and not item.title and not (item.node_id and item.text) for item in items):
        result.refuse(f"{kind}: nothing that is a page of the site")
        return
    result.items = items
