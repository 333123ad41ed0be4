"""Both markup styles show what the tables hold, each in its own way."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from jjscrape.demo import DemoSite

HOST = {"Host": "demo.test"}
SITES = {style: DemoSite(style) for style in ("zurb", "core")}
TRUTH = {style: site.truth() for style, site in SITES.items()}
NODES = [(style, row["path"]) for style, rows in TRUTH.items() for row in rows if row["status"] == 200]


def page(style: str, target: str) -> BeautifulSoup:
    response = SITES[style].respond("GET", target, HOST)
    assert response.status == 200
    return BeautifulSoup(response.body, "lxml")


def truth(style: str, path: str) -> dict[str, Any]:
    return next(row for row in TRUTH[style] if row.get("path") == path)


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    (found,) = soup.select(selector)
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def main_node(soup: BeautifulSoup) -> Tag:
    return one(soup, ".node:not(.node-teaser)")


@pytest.mark.parametrize(("style", "path"), NODES)
def test_a_node_page_shows_the_tables_title_body_and_files(style: str, path: str) -> None:
    row, soup = truth(style, path), page(style, path)
    node = main_node(soup)
    assert squeezed(one(soup, "#page-title").text) == squeezed(row["title"])
    assert squeezed(one(node, ".field-name-body").text) == squeezed(row["body_text"])
    links = [str(link["href"]) for link in node.select(".file a")]
    assert [link.replace("demo.test", "localhost") for link in links] == [
        attachment["url"] for attachment in row["attachments"]
    ]
    classes = one(soup, "body")["class"]
    assert f"node-type-{row['kind']}" in classes
    assert f"page-node-{row['nid']}" in classes
    if row["byline"]:
        assert row["byline"] in one(node, ".field-name-body").text


@pytest.mark.parametrize(("style", "path"), [n for n in NODES if "/event/" in n[1]])
def test_an_event_shows_its_date_and_place(style: str, path: str) -> None:
    event, soup = truth(style, path)["event"], page(style, path)
    shown = one(main_node(soup), ".field-name-field-event-date")
    start = datetime.fromisoformat(event["start"])
    assert f"{start:%A, %B} {start.day}, {start.year}" in shown.text
    if event["all_day"]:
        assert "(All day)" in shown.text
    else:
        assert f"{start:%H:%M}" in shown.text
    contents = [str(tag["content"]) for tag in shown.select("[content]")]
    wanted = [event["start"]] + ([event["end"]] if event["end"] else [])
    assert contents == (wanted if style == "core" else [])
    places = [squeezed(tag.text) for tag in main_node(soup).select(".field-name-field-location")]
    assert places == ([event["location"]] if event["location"] else [])


def test_the_bundled_events_take_all_shapes_of_the_date_module() -> None:
    shapes = set()
    for row in TRUTH["core"]:
        if event := row.get("event"):
            days = "same day" if event["end"] and event["end"][:10] == event["start"][:10] else "days"
            shapes.add("all day" if event["all_day"] else days if event["end"] else "no end")
    assert shapes == {"same day", "days", "no end", "all day"}


def test_zurb_puts_the_sites_name_into_the_first_h1_and_leaves_rdf_out() -> None:
    soup = page("zurb", "/gm-decides")
    assert soup.find("h1").text == "Realising just cities"  # type: ignore[union-attr]
    assert not soup.select("[typeof], [about], [datatype]")
    assert not soup.select(".field-items")
    assert one(soup, 'meta[property="article:published_time"]')["content"] == "2018-09-18T10:00:00+01:00"


def test_zurb_shows_the_image_before_the_title_it_repeats_and_core_after() -> None:
    path = "/news/filling-gaps-jam-justice-peterloo-2019"
    html = str(main_node(page("zurb", path)))
    assert -1 < html.index("<img") < html.index("field-name-title")
    core = str(page("core", path).select_one("#content"))
    assert core.index('id="page-title"') < core.index("field-name-field-image")


def test_core_says_who_submitted_blogs_only_and_has_decoys_beside_them() -> None:
    blog = page("core", "/blog/municipal-what-reflections-municipalsocialism-21st-century")
    node = main_node(blog)
    (created,) = [tag for tag in node.select('[property~="dc:created"]') if not tag.find_parent(id="comments")]
    assert created["content"] == "2018-06-29T18:40:00+01:00"
    assert len(blog.select("#comments .comment")) == 2
    assert len(blog.select(".view-recent-news .views-field-created")) == 4
    news = page("core", "/news/innovating-local-democracy")
    assert not news.select(".submitted")
    assert not main_node(news).select('[property~="dc:created"]')


def test_only_core_prints_the_tags_of_articles() -> None:
    path = "/news/innovating-local-democracy"
    assert not main_node(page("zurb", path)).select(".field-name-field-themes")
    shown = [tag.text for tag in main_node(page("core", path)).select(".field-name-field-themes a")]
    assert shown == truth("core", path)["themes"]


@pytest.mark.parametrize("style", ["zurb", "core"])
def test_a_project_is_followed_by_other_nodes_dates_and_places(style: str) -> None:
    soup = page(style, "/young-people-missing-decisions")
    node = main_node(soup)
    assert not node.select(".field-name-field-event-date")
    (heading,) = [tag for tag in soup.find_all("h2") if tag.text == "News, events and blog"]
    block = heading.find_parent(class_="block")
    assert block is not None
    assert "Ziferblat, Edge Street, Manchester, M4 1HW" in block.text
    assert "Wednesday, July 3, 2019" in block.text


def test_a_zurb_theme_page_is_laid_out_as_the_real_one() -> None:
    soup = page("zurb", "/our-projects/democracy-and-engagement")
    label = "Democracy and Engagement"
    headings = [squeezed(tag.text) for tag in soup.select("h1, .view-header h2, .themes-intro h2")]
    assert headings == ["Realising just cities", "Jam and Justice", "News, events and blog", "Our Projects"]
    posts = [
        row for row in TRUTH["zurb"] if label in row.get("themes", ()) and row["kind"] in ("news", "blog", "event")
    ]
    posts.sort(key=lambda row: row["published"], reverse=True)
    shown = [str(a["href"]) for a in soup.select(".view-theme-posts .field-name-title a")]
    assert shown == [row["path"] for row in posts]
    assert len(shown) == 44
    assert not soup.select(".pager")
    assert len(soup.select(".themes-intro h3")) == 11
    assert [a.text for a in soup.select(".theme-filter a")][-1] == "Reset Filters"
    projects = soup.select(".view-theme-projects .views-row")
    assert len(projects) == 9
    for row in projects:
        tags = [tag.text for tag in row.select(".field-name-field-themes .field-item")]
        path = str(one(row, ".field-name-title a")["href"])
        assert tags == truth("zurb", path)["themes"]
        assert one(row, ".node-readmore a").text == "Read more"


def test_a_core_theme_page_mixes_projects_and_posts_ten_at_a_time() -> None:
    shown: list[str] = []
    target: str | None = "/our-projects/greater-manchester"
    while target:
        soup = page("core", target)
        titles = [str(a["href"]) for a in soup.select("#content .node-teaser h2 a")]
        assert 0 < len(titles) <= 10
        shown += titles
        following = soup.select_one('a[title="Go to next page"]')
        target = str(following["href"]) if following else None
    tagged = [row for row in TRUTH["core"] if "Greater Manchester" in row.get("themes", ())]
    tagged.sort(key=lambda row: (row["published"], row["nid"]), reverse=True)
    assert shown == [row["path"] for row in tagged]
    assert one(page("core", "/our-projects/greater-manchester"), 'link[type="application/rss+xml"]')["href"] == (
        "http://demo.test/taxonomy/term/10/feed"
    )


@pytest.mark.parametrize("style", ["zurb", "core"])
def test_the_projects_page_lists_every_theme_and_project(style: str) -> None:
    soup = page(style, "/our-projects")
    assert len(soup.select(".view-header h3")) == 11
    rows = soup.select(".view-our-projects .views-row")
    assert len(rows) == 10
    assert "Public Procurement" in soup.text
    assert "Public Procurement" not in one(soup, ".view-header").text
    if style == "zurb":
        assert {"mix", "tid_2", "tid_9", "tid_10"} <= set(rows[0]["class"])


@pytest.mark.parametrize("style", ["zurb", "core"])
@pytest.mark.parametrize("key", ["", "news-events-and-blog", "news", "blog", "events"])
def test_paging_through_a_listing_shows_each_entry_once_newest_first(style: str, key: str) -> None:
    kinds = {"news": ["news"], "blog": ["blog"], "events": ["event"]}.get(key, ["news", "blog", "event"])
    rows = [row for row in TRUTH[style] if row["kind"] in kinds and row["status"] == 200]
    rows.sort(key=lambda row: (row["published"][:10], row["nid"]), reverse=True)
    shown: list[str] = []
    for number in range(99):
        soup = page(style, f"/{key}?page={number}")
        teasers = soup.select(".node-teaser")
        if not teasers:
            break
        assert len(teasers) <= 10
        shown += [str(a["href"]) for teaser in teasers for a in teaser.select("h2 a")]
    assert shown == [row["path"] for row in rows]


@pytest.mark.parametrize("style", ["zurb", "core"])
@pytest.mark.parametrize("target", ["/rss.xml", "/news-events-and-blog/rss.xml", "/taxonomy/term/2/feed"])
def test_a_feed_has_the_ten_newest_with_their_dates(style: str, target: str) -> None:
    response = SITES[style].respond("GET", target, HOST)
    assert response.header("Content-Type") == "application/rss+xml; charset=utf-8"
    soup = BeautifulSoup(response.body, "xml")
    items = soup.find_all("item")
    assert len(items) == 10
    by_nid = {row["nid"]: row for row in TRUTH[style] if "nid" in row}
    for item in items:
        title, link, date, guid = (one(item, name).text for name in ("title", "link", "pubDate", "guid"))
        row = by_nid[int(guid.split()[0])]
        assert title == row["title"]
        assert link == "http://demo.test" + row["path"]
        when = datetime.strptime(date, "%a, %d %b %Y %H:%M:%S %z")
        assert when == datetime.fromisoformat(row["published"])


def test_a_missing_document_answers_with_the_front_page() -> None:
    path = "/sites/default/files/Report%20launch%20-%20How%20can%20we%20govern%20cities%20differently%20-%203%20July%202019.pdf"
    response = SITES["zurb"].respond("GET", path, HOST)
    assert (response.status, response.header("Content-Type")) == (200, "text/html; charset=utf-8")
    assert b'class="html front' in response.body


def test_the_sources_of_dates_differ_between_styles() -> None:
    sources = {style: {row.get("published_source") for row in rows} for style, rows in TRUTH.items()}
    assert sources["core"] == {"metadata", "feed", "byline", None}
    assert sources["zurb"] == {"metadata", None}


@pytest.mark.parametrize("style", ["zurb", "core"])
def test_the_truth_names_the_best_source_of_a_date_that_can_be_read(style: str) -> None:
    fed: set[int] = set()
    for target in ("/rss.xml", *(f"/taxonomy/term/{tid}/feed" for tid in range(1, 13))):
        feed = BeautifulSoup(SITES[style].respond("GET", target, HOST).body, "xml")
        fed |= {int(guid.text.split()[0]) for guid in feed.find_all("guid")}
    for row in TRUTH[style]:
        if row["status"] != 200:
            continue
        soup = page(style, row["path"])
        stated = soup.select(
            'meta[property="article:published_time"], .node:not(.node-teaser) > .submitted [property~="dc:created"]'
        )
        dated = bool(row["byline"] and re.search(r"\d{4}$", row["byline"]))
        wanted = "metadata" if stated else "feed" if row["nid"] in fed else "byline" if dated else None
        assert row["published_source"] == wanted, row["path"]
        assert [tag["content"] for tag in stated] == [row["published"]] * len(stated)
