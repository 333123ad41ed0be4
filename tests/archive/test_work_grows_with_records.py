"""Work grows in step with the records, whatever is wrong with them: what is counted is calls and bytes, not time."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from archive_growth import CORPORA, measure

from jjscrape.archive import coding, flow, reader, scan, warcfile

FEW, MANY = 120, 360
AT_ONCE = ((flow, "_READ"), (warcfile, "_READ"), (warcfile, "_SEARCHED"), (coding, "_FED"), (reader, "_PIECE"), (scan, "_PIECE"))  # fmt: skip
"""What is read at once. An eighth of it, so that a few records fill several, as many do of what is usual."""
MORE = {"calls": 1.05, "bytes": 1.2}
"""How many times as much it may be: files are read in blocks, the last of which is not full."""


@pytest.mark.parametrize("corpus", CORPORA)
def test_three_times_the_records_are_three_times_the_work(tmp_path, monkeypatch, corpus):
    for module, name in AT_ONCE:
        monkeypatch.setattr(module, name, getattr(module, name) // 8)
    few, many = (measure(corpus, count, tmp_path / str(count)) for count in (FEW, MANY))
    for work, counts in many.items():
        for what, count in counts.items():
            assert count <= MORE[what] * (MANY / FEW) * few[work][what], (work, what)
