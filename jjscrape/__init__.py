"""The analyst's door: tables of the published versions.

What this module offers reads published datasets only; the commands make them.
"""

from __future__ import annotations

from jjscrape.load import load, versions
from jjscrape.version import VERSION

__all__ = ["__version__", "load", "versions"]
__version__ = VERSION
