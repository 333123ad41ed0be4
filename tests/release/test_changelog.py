"""A changelog names what happened by title, and nothing in a title can break it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jjscrape.release.changelog import changelog
from jjscrape.release.diff import changes
from jjscrape.release.gate.judging import Refusal
from jjscrape.release.tables import tables
from jjscrape.schema import TABLES


@pytest.fixture
def rows(make_harvest):
    return tables(make_harvest())


def told(before, after):
    return changelog({**after, "changes": changes(before, after)}, before)


def edited(rows, name, number=0, **cells):
    """The same rows after another crawl, in which the site says something else of one record."""
    cells = {"capture_id": "another", "content_digest": "another", **cells}
    return {**rows, name: [{**row, **(cells if n == number else {})} for n, row in enumerate(rows[name])]}


def test_the_first_version_says_what_it_holds(rows):
    assert changelog({**rows, "changes": []}, {}) == (
        "# Changes\n\nThis is the first version. It holds 4 articles, 1 project, 1 page.\n"
    )


def test_nothing_changed(rows):
    assert told(rows, rows) == "# Changes\n\nNo row differs from the version before.\n"


def test_what_a_person_let_pass_stands_first(rows):
    accepted = [Refusal("nulls", "a | b"), Refusal("errors", "c")]
    lines = [
        "# Changes",
        "",
        "A person let this version pass although the check nulls spoke against it: a \\| b.",
        "",
        "A person let this version pass although the check errors spoke against it: c.",
        "",
    ]
    assert changelog({**rows, "changes": []}, rows, accepted).splitlines()[:6] == lines
    assert changelog({**rows, "changes": []}, {}, accepted).splitlines()[:6] == lines
    changed = edited(rows, "pages", title="New")
    text = changelog({**changed, "changes": changes(rows, changed)}, rows, accepted)
    assert text.splitlines()[:7] == [*lines, "## Edited"]


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        ("403", "the site refuses it (403)"),
        ("410", "the site says it is gone (410)"),
        ("absence", "a crawl of the whole site did not meet it any more"),
    ],
)
def test_the_evidence_of_a_withdrawal_is_told_in_words(rows, evidence, why):
    text = told(rows, edited(rows, "pages", status="gone", gone_evidence=evidence, text="Other.", title="New"))
    line = f"- page **New** (`about`): {why}; also changed: title, text"
    assert text == f"# Changes\n\n## Withdrawn\n\n{line}\n"


def test_fields_that_follow_from_others_are_told_only_if_nothing_else_is(rows):
    def line(**cells):
        return (
            told(rows, edited(rows, "articles", **cells))
            .splitlines()[-1]
            .removeprefix("- article **Post 0** (`blog/post-0`)")
        )

    assert line(text="Other.", word_count=7, content_digest="x") == ": text"
    assert line(word_count=7, content_digest="x") == "- 1 record of which only digests and counts differ"
    moved = {"url": "https://a/b", "hosts": ["a"], "also_at": ["https://a/c"], "word_count": 7}
    assert line(**moved).endswith("to <https://a/b>")


@pytest.mark.parametrize(("length", "shown"), [(120, True), (121, False)])
def test_long_values_are_told_by_name(rows, length, shown):
    text = told(rows, edited(rows, "pages", title="x" * length))
    assert text.endswith(f": title from “About” to “{'x' * length}”\n" if shown else ": title\n")


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
        ({"hosts": []}, "Moved", "- page **About** (`about`): hosts from “jamandjustice-rjc.org” to nothing"),
        ({"content_digest": "x"}, "Read otherwise", "- 1 record of which only digests and counts differ"),
        (
            {"url": "https://a/b", "also_at": ["https://jamandjustice-rjc.org/about"], "title": "New"},
            "Moved",
            "- page **New** (`about`): from <https://jamandjustice-rjc.org/about> to <https://a/b>; also changed: title",
        ),
    ],
)
def test_what_happened_to_a_record_is_told_in_a_line(rows, cells, section, line):
    lines = told(rows, edited(rows, "pages", **cells)).splitlines()
    lead = [SAME, ""] if section == "Read otherwise" else []
    assert lines == ["# Changes", "", f"## {section}", "", *lead, line]


def test_records_of_which_only_digests_differ_are_counted_and_never_called_edited(rows):
    after = edited(edited(rows, "pages", content_digest="x"), "articles", title="New")
    after = {**after, "projects": [{**row, "content_digest": "x"} for row in rows["projects"]]}
    text = told(rows, after)
    assert "Records and documents: 1 edited, 2 read otherwise." in text
    assert f"## Read otherwise\n\n{SAME}\n\n- 2 records of which only digests and counts differ\n" in text


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
    assert (
        told(rows, after)
        == "# Changes\n\n## Other tables\n\n- people: 1 row removed (Ada Example)\n- links: 2 rows removed\n"
    )
    _, second, *others = rows["links"]
    after = {**rows, "links": [{**second, "text": "new"}, *others]}
    assert told(rows, after).splitlines()[-1] == "- links: 1 row changed in text, 1 row removed"


def test_a_title_can_not_break_the_line(rows):
    hostile = "<script>x</script>\n## [a](b) *c* `d`"
    text = told(rows, edited(rows, "pages", title=hostile))
    assert len([line for line in text.splitlines() if line.startswith("##")]) == 1
    assert "<script>" not in text
    assert "\\<script\\>x\\</script\\> \\#\\# \\[a\\](b) \\*c\\* \\`d\\`" in text


SAME = "What the site says is the same; another theme of it, or another rule, gives these columns otherwise."


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        # The page was fetched again, and only how it prints things differs; the instant is the same.
        (
            {"published_edtf": "2018-06-29T11:30:00+02:00", "published_raw": "29.6.2018"},
            "published\\_edtf, published\\_raw",
        ),
        ({"byline_raw": "by Ada Example", "byline_confidence": "explicit"}, "byline\\_raw"),
        ({"node_id": 5, "event_raw": "1 May"}, "node\\_id, event\\_raw"),
        # The bytes are the very same, so that it was a rule that changed, and not the site.
        ({"text": "Other.", "capture_id": "same"}, "text"),
        ({"title": "Other", "content_digest": "same"}, "title"),
    ],
)
def test_another_reading_of_the_same_is_no_edit(rows, cells, fields):
    first = rows["articles"][0]
    cells = {name: first[name] if cell == "same" else cell for name, cell in cells.items()}
    text = told(rows, edited(rows, "articles", **cells))
    assert text.startswith(f"# Changes\n\n## Read otherwise\n\n{SAME}\n\n- article ")
    assert text.endswith(f": {fields}\n")


@pytest.mark.parametrize(
    "cells",
    [
        {"title": "Other"},
        {"place": "Sheffield", "event_raw": "1 May"},
        {"themes": ["sheffield"], "capture_id": "same", "content_digest": "same"},  # a theme's listing names it now
        {"published": datetime(2018, 6, 30, tzinfo=UTC), "published_edtf": "2018-06-30"},
    ],
)
def test_what_a_reader_would_see_is_an_edit_and_told_without_how_it_was_read(rows, cells):
    first = rows["articles"][0]
    cells = {name: first[name] if cell == "same" else cell for name, cell in cells.items()}
    text = told(rows, edited(rows, "articles", **cells))
    assert text.startswith("# Changes\n\n## Edited\n\n- article ")
    assert not {"edtf", "raw"} & set(text.replace("\\_", " ").split())
    assert "00.000000Z" not in text


def test_a_document_whose_bytes_stand_elsewhere_now_has_moved(rows):
    document = dict.fromkeys(TABLES["documents"].names) | {
        "label": "Report",
        "found_on": ["about"],
        "status": "archived",
    }
    old = {**document, "id": "files/a.pdf", "url": "https://x.org/files/a.pdf", "sha256": "0" * 64}
    new = {**old, "id": "files/b.pdf", "url": "https://x.org/files/b.pdf"}
    other = {**new, "id": "files/c.pdf", "sha256": "1" * 64}
    text = told({**rows, "documents": [old]}, {**rows, "documents": [new]})
    line = "- document **Report** (`files/b.pdf`): from <https://x.org/files/a.pdf> to <https://x.org/files/b.pdf>"
    assert text == f"# Changes\n\n## Moved\n\n{line}, the same bytes\n"
    # Other bytes, and a copy beside the old one, are new documents; so is one of which no bytes are known.
    assert "## Moved" not in told({**rows, "documents": [old]}, {**rows, "documents": [other]})
    assert "## Moved" not in told({**rows, "documents": [old]}, {**rows, "documents": [old, new]})
    unknown = [{**row, "sha256": None} for row in (old, new)]
    assert "## Moved" not in told({**rows, "documents": unknown[:1]}, {**rows, "documents": unknown[1:]})


def test_a_changelog_fits_a_page_and_names_both_versions(rows):
    page = rows["pages"][0]
    after = {**rows, "pages": [page, *({**page, "id": f"page-{n:02}"} for n in range(100))]}
    names = ("2026.11.22", "2026.11.29")
    text = changelog({**after, "changes": changes(rows, after)}, rows, versions=names)
    assert text.startswith("# Changes from version 2026.11.22 to 2026.11.29\n")
    assert len(text.splitlines()) < 20
    assert text.endswith("(`page-11`)\n- and 88 more; `changes.csv` has each\n")
    first = changelog({**rows, "changes": []}, {}, versions=("", names[0]))
    assert first.startswith("# Changes in version 2026.11.22\n")
    many = {**edited(after, "articles", title="x"), "pages": after["pages"][1:4]}
    text = changelog({**many, "changes": changes(rows, many)}, rows, versions=names)
    assert "\n\nRecords and documents: 3 new, 1 edited, 1 removed.\n\n## New\n" in text
