"""What is asked for a moment's look begins in a moment: it imports none of what crawls, parses, builds or draws."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.crawl

HEAVY = {
    "bs4", "dateparser", "jinja2", "lxml", "matplotlib", "numpy", "pandas", "pyarrow", "rich", "scrapy", "trafilatura",
    "twisted",
}  # fmt: skip

# Each in turn within one interpreter, which costs a tenth of an interpreter for each.
PROGRAM = """
import json, sys
data = sys.argv[1]

def loaded():
    return sorted({name.partition(".")[0] for name in sys.modules})

found = {}
import jjscrape
found["import jjscrape"] = loaded()
from jjscrape import cli
for words in (["--help"], ["run", "--help"], ["versions", "--data", data], ["status", "--data", data]):
    sys.argv = ["jjscrape", *words]
    try:
        cli.main()
    except SystemExit as end:
        assert not end.code, (words, end.code)
    found[" ".join(words)] = loaded()
print("MODULES " + json.dumps(found))
"""


def test_the_quick_doors_import_nothing_heavy(demo_data):
    command = [sys.executable, "-c", PROGRAM, str(demo_data)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.rpartition("MODULES ")[2])
    assert {door: sorted(HEAVY.intersection(modules)) for door, modules in found.items()} == {
        door: [] for door in found
    }
