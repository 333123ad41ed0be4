"""From one captured answer to items: the page type decides which module reads it, and nothing ever raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.items import Record, Teaser
from jjscrape.pages.article import article_items
from jjscrape.pages.basic_page import page_items
from jjscrape.pages.entries import find_entries
from jjscrape.pages.extraction import Extraction
from jjscrape.pages.feed import feed_items
from jjscrape.pages.head import address_of, error_of, kind_of
from jjscrape.pages.listing import listing_items, role_of
from jjscrape.pages.markup.soup import Soup
from jjscrape.pages.nodeless import ACCOUNT, nodeless
from jjscrape.pages.parsed import ParsedPage
from jjscrape.pages.project import project_items
from jjscrape.pages.source import LARGEST_PAGE, LARGEST_TEXT
from jjscrape.site import ARTICLES, LISTINGS, RENDERED, Kind

if TYPE_CHECKING:
    from jjscrape.pages.source import Source
    from jjscrape.site import Site

_OK = 200
_MAGIC = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"Rar!")
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_HTML_STARTS = (b"<!doctype html", b"<html")
_SNIFFED = 1024


def looks_like_html(source: Source) -> bool:
    """Tell by type and first bytes; bytes that are a known file format are none, whatever the server says."""
    start = source.body[:_SNIFFED].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if source.body.startswith(_MAGIC):
        return False
    if source.media_type:
        return source.media_type in _HTML
    return start.startswith(_HTML_STARTS) or b"<html" in start


def extract(source: Source, site: Site, kind: Kind | None = None, *, project: bool = False) -> Extraction:
    """Turn one answer into items. `kind` is what the address says unless given; the page itself refines it.

    `project` says that a list of projects links here: a page then becomes a project, unless its content type says
    that it is a basic page. No input makes this raise: what can't be read comes back without items and with a problem.
    """
    result = Extraction(kind=kind or site.kind(source.url) or Kind.PAGE, record_id=site.key(source.url))
    try:
        if source.status == _OK:
            _extract(source, site, result, listed=project)
    except Exception as error:  # noqa: BLE001  (a hostile page must not end a build; the problem names it)
        result.refuse(f"page: unreadable ({type(error).__name__}: {error})"[:300])
    return result


def projects_listed(source: Source, site: Site) -> list[str] | None:
    """Return the keys that the entries of a list's page name as projects, without reading the entries themselves.

    None where there is no page. Whether it is an error in place of one is not asked.
    """
    soup = Soup.of(source)
    address = address_of(soup, site) if soup else None
    if soup is None or address is None:
        return None
    page = ParsedPage(soup, site, address, kind_of(soup, site, address, site.kind(source.url)))
    page = page.pinned("listing", *(["theme"] if page.kind is Kind.THEME else []))
    return [entry.target_id for entry in find_entries(page) if role_of(page, entry) == "projects"]


def _extract(source: Source, site: Site, result: Extraction, *, listed: bool) -> None:
    kind = result.kind
    if result.record_id is None:
        result.problems.append("address: another site's")
    elif kind in {Kind.FILE, Kind.ASSET}:
        if source.media_type in _HTML or source.body[:_SNIFFED].lstrip().lower().startswith(_HTML_STARTS):
            result.problems.append(f"{kind}: HTML in place of a file")
    elif kind is Kind.FEED:
        result.items = list(feed_items(source, site, result.problems))
    elif kind in RENDERED and (page := _opened(source, site, result)):
        _read(page, result, listed=listed)


def _opened(source: Source, site: Site, result: Extraction) -> ParsedPage | None:
    """Parse a page; None, and the result says why, where there is none, or an error in place of one."""
    kind = result.kind
    if len(source.body) > LARGEST_PAGE:
        result.refuse(f"body: over {LARGEST_PAGE} bytes decoded; not read")
        return None
    if not looks_like_html(source):
        result.refuse(f"{kind}: {source.media_type or 'no HTML'} in place of an HTML page")
        return None
    soup = Soup.of(source)
    if soup is not None and len(source.body) > LARGEST_TEXT and soup.characters() > LARGEST_TEXT:
        result.refuse(f"body: over {LARGEST_TEXT} characters of text; not read")
        return None
    address = address_of(soup, site) if soup else None
    if soup is None or address is None:
        result.refuse(f"{kind}: an empty page")
        return None
    page = ParsedPage(soup, site, address, kind_of(soup, site, address, kind))
    result.kind, result.record_id = page.kind, address.key
    if fault := error_of(page):
        result.refuse(f"{page.kind}: {fault} in place of the page")
        return None
    return page


def _read(page: ParsedPage, result: Extraction, *, listed: bool) -> None:
    kind, soup = page.kind, page.soup
    if kind not in LISTINGS and (what := nodeless(page)):
        result.kind, result.nodeless = Kind.LISTING, what
        result.problems.append(f"{kind}: {what} at a {'post' if kind in ARTICLES else 'page'}'s address")
        if what != ACCOUNT:
            page = page.read_as(Kind.LISTING).pinned("listing")
            items = listing_items(page)
            result.pins = page.pins.met
            result.items = [item for item in items if isinstance(item, Teaser)]
        return
    if kind in ARTICLES:
        page = page.pinned("event" if kind is Kind.EVENT else "article")
        items = article_items(page)
    elif kind in LISTINGS:
        page = page.pinned("listing", *(["theme"] if kind is Kind.THEME else []))
        items = listing_items(page)
    elif soup.node_type == "project" or (listed and soup.node_type != "page"):
        page = page.pinned("project")
        items = project_items(page)
    else:
        page = page.pinned("page")
        items = page_items(page)
    result.pins = page.pins.met
    result.problems += soup.problems
    if any(isinstance(item, Record) and _is_nothing(item) for item in items):
        result.refuse(f"{kind}: nothing that is a page of the site")
    else:
        result.items = items


def _is_nothing(record: Record) -> bool:
    return not record.title and not (record.node_id and record.text)
