"""Ends a `div` that its page leaves open where browsers do: at the end of the article, section or item around it.

libxml2 lets the end of an `article` or `li` close no `div`, so that every one of a list came to lie in the one before.
"""

from __future__ import annotations

import re
from collections import defaultdict

_TAG = re.compile(
    r"<!--.*?(?:-->|$)|<(?P<raw>script|style|textarea|title)\b.*?(?:</(?P=raw)\s*>|$)"
    r"|<(?P<end>/?)(?P<name>div|article|section|main|header|footer|nav|aside|figure|details|table|td|th|caption|li|ul|ol)"
    r"(?=[\s/>])[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_BARRIERS = frozenset({"table", "td", "th", "caption"})
"""No end tag within one closes what stands around it."""
_LISTS = frozenset({"ul", "ol"})
"""No end of an item within one closes an item around it."""


class _Open:
    """The elements that are open, and by name where among them; to ask for one takes no longer the more there are."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.places: dict[str, list[int]] = defaultdict(list)

    def open(self, name: str) -> None:
        self.places[name].append(len(self.names))
        self.names.append(name)

    def close(self, name: str) -> int:
        """Close what an end tag closes, and return how many divs end with it."""
        barriers = _BARRIERS | _LISTS if name == "li" else _BARRIERS
        if not self.places[name] or (name not in _BARRIERS and self.places[name][-1] < self._barrier(barriers)):
            return 0
        at, divs = self.places[name][-1], 0
        while len(self.names) > at:
            inner = self.names.pop()
            self.places[inner].pop()
            divs += inner == "div"
        return divs

    def _barrier(self, barriers: frozenset[str]) -> int:
        return max((self.places[name][-1] for name in barriers if self.places[name]), default=-1)


def closed(text: str) -> str:
    """Return a page's markup with the end tags that are missing; the very same text where none are."""
    lower = text.encode("utf-8", "replace").lower()  # of bytes alone, which is ten times as fast
    if lower.count(b"<div") <= lower.count(b"</div"):
        return text
    pieces: list[str] = []
    still_open, copied = _Open(), 0
    for tag in _TAG.finditer(text):
        if not tag["name"]:
            continue
        name = tag["name"].lower()
        if not tag["end"]:
            still_open.open(name)
            continue
        divs = still_open.close(name)
        if divs and name != "div" and name not in _BARRIERS:
            pieces += [text[copied : tag.start()], "</div>" * divs]
            copied = tag.start()
    return "".join([*pieces, text[copied:]]) if pieces else text
