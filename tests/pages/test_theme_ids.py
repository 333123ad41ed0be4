"""One theme has one id, whether a post's tag, a listing's address, its heading, a filter or a feed names it."""

from datetime import UTC, datetime

import pytest

from jjscrape.items import FeedEntry, Teaser, Theme
from jjscrape.normalise.themes import read_labels
from jjscrape.pages import Source, extract
from jjscrape.site import load_site

LABEL = "Energy, Food &amp; Water"
ID = "energy-food-water"
LISTING = """<!DOCTYPE html><html><head><title>Energy, Food &amp; Water | Jam and Justice</title></head>
<body class="html not-front page-taxonomy"><div id="content"><h1>Energy, Food &amp; Water</h1><div class="view"><div class="view-content">
<div class="views-row"><h2><a href="/blog/rye">Rye</a></h2><p>On rye.</p></div>
<div class="views-row"><h2><a href="/blog/oats">Oats</a></h2><p>On oats.</p></div></div></div></div></body></html>"""
PROJECTS = """<!DOCTYPE html><html><head><title>Projects | Jam and Justice</title></head><body class="html not-front">
<div id="content"><h1>Projects</h1><form><input type="checkbox" id="t7" value="7"><label class="option" for="t7">{label}</label></form>
<h3>{label}</h3><p>What is grown.</p></div></body></html>"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Jam and Justice - Energy, Food &amp; Water</title>
<link>https://jamandjustice-rjc.org/taxonomy/term/7/all</link>
<item><title>Rye</title><link>https://jamandjustice-rjc.org/blog/rye</link></item></channel></rss>"""


def read(path, body, content_type="text/html; charset=utf-8"):
    source = Source(
        url=f"https://jamandjustice-rjc.org/{path}",
        body=body.encode(),
        captured_at=datetime(2026, 11, 22, 10, 26, tzinfo=UTC),
        headers={"content-type": content_type},
    )
    return extract(source, load_site("jamandjustice"), project=False).items


def test_a_tag_has_the_id():
    assert read_labels(["Energy, Food & Water"]).ids == (ID,)


@pytest.mark.parametrize("path", ["taxonomy/term/7", f"our-projects/{ID}"])
def test_a_listing_has_the_id(path):
    teasers = [item for item in read(path, LISTING) if isinstance(item, Teaser)]
    assert {teaser.theme_id for teaser in teasers} == {ID}


@pytest.mark.parametrize(
    ("label", "theme_id"), [(LABEL, ID), ("Democracy &amp; Engagement", "democracy-and-engagement")]
)
def test_a_filter_and_a_description_have_the_id(label, theme_id):
    themes = [item for item in read("our-projects", PROJECTS.format(label=label)) if isinstance(item, Theme)]
    assert [(theme.id, theme.description) for theme in themes] == [(theme_id, "What is grown.")]


def test_a_feed_has_the_id():
    entries = [i for i in read("taxonomy/term/7/feed", FEED, "application/rss+xml") if isinstance(i, FeedEntry)]
    assert [entry.theme_id for entry in entries] == [ID]
