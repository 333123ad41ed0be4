"""Vega-Lite to SVG, by whoever is chosen to draw: a process that has drawn holds 80 MB from then on.

As a program this reads specifications from standard input, one JSON object a line, and answers each with the SVG as a
JSON string; nothing of the project is imported for that.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Drawing = Callable[[dict[str, Any]], str | None]

_chosen: list[Drawing] = []
"""Who draws; the last one is asked, and it is done here where there is none or where it can't."""


def svg_of(spec: dict[str, Any]) -> str:
    """Draw a chart."""
    svg = _chosen[-1](spec) if _chosen else None
    return drawn_here(spec) if svg is None else svg


@contextlib.contextmanager
def drawn_by(drawing: Drawing) -> Iterator[None]:
    """Have another draw within this block; it gives None where it can't."""
    _chosen.append(drawing)
    try:
        yield
    finally:
        _chosen.remove(drawing)


def drawn_here(spec: dict[str, Any]) -> str:
    import vl_convert  # noqa: PLC0415  (half a second that other commands need not pay)

    return str(vl_convert.vegalite_to_svg(spec))


if __name__ == "__main__":
    for _line in sys.stdin:
        sys.stdout.write(f"{json.dumps(drawn_here(json.loads(_line)))}\n")
        sys.stdout.flush()
