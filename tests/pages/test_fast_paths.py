"""Where a page is read by a shorter way, what comes out is what the longer way gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from jjscrape import site
from jjscrape.pages import entries, nodeless, pager, theme
from jjscrape.pages.markup import decoding, scope
from jjscrape.pages.markup.selectors import Selector, names_in
from jjscrape.pages.markup.soup import has_words, text_of
from jjscrape.pages.node import field_names, title

MODULES = (entries, nodeless, pager, theme, scope, field_names, title)
SELECTORS = [value for module in MODULES for value in vars(module).values() if isinstance(value, Selector)]
PAGES = sorted(Path(__file__).parent.glob("cases/**/*.html"))
HREFS = st.lists(
    st.sampled_from(
        ["/", "//", "?", "#", ";", "a", "b.c", "http:", "https://", "http://h", "..", ".", "%2e", "\t", " "]
    ),
    max_size=6,
).map("".join)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_selector_finds_the_same_where_it_knows_the_names_of_the_page(path):
    root = etree.fromstring(path.read_bytes(), etree.HTMLParser(encoding="utf-8"))
    names = names_in(root)
    for selector in SELECTORS:
        assert selector.all(root, names) == selector.all(root)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_an_element_has_words_if_it_has_text(path):
    decoded = path.read_bytes().decode("utf-8", "replace")
    root = etree.fromstring(decoded.encode(), etree.HTMLParser(encoding="utf-8"))
    for element in root.iter(etree.Element):
        assert has_words(element) == bool(text_of(element))


def test_there_are_selectors_and_pages():
    assert len(SELECTORS) > 10
    assert len(PAGES) > 10


@given(st.sampled_from(["http://h/a/b?c=d", "https://h.org/x/", "http://h", "http://H:80/q;p/r", ""]), HREFS)
def test_an_address_is_resolved_alike_on_every_page_of_a_host(base, href):
    assert site.absolute(base, href) == site._resolved(base, href.strip())


@given(st.text(st.sampled_from("ab é中\t\n\x00\x08\x0b\x1f\x7f\x80\ufeff\ufffd\ufffe\uffff"), max_size=8))
def test_what_no_page_may_hold_is_taken_out_of_any_text(text):
    assert decoding.decode(f"x{text}".encode()) == decoding._ILLEGAL.sub("", f"x{text}")
