"""Terms of other vocabularies: beside the themes, unless the site's own pages of themes name them."""

from jjscrape.harvested import Harvest
from jjscrape.items import Article, Project, Tagging, Theme
from jjscrape.release.tables.tagging_rows import labels_of, sort_terms, tagging_rows

RIVERS = Tagging("Rivers", "https://x/tags/rivers", "tags")
MILLS = Tagging("Old mills", "https://x/old-mills", None)


def harvest(themes=()):
    article = Article(id="news/b", url="https://x/news/b", kind="news", taggings=[RIVERS, MILLS])
    project = Project(id="a", url="https://x/a", taggings=[RIVERS])
    found = Harvest()
    found.articles, found.projects, found.themes = [article], [project], list(themes)
    return found


def test_terms_are_rows_of_their_own_and_no_themes():
    found = harvest()
    sort_terms(found)
    assert [(row["record_id"], row["label"], row["vocabulary"]) for row in tagging_rows(found)] == [
        ("a", "Rivers", "tags"),
        ("news/b", "Old mills", None),
        ("news/b", "Rivers", "tags"),
    ]
    assert labels_of(found.articles[0].taggings) == ["Rivers", "Old mills"]
    assert found.articles[0].themes == []


def test_what_the_site_itself_lists_as_a_theme_is_one_wherever_the_term_leads():
    found = harvest([Theme(id="rivers", label="Rivers")])
    sort_terms(found)
    assert [row["label"] for row in tagging_rows(found)] == ["Old mills"]
    assert found.articles[0].theme_labels == ["Rivers"]
    assert found.articles[0].themes == ["rivers"]
