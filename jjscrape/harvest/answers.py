"""What the site answered when it was asked last, for each of its addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jjscrape.harvested import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.archive.capture import Capture

_PASSING: Final = frozenset({408, 429, *range(500, 600)})
"""Answers that say how the server was, not what stands at the address."""


def newest_answers(answers: Mapping[str, list[Capture]]) -> dict[str, Answer]:
    """Return the newest answer by key; a passing failure only where there was never anything else.

    A 304 answers what the capture answered that it confirms.
    """
    newest = {}
    for key, captures in answers.items():
        lasting = [capture for capture in captures if capture.status not in _PASSING]
        capture = (lasting or captures)[-1]
        if status := capture.shown.status or capture.status:
            newest[key] = Answer(status=status, capture_id=capture.id)
    return newest
