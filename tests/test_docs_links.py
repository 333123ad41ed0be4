"""The pages are found from README.md, and what they link to is there."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("datasets/README.md")])
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def links(page: Path) -> list[tuple[Path, str]]:
    """What a page links to in this repository: the file, and the heading in it or an empty string."""
    targets = LINK.findall(CODE.sub("", page.read_text(encoding="utf-8")))
    own = [target.partition("#") for target in targets if not re.match(r"[a-z]+:", target)]
    return [((page.parent / unquote(path)).resolve() if path else page, heading) for path, _, heading in own]


def headings(page: Path) -> set[str]:
    """The fragments that headings are linked by, as the usual viewers of Markdown make them."""
    found = HEADING.findall(
        CODE.sub(lambda code: "" if code[0].startswith("```") else code[0], page.read_text("utf-8"))
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_readme_lists_every_page() -> None:
    listed = {path for path, _ in links(ROOT / "README.md")}
    assert {page.name for page in PAGES if page.parent == ROOT / "docs" and page not in listed} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_links_to_is_there(page: Path) -> None:
    for path, heading in links(page):
        assert path.exists(), path
        assert path.is_relative_to(ROOT), path
        assert not heading or heading in headings(path), f"{path} has no heading {heading}"
