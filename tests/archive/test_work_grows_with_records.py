"""Work grows in step with the records, whatever is wrong with them: what is counted is calls and bytes, not time."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from archive_growth import CORPORA, measure

FEW, MANY = 300, 600  # fewer fit into what is read at once
MORE = {"calls": 1.1, "bytes": 1.3}
"""How many times as much it may be: files are read in blocks, the last of which is not full."""


@pytest.mark.parametrize("corpus", CORPORA)
def test_twice_the_records_are_twice_the_work(tmp_path, corpus):
    few, many = (measure(corpus, count, tmp_path / str(count)) for count in (FEW, MANY))
    for work, counts in many.items():
        for what, count in counts.items():
            assert count <= MORE[what] * (MANY / FEW) * few[work][what], (work, what)
