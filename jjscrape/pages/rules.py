"""All ladders of rules and lists of steps in one view, and the page of the documentation that is printed from them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from jjscrape.pages.entries import ENTRIES
from jjscrape.pages.head import ADDRESS, LANGUAGE
from jjscrape.pages.listing import RELATED
from jjscrape.pages.node.account import ACCOUNT
from jjscrape.pages.node.bylines import BYLINES, STATED_AUTHORS
from jjscrape.pages.node.dissect import STEPS
from jjscrape.pages.node.documents import DOCUMENTS
from jjscrape.pages.node.event_date import EVENT_DATE, EVENT_DATE_LINE, MACHINE_END, MACHINE_START
from jjscrape.pages.node.generic import GENERIC, RELEASE
from jjscrape.pages.node.images import CAPTION, LEAD
from jjscrape.pages.node.line_steps import STEPS_VERBATIM, STEPS_WITH_FIELD, STEPS_WITHOUT_FIELD, TEXT_WITHOUT_FIELD
from jjscrape.pages.node.links import LINKS
from jjscrape.pages.node.place import PLACE, PLACE_BETWEEN, PLACE_LINE
from jjscrape.pages.node.published import (
    DATE_FIELDS,
    PUBLISHED_IN_DUBLIN_CORE,
    PUBLISHED_IN_HEAD,
    PUBLISHED_LINES,
    PUBLISHED_STAMPS,
    SUBMITTED_LINES,
)
from jjscrape.pages.node.references import REFERENCE_FIELDS, REFERENCE_LINES
from jjscrape.pages.node.tags import KNOWN_LABELS, OTHER_TERMS, TAG_FIELDS, TAG_LINES, TAG_LINES_AROUND, TAG_MARKUP
from jjscrape.pages.node.text import SUMMARY, TEXT
from jjscrape.pages.node.title import NODE_HEADING, PAGE_TITLE, WITNESSED_HEADING
from jjscrape.pages.nodeless import NO_NODE
from jjscrape.pages.record import NODE_ID

if TYPE_CHECKING:
    from jjscrape.pages.ladder import Ladder
    from jjscrape.pages.node.steps import Step

LADDERS: tuple[Ladder[Any, Any], ...] = (
    ADDRESS,
    NODE_ID,
    PAGE_TITLE,
    WITNESSED_HEADING,
    NODE_HEADING,
    LANGUAGE,
    TEXT,
    TEXT_WITHOUT_FIELD,
    GENERIC,
    SUMMARY,
    PUBLISHED_IN_HEAD,
    PUBLISHED_STAMPS,
    PUBLISHED_IN_DUBLIN_CORE,
    PUBLISHED_LINES,
    SUBMITTED_LINES,
    DATE_FIELDS,
    EVENT_DATE,
    EVENT_DATE_LINE,
    MACHINE_START,
    MACHINE_END,
    PLACE,
    PLACE_LINE,
    PLACE_BETWEEN,
    ACCOUNT,
    BYLINES,
    STATED_AUTHORS,
    TAG_FIELDS,
    TAG_MARKUP,
    TAG_LINES_AROUND,
    KNOWN_LABELS,
    TAG_LINES,
    OTHER_TERMS,
    REFERENCE_FIELDS,
    REFERENCE_LINES,
    LEAD,
    CAPTION,
    DOCUMENTS,
    LINKS,
    RELATED,
    ENTRIES,
    NO_NODE,
)
"""By field, and for one field in the order in which the ladders are asked: elements first, then lines."""
_LISTS_OF_STEPS: tuple[tuple[str, tuple[Step[Any], ...]], ...] = (
    ("A node, or an entry of a list", STEPS),
    ("Its lines, where a field holds the text", STEPS_WITH_FIELD),
    ("Its lines, where no field does", STEPS_WITHOUT_FIELD),
    ("Its lines, where a generic extractor chose them", STEPS_VERBATIM),
)


def documented() -> str:
    """Return rules and steps as Markdown."""
    return "\n".join(chain(_introduction(), _table_of_rules(), _tables_of_steps())) + "\n"


def _introduction() -> tuple[str, ...]:
    return (
        "# How a page is read",
        "",
        "Each field has a ladder of rules, the surest first. The first rule that has an answer wins, but where the",
        "table says `+`: there the answers of all rules count. The name is the one in provenance (`jjscrape why`);",
        "a name in plain type leaves no trace. What feeds and the texts of bylines add comes later and is not here.",
        "",
        "Before them all goes what the site file pins ([pins.md](pins.md)); its name is `pin` with the selector.",
        "",
        "A rule is a function and a line in its field's table in `jjscrape/pages/`; `make docs` prints this page.",
        "",
        "## Rules",
        "",
        "| field | rank | rule | what it reads |",
        "| --- | ---: | --- | --- |",
    )


def _table_of_rules() -> list[str]:
    rows, ranks = [], dict[str, int]()
    for ladder in LADDERS:
        for rule in ladder.rules:
            rank = ranks[ladder.field] = ranks.get(ladder.field, 0) + 1
            name = f"`{ladder.prefix}.{rule.name}`" if ladder.prefix else rule.name
            name = name.replace(RELEASE, "RELEASE")  # of the extractor that is installed here; the page is for any
            rows.append(f"| {ladder.field} | {rank}{'+' if ladder.all_count else ''} | {name} | {rule.reads} |")
    return rows


def _tables_of_steps() -> list[str]:
    lines = ["", "## Steps", "", "The order in which a node is taken apart, and why."]
    for title, steps in _LISTS_OF_STEPS:
        lines += ["", f"### {title}", "", "| | step | why there |", "| ---: | --- | --- |"]
        lines += [f"| {number} | {step.name} | {step.why} |" for number, step in enumerate(steps, 1)]
    return lines
