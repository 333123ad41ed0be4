"""The loop of programs that try strange inputs: each made from a seed and its number alone, and what they took."""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MEMORY = Path("/dev/shm")  # where a file costs no disk
SLOWEST = 10.0
"""Seconds of processor time for an input beyond which the run fails."""


class Share(NamedTuple):
    """A kind of input, and how many of a hundred are of it."""

    name: str
    of_hundred: int
    tried: Callable[[random.Random, Path], None]


def one_of(shares: Sequence[Share], seed: int, number: int, folder: Path, only: str = "") -> str:
    """Try an input; the name of its kind. `folder` is empty afterwards."""
    chance = random.Random(f"{seed} {number}")
    wanted = [share for share in shares if only in share.name]
    (share,) = chance.choices(wanted, [share.of_hundred for share in wanted])
    try:
        share.tried(chance, folder)
    except Exception:
        print(f"seed {seed}, number {number}, {share.name}:", file=sys.stderr)
        raise
    finally:
        for left in folder.iterdir():
            left.unlink()
    return share.name


def run(about: str | None, shares: Sequence[Share], most_memory: int) -> int:
    """Try as many as the command line says; 1 where one ended in an error of Python's, or took too much.

    `most_memory` is in MiB, for all of them.
    """
    options = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("count", type=int)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--at", type=int, default=0, help="the number of the input to begin with")
    options.add_argument("--only", default="", help="one kind of input")
    told = options.parse_args()
    errors, slowest, counts = 0, (0.0, 0), Counter[str]()
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        for number in range(told.at, told.at + told.count):
            began = time.process_time()
            try:
                counts[one_of(shares, told.seed, number, Path(name), told.only)] += 1
            except Exception:  # noqa: BLE001  (any at all is what is looked for)
                errors += 1
                traceback.print_exc()
            slowest = max(slowest, (time.process_time() - began, number))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    print(f"seed {told.seed}: {told.count} inputs ({kinds}), {errors} errors; the slowest, number {slowest[1]},")
    print(f"took {slowest[0]:.2f} s of processor time; {peak} MiB of memory at most")
    return int(bool(errors) or slowest[0] > SLOWEST or peak > most_memory)
