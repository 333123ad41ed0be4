"""Where a cell comes from: its value, the rule that made it, the string it was read from, and the bytes around that."""

from __future__ import annotations

from jjscrape.origin.cell import Cell, Evidence, Origin, Passage
from jjscrape.origin.dataset import Dataset
from jjscrape.origin.tracing import Tracer

__all__ = ["Cell", "Dataset", "Evidence", "Origin", "Passage", "Tracer"]
