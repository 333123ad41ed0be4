"""Authors: who a byline names, and which person a name stands for."""

from __future__ import annotations

from jjscrape.normalise.byline import parse_byline, read_account
from jjscrape.normalise.credits import EXPLICIT, PROSE, Byline
from jjscrape.normalise.identity import Person, close_names, identify, spellings

__all__ = [
    "EXPLICIT",
    "PROSE",
    "Byline",
    "Person",
    "close_names",
    "identify",
    "parse_byline",
    "read_account",
    "spellings",
]
