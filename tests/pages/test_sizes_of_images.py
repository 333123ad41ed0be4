"""Sizes that images state in numbers that are none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jjscrape.pages import extract
from jjscrape.pages.source import Source
from jjscrape.site import load_site

PAGE = """<body class="page-node node-type-blog"><article class="node node-blog" id="node-7"><h1>A post</h1>
<div class="field field-name-field-image"><img src="/sites/default/files/a.jpg" width="{size}" height="{size}"></div>
<div class="field field-name-body"><p>It says this and that, at some length, of an oven.</p></div></article></body>"""


@pytest.mark.parametrize(
    ("size", "shown"), [("640", True), (" 16 ", False), ("2\u00b2\u00b320", True), ("9" * 5000, True), ("16px", True)]
)
def test_an_image_is_read_whatever_size_it_states(size, shown):
    url = "https://jamandjustice-rjc.org/blog/oven"
    source = Source(
        url, PAGE.format(size=size).encode(), datetime(2026, 11, 22, tzinfo=UTC), {"content-type": "text/html"}
    )
    extraction = extract(source, load_site("jamandjustice"))
    (post,) = [item for item in extraction.items if item.url == url and hasattr(item, "image_url")]
    assert (post.image_url is not None) is shown
    assert not extraction.refused
