"""Class names in a page's markup, read from its bytes."""

from __future__ import annotations

import re
from sys import intern

_CLASS = re.compile(rb"""\sclass\s*=\s*(?:"([^"<>]{1,1000})"|'([^'<>]{1,1000})')""", re.IGNORECASE)
_DIGIT = re.compile(r"\d")


def class_names(body: bytes) -> frozenset[str]:
    """The class names in a page's markup; those with a digit in them number or identify something."""
    names: set[str] = set()
    for match in _CLASS.finditer(body):
        names.update((match[1] or match[2]).decode("ascii", "ignore").split())
    return frozenset(intern(name) for name in names if not _DIGIT.search(name))
