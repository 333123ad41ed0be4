"""Class names in a page's markup, read from its bytes."""

from __future__ import annotations

import re
from functools import lru_cache
from sys import intern

from jjscrape.pages.markup.soup import KEPT

_CLASS = re.compile(rb"""\sclass\s*=\s*(?:"([^"<>]{1,1000})"|'([^'<>]{1,1000})')""", re.IGNORECASE)
_DIGIT = re.compile(r"\d")


def class_names(body: bytes) -> frozenset[str]:
    """The class names in a page's markup; those with a digit in them number or identify something."""
    values = {either or other for either, other in _CLASS.findall(body)}
    return frozenset().union(*map(_names, values))


@lru_cache(KEPT)
def _names(value: bytes) -> tuple[str, ...]:
    """The names in one attribute: a site uses a few hundred values over and over."""
    return tuple(intern(name) for name in value.decode("ascii", "ignore").split() if not _DIGIT.search(name))
