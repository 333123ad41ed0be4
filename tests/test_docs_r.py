"""The page for R: what it names is there, and where R and its packages are, its code runs."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from jjscrape.schema import TABLES

PAGE = Path(__file__).parents[1] / "docs" / "r.md"
BLOCK = re.compile(r"^```r\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PACKAGES = ("arrow", "jsonlite")


def code():
    return "\n".join(BLOCK.findall(PAGE.read_text("utf-8")))


def has_r():
    """Whether R and the packages of the page are installed."""
    if not shutil.which("Rscript"):
        return False
    asked = f"quit(status = !all(sapply(c({', '.join(map(repr, PACKAGES))}), requireNamespace, quietly = TRUE)))"
    return subprocess.run(["Rscript", "-e", asked], capture_output=True, check=False).returncode == 0


def test_the_page_reads_tables_and_columns_that_there_are():
    files = set(re.findall(r'"(\w+)\.(?:parquet|csv)"', code()))
    assert files <= set(TABLES)
    assert {"articles", "links", "revisions"} <= files
    asked = set(re.findall(r"\b(articles|csv|people|links|revisions)\$(\w+)", code()))
    for name, column in asked:
        assert column in TABLES["articles" if name == "csv" else name].names, (name, column)
    assert set(re.findall(r"library\((\w+)\)", code())) == set(PACKAGES)


@pytest.mark.crawl
def test_its_code_runs_where_r_is(demo_data, tmp_path):
    (tmp_path / ".demo").symlink_to(demo_data)
    (tmp_path / "page.R").write_text(code(), "utf-8")
    if has_r():
        done = subprocess.run(
            ["Rscript", "page.R"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr
