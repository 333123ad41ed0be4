"""Every block of Python in README.md and docs/ runs as it stands, on a demonstration dataset of two versions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> list[tuple[int, str]]:
    """The blocks of a page, each with the line it begins at."""
    text = page.read_text(encoding="utf-8")
    return [(text[: match.start(1)].count("\n"), match[1]) for match in BLOCK.finditer(text)]


PAGES = [page for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if blocks(page)]


def test_the_pages_for_analysts_have_code():
    assert {"README.md", "analysts.md"} <= {page.name for page in PAGES}


@pytest.mark.crawl
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_code_of_a_page_runs_from_top_to_bottom(page, demo_data, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "matplotlib"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".demo").symlink_to(demo_data)
    known: dict[str, object] = {"__name__": "__main__"}
    for line, code in blocks(page):
        exec(compile("\n" * line + code, str(page), "exec"), known)
    printed = capsys.readouterr().out
    assert len(printed.splitlines()) > 10
    if page.name == "analysts.md":
        check_what_the_analyst_saw(known, tmp_path, printed)


def check_what_the_analyst_saw(known, folder, printed):
    assert len(known["published"]) == 2
    assert set(known["changed"]["change"]) >= {"added", "changed"}
    assert known["by_theme_and_year"].to_numpy().sum() > 50
    assert (folder / "themes.png").stat().st_size > 10_000
    assert "⟦" in printed
    assert known["people"]["posts"].max() > 1
