"""Where the cells of a term of another vocabulary come from: all of them stand on the record's own page."""

from types import SimpleNamespace

import pytest

from jjscrape.origin.stories.taggings import story
from jjscrape.schema import TAGGINGS

ROW = {
    "record_id": "news/pears",
    "label": "Rivers",
    "url": "https://x/tags/rivers",
    "vocabulary": "tags",
    "capture_id": "c1",
}
VERSION = SimpleNamespace(record=lambda key: ("articles", {"capture_id": "c1", "id": key}))


@pytest.mark.parametrize("field", TAGGINGS.names)
def test_a_cell_names_its_rule_and_what_the_page_prints(field):
    told = story(VERSION, "taggings", ROW, field)
    assert told.rule == TAGGINGS.column(field).rule
    assert {claim.capture_id for claim in told.claims} == {"c1"}
    printed = {"label": "Rivers", "capture_id": "c1"}.get(field, ROW["url"])
    assert told.claims[0].strings == (printed,)


def test_a_term_without_a_vocabulary_says_why():
    told = story(VERSION, "taggings", ROW | {"vocabulary": None}, "vocabulary")
    assert told.empty == TAGGINGS.column("vocabulary").empty
