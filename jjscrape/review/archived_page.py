"""An archived page as it is shown for review: its bytes, with marks where values stand, and nothing that asks for more.

The page runs no script and loads nothing: the answer's policy forbids it, and what policies don't cover (links that a
browser resolves or fetches ahead, addresses that change what a link means) is no longer such an element.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)
_TAG = re.compile(rb"<[^<>]*>|&[#0-9A-Za-z]{1,32};|\s+")
_FETCHES = re.compile(rb"<(?=(?:link|meta|base|iframe|frame|object|embed)\b)", re.IGNORECASE)
_UNSHOWN = re.compile(rb"<(script|style|title|textarea|noscript)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_STYLE = (
    b"<style>mark.jjscrape{background:#ffe08a;color:#000;outline:1px solid #b58900}"
    b"mark.jjscrape::before{content:attr(title) ' ';font:700 .7em sans-serif;color:#7a4b00}</style>"
)


def charset_of(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def marked(body: bytes, places: Iterable[tuple[str, int, int]]) -> bytes:
    """Return the page with what stands at (field, begin, end) marked, as far as a reader sees it there."""
    unshown = [match.span() for match in _UNSHOWN.finditer(body)]
    inserts: list[tuple[int, int, bytes]] = []
    taken = 0
    for name, begin, end in sorted(places, key=lambda place: (place[1], -place[2])):
        if begin < taken or any(first <= begin < last for first, last in unshown) or _in_tag(body, begin):
            continue
        taken = end
        label = f'<mark class="jjscrape" title="{name}">'.encode("ascii")
        for first, last in _texts(body, begin, end):
            inserts.append((first, last, label))
            label = b'<mark class="jjscrape">'
    out: list[bytes] = []
    at = 0
    for first, last, label in inserts:
        out += [body[at:first], label, body[first:last], b"</mark>"]
        at = last
    out.append(body[at:])
    return _FETCHES.sub(b"<x-", b"".join(out)) + _STYLE


def _texts(body: bytes, begin: int, end: int) -> list[tuple[int, int]]:
    """The runs of text between tags; what only keeps words apart joins them."""
    runs: list[tuple[int, int]] = []
    at = begin
    for match in _TAG.finditer(body, begin, end):
        if match[0].startswith(b"<"):
            if body[at : match.start()].strip():
                runs.append((at, match.start()))
            at = match.end()
    if body[at:end].strip():
        runs.append((at, end))
    return runs


def _in_tag(body: bytes, place: int) -> bool:
    return body.rfind(b"<", 0, place) > body.rfind(b">", 0, place)
