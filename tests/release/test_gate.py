"""What must not be published is refused by name."""

from __future__ import annotations

import pytest

from jjscrape.release.gate import refusals
from jjscrape.release.tables import tables


@pytest.fixture
def rows(make_harvest):
    return tables(make_harvest(4))


@pytest.mark.parametrize(
    ("table", "column", "cell"),
    [
        ("articles", "capture_id", "none"),
        ("articles", "themes", ["sheffield", "none"]),
        ("authorships", "person_id", "none"),
        ("provenance", "capture_id", "none"),
    ],
)
def test_a_cell_that_points_nowhere_is_refused(rows, table, column, cell):
    first, *rest = rows[table]
    found = refusals({**rows, table: [{**first, column: cell}, *rest]}, {})
    assert [(refusal.check, refusal.rows) for refusal in found] == [("references", ("none",))]
    assert f"1 values of {table}.{column} are not in" in found[0].reason


def names(found):
    return [refusal.check for refusal in found]


def test_a_sound_dataset_passes_with_and_without_one_before(rows):
    assert refusals(rows, {}) == []
    assert refusals(rows, rows) == []


def test_no_article_at_all_is_refused(rows):
    assert "has-articles" in names(refusals({**rows, "articles": []}, {}))


def test_projects_may_be_missing_only_at_first(rows):
    without = {**rows, "projects": []}
    assert "has-projects" not in names(refusals(without, {}))
    assert "has-projects" in names(refusals(without, rows))
    assert "has-projects" not in names(refusals(without, without))


def test_a_record_stands_in_one_table(rows):
    twice = {**rows, "pages": [*rows["pages"], {**rows["pages"][0], "id": rows["articles"][0]["id"]}]}
    assert "one-table-each" in names(refusals(twice, {}))


def test_a_dataset_that_lost_more_than_half_is_refused_and_names_what_is_lost(rows):
    assert len(rows["articles"]) == 5
    assert "articles-halved" not in names(refusals({**rows, "articles": rows["articles"][:3]}, rows))
    found = refusals({**rows, "articles": rows["articles"][:2]}, rows)
    assert names(found)[0] == "articles-halved"
    assert found[0].rows == tuple(sorted(row["id"] for row in rows["articles"][2:]))
    assert "2 articles where the version before had 5" in found[0].reason
