"""Marks are the reader's own: an attribute of the page's never takes a line out of its text."""

from __future__ import annotations

from datetime import UTC, datetime

from jjscrape.items import Page
from jjscrape.pages import Source, extract
from jjscrape.site import load_site

PAGE = """<html><head><title>A page | A site</title></head><body class="page-node-7 node-type-page">
<div class="node" id="node-7"><div class="field field-name-body field-type-text-with-summary">
<div class="field-item"><p>First.</p><p data-part="tags">Second.</p><p data-part="intro">Third.</p></div>
</div></div></body></html>"""


def test_an_attribute_of_the_page_is_no_mark():
    site = load_site("jamandjustice")
    source = Source("https://jamandjustice-rjc.org/about-us", PAGE.encode(), datetime(2026, 11, 22, tzinfo=UTC),
                    {"content-type": "text/html"})  # fmt: skip
    (page,) = [item for item in extract(source, site).items if isinstance(item, Page)]
    assert page.text == "First.\nSecond.\nThird."
