"""What is the page's own and what is another's: another node beside it, its links, an address that isn't its."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from jjscrape.items import Record
from jjscrape.pages import Source, extract
from jjscrape.pages.markup.floods import LONGEST
from jjscrape.site import load_site

if TYPE_CHECKING:
    from jjscrape.pages import Extraction

SITE = load_site("jamandjustice")
HOST = "https://jamandjustice-rjc.org/"


def reading(path: str, html: str) -> tuple[Record, Extraction]:
    source = Source(HOST + path, html.encode(), datetime(2026, 11, 22, tzinfo=UTC), {"content-type": "text/html"})
    result = extract(source, SITE)
    return next(item for item in result.items if isinstance(item, Record)), result


OTHER = "<p>Words of another node, so many that they outweigh the few that this page has of its own by far.</p>"
PAGE = """<body class="page-node page-node-57 node-type-news"><h1 id="page-title">Rye</h1><div id="block-system-main">{}</div>"""


@pytest.mark.parametrize("element", ['<div id="node-58" class="node node-full">', '<article class="node-58 node">'])
def test_a_node_of_another_number_is_not_the_pages(element: str) -> None:
    """The page prints its own node without an element for it, and another node in full."""
    other = f'{element}<h2><a href="/news/oats">Oats</a></h2>{OTHER}</div>'
    record, _ = reading("news/rye", PAGE.format(f"<p>Own words.</p>{other}"))
    assert (record.node_id, record.title, record.text) == (57, "Rye", "Own words.")


@pytest.mark.parametrize("above", ["", "<h3>Elsewhere</h3>"])
def test_the_text_ends_where_a_heading_leads_to_another_article(above: str) -> None:
    after = f'{above}<h3><a href="/news/oats">Oats</a></h3>{OTHER}'
    record, _ = reading("news/rye", PAGE.format(f'<div class="node"><p>Own words.</p>{after}</div>'))
    assert record.text == "Own words."


@pytest.mark.parametrize(
    "heading", ['<a href="/rye-lab">Rye Lab</a>', '<a href="https://example.org/">Oats</a>', "Oats"]
)
def test_no_other_heading_ends_the_text(heading: str) -> None:
    body = f'<div class="node"><p>Own words.</p><h3>{heading}</h3><p>More of them.</p></div>'
    record, _ = reading("news/rye", PAGE.format(body))
    assert (record.text or "").splitlines()[::2] == ["Own words.", "More of them."]


def test_a_page_longer_than_any_is_cut_and_says_so() -> None:
    body = '<div class="node"><p>Own words.</p>' + "<b></b>" * LONGEST + "<p>The end.</p></div>"
    record, result = reading("news/rye", PAGE.format(body))
    assert record.text == "Own words."
    assert [problem for problem in result.problems if problem.startswith("page: cut after")]


def test_a_page_as_long_as_allowed_is_whole() -> None:
    body = '<div class="node"><p>Own words.</p>' + "<b></b>" * (LONGEST - 20) + "<p>The end.</p></div>"
    record, result = reading("news/rye", PAGE.format(body))
    assert (record.text, result.problems) == ("Own words.\nThe end.", [])


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="canonical" href="/">',
        '<link rel="canonical" href="/node/57">',
        '<meta property="og:url" content="/">',
    ],
)
def test_a_page_that_calls_itself_the_front_page_keeps_its_address(link: str) -> None:
    record, result = reading("news/rye", f"<head>{link}</head>" + PAGE.format('<div class="node"><p>Own.</p></div>'))
    assert (record.id, record.url, result.record_id) == ("news/rye", HOST + "news/rye", "news/rye")
