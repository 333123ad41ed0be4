"""What a wheel holds is what the repository holds."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_package_is_listed() -> None:
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "jjscrape").rglob("__init__.py")}
    assert listed == found | {"jjscrape.spiders", "jjscrape.pipelines"}


def test_no_file_names_where_packages_are_fetched() -> None:
    text = (ROOT / "constraints.txt").read_text()
    assert "://" not in text
    assert "--index-url" not in text
    assert text.count("--hash=sha256:") > text.count("==")
