"""What must not be published is refused by name."""

from __future__ import annotations

import pytest

from jjscrape.release.gate import refusals
from jjscrape.release.tables import tables


@pytest.fixture
def rows(make_harvest):
    return tables(make_harvest(4))


def names(found):
    return [refusal.check for refusal in found]


def test_a_sound_dataset_passes_with_and_without_one_before(rows):
    assert refusals(rows, {}) == []
    assert refusals(rows, rows) == []


def test_no_article_at_all_is_refused(rows):
    assert names(refusals({**rows, "articles": []}, {})) == ["has-articles"]


def test_projects_may_be_missing_only_at_first(rows):
    without = {**rows, "projects": []}
    assert refusals(without, {}) == []
    assert "has-projects" in names(refusals(without, rows))
    assert refusals(without, without) == []


def test_a_record_stands_in_one_table(rows):
    twice = {**rows, "pages": [*rows["pages"], {**rows["pages"][0], "id": rows["articles"][0]["id"]}]}
    assert names(refusals(twice, {})) == ["one-table-each"]


def test_a_dataset_that_lost_more_than_half_is_refused_and_names_what_is_lost(rows):
    assert len(rows["articles"]) == 5
    assert refusals({**rows, "articles": rows["articles"][:3]}, rows) == []
    found = refusals({**rows, "articles": rows["articles"][:2]}, rows)
    assert names(found) == ["articles-halved"]
    assert found[0].rows == tuple(sorted(row["id"] for row in rows["articles"][2:]))
    assert "2 articles where the version before had 5" in found[0].reason
