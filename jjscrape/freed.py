"""Memory that was freed goes back to the system where one phase of a command ends and another begins."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Let go of what is free already.

    Pages are parsed into many small pieces, and the C library keeps what they leave free between pieces still in use:
    some 50 MB after a crawl of large pages, which the next phase, with pieces of other sizes, would take anew. Arrow
    keeps as much of one table beside what the next one takes. Where the C library knows no such call, nothing happens.
    """
    if arrow := sys.modules.get("pyarrow"):
        arrow.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
