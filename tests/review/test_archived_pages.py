"""An archived page with marks: its own text and bytes otherwise, and nothing in it that asks anybody for anything."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.review.archived_page import charset_of, marked

PAGE = b"<html><head><title>Weir day</title></head><body><h1>Weir day</h1><p>At <b>noon &amp; later</b>, in Leeds.</p></body></html>"
MARKS = re.compile(rb'<mark class="jjscrape"(?: title="\w+")?>|</mark>|<style>mark\.jjscrape.*\Z', re.DOTALL)


def at(text: bytes, body: bytes = PAGE, last: bool = False) -> tuple[int, int]:
    begin = body.rfind(text) if last else body.find(text)
    return begin, begin + len(text)


def test_a_value_is_marked_where_a_reader_sees_it():
    shown = marked(PAGE, [("title", *at(b"Weir day", last=True)), ("place", *at(b"Leeds"))])
    assert b'<h1><mark class="jjscrape" title="title">Weir day</mark></h1>' in shown
    assert b'in <mark class="jjscrape" title="place">Leeds</mark>.' in shown


def test_a_mark_never_cuts_a_tag():
    shown = marked(PAGE, [("text", *at(b"At <b>noon &amp; later</b>, in"))])
    expected = (
        b'<p><mark class="jjscrape" title="text">At </mark><b><mark class="jjscrape">noon &amp; later</mark></b>'
        b'<mark class="jjscrape">, in</mark> Leeds.</p>'
    )
    assert expected in shown


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        b'<p title="Weir day">x</p>',
        b"<script>Weir day</script>",
        b"<!-- Weir day -->",
        b"<style>Weir day</style>",
    ],
)
def test_what_no_reader_sees_has_no_mark(page):
    assert b"<mark class" not in marked(page, [("title", *at(b"Weir day", page))])


@pytest.mark.parametrize(
    "tag",
    [
        b'<link rel="preconnect" href="http://evil.example">', b"<LINK\nrel=dns-prefetch href=//evil.example>",
        b'<meta http-equiv="refresh" content="0;url=http://evil.example">', b'<base href="http://evil.example/">',
        b"<iframe src=//evil.example>", b"<object data=//evil.example>",
    ],
)  # fmt: skip
def test_elements_that_fetch_are_none_any_more(tag):
    shown = marked(PAGE.replace(b"<h1>", tag + b"<h1>"), [])
    assert tag not in shown
    assert b"<x-" + tag[1:] in shown


@given(
    st.lists(
        st.sampled_from([b"<p>", b"</p>", b"<b a='x'>", b"</b>", b"word ", b"&amp;", b"<", b">", b"\xc3\xa9", b" \n"])
    ),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))),
)
def test_without_the_marks_it_is_the_page(parts, places):
    body = b"".join(parts)
    spans = [("text", begin, min(begin + size, len(body))) for begin, size in places if begin < len(body)]
    assert MARKS.sub(b"", marked(body, spans)) == body


def test_its_charset_is_that_of_its_bytes():
    assert charset_of("é".encode()) == "utf-8"
    assert charset_of("é".encode("latin-1")) == "windows-1252"
