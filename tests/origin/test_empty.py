"""Why a cell is empty is said of its own column, in its own table."""

from __future__ import annotations

import pytest

from jjscrape.origin.empty import why_empty
from jjscrape.schema import NO_VALUE, TABLES


@pytest.mark.parametrize(
    ("table", "row", "field", "reason"),
    [
        ("links", {}, "text", "the link has no text"),
        ("pages", {}, "text", "no reading text was found on its page"),
        ("articles", {"kind": "event"}, "place", "the page shows no place line"),
        ("articles", {"kind": "news"}, "place", "only an event has one"),
        ("articles", {"kind": "news"}, "a_field_of_an_older_schema", NO_VALUE),
    ],
)
def test_the_reason_is_the_column_s(table, row, field, reason):
    assert why_empty(table, row, field) == reason


def test_every_column_that_may_be_empty_says_why():
    silent = [(t.name, c.name) for t in TABLES.values() for c in t.columns if c.may_be_empty and c.empty == NO_VALUE]
    assert silent == []
