"""Where a cell comes from: its value, the rule that made it, the string it was read from, and the bytes around that."""

from __future__ import annotations

from jjscrape.origin.cell import Evidence, Origin, Passage
from jjscrape.origin.tracing import trace

__all__ = ["Evidence", "Origin", "Passage", "trace"]
