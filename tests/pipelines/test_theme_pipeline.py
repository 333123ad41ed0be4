import pytest

from jjscrape.items import Article, Project, Teaser, Theme
from jjscrape.pipelines.themes import ThemesPipeline


def run(item):
    assert ThemesPipeline().process_item(item) is item
    return item


def test_a_project_s_tags_become_theme_ids_in_the_order_printed():
    labels = ["Planning & Environment", "Democracy and Engagement", "Greater Manchester"]
    item = run(Project(id="p", url="u", theme_labels=labels))
    assert item.themes == ["planning-and-environment", "democracy-and-engagement", "greater-manchester"]
    assert [(t.field, t.rule) for t in item.traces] == [("themes", "themes.tags")]
    assert item.problems == []


def test_a_tag_outside_the_vocabulary_is_kept_and_reported():
    item = run(Article(id="a", url="u", kind="news", theme_labels=["Sheffield", "Town Halls"]))
    assert item.themes == ["sheffield", "town-halls"]
    assert item.problems == ["themes: 'Town Halls' isn't in the vocabulary"]


def test_a_teaser_s_tags_count_too():
    teaser = Teaser(
        list_id="l", role="projects", page=0, position=0, target_id="t", target_url="u", theme_labels=["Sheffield"]
    )
    assert run(teaser).themes == ["sheffield"]


@pytest.mark.parametrize(
    "item",
    [Theme(id="x", label="X"), Article(id="a", url="u", kind="news", themes=["kept"]), {"theme_labels": ["Sheffield"]}],
)
def test_other_items_and_items_without_tags_pass_untouched(item):
    before = repr(item)
    run(item)
    assert repr(item) == before
