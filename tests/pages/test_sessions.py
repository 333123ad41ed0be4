"""Links that carry a visitor's session, and folders that only look like one's."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from jjscrape.items import Article, Teaser
from jjscrape.pages import Source, extract
from jjscrape.pages.markup.outlinks import outlinks
from jjscrape.site import load_site

HOST = "https://jamandjustice-rjc.org"
SITE = load_site("jamandjustice")
TOKEN = "3fa9c0d17be2"
MENU = ("/", "/news", "/blog", "/events", "/our-projects", "/contact-us")
POST = "/news/oats"
THEME = "/our-projects/planning-and-environment"
FORMS = {
    "a folder": f"/s/{TOKEN}{{}}",
    "one part": f"/s-{TOKEN}{{}}",
    "letters alone": "/s/aaaaaafbed{}",
    "capitals": "/S-3FA9C0D1{}",
    "a UUID": "/sid=3fa9c0d1-17be-4e7f-972b-c3e898a89fd0{}",
    "the token alone": "/k2m9x0q8w7e6r5t4y3u1z8a7b6{}",
    "brackets": "/(S(lit3py55t21z5v55vlm25s55)){}",
    "several brackets": "/(X(1)S(lit3py55t21z5v55vlm25s55)){}",
    "a parameter": "{};jsessionid=0AAB6C8DE415",
    "a parameter of PHP": "{};PHPSESSID=0aab6c8de415",
}


def page(path: str, form: str, *, own: str | None = None, links=(POST,), menu=MENU, tail: str = "") -> Source:
    """A list of posts at a path, as it is served within a session."""
    own = HOST + path if own is None else own
    head = f'<link rel="canonical" href="{own}">' if own else ""
    items = "".join(f'<a href="{form.format(link)}">{link}</a>' for link in menu)
    rows = "".join(f'<div class="views-row"><h2><a href="{form.format(link)}">Oats</a></h2></div>' for link in links)
    html = (
        f"<!DOCTYPE html><html><head><title>News | Site</title>{head}"
        f'<link rel="shortlink" href="{form.format("/node/3")}">'
        f'</head><body class="page-news"><a href="#main">Skip</a>'
        f'{items}<a href="/sites/default/files/report.pdf">Report</a><main id="main"><h1>News</h1><div class="view">'
        f'<div class="view-content">{rows}</div></div></main>{tail}</body></html>'
    )
    return Source(HOST + path, html.encode(), datetime(2026, 1, 1, tzinfo=UTC), {"content-type": "text/html"})


def led_to(source: Source) -> set[str]:
    return {link.url.removeprefix(HOST) for link in outlinks(source, SITE)}


def listed(source: Source) -> list[str]:
    return [item.target_id for item in extract(source, SITE).items if isinstance(item, Teaser)]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("path", ["/news", "/"])
def test_a_session_is_no_part_of_where_links_lead(form, path):
    source = page(path, form)
    assert led_to(source) >= {*MENU, POST, "/sites/default/files/report.pdf"}
    assert not [url for url in led_to(source) if "s/" in url and TOKEN in url]
    assert listed(source) == ["news/oats"]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_it_is_none_where_the_page_was_met_in_a_session_of_before(form):
    met = re.sub(r"3fa9c0d1\w*|aaaaaafbed", "99aa88bb77cc", form).format("/news")
    source = page("/news", form)
    source = Source(HOST + met, source.body, source.captured_at, source.headers)
    assert listed(source) == ["news/oats"]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_page_without_an_address_of_its_own_is_believed_where_it_was_met(form):
    assert listed(page("/news", form, own="")) == ["news/oats"]


def test_a_theme_is_known_by_a_link_within_a_session():
    link = f'<a href="{FORMS["a folder"].format(THEME)}">Planning and Environment</a>'
    source = page(POST, FORMS["a folder"], links=(), tail=f'<div class="node"><p>Words.</p><div>{link}</div></div>')
    html = source.body.replace(b'class="page-news"', b'class="page-node page-node-7 node-type-news"')
    found = extract(Source(source.url, html, source.captured_at, source.headers), SITE).items
    (post,) = [item for item in found if isinstance(item, Article)]
    assert (post.id, post.theme_labels, post.text) == ("news/oats", ["Planning and Environment"], "Words.")


SEEMING = f"/s/{TOKEN}"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(page("/news", "{}", links=[f"{SEEMING}/{n}" for n in range(40)]), id="an album"),
        pytest.param(page("/news", SEEMING + "{}", own=f"{HOST}{SEEMING}/news"), id="a site in a folder"),
        pytest.param(page(f"{SEEMING}/news", SEEMING + "{}", own=""), id="a site in a folder that says nothing"),
        pytest.param(page("/", SEEMING + "{}", own=""), id="the front page of a site in a folder"),
        pytest.param(page("/news", SEEMING + "{}", tail='<a href="/old-news">Old news</a>'), id="one link without"),
        pytest.param(page("/news", SEEMING + "{}", menu=["/"], links=["/a", "/b"]), id="a few links"),
        pytest.param(page("/news", "/archive/2021{}"), id="years"),
        pytest.param(page("/news", "/en{}"), id="a language"),
        pytest.param(page("/news", "/web/20210304101112{}"), id="a time"),
        pytest.param(page("/news", "/deadbeef/cafe{}"), id="words of such letters"),
        pytest.param(page("/news", "/our-project-2021-for-greater-manchester{}"), id="a long name"),
    ],
)
def test_what_lies_in_a_folder_stays_in_it(source):
    kept = [
        url
        for url in led_to(source)
        if url.startswith((SEEMING, "/archive/2021", "/en", "/web", "/deadbeef", "/our-project-"))
    ]
    assert len(kept) >= 3


def test_one_folder_of_two_sessions_is_none():
    first, second = FORMS["a folder"], FORMS["a folder"].replace(TOKEN, "99aa88bb77cc")
    source = page("/news", first, tail=f'<a href="{second.format("/faq")}">Q</a>')
    assert first.format("/blog") in led_to(source)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/news/oats;jsessionid=0AAB6C8DE415?page=1", "news/oats?page=1"),
        ("/news/oats;JSESSIONID=0AAB.node2", "news/oats"),
        ("/(S(lit3py55t21z5v55vlm25s55))/news/oats", "news/oats"),
        ("/(S(lit3py55t21z5v55vlm25s55))", "<front>"),
        ("/news/oats;2", "news/oats;2"),
        ("/news/(S)", "news/(S)"),
        ("/news/oats-(s(1)-again)", "news/oats-(s(1)-again)"),
        (f"/s/{TOKEN}/news", f"s/{TOKEN}/news"),
    ],
)
def test_a_key_is_without_what_only_a_session_can_be(address, key):
    assert SITE.key(HOST + address) == key
