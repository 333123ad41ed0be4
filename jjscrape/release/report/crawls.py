"""The records that crawls left of themselves beside the WARC files a dataset was built from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NAME = "run.json"


def crawls_beside(files: Iterable[Path]) -> list[dict[str, Any]]:
    """Return the `run.json` that stands beside any of these files, by crawl id; one that can't be read is left out."""
    found = []
    for path in sorted({file.resolve().parent / NAME for file in files}):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(record, dict):
            found.append(record)
    return sorted(found, key=lambda record: str(record.get("crawl_id", "")))
