"""The versions of one dataset."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jjscrape.release.store.versions import Version


@dataclass(frozen=True, slots=True)
class Series:
    """`title`, `homepage` and `description` are those of the newest version; `versions` are oldest first."""

    title: str
    homepage: str
    description: str
    versions: tuple[Version, ...]

    def urn(self, *parts: str) -> str:
        """Return a name for a part of it that is the same wherever and whenever it is published."""
        return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join((self.homepage or self.title, *parts))).urn
