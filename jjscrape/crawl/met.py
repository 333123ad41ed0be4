"""What was met already, by a digest in place of the text: the addresses of a large site would fill the memory."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Met:
    """A set of texts that can be asked, but not listed: some 80 bytes for each, however long it is."""

    __slots__ = ("_digests",)

    def __init__(self) -> None:
        self._digests: set[bytes] = set()

    def __contains__(self, text: str) -> bool:
        return digest(text) in self._digests

    def __len__(self) -> int:
        return len(self._digests)

    def add(self, text: str) -> bool:
        """Add a text, and tell whether it is new."""
        before = len(self._digests)
        self._digests.add(digest(text))
        return len(self._digests) > before

    def update(self, texts: Iterable[str]) -> bool:
        """Add texts, and tell whether any of them is new."""
        before = len(self._digests)
        self._digests.update(map(digest, texts))
        return len(self._digests) > before


def digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
