"""Sentences among a page's problems that tell how it was read, and name nothing that could not be."""

from __future__ import annotations

from typing import Final

PIECES: Final = "text: stands in several fields; all of them are read, in the page's order"
ASIDE: Final = "text: an aside in the node is left out"
NOTES: Final = (PIECES, ASIDE)
"""How such sentences begin."""
