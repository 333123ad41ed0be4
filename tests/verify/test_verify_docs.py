"""docs/verify.md names every check, and shows the table that the benchmark prints."""

from __future__ import annotations

import re
from pathlib import Path

from kill_table import checks_table, shown
from mutation import mutants
from mutation.mutant import FAMILIES, PARTS

from jjscrape.verify.checks import CHECKS

DOCS = (Path(__file__).parents[2] / "docs" / "verify.md").read_text(encoding="utf-8")


def test_the_checks_are_those_of_the_code():
    assert "\n".join(checks_table()) in DOCS


def test_every_name_used_in_the_code_is_a_check_and_every_check_is_used():
    source = Path(__file__).parents[2] / "jjscrape" / "verify"
    text = "".join(path.read_text(encoding="utf-8") for path in source.glob("*.py") if path.name != "checks.py")
    used = {name for name in CHECKS if f'"{name}"' in text}
    assert used == set(CHECKS)
    assert set(re.findall(r'(?:fault|self\._say|self\._fault)\(\s*"([a-z-]+)"', text)) <= set(CHECKS)


def test_the_kill_table_counts_the_mutants_there_are(made):
    real = [mutant for mutant in mutants(made) if not mutant.equivalent]
    for part in PARTS:
        for family in FAMILIES:
            count = sum((mutant.part, mutant.family) == (part, family) for mutant in real)
            if count:
                assert re.search(rf"^\| {part} \| {family} \| {count} \| {count}/{count} \|", DOCS, re.MULTILINE)
    assert f"| **all** |  | {len(real)} | {len(real)}/{len(real)} |" in DOCS
    assert shown("WARC", None) == ("gzip -t", "warcio check")


def test_the_habits_are_those_of_the_code():
    from jjscrape.verify.habits import HABITS

    assert all(f"| {name} | {sentence} |" in DOCS for name, sentence in HABITS.items())
