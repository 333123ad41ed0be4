"""What is known of a version besides its rows: how it is described and cited, how it was judged, which files it has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKSUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """`quality` is what quality.json says; `files` are sizes in bytes, by name, of what was written before the page.

    The page is not among them, nor the checksums, which are of all files and so come last.
    """

    description: tuple[str, ...] = ()
    citation: str = ""
    bibtex: str = ""
    content_sha256: str = ""
    quality: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)


def size(count: int) -> str:
    """Say a number of bytes: 512 B, 43.2 kB, 1.3 MB."""
    if count < 1000:  # noqa: PLR2004
        return f"{count} B"
    return f"{count / 1e3:,.1f} kB" if count < 999_950 else f"{count / 1e6:,.1f} MB"  # noqa: PLR2004
