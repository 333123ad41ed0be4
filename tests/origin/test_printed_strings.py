"""A string that the dataset gives as printed is printed: as one, in the capture that its cell is cited from."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from jjscrape.site import load_site

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from printed_strings import NAME, Bytes, tried

WANTED = {
    ("articles", "event_raw"), ("articles", "place"), ("articles", "byline_raw"), ("articles", "published_raw"),
    ("authorships", "name_raw"), ("provenance", "authors"), ("provenance", "theme_id"), ("provenance", "title"),
    ("themes", "label"), ("documents", "label"), ("links", "text"),
}  # fmt: skip


@pytest.mark.crawl
@pytest.mark.parametrize("data", ["demo_data", "eventful_data"])
def test_every_string_of_the_demo_stands_in_the_capture_it_is_cited_from(data, request):
    counts = Counter()
    for found, stands in tried(request.getfixturevalue(data), []):
        assert stands, found
        counts[found.table, found.field] += 1
    assert set(counts) >= WANTED
    assert counts.total() > 300


def test_nothing_but_spelling_may_differ():
    page = Bytes(
        "http://h.org/a/b",
        b"<p>By <b>Ann</b>\n&nbsp;Roe &amp; BO LOWE<br>in <i>May</i></p><a href='../c%20d'>x</a>",
        load_site("demo"),
    )
    assert all(map(page.has, ("By Ann Roe & BO LOWE in May", "http://h.org/c%20d", "By [email] in May")))
    assert page.has("Bo Lowe", NAME)
    assert not any(
        map(page.has, ("By Ann Rae", "by Ann Roe", "Bo Lowe", "Ann Roe, BO LOWE", "http://h.org/c", "May in"))
    )
