"""Captures of a web archive's own pages, such as `https://ARCHIVE/web/20190102030405id_/http://site/`.

Someone who crawled a web archive has records under the archive's addresses. Each counts as what it shows: the site's
address, at the moment of the capture, with the headers the site had sent. Without `id_` in the address the archive has
written its own links and a toolbar into the page; those are taken out again.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jjscrape.archive.field_values import media_type
from jjscrape.archive.foreign import http_date, joined
from jjscrape.archive.http import Headers, first

if TYPE_CHECKING:
    from jjscrape.archive.capture import Capture

_REPLAYED = re.compile(
    r"(https?://[^/?#]+/(?:[^/?#]+/){0,3}?)(\d{4,14})([a-z]{2}_)?/(https?):/{1,2}(?=[^/])(.*)", re.DOTALL
)
_AS_RECORDED = "id_"
# What the Wayback Machine and pywb put into a page, with their own marks around it.
_INSERTS = re.compile(
    rb"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->\s*"
    rb"|<!-- WB Insert -->.*?<!-- End WB Insert -->\s*",
    re.DOTALL,
)
_HEAD = re.compile(rb"<head\b[^>]*>", re.IGNORECASE)
_HEAD_INSERT_ENDS = b"<!-- End Wayback Rewrite JS Include -->"
_ORIGINAL = "x-archive-orig-"
# How the bytes came over the wire, which the archive may have changed.
_OF_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
# RFC 7089's, what every server sends of itself, and what the Wayback Machine's servers add.
_ADDED = frozenset(
    {
        "memento-datetime",
        "content-location",
        "date",
        "server",
        "connection",
        "keep-alive",
        "server-timing",
        "x-app-server",
        "x-ts",
        "x-tr",
        "x-rl",
        "x-na",
        "x-nid",
        "x-page-cache",
        "x-location",
        "x-cache-key",
        "x-as",
        "x-ref",
    }
)
_REDIRECTS = range(300, 400)


def as_shown(capture: Capture) -> Capture:
    """The capture as what it shows; itself, if it is no web archive's, or is the archive's own redirect."""
    shown = embedded(capture.url)
    if shown is None:
        return capture
    url, stamp = shown
    parts = _REPLAYED.fullmatch(capture.url)
    location = first(capture.headers, _ORIGINAL + "location")
    if capture.status in _REDIRECTS and location is None and (redirected_to := first(capture.headers, "location")):
        target = embedded(joined(capture.url, redirected_to) or "")
        if target and target[0] == url:
            return capture  # to the nearest date it has
        location = target[0] if target else redirected_to
    headers = original_headers(capture.headers, location)
    refers_to = embedded(capture.refers_to_url or "")
    return replace(
        capture,
        url=url,
        captured_at=moment(capture.headers) or _padded(stamp) or capture.captured_at,
        headers=headers,
        media_type=media_type(first(headers, "content-type")),
        refers_to_url=refers_to[0] if refers_to else capture.refers_to_url,
        refers_to_date=None if refers_to else capture.refers_to_date,
        rewritten_below=parts[1] if parts and parts[3] != _AS_RECORDED else None,
    )


def embedded(url: str) -> tuple[str, str] | None:
    """The address within a web archive's address, and the digits of its date; None for any other address."""
    match = _REPLAYED.fullmatch(url)
    return (f"{match[4]}://{match[5]}", match[2]) if match else None


def as_it_was(body: bytes, below: str) -> bytes:
    """A page without what a web archive put into it. `below` is what precedes the dates in the archive's addresses.

    Links get their own addresses back, absolute where they may have been relative.
    """
    host, _, path = below.partition("://")[2].partition("/")
    start = rb"(?:(?:https?:)?//%s)?/%s" % (re.escape(host.encode()), re.escape(path.encode()))
    links = re.compile(start + rb"\d{4,14}(?:[a-z]{2}_)?/(?=https?:|mailto:|//)", re.IGNORECASE)
    return links.sub(b"", _without_inserts(body))


def _without_inserts(body: bytes) -> bytes:
    """The Wayback Machine's scripts stand right behind the head's tag and have a mark at their end alone."""
    before, mark, after = body.partition(_HEAD_INSERT_ENDS)
    if mark and (head := _HEAD.search(before)):
        body = before[: head.end()] + after
    return _INSERTS.sub(b"", body)


def original_headers(headers: Headers, location: str | None = None) -> Headers:
    """The headers the site had sent, as far as the archive tells: what it added of its own is left out.

    The Wayback Machine renames all of the site's headers to `X-Archive-Orig-…`, pywb those that would be in its way.
    `location` stands in for a Location that leads back into the archive.
    """
    original = [(n[len(_ORIGINAL) :], v) for n, v in headers if n.lower().startswith(_ORIGINAL)]
    if not original and first(headers, "memento-datetime") is None:
        site_headers = list(headers)
    else:
        site_headers = [(n, v) for n, v in original if n.lower() not in _OF_THE_WIRE]
        named = {n.lower() for n, _ in site_headers}
        site_headers += [(n, v) for n, v in headers if n.lower() not in named and not _added(n.lower(), v)]
    if location is not None:
        site_headers = [(n, v) for n, v in site_headers if n.lower() != "location"] + [("Location", location)]
    return tuple(site_headers)


def _added(name: str, value: str) -> bool:
    """Whether a header is the archive's own."""
    if name == "link":
        return any(relation in value for relation in ('rel="original"', 'rel="timegate"', 'rel="memento"'))
    return name.startswith("x-archive-") or name in _ADDED


def moment(headers: Headers) -> datetime | None:
    """The moment of the capture that an archive's answer names (RFC 7089), which may not be the one in the address."""
    return http_date(first(headers, "memento-datetime") or "")


def _padded(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp + "00000101000000"[len(stamp) :], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
