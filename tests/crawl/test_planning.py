from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.crawl.planning import EVERYTHING, MAX_REPEATS, MAX_URL, Group, Plan, PlanError, groups
from jjscrape.pages.markup.outlinks import Rel
from jjscrape.site import Kind, load_site

SITE = replace(load_site("jamandjustice"), base_url="http://127.0.0.1:8900")
HERE = "http://127.0.0.1:8900"


def test_groups_are_read_from_a_list():
    assert groups(None) == groups("") == EVERYTHING
    assert groups(" News,files ") == {Group.NEWS, Group.FILES}
    with pytest.raises(PlanError, match="news, projects, pages, files"):
        groups("novels")


def test_an_address_is_admitted_once_however_it_is_spelt():
    plan = Plan(SITE)
    step = plan.admit("https://www.jamandjustice-rjc.org/news/a/?utm_source=x#top", Rel.LINK)
    assert step is not None
    assert (step.url, step.kind) == (f"{HERE}/news/a", Kind.NEWS)
    assert plan.admit(f"{HERE}/news/a", Rel.LINK) is None


def test_what_leads_away_or_nowhere_is_left_and_counted_once():
    plan = Plan(SITE)
    for _ in range(2):
        for url in (
            "/user/1",
            "/search/node",
            f"/news?page={SITE.max_pages + 1}",
            "/a/b" * (MAX_REPEATS + 1),
            "/" + "x" * MAX_URL,
        ):
            assert plan.admit(HERE + url, Rel.LINK) is None
        assert plan.admit("http://urbanfood-rjc.org/news/a", Rel.LINK) is None
    assert plan.skipped == {"excluded": 2, "pager-limit": 1, "repeating-path": 1, "too-long": 1}


@pytest.mark.parametrize(
    ("only", "wanted"),
    [
        ("news", {"/news/a", "/blog", "/our-projects/x", "/rss.xml"}),
        ("projects", {"/our-projects/x", "/named"}),
        ("pages", {"/about", "/named", "/blog", "/our-projects/x"}),
        ("news,projects", {"/news/a", "/blog", "/our-projects/x", "/rss.xml", "/named"}),
        ("files", {"/news/a", "/blog", "/our-projects/x", "/about", "/named", "/sites/default/files/a.pdf"}),
    ],
)
def test_what_each_group_follows(only, wanted):
    plan = Plan(SITE, groups(only))
    plan.name_projects({"named"})
    paths = ["/news/a", "/blog", "/our-projects/x", "/rss.xml", "/about", "/named", "/sites/default/files/a.pdf"]
    steps = [plan.admit(HERE + path, Rel.LINK) for path in paths]
    assert {urlsplit(step.url).path for step in steps if step} == wanted


def test_a_page_not_wanted_may_be_wanted_once_it_is_known_for_a_project():
    plan = Plan(SITE, groups("projects"))
    assert plan.admit(f"{HERE}/space-common", Rel.LINK) is None
    plan.name_projects({"space-common"})
    assert plan.admit(f"{HERE}/space-common", Rel.LINK) is not None


def test_text_comes_before_trimmings():
    plan = Plan(SITE)
    paths = ["/logo.png", "/sites/default/files/a.pdf", "/about", "/news/a", "/news"]
    steps = [plan.admit(HERE + path, Rel.REQUISITE if path == "/logo.png" else Rel.LINK) for path in paths]
    ranks = [step.priority for step in steps if step]
    assert ranks == sorted(set(ranks))
    assert all(start.priority > ranks[-1] for start in plan.starts())


def test_an_empty_page_of_a_list_brings_no_news():
    plan = Plan(SITE)
    assert plan.brings_news(f"{HERE}/news", [f"{HERE}/about", f"{HERE}/news/a"])
    assert plan.brings_news(f"{HERE}/news?page=1", [f"{HERE}/about", f"{HERE}/news/b"])
    assert not plan.brings_news(f"{HERE}/news?page=2", [f"{HERE}/about", f"{HERE}/news?page=3"])
    assert plan.brings_news(f"{HERE}/blog", [f"{HERE}/about"])


def test_a_theme_s_list_of_which_everything_stands_on_general_lists_is_told_from_one_that_has_its_own() -> None:
    plan = Plan(SITE)
    plan.brings_news(f"{HERE}/news", [f"{HERE}/about", f"{HERE}/news/a", f"{HERE}/our-projects/sheffield"])
    plan.brings_news(f"{HERE}/news?page=1", [f"{HERE}/news/b"])
    plan.brings_news(f"{HERE}/our-projects/sheffield", [f"{HERE}/about", f"{HERE}/our-projects/sheffield?page=1"])
    plan.brings_news(f"{HERE}/our-projects/sheffield?page=1", [f"{HERE}/news/b"])
    plan.brings_news(f"{HERE}/our-projects/own", [f"{HERE}/news/a", f"{HERE}/news/its-own"])
    plan.brings_news(f"{HERE}/our-projects/another", [f"{HERE}/news/its-own"])
    assert plan.shown_elsewhere() == ["our-projects/sheffield"]


@given(st.lists(st.text(st.sampled_from("ab/?page=,0129%#.:_\u2019 "), max_size=30), max_size=30))
def test_no_plan_leaves_its_origin_or_asks_twice(paths):
    plan = Plan(SITE)
    steps = plan.starts()
    for path in paths:
        for base in (HERE, "http://jamandjustice-rjc.org", "http://other.test"):
            if step := plan.admit(f"{base}/{path}", Rel.LINK):
                steps.append(step)
    urls = [step.url for step in steps]
    assert len(set(urls)) == len(urls)
    assert all(url.startswith(f"{HERE}/") for url in urls)
    assert not any(SITE.excluded(url) for url in urls)


def test_what_is_known_and_was_not_met_is_planned_once_if_it_may_be_a_record_or_a_document():
    site = load_site("jamandjustice")
    home, html = site.addresses()[0], "text/html"
    plan = Plan(site)
    plan.admit(f"{home}/news/met", Rel.LINK)
    plan.meet(f"{home}/news/where-a-redirect-led")
    known = [
        ("/news/met", 200, html), ("/news/where-a-redirect-led", 200, html), ("/news/lost", 200, html),
        ("/news/lost/index.html", 200, html), ("/gone", 200, html), ("/gone", 404, html), ("/moved", 301, html),
        ("/news", 200, html), ("/blog?page=2", 200, html), ("/about", 200, "warc/revisit"), ("/rss.xml", 200, "text/xml"),
        ("/user/login", 200, html), ("/sites/default/files/a.pdf", 200, "application/pdf"), ("/odd", 200, "image/png"),
        ("/sites/default/files/a.png", 200, "image/png"), ("/sites/default/files/css/a.css", 200, "text/css"),
    ]  # fmt: skip
    answers = [(home + path, status, kind) for path, status, kind in known]
    answers += [("https://elsewhere.invalid/news/x", 200, html), ("https://heritagematters-rjc.org/news/x", 200, html)]
    paths = [step.url.removeprefix(home) for step in plan.lost(answers)]
    assert paths == ["/news/lost/index.html", "/about", "/sites/default/files/a.pdf"]
    assert plan.lost(answers) == []
