"""Addresses and texts without what merely counts: by these, pages of one series are known from one another's likes.

A calendar goes on for ever, and so do month archives and session ids in paths: their addresses differ in numbers or
tokens only, and so does what they say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.items import Page
from jjscrape.normalise.dates.days import MONTH

if TYPE_CHECKING:
    from jjscrape.items import Record

_TOKEN = re.compile(r"(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}|(?=\w*\d)(?=\w*[A-Z])\w{16,}")
_NUMBER = re.compile(r"\d+")
_MONTH = re.compile(rf"\b{MONTH}(?!\w)", re.IGNORECASE)
_COUNTED = re.compile(r"(?:#\W*)+")


def shape(key: str) -> str:
    """A key with `#` for each number and `*` for each token, such as `calendar/#-#`."""
    return _NUMBER.sub("#", _TOKEN.sub("*", key))


def place(key: str) -> str | None:
    """The first part of a key with all that may stand below it, such as `tags/…`; None where there is no part below."""
    first, slash, _ = key.partition("/")
    return f"{first}/…" if slash else None


def repeats(key: str) -> bool:
    """Whether a key has one part more than once, as where a relative link goes one folder deeper each time."""
    parts = key.split("/")
    return len(set(parts)) < len(parts)


def winds_around(key: str, other: str) -> bool:
    """Whether a key has all parts of a shorter one in their order, and one of these more often."""
    parts, others = key.split("/"), other.split("/")
    rest = iter(parts)
    return all(part in rest for part in others) and any(parts.count(part) > others.count(part) for part in others)


def said_by(record: Record) -> str:
    """What a record says; of a page that shows no number of a node, without the numbers and months of a calendar."""
    said = f"{record.title}\n{record.text}"
    return _COUNTED.sub("# ", shape(_MONTH.sub("#", said))) if may_be_counted(record) else said


def may_be_counted(record: Record) -> bool:
    """Whether it may be one of a series that nobody wrote. What shows the number of its node was written."""
    return isinstance(record, Page) and not record.node_id
