"""What extraction returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jjscrape.items import Item
    from jjscrape.site import Kind


@dataclass(slots=True)
class Extraction:
    """What one answer holds. `problems` are sentences that name a rule; `record_id` is the canonical key of the page.

    An answer that holds nothing usable has no items and a problem that says why.
    """

    kind: Kind
    record_id: str | None = None
    items: list[Item] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
