"""Where a page is read by a shorter way, what comes out is what the longer way gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from jjscrape import site
from jjscrape.harvest.class_names import class_names
from jjscrape.pages import entries, nodeless, pager, theme
from jjscrape.pages.markup import decoding, scope, soup
from jjscrape.pages.markup.clutter import Part, Survey
from jjscrape.pages.markup.selectors import Selector, names_in
from jjscrape.pages.markup.soup import has_words, number_of, text_of
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


CLASS = re.compile(rb"""\sclass\s*=\s*(?:"([^"<>]{1,1000})"|'([^'<>]{1,1000})')""", re.IGNORECASE)


@given(
    st.lists(st.sampled_from(["class", "CLASS", "cLass", " ", "\n", "=", '"', "'", "a", "b c", "<", ">"]), max_size=12)
)
def test_class_names_are_those_that_one_expression_finds(pieces):
    body = f"<p {''.join(pieces)}".encode()
    values = b" ".join(either or other for either, other in CLASS.findall(body))
    assert class_names(body) == frozenset(values.decode().split())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_hint_is_given_of_all_that_may_be_a_node(path):
    body = etree.fromstring(path.read_bytes(), etree.HTMLParser(encoding="utf-8")).find("body")
    survey = Survey.of(body)
    hinted = [element for element, _ in survey.hinted(Part.NODE)]
    assert set(hinted) >= {e for e in survey if number_of(e) or scope._is_called_node(e)}
    assert hinted == [element for element in survey if element in set(hinted)]


@pytest.mark.parametrize("depth", [soup.DEEPEST - 1, soup.DEEPEST])
@pytest.mark.parametrize("more", [soup.LONGEST - soup.DEEPEST - 1, soup.LONGEST])
def test_a_page_is_known_to_be_too_large_where_something_is_cut(depth, more):
    root = etree.Element("html")
    holder = root
    for _ in range(depth):
        holder = etree.SubElement(holder, "div")
    for _ in range(more):
        etree.SubElement(root, "br")
    too_large = soup._TOO_LARGE(root)
    assert soup._cap(root) is too_large is (depth == soup.DEEPEST or more == soup.LONGEST)
