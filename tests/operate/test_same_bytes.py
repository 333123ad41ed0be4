"""The same files come out of a build without a cache, with one, with a torn one, and by two processes."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from weekly_archive import write

from jjscrape.datafolder import EXTRACTS
from jjscrape.operate.archives import ALONE, Workers
from jjscrape.operate.building import build_only

pytestmark = pytest.mark.crawl  # starts processes


def sums(archive, data, workers=ALONE):
    build_only([str(archive)], data, "jamandjustice", None, accept=frozenset({"has-articles"}), workers=workers)
    (found,) = (data / "datasets").glob("2*/SHA256SUMS")
    return found.read_text()


def test_the_same_files_come_out_however_they_are_built(tmp_path):
    archive, cold, warm, torn = (tmp_path / name for name in ("archive", "cold", "warm", "torn"))
    write(archive, 4, 2, most=36)
    expected = sums(archive, cold)
    kept = cold / "cache" / EXTRACTS
    for data in (warm, torn):
        (data / "cache").mkdir(parents=True)
        shutil.copy(kept, data / "cache" / EXTRACTS)
    os.truncate(torn / "cache" / EXTRACTS, kept.stat().st_size // 2)
    assert sums(archive, warm) == expected
    assert sums(archive, torn) == expected
    assert sums(archive, tmp_path / "two", Workers(2)) == expected
