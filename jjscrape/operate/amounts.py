"""Sizes and spans of time as people write them, and the room on a disk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jjscrape.failures import Cause, stop
from jjscrape.operate.metrics import free_at
from jjscrape.outcome import Exit, Stop

if TYPE_CHECKING:
    from pathlib import Path

_SIZES: Final = {"": 1, "k": 1000, "m": 1000**2, "g": 1000**3, "t": 1000**4}
_SPANS: Final = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)b?", re.IGNORECASE | re.ASCII)
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)", re.IGNORECASE | re.ASCII)


def size_in_bytes(text: str, which: str) -> int:
    """Read a size like 500M or 2GB (powers of ten); `which` names where it was given.

    Raises:
        Stop: it is none.
    """
    if found := _SIZE.fullmatch(text.strip()):
        return int(float(found[1]) * _SIZES[found[2].lower()])
    raise Stop(Exit.USAGE, f"{which} is {text!r}; give it a size, like 500M or 2G")


def span_in_seconds(text: str, which: str) -> float:
    """Read a span of time like 90m or 3h; without a letter it is in seconds.

    Raises:
        Stop: it is none, or no time at all.
    """
    if (found := _SPAN.fullmatch(text.strip())) and (seconds := float(found[1]) * _SPANS[found[2].lower()]) > 0:
        return seconds
    raise Stop(Exit.USAGE, f"{which} is {text!r}; give it a time, like 90m or 3h")


def shown(size: int) -> str:
    """Write a size for a person."""
    for unit, letter in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:,.1f} {letter}"
    return f"{size} bytes"


def stop_unless_room(data: Path, least: int) -> None:
    """Begin nothing where the disk is nearly full.

    Raises:
        Stop: less than `least` bytes are free.
    """
    if (free := free_at(data)) < least:
        raise stop(
            Cause.FREE, where=f"the disk of {data}", free=shown(free), least=shown(least), detail="nothing was fetched"
        )
