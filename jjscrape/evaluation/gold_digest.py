"""What pins a corpus: one digest over everything it holds."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def digest_of(parts: Iterable[tuple[str, bytes]]) -> str:
    """Return a SHA-256 in hex over names and contents, whatever order they come in."""
    lines = sorted(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in parts)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def digest_of_files(path: Path) -> str:
    """Digest a file, or all files below a folder by their paths in it."""
    if path.is_file():
        return digest_of([(path.name, path.read_bytes())])
    files = (file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
    return digest_of((file.relative_to(path).as_posix(), file.read_bytes()) for file in files)
