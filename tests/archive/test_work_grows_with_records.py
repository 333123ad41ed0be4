"""Work grows in step with the records, whatever is wrong with them: what is counted is calls and bytes, not time."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from archive_growth import CORPORA, measure

FEW, MANY = 300, 900  # fewer fit into what is read at once


@pytest.mark.parametrize("corpus", CORPORA)
def test_three_times_the_records_are_three_times_the_work(tmp_path, corpus):
    few, many = (measure(corpus, count, tmp_path / str(count)) for count in (FEW, MANY))
    for work, counts in many.items():
        for what, count in counts.items():
            assert count <= 1.3 * (MANY / FEW) * few[work][what], (work, what)
