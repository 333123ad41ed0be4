"""What the tests of verification share: a sound data folder to copy, and the mutants of it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))


@pytest.fixture(scope="session")
def made(once):
    """Not to be written to."""
    from sound_archive import make

    return once("sound", make)


@pytest.fixture
def data(made, tmp_path):
    """A sound data folder: an archive of two crawls, a WACZ of it, and a version."""
    return Path(shutil.copytree(made, tmp_path / "data", symlinks=True))


@pytest.fixture(scope="session")
def names():
    """The names of a report's faults, sorted."""
    return lambda report: sorted(fault.name for fault in report.faults)
