"""Byline strings: who is named an author, and who isn't."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.evaluation.gold_lines import read_lines
from jjscrape.evaluation.sheet import Sheet
from jjscrape.normalise.people.byline import parse_byline

if TYPE_CHECKING:
    from pathlib import Path


def judge_bylines(path: Path) -> Sheet:
    """Judge each case of `lines` as a page's first lines; `authors` are wanted as a set, in the names printed."""
    sheet = Sheet()
    for number, case in enumerate(read_lines(path), 1):
        case_name = f"line {number} {case['lines'][0][:60]!r}"
        byline = parse_byline(case["lines"], running_text=case.get("kind", "blog") != "event")
        sheet.judge_set(case_name, "authors", [a.name for a in byline.authors] if byline else [], case["authors"])
        if case["authors"]:
            sheet.judge_value(case_name, "confidence", byline and byline.confidence, case.get("confidence", "explicit"))
        sheet.judge_value(case_name, "date", byline and byline.date_raw, case.get("date"))
        if "affiliation" in case:
            sheet.judge_set(
                case_name,
                "affiliation",
                {a.affiliation for a in byline.authors} if byline else [],
                [case["affiliation"]],
            )
    return sheet
