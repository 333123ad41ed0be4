"""Whether an address has to be asked for in this crawl, or the archive's answer will do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jjscrape.crawl.past import Past


@dataclass(frozen=True, slots=True)
class Look:
    """`ask` says whether to ask the site; `why` is for people. `had`: this crawl asked before it was interrupted."""

    ask: bool
    why: str
    had: bool = False


class Agenda:
    """Decides by what the archive holds. Without an archive everything is asked for."""

    def __init__(self, past: Past | None, crawl_id: str) -> None:
        self.past = past
        self._crawl = f"{crawl_id}/"

    def look(self, url: str) -> Look:
        known = self.past.of(url) if self.past else None
        if known is None or known.good is None:
            return Look(ask=True, why="never had")
        if known.good.file.startswith(self._crawl):
            return Look(ask=False, why="had before the crawl was interrupted", had=True)
        return Look(ask=True, why="had in an earlier crawl")
