"""Some of benchmarks/fuzz_readers.py: strange inputs for each reader of strangers' bytes beside those of archives."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from fuzz_readers import SHARES, one_input

EACH = {"html": 40, "site files": 60, "Parquet": 100}
FEW = 250


@pytest.mark.parametrize("kind", [share.name for share in SHARES])
def test_strange_inputs_end_with_a_sentence_and_soon(kind, tmp_path):
    slowest = 0.0
    for number in range(EACH.get(kind, FEW)):
        began = time.process_time()
        assert one_input(0, number, tmp_path, only=kind) == kind
        slowest = max(slowest, time.process_time() - began)
    assert slowest < 10
