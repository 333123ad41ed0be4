"""What stands in place of a site, told from pages that only speak of such things."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jjscrape.pages.source import Source
from jjscrape.pages.walls import MANY_LINKS, Wall, wall_of

AT = datetime(2026, 11, 22, tzinfo=UTC)
LOGIN = '<form><input name="user"><input type="password"></form>'


def page(body: str, title: str = "t") -> Source:
    text = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return Source("http://a.example/", text.encode(), AT, {"content-type": "text/html; charset=utf-8"})


@pytest.mark.parametrize(
    ("body", "title", "wall"),
    [
        ("<p>The site is currently under maintenance. Thank you for your patience.</p>", "Site under maintenance",
         Wall.MAINTENANCE),
        (f"<h1>Members</h1>{LOGIN}", "Log in", Wall.LOGIN),
        ("<p>Please enable JavaScript and cookies to continue</p>", "Just a moment...", Wall.CHALLENGE),
        ("<p>Solve this captcha to go on.</p>", "Hello", Wall.CHALLENGE),
        ("<p>This site uses cookies.</p><button>Accept all</button>", "Privacy", Wall.COOKIES),
        ("<p>Wir verwenden Cookies. Bitte stimmen Sie zu.</p><a>Alle akzeptieren</a>", "Datenschutz", Wall.COOKIES),
        ("", "", Wall.ERROR_PAGE),
    ],
)  # fmt: skip
def test_a_wall_is_known(body, title, wall):
    assert wall_of(page(body, title)) is wall


@pytest.mark.parametrize(
    "body",
    [
        f'<div class="node"><p>How we agreed on cookies: a recipe to accept.</p></div>{LOGIN}',
        "<p>We bake cookies on Fridays.</p>",
        f"<p>News</p>{'<a href=/x>x</a>' * (MANY_LINKS + 1)}{LOGIN}",
        f"<p>{'A long page about something else. ' * 60}</p>{LOGIN}",
        "<h1>Welcome</h1><p>Short, and a page.</p>",
    ],
)
def test_a_page_is_none(body):
    assert wall_of(page(body)) is None
