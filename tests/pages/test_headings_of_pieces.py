"""Texts put together from paragraphs and field collections: what heads a piece is read with it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jjscrape.items import Article
from jjscrape.pages import Source, extract
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
DAWN = "<p>The kneading began at dawn, when nobody else was up yet.</p>"
NOON = "<p>By noon the street smelled of rye, and so did the river.</p>"


def field(name: str, kind: str, *values: str) -> str:
    items = "".join(f'<div class="field-item even">{value}</div>' for value in values)
    return f'<div class="field field-name-{name} field-type-{kind}"><div class="field-items">{items}</div></div>'


def paragraph(*fields: str) -> str:
    return f'<div class="entity entity-paragraphs-item paragraphs-item-x"><div class="content">{"".join(fields)}</div></div>'


def collected(*fields: str) -> str:
    item = f'<div class="entity entity-field-collection-item field-collection-item-field-x">{"".join(fields)}</div>'
    return f'<div class="field-collection-view clearfix">{item}</div>'


def article(*fields: str) -> Article:
    node = f'<div id="node-7" class="node node-blog"><div class="content">{"".join(fields)}</div></div>'
    page = (
        "<html><head><title>Rye Street | Jam</title></head><body class='node-type-blog'>"
        f"<h1 class='title' id='page-title'>Rye Street</h1>{node}</body></html>"
    )
    source = Source(
        url="https://jamandjustice-rjc.org/blog/rye",
        body=page.encode(),
        captured_at=datetime(2026, 11, 22, tzinfo=UTC),
        headers={"content-type": "text/html; charset=utf-8"},
    )
    (found,) = (item for item in extract(source, SITE).items if isinstance(item, Article))
    return found


def text(*values: str) -> str:
    return field("field-text", "text-long", *values)


PLAIN = [DAWN[3:-4], NOON[3:-4]]


@pytest.mark.parametrize("name", ["field-headline", "field-title", "field-section-heading", "title"])
@pytest.mark.parametrize("item", [paragraph, collected])
@pytest.mark.parametrize(
    "body", ["", field("body", "text-with-summary", "<p>One street bakes for all the others.</p>")]
)
def test_the_line_that_heads_a_piece_is_text(name, item, body):
    kind = "paragraphs" if item is paragraph else "field-collection"
    pieces = [item(field(name, "text", head), text(words)) for head, words in (("Dawn", DAWN), ("Noon", NOON))]
    found = article(body, field("field-parts", kind, *pieces))
    before = ["One street bakes for all the others."] if body else []
    assert (found.title, found.text) == ("Rye Street", "\n".join([*before, "Dawn", PLAIN[0], "Noon", PLAIN[1]]))


def test_a_heading_of_the_template_is_text():
    found = article(field("field-parts", "paragraphs", paragraph("<h3>Dawn</h3>", text(DAWN)), paragraph(text(NOON))))
    assert found.text == "\n".join(["Dawn", *PLAIN])


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param(field("field-credit", "text", "Photo by Ann Roe"), id="a credit"),
        pytest.param(field("field-colour", "list-text", "Green"), id="a setting"),
        pytest.param('<h3 class="field-label">Text:</h3>', id="a label"),
        pytest.param(field("field-title", "text", ""), id="nothing"),
    ],
)
def test_what_else_stands_over_a_piece_is_none(beside):
    found = article(field("field-parts", "paragraphs", paragraph(beside, text(DAWN)), paragraph(text(NOON))))
    assert found.text == "\n".join(PLAIN)


def test_a_title_of_the_node_itself_stays_its_title():
    found = article(field("title", "text", "Rye Street"), field("field-parts", "paragraphs", paragraph(text(DAWN))))
    assert (found.title, found.text) == ("Rye Street", PLAIN[0])


def test_a_field_of_a_table_is_text():
    table = "<table><tr><th>Loaf</th><th>Price</th></tr><tr><td>Rye</td><td>2</td></tr><tr><td>Oat</td><td>3</td></tr></table>"
    found = article(field("body", "text-with-summary", DAWN), field("field-prices", "tablefield", table))
    assert found.text == "\n".join([PLAIN[0], "Loaf\tPrice", "Rye\t2", "Oat\t3"])
