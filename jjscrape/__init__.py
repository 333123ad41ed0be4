"""For analysts: tables of the published versions, what changed between them, and where a cell comes from.

What this module offers reads published datasets only; the commands make them.
"""

from __future__ import annotations

from jjscrape.load import diff, load, tracer, versions, why
from jjscrape.version import VERSION

__all__ = ["__version__", "diff", "load", "tracer", "versions", "why"]
__version__ = VERSION
