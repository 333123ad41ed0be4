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
PARQUET = "## Parquet"
"""The part of the page that needs arrow, and its last one."""


def code(text: str) -> str:
    return "\n".join(BLOCK.findall(text))


def has(*packages: str) -> bool:
    """Whether R and these packages are installed."""
    if not shutil.which("Rscript"):
        return False
    asked = f"quit(status = !all(sapply(c({', '.join(map(repr, packages))}), requireNamespace, quietly = TRUE)))"
    return subprocess.run(["Rscript", "-e", asked], capture_output=True, check=False).returncode == 0


def test_the_page_reads_tables_and_columns_that_there_are() -> None:
    page = PAGE.read_text("utf-8")
    tables = set(re.findall(r'read_table\("(\w+)"', code(page))) | set(re.findall(r'"(\w+)\.parquet"', code(page)))
    assert tables <= set(TABLES)
    assert {"articles", "links", "revisions"} <= tables
    asked = set(re.findall(r"\b(articles|typed|people|links|revisions)\$(\w+)", code(page)))
    for name, column in asked:
        assert column in TABLES["articles" if name == "typed" else name].names, (name, column)
    before, _, with_parquet = page.partition(PARQUET)
    assert set(re.findall(r"library\((\w+)\)", code(before))) == {"jsonlite"}
    assert set(re.findall(r"library\((\w+)\)", code(with_parquet))) == {"arrow"}


@pytest.mark.crawl
def test_its_code_runs_where_r_is(demo_data: Path, tmp_path: Path) -> None:
    if not has("jsonlite"):
        pytest.skip("not run: docs/r.md; the operating system's packages have R and jsonlite")
    (tmp_path / ".demo").symlink_to(demo_data)
    page = PAGE.read_text("utf-8")
    (tmp_path / "page.R").write_text(code(page if has("arrow") else page.partition(PARQUET)[0]), "utf-8")
    done = subprocess.run(["Rscript", "page.R"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
