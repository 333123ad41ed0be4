"""A changelog names what happened by title, and nothing in a title can break it."""

from __future__ import annotations

import pytest

from jjscrape.release.changelog import changelog
from jjscrape.release.diff import changes
from jjscrape.release.tables import tables


@pytest.fixture
def rows(make_harvest):
    return tables(make_harvest())


def told(before, after):
    return changelog({**after, "changes": changes(before, after)}, before)


def edited(rows, name, number=0, **cells):
    return {**rows, name: [{**row, **(cells if n == number else {})} for n, row in enumerate(rows[name])]}


def test_the_first_version_says_what_it_holds(rows):
    assert changelog({**rows, "changes": []}, {}) == (
        "# Changes\n\nThis is the first version. It holds 4 articles, 1 project, 1 page.\n"
    )


def test_nothing_changed(rows):
    assert "No row differs" in told(rows, rows)


@pytest.mark.parametrize(
    ("cells", "section", "line"),
    [
        (
            {"status": "gone", "gone_evidence": "404"},
            "Withdrawn",
            "- page **About** (`about`): the site no longer finds it (404)",
        ),
        ({"title": "New", "content_digest": "x"}, "Edited", "- page **New** (`about`): title from “About” to “New”"),
        ({"text": "Other."}, "Edited", "- page **About** (`about`): text"),
        ({"hosts": []}, "Edited", '- page **About** (`about`): hosts from “\\["jamandjustice-rjc.org"\\]” to nothing'),
        ({"node_id": 5}, "Edited", "- page **About** (`about`): node\\_id from nothing to “5”"),
        ({"content_digest": "x"}, "Edited", "- page **About** (`about`): content\\_digest"),
        (
            {"url": "https://a/b", "also_at": ["https://jamandjustice-rjc.org/about"], "title": "New"},
            "Moved",
            "- page **New** (`about`): from <https://jamandjustice-rjc.org/about> to <https://a/b>; also changed: title",
        ),
    ],
)
def test_what_happened_to_a_record_is_told_in_a_line(rows, cells, section, line):
    lines = told(rows, edited(rows, "pages", **cells)).splitlines()
    assert lines == ["# Changes", "", f"## {section}", "", line]


def test_a_return_a_new_record_and_one_that_is_no_row_any_more(rows):
    before = edited({**rows, "projects": []}, "pages", status="gone", gone_evidence="absence")
    after = {**rows, "articles": rows["articles"][1:]}
    text = told(before, after)
    assert "## Returned\n\n- page **About** (`about`)\n" in text
    assert "## New\n\n- project **Space X** (`space-x`)\n" in text
    assert "## Removed\n\n- article **Post 0** (`blog/post-0`)\n" in text
    assert "## Withdrawn" not in text


def test_other_tables_are_counted(rows):
    after = {**rows, "links": rows["links"][2:], "people": []}
    assert told(rows, after).splitlines()[-2:] == ["- people: 1 row removed", "- links: 2 rows removed"]


def test_a_title_can_not_break_the_line(rows):
    hostile = "<script>x</script>\n## [a](b) *c* `d`"
    text = told(rows, edited(rows, "pages", title=hostile))
    assert len([line for line in text.splitlines() if line.startswith("##")]) == 1
    assert "<script>" not in text
    assert "\\<script\\>x\\</script\\> \\#\\# \\[a\\](b) \\*c\\* \\`d\\`" in text
