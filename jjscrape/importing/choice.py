"""Which of the captures that a web archive lists are worth asking for."""

from __future__ import annotations

from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from jjscrape.importing.listing import REVISIT, Listed

if TYPE_CHECKING:
    from collections.abc import Iterable

_OK = range(200, 300)
_MOVED = range(300, 400)
# What tells that a page was withdrawn; other errors tell only of the day.
_GONE = frozenset({401, 403, 404, 410, 451})


class Versions(StrEnum):
    EVERY = "every"
    ALL = "all"
    NEWEST = "newest"


def choose(listed: Iterable[Listed], versions: Versions) -> list[Listed]:
    """The captures to ask for, pages before files.

    `every` takes them all, unless they tell of the day alone, such as errors of the server: only so is it known until
    when a page stood as it was. `all` takes each version of an address once: the first of captures in a row that have
    one digest. `newest` takes the newest good capture of an address; where there is none, its newest redirect.
    """
    chosen: list[Listed] = []
    in_order = sorted(set(listed), key=lambda c: (c.key, c.stamp, c.url))
    for _, group in groupby(in_order, key=lambda c: c.key):
        captures = list(group)
        match versions:
            case Versions.EVERY:
                chosen += _telling(captures)
            case Versions.ALL:
                chosen += _all(captures)
            case Versions.NEWEST:
                chosen += _newest(captures)
    return sorted(chosen, key=lambda c: ("html" not in c.media_type and c.media_type != REVISIT, c.key, c.stamp, c.url))


def _telling(captures: list[Listed]) -> list[Listed]:
    return [c for c in captures if _good(c) or c.status in _MOVED or c.status in _GONE]


def _all(captures: list[Listed]) -> list[Listed]:
    chosen: list[Listed] = []
    for capture in _telling(captures):
        before = chosen[-1] if chosen else None
        if before is None or not capture.digest or before.digest != capture.digest or _other(before, capture):
            chosen.append(capture)
    return chosen


def _other(before: Listed, capture: Listed) -> bool:
    """Whether two captures with one digest differ all the same: an empty body may come with any status."""
    return None not in {before.status, capture.status} and before.status != capture.status


def _newest(captures: list[Listed]) -> list[Listed]:
    good = [c for c in captures if _good(c)] or [c for c in captures if c.status in _MOVED]
    return good[-1:]


def _good(capture: Listed) -> bool:
    return capture.status is None or capture.status in _OK  # where it is not told, the answer tells
