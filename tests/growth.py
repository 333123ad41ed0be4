"""How the cost of a piece of work grows with its size, where it can't be counted because C does it: in processor time.

Processor time of this process alone, the best of several, so that a busy machine makes no difference; and what fails is
growth near the square of the size only, not work that is slow.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TRIES = 3
EXPONENT = 1.7
"""Between work that grows with the size (1) and with its square (2), nearer to the square."""
RESOLUTION = 0.02
"""Seconds below which one measurement differs much from the next."""


def assert_no_square(work: Callable[[int], object], small: int, large: int) -> None:
    """Do the work at both sizes; the large one again only if it took too long.

    Work that is done in next to no time at the large size needs no measure of the small one.
    """
    if seconds(work, large) <= RESOLUTION * (large / small) ** EXPONENT:
        return
    allowed = max(min(seconds(work, small) for _ in range(2)), RESOLUTION) * (large / small) ** EXPONENT
    taken = []
    while len(taken) < TRIES:
        taken.append(seconds(work, large))
        if taken[-1] <= allowed:
            return
    raise AssertionError(f"{large / small:g} times the size took {min(taken):.2f} s, and {allowed:.2f} s are allowed")


def seconds(work: Callable[[int], object], size: int) -> float:
    began = time.process_time()
    work(size)
    return time.process_time() - began
