"""How published files are served: what each is, and for how long it may be kept without asking again."""

from __future__ import annotations

import re
from typing import Final

from jjscrape.datafolder import DATASETS

_VERSION: Final = re.compile(rf"{DATASETS}/[0-9]{{4}}(?:\.[0-9]+)+/[^/]+")
_TYPES: Final = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "atom": "application/atom+xml",
    "cff": "application/yaml",
}
_ENDLESS: Final = "public, max-age=31536000, immutable"
_SHORT: Final = "public, max-age=60"


def content_type(path: str) -> str:
    """Return the media type of a published file; what has no ending is text, such as SHA256SUMS."""
    _, dot, ending = path.rpartition("/")[2].rpartition(".")
    return _TYPES.get(ending, "application/octet-stream") if dot else "text/plain; charset=utf-8"


def cache_control(path: str) -> str:
    """Return the Cache-Control of a published file: a version never changes, what points at versions does."""
    return _ENDLESS if _VERSION.fullmatch(path) else _SHORT
