"""Numbers in sentences."""

from __future__ import annotations

import re
from pathlib import Path

from jjscrape.counts import agreeing, many

PACKAGE = Path(__file__).parents[1] / "jjscrape"


def test_a_noun_and_a_verb_go_with_their_count() -> None:
    assert [many(n, "post") for n in (0, 1, 2, 1204)] == ["0 posts", "1 post", "2 posts", "1,204 posts"]
    assert [many(n, "address", "addresses") for n in (1, 2)] == ["1 address", "2 addresses"]
    assert [agreeing(n, "is", "are") for n in (0, 1, 2)] == ["are", "is", "are"]


def test_no_other_place_makes_a_plural() -> None:
    made = re.compile(r"""['"]s['"] (?:\*|if)|['"]{2} if [^\n]* == 1 else ['"]e?s['"]""")
    found = [
        path.name for path in PACKAGE.rglob("*.py") if path.name != "counts.py" and made.search(path.read_text("utf-8"))
    ]
    assert found == []
