"""What a page is extracted from: one answer of the site, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from jjscrape.items import CaptureRef


LARGEST_PAGE: Final = 16 * 1024 * 1024
"""Bytes of a page, free of codings, up to which it is read; no page that people read is as long."""
LARGEST_TEXT: Final = 2 * 1024 * 1024
"""Characters of text in a page up to which it is read: more than any book has."""


@dataclass(frozen=True, slots=True)
class Source:
    """One captured answer. `body` is without transfer and content codings; `captured_at` is UTC.

    `headers` are by lower-case name; of repeated ones the values are joined by ", ".
    """

    url: str
    body: bytes
    captured_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    capture: CaptureRef | None = None

    @property
    def content_type(self) -> str:
        """The header as sent, with the charset it may name; empty where there is none."""
        return self.headers.get("content-type", "")

    @property
    def media_type(self) -> str:
        """The media type without parameters, in lower case; empty where the server named none."""
        return self.content_type.partition(";")[0].strip().lower()
