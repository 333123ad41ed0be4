"""Who only loads tables needs pandas and pyarrow, and what these bring: no crawler, no parser, no charts."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.crawl

ALLOWED = ("pandas", "pyarrow", "numpy", "dateutil", "six", "pytz", "tzdata", "jjscrape")

# Run in an interpreter of its own: a finder in front of all others knows only the standard library and these.
PROGRAM = """
import json, sys
allowed = set(json.loads(sys.argv[1])) | set(sys.stdlib_module_names)

class Bare:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in allowed and not top.startswith("_"):
            raise ModuleNotFoundError(f"No module named {top!r}", name=top)

sys.meta_path.insert(0, Bare())
import jjscrape
data = sys.argv[2]
known = jjscrape.versions(data=data)
table = jjscrape.load("articles", data=data)
changed = jjscrape.diff(*known.id.iloc[-2:], data=data) if len(known) > 1 else []
print(len(known), len(table), len(changed))
"""


def run_with(allowed, data):
    command = [sys.executable, "-c", PROGRAM, json.dumps(allowed), str(data)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_tables_load_with_pandas_and_pyarrow_alone(demo_data):
    done = run_with(ALLOWED, demo_data)
    assert done.returncode == 0, done.stderr
    versions, rows, changes = map(int, done.stdout.split())
    assert (versions, rows > 0, changes > 0) == (2, True, True)


@pytest.mark.parametrize("missing", ["pandas", "pyarrow"])
def test_the_finder_does_hide_what_is_not_allowed(missing, demo_data):
    done = run_with([name for name in ALLOWED if name != missing], demo_data)
    assert done.returncode != 0
    assert f"No module named '{missing}'" in done.stderr
