"""Class names in a page's markup, read from its bytes."""

from __future__ import annotations

import re
from functools import lru_cache
from sys import intern

from jjscrape.pages.markup.soup import KEPT

_FORM = rb"""class(?<=\sclass)\s*=\s*("[^"<>]{1,1000}"|'[^'<>]{1,1000}')"""
_CLASS = re.compile(_FORM)
"""Begins with a word, which Python looks for four times as fast as for one in any letters."""
_CLASS_OR_CAPITALS = re.compile(_FORM, re.IGNORECASE)
_DIGIT = re.compile(r"\d")


def class_names(body: bytes) -> frozenset[str]:
    """The class names in a page's markup; those with a digit in them number or identify something."""
    in_small_letters = body.count(b"class") == body.lower().count(b"class")
    form = _CLASS if in_small_letters else _CLASS_OR_CAPITALS
    return frozenset().union(*map(_names, set(form.findall(body))))


@lru_cache(KEPT)
def _names(value: bytes) -> tuple[str, ...]:
    """The names in one attribute, with its quotes: a site uses a few hundred values over and over."""
    return tuple(intern(name) for name in value[1:-1].decode("ascii", "ignore").split() if not _DIGIT.search(name))
