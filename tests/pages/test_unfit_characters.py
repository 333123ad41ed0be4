"""Characters that markup may not hold, in pages that hold them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jjscrape.pages import extract
from jjscrape.pages.markup.soup import Soup, remove
from jjscrape.pages.source import Source
from jjscrape.site import load_site

URL = "https://jamandjustice-rjc.org/blog/oven"
PAGE = """<body class="page-node node-type-blog"><article class="node node-blog" id="node-7"><h1>A post</h1>
<div class="field field-name-body"><p>It says <em>this</em> one{char}two, at some length, of an oven.</p></div></article></body>"""
UNFIT = ["&#1;", "&#x1f;", "&#0011;", "&#X0B;", "&#65535;", "&#12"]
FIT = [
    ("&#123;", "{"),
    ("&#x1fa;", "\u01fa"),
    ("&#32;", " "),
    ("&#9;", " "),
    ("&#13;", " "),
    ("&#310;", "\u0136"),
]


def source(char):
    headers = {"content-type": "text/html; charset=utf-8"}
    return Source(URL, PAGE.format(char=char).encode(), datetime(2026, 11, 22, tzinfo=UTC), headers)


@pytest.mark.parametrize("char", UNFIT, ids=ascii)
def test_what_no_markup_may_hold_parts_words_and_costs_nothing_else(char):
    (post,) = [item for item in extract(source(char), load_site("jamandjustice")).items if item.url == URL]
    assert "one two, at some length" in post.text
    soup = Soup.of(source(char))
    remove(soup.body.find(".//em"))
    assert "one two" in soup.body.find(".//p").text


@pytest.mark.parametrize(("char", "shown"), FIT, ids=ascii)
def test_other_characters_stay(char, shown):
    (paragraph,) = Soup.of(source(char)).body.iter("p")
    assert f"one{shown}two" in "".join(paragraph.itertext()).replace("\r", " ").replace("\t", " ")
