"""Every test there is runs: pytest leaves folders out by their names, and says nothing of it."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings

pytestmark = pytest.mark.crawl

ROOT = Path(__file__).parents[1]


def test_every_file_of_tests_is_collected(collected):
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    assert there, "no test was looked for where they lie"
    if there <= collected:
        return
    # This run is of a part, or leaves something out: another one, which only collects, tells which.
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-m", ""]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    tests = Counter(line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line)
    # A file that needs an outside program says aloud that it was left out, and how to get the program.
    said = {
        line.partition("] ")[2].partition(":")[0] for line in done.stdout.splitlines() if line.startswith("SKIPPED")
    }
    assert there - tests.keys() - said == set(), "these files hold tests that never run"


def test_a_test_of_no_cases_is_an_error(tmp_path):
    """Its cases may come from a folder that was renamed, and then it would pass for ever."""
    (tmp_path / "test_none.py").write_text(
        'import pytest\n@pytest.mark.parametrize("case", [])\ndef test_it(case):\n    assert False\n'
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml", tmp_path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2, done.stdout
    assert "Empty parameter set in 'test_it'" in done.stdout


def test_what_hypothesis_tries_is_the_same_each_time_but_where_one_looks_for_more():
    assert settings.get_profile("some").derandomize
    assert not settings.get_profile("thorough").derandomize
