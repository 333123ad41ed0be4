"""Where a page belongs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """Canonical key, absolute address on the host it was fetched from, other addresses, and the rule that told."""

    key: str
    url: str
    also_at: tuple[str, ...]
    rule: str
