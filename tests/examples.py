"""How many examples a property is tried with, where it is not as many as most: a share of the profile's.

`make test` tries some, `make slow` ten times as many; the profiles stand in conftest.py.
"""

from __future__ import annotations

from hypothesis import settings


def share(part: float) -> int:
    """Return such a part of the profile's number; to be called while the tests are collected."""
    return max(1, round(settings().max_examples * part))
