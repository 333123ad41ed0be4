"""Every test there is runs: pytest leaves folders out by their names, and says nothing of it."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_file_of_tests_is_collected():
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    tests = Counter(line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line)
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    assert there, "no test was looked for where they lie"
    # A file that needs an outside program says aloud that it was left out, and how to get the program.
    said = {
        line.partition("] ")[2].partition(":")[0] for line in done.stdout.splitlines() if line.startswith("SKIPPED")
    }
    assert there - tests.keys() - said == set(), "these files hold tests that never run"
