"""Sorting more lines than memory holds."""

from __future__ import annotations

import heapq
import tempfile
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RUN: Final = 200_000
"""Lines sorted at once; of some 400 bytes each."""


def sorted_lines(lines: Iterable[bytes], run: int = RUN) -> Iterator[bytes]:
    """The lines, each without a line end in it, in the order of their bytes. Runs lie in temporary files meanwhile."""
    remaining = iter(lines)
    batch = sorted(islice(remaining, run))
    if len(batch) < run:
        yield from batch
        return
    with ExitStack() as stack:
        runs = []
        while batch:
            file = stack.enter_context(tempfile.TemporaryFile())
            file.writelines(line + b"\n" for line in batch)
            file.seek(0)
            runs.append(line.removesuffix(b"\n") for line in file)
            batch = sorted(islice(remaining, run))
        yield from heapq.merge(*runs)
