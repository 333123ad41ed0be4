"""Terms of other vocabularies: beside the themes, unless the site's own pages of themes name them."""

from jjscrape.harvested import Harvest
from jjscrape.items import Article, Project, Tagging, Theme
from jjscrape.release.tables.briefs import Briefs
from jjscrape.release.tables.tagging_rows import labels_of, sort_terms, tagging_rows

RIVERS = Tagging("Rivers", "https://x/tags/rivers", "tags")
MILLS = Tagging("Old mills", "https://x/old-mills", None)


def harvest(themes=()):
    article = Article(id="news/b", url="https://x/news/b", kind="news", taggings=[RIVERS, MILLS])
    project = Project(id="a", url="https://x/a", taggings=[RIVERS])
    found = Harvest()
    found.articles, found.projects, found.themes = [article], [project], list(themes)
    return found, Briefs.of(found)


def test_terms_are_rows_of_their_own_and_no_themes():
    found, briefs = harvest()
    sort_terms(found, briefs)
    assert [(row["record_id"], row["label"], row["vocabulary"]) for row in tagging_rows(briefs)] == [
        ("a", "Rivers", "tags"),
        ("news/b", "Old mills", None),
        ("news/b", "Rivers", "tags"),
    ]
    assert labels_of(briefs.articles[0].taggings) == ["Rivers", "Old mills"]
    assert briefs.articles[0].themes == []


def test_what_the_site_itself_lists_as_a_theme_is_one_wherever_the_term_leads():
    found, briefs = harvest([Theme(id="rivers", label="Rivers")])
    sort_terms(found, briefs)
    assert [row["label"] for row in tagging_rows(briefs)] == ["Old mills"]
    assert briefs.articles[0].theme_labels == ["Rivers"]
    assert briefs.articles[0].themes == ["rivers"]
