"""What a wheel holds is what the repository holds."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml
from packaging.version import Version

from jjscrape.version import VERSION

ROOT = Path(__file__).parents[1]


def test_every_package_is_listed() -> None:
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "jjscrape").rglob("__init__.py")}
    assert listed == found | {"jjscrape.spiders", "jjscrape.pipelines"}


def test_no_file_names_where_packages_are_fetched() -> None:
    for name in ("constraints.txt", "constraints-dev.txt"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "--index-url" not in text
        assert text.count("--hash=sha256:") > text.count("==")


def pins(name: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9.-]+==\S+)", (ROOT / name).read_text(), re.MULTILINE))


def test_developers_have_what_users_have_and_users_no_tools() -> None:
    assert pins("constraints.txt") < pins("constraints-dev.txt")
    assert not {pin.partition("==")[0] for pin in pins("constraints.txt")} & {"pytest", "mypy", "ruff", "playwright"}


def test_the_citation_names_the_newest_release_of_the_changelog() -> None:
    released = re.findall(r"^## (\d+\.\d+\.\d+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"] == released[0]


def test_a_development_version_names_its_commit_and_is_later_than_the_release() -> None:
    release = yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"]
    assert Version(VERSION) >= Version(release)
    assert Version(VERSION) == Version(release) or re.search(r"\+g[0-9a-f]{7,}", VERSION)
