"""What part of a program its processor time goes to, by looking 250 times in a second of it at what is being done.

A look is counted for the innermost frame whose file belongs to a part; what stands further in (lxml, urllib, Scrapy's
requests) works for that one. Timers of processor time stand still while others use the machine, and Linux lets them
ring once in four milliseconds: some thousand looks tell a share to a tenth of itself.
"""

from __future__ import annotations

import signal
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

EVERY = 0.004


class Sampler:
    """Counts looks by part; `parts` name pieces of paths, the first that fits counts."""

    def __init__(self, parts: Sequence[tuple[str, tuple[str, ...]]], root: str) -> None:
        """`root` is a function: where it isn't being called, the program is starting or ending."""
        self.parts = parts
        self.root = root
        self.looks: Counter[str] = Counter()
        self._part_of: dict[str, str | None] = {}

    def start(self) -> None:
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _look(self, _number: int, frame: FrameType | None) -> None:
        found = None
        while frame is not None:
            name = frame.f_code.co_name
            if name == self.root:
                self.looks[found or "other"] += 1
                return
            if name == "_find_and_load":
                break
            found = found or self._part(frame.f_code.co_filename)
            frame = frame.f_back
        self.looks["start and end"] += 1

    def _part(self, path: str) -> str | None:
        if path not in self._part_of:
            fitting = (name for name, pieces in self.parts if any(piece in path for piece in pieces))
            self._part_of[path] = next(fitting, None)
        return self._part_of[path]
