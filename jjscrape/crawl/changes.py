"""Whether a page says anything else than it did, whatever tokens and times its bytes hold; and what a list tells of."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from jjscrape.items import FeedEntry, Record, Teaser, fields_on_page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from jjscrape.items import Item

_OF_THE_READING = frozenset({"capture", "traces", "problems", "page", "position", "image_alt"})
Entry = tuple[str, str]
"""The address an entry of a list leads to, and what it says."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of one page of a list.

    `told` are the addresses of entries that are new or say something else, `missing` those of entries that went from
    among others that stayed. `moved` says that entries did more than make room for new ones at the top, so that other
    pages of the list are not what they were either.
    """

    told: tuple[str, ...]
    missing: tuple[str, ...]
    moved: bool


def content(items: Iterable[Item]) -> list[str]:
    """What a page says, in a form that is the same as long as that is."""
    return [_said(item) for item in items]


def entries(items: Iterable[Item]) -> list[Entry]:
    return [(item.target_url, _said(item)) for item in items if isinstance(item, Teaser | FeedEntry)]


def turn(before: Sequence[Entry], now: Sequence[Entry], known: Collection[Entry]) -> Turn:
    """Compare a page of a list with what it was. `known` are the entries of all pages of the list before."""
    told = tuple(dict.fromkeys(url for url, said in now if (url, said) not in known))
    was, here = ([url for url, _ in side] for side in (before, now))
    stayed = [place for place, url in enumerate(here) if url in set(was)]
    first = stayed[0] if stayed else len(here)
    kept = here[first:]
    moved = kept != was[: len(kept)] or (not stayed and bool(was))
    last = max((place for place, url in enumerate(was) if url in set(here)), default=-1)
    missing = tuple(url for url in was[: last + 1] if url not in set(here))
    return Turn(told, missing, moved)


def _said(item: Item) -> str:
    data: dict[str, Any] = asdict(item)
    wanted = fields_on_page(type(item)) if isinstance(item, Record) else data.keys() - _OF_THE_READING
    told = {name: data[name] for name in sorted(wanted) if data[name]}
    return json.dumps([type(item).__name__, told], ensure_ascii=False, sort_keys=True, default=str)
