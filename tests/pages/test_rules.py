"""The tables of rules say what the extraction does: no rule but theirs leaves a trace, and the docs are theirs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from test_page_cases import NAMES, extraction  # isort: skip

from jjscrape.items import Article, Record
from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.rules import LADDERS, documented

DOCS = Path(__file__).parents[2] / "docs"
LISTED = {(ladder.field, f"{ladder.prefix}.{rule.name}") for ladder in LADDERS for rule in ladder.rules}


def test_the_rules_in_the_docs_are_the_code_s():
    """`make docs` writes them."""
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == documented()


@pytest.mark.parametrize("name", NAMES)
def test_every_trace_names_a_rule_of_its_field_s_table(name):
    result, _ = extraction(name)
    records = [item for item in result.items if isinstance(item, Record)]
    traced = {(t.field, t.rule) for record in records for t in record.traces}
    candidates = [c for record in records if isinstance(record, Article) for c in record.published_candidates]
    assert traced | {("published", candidate.rule) for candidate in candidates} <= LISTED


def test_a_rule_has_one_name_and_one_place():
    functions = Counter(id(rule.ask) for ladder in LADDERS for rule in ladder.rules)
    assert [count for count in functions.values() if count > 1] == []
    assert all(rule.reads for ladder in LADDERS for rule in ladder.rules)


def test_rules_are_asked_in_order_and_only_as_long_as_none_has_answered():
    asked = []

    def rule(name, answer):
        return Rule(name, name, lambda question: asked.append((name, question)) or answer)

    ladder = Ladder("field", "prefix", (rule("a", None), rule("b", ""), rule("c", "late")))
    assert ladder.first("page") == ("", "b")
    assert asked == [("a", "page"), ("b", "page")]
    assert list(ladder.answers("page")) == [("", "b"), ("late", "c")]
    assert Ladder("field", "prefix", (rule("a", None),)).first("page") is None
