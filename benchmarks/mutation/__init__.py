"""Ways to break a sound data folder, each one small: cut, flip, swap, drop, duplicate, lie.

A mutant is made from a copy of the folder that `sound_archive` fills. The same seed makes the same mutants.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from mutation.anywhere import anywhere
from mutation.index import in_index
from mutation.members import reindex, whole_records
from mutation.mutant import INDEX, PARTS, SEED, WACZ, WARC, Mutant
from mutation.package import in_wacz, repacked, settled
from mutation.records import added, lying, within_records
from mutation.release import in_release

if TYPE_CHECKING:
    from pathlib import Path


def mutants(sound: Path) -> list[Mutant]:
    """All mutants of a sound folder; names are unique."""
    draw = random.Random(SEED)
    found = [
        *anywhere(sound, draw),
        *whole_records(sound),
        *within_records(),
        *in_index(),
        *in_wacz(sound),
        *in_release(sound),
    ]
    assert len({mutant.name for mutant in found}) == len(found)
    return found


def controls() -> list[Mutant]:
    """Changes that make nothing wrong: what finds a fault in one of these would find it in a mutant for no reason."""
    file, note = lying(added("X-Note", "nothing"), number=1)
    return [
        *(Mutant(f"nothing changed, {part}", "control", part, WARC, lambda _: None) for part in PARTS),
        Mutant("a field more in a record", "control", "WARC", file, note),
        Mutant("packed again", "control", "WACZ", WACZ, repacked(settled)),
        Mutant("index made anew", "control", "CDXJ", INDEX, reindex),
    ]
