"""Aliases follow Pathauto, and every address on the site answers as it should."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.demo import DemoSite
from jjscrape.demo.content import alias_of
from jjscrape.demo.slugs import LONGEST, cut, slug

HOST = {"Host": "demo.test"}
KNOWN = {
    "Realising Just Cities needs innovative funding -- reporting back from RJC UK": (
        "news/realising-just-cities-needs-innovative-funding-reporting-back-rjc-uk"
    ),
    "Bank of England Citizen\u2019s Panel January 2020": "news/bank-england-citizen\u2019s-panel-january-2020",
    "Jam & Justice: An FAQ": "news/jam-justice-faq",
    "Care at Home Inquiry: Feedback event with GM Health & Social Care Partnership": (
        "news/care-home-inquiry-feedback-event-gm-health-social-care-partnership"
    ),
    "Whose Knowledge Matters Exhibition Opens as part of Manchester Histories Festival Peterloo 2019 Commemorations": (
        "news/whose-knowledge-matters-exhibition-opens-part-manchester-histories-festival-peterloo-2019"
    ),
    "#EverydayPolitics: launching a community exhibition": "news/everydaypolitics-launching-community-exhibition",
    "New municipalism - (Re)Claiming Democracy": "news/new-municipalism-reclaiming-democracy",
}


@pytest.mark.parametrize(("title", "alias"), KNOWN.items())
def test_an_alias_is_what_pathauto_makes_of_the_title(title: str, alias: str) -> None:
    assert alias_of("news", title) == alias


@given(st.text(max_size=200))
def test_any_title_gives_a_short_stable_alias(title: str) -> None:
    alias = cut("news/" + slug(title))
    assert len(alias) <= LONGEST
    assert slug(slug(title)) == slug(title) or not title.isascii()
    assert not re.search(r"[A-Z !\"#$%&'()*+,./:;<=>?@\[\\\]^`{|}~]", slug(title))


def test_one_title_used_twice_gets_a_numbered_alias() -> None:
    site = DemoSite()
    paths = [site.add("news", "Tea and maps") for _ in range(3)]
    assert paths == ["/news/tea-and-maps", "/news/tea-and-maps-0", "/news/tea-and-maps-1"]


def crawl(site: DemoSite) -> dict[str, int]:
    """Follow every link of every page, images and style sheets too, and return the status of each target."""
    seen: dict[str, int] = {}
    waiting = ["/"]
    while waiting:
        target = waiting.pop()
        if target in seen:
            continue
        response = site.respond("GET", target, HOST)
        seen[target] = response.status
        found = re.findall(rb'(?:href|src|@import url)=?\(?"([^"]*)"', response.body)
        if "html" not in (response.header("Content-Type") or ""):
            found = re.findall(rb"<link>([^<]*)</link>", response.body)
        links = [link.decode().replace("&amp;", "&") for link in found]
        for link in [*links, response.header("Location") or ""]:
            url = urlsplit(urljoin(f"http://demo.test{target}", link))
            if url.netloc in ("demo.test", "www.demo.test"):
                waiting.append((url.path or "/") + (f"?{url.query}" if url.query else ""))
    return seen


@pytest.mark.parametrize("style", ["zurb", "core"])
def test_following_links_reaches_every_published_node_and_no_dead_end(style: str) -> None:
    site = DemoSite(style, churn=False)
    seen = crawl(site)
    assert {target: status for target, status in seen.items() if status not in (200, 301, 302)} == {}
    published = {row["path"] for row in site.truth() if row["status"] == 200}
    hidden = {row["path"] for row in site.truth() if row["status"] == 403}
    assert published - set(seen) == set()
    assert not hidden & set(seen)
    documents = {urlsplit(a["url"]).path for row in site.truth() for a in row.get("attachments", ())}
    assert documents <= set(seen)


def test_marks_outside_ascii_are_percent_encoded_in_links() -> None:
    aliases = {row["alias"] for row in DemoSite().truth() if "alias" in row}
    for mark, code in (("\u2019", "%E2%80%99"), ("…", "%E2%80%A6"), ("\u00a0", "%C2%A0")):
        marked = [alias for alias in aliases if mark in alias]
        assert marked
        path = next(row["path"] for row in DemoSite().truth() if row.get("alias") == marked[0])
        assert code in path
        assert unquote(path) == f"/{marked[0]}"


@pytest.mark.parametrize(
    ("style", "target", "status", "location"),
    [
        ("core", "/node/9", 200, None),
        ("zurb", "/node/9", 301, "/gm-decides"),
        ("core", "/gm-decides/", 200, None),
        ("zurb", "/gm-decides/", 301, "/gm-decides"),
        ("core", "/gm-decides?x=1", 200, None),
        ("zurb", "/gm-decides?x=1", 200, None),
        ("core", "/index.php", 200, None),
        ("zurb", "/index.php", 301, "/"),
        ("core", "/?q=node/9", 200, None),
        ("zurb", "/?q=node/9", 301, "/gm-decides"),
        ("core", "/node?page=1", 200, None),
        ("zurb", "/node?page=1", 301, "/?page=1"),
        ("core", "/taxonomy/term/2", 200, None),
        ("zurb", "/taxonomy/term/2", 301, "/our-projects/democracy-and-engagement"),
        ("zurb", "/old-care-page", 301, "/news/join-shared-futures-inquiry-care-home"),
        ("zurb", "/news-and-blog", 301, "/news-events-and-blog"),
        ("zurb", "/node/19", 404, None),
        ("zurb", "/news/working-notes-second-inquiry", 403, None),
        ("core", "/node/114", 403, None),
        ("zurb", "/GM-Decides", 404, None),
        ("zurb", "/sitemap.xml", 404, None),
        ("core", "/users/rjcadmin", 403, None),
        ("core", "/comment/581", 200, None),
        ("zurb", "/comment/581", 404, None),
        ("zurb", "/search", 302, "/search/node"),
    ],
)
def test_an_address_answers_as_drupal_would(style: str, target: str, status: int, location: str | None) -> None:
    response = DemoSite(style).respond("GET", target, HOST)
    assert response.status == status
    assert response.header("Location") == (f"http://demo.test{location}" if location else None)


def test_a_missing_page_echoes_its_address_without_becoming_markup() -> None:
    body = DemoSite().respond("GET", "/<script>alert(1)</script>", HOST).body
    assert b"<script>alert" not in body
    assert b"%3Cscript%3E" in body


def test_a_node_under_its_number_names_its_alias() -> None:
    response = DemoSite("core").respond("GET", "/node/9", HOST)
    assert response.header("Link") == '</gm-decides>; rel="canonical",</node/9>; rel="shortlink"'
    assert b'<link rel="canonical" href="/gm-decides" />' in response.body
