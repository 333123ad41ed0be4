"""What a build makes of a page that stands where a post could and is none."""

from __future__ import annotations

import json
from datetime import timedelta

from test_coverage import write
from test_standing import BEGIN, FINISHED, SITE

from jjscrape.archive.reader import Archive
from jjscrape.harvest.gather import harvest
from jjscrape.release.gate.newest_crawl import problems

DAY = timedelta(days=1)
POST = (
    '<title>Rope</title><body class="html not-front page-node page-node-7 node-type-blog"><h1>Rope</h1>'
    '<div id="node-7" class="node"><div class="field-name-body"><p>We plait it.</p></div></div>'
)
LISTING = (
    '<title>Blog</title><body class="html not-front page-blog page-blog-rope"><h1 id="page-title">Blog</h1>'
    '<div id="block-system-main"><div class="view"><div class="views-row"><h3><a href="/blog/other">Other</a></h3></div>'
    "</div></div>"
)


def built(folder, *answers):
    for number, body in enumerate(answers):
        name = f"crawl-{number}"
        write(folder / "a" / name, ("blog", 200, "<title>Blog</title><h1>Blog</h1>"), ("blog/rope", 200, body),
              at=BEGIN + number * DAY)  # fmt: skip
        (folder / "a" / name / "run.json").write_text(json.dumps(FINISHED | {"crawl_id": name}))
    return harvest(Archive([folder / "a"]), SITE)


def test_a_listing_in_a_posts_place_has_not_met_the_post(tmp_path):
    found = built(tmp_path, POST, LISTING)
    assert [article.title for article in found.articles] == ["Rope"]
    assert (found.history["blog/rope"].status, found.history["blog/rope"].gone_evidence) == ("gone", "absence")
    assert found.crawled.nodeless == ("https://jamandjustice-rjc.org/blog/rope",)
    assert found.crawled.to_json()["nodeless"] == ["https://jamandjustice-rjc.org/blog/rope"]


def test_a_post_that_comes_back_after_the_listing_is_live(tmp_path):
    found = built(tmp_path, POST, LISTING, POST)
    assert found.history["blog/rope"].status == "live"
    assert found.crawled.nodeless == ()
    assert "nodeless" not in found.crawled.to_json()


def test_listings_in_posts_places_are_named_and_stop_nothing(tmp_path):
    archives = ["", "-a", "-b", "-c"]
    write(tmp_path / "a", *((f"blog/archive{name}", 200, LISTING) for name in archives))
    found = harvest(Archive([tmp_path / "a"]), SITE)
    assert not found.articles
    assert len(found.crawled.nodeless) == len(archives)
    assert set(map(tuple, found.problems.values())) == {("blog: a listing at a post's address",)}
    assert problems(found.crawled, 0.0) is None
    assert "blog" not in found.crawled.templates
