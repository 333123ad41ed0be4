"""A site that answers for each address once: a build asks the same of an address again for each of its captures."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from jjscrape.site import Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from jjscrape.site import Kind

_ASKED: Final = ("key", "kind", "owns", "knows")
MOST: Final = 100_000
"""Answers that are remembered of each kind; then all are forgotten."""


@dataclass(frozen=True)
class RememberingSite(Site):
    """The same site; what it answers depends on nothing but the address."""

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "_answers", {name: {} for name in _ASKED})

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_answers": {name: {} for name in _ASKED}}

    def key(self, url: str) -> str | None:
        key: str | None = self._remembered("key", super().key, url)
        return key

    def kind(self, url: str) -> Kind | None:
        kind: Kind | None = self._remembered("kind", super().kind, url)
        return kind

    def owns(self, url: str) -> bool:
        owns: bool = self._remembered("owns", super().owns, url)
        return owns

    def knows(self, url: str) -> bool:
        knows: bool = self._remembered("knows", super().knows, url)
        return knows

    def _remembered(self, name: str, answer: Callable[[str], Any], url: str) -> Any:
        known: dict[str, Any] = self.__dict__["_answers"][name]
        try:
            return known[url]
        except KeyError:
            if len(known) >= MOST:
                known.clear()
            known[url] = answer(url)
            return known[url]


def remembering(site: Site) -> RememberingSite:
    return RememberingSite(**{part.name: getattr(site, part.name) for part in fields(site) if part.init})
