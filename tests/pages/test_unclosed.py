"""Divs that a page leaves open end where browsers end them."""

import pytest
from growth import assert_no_square

from jjscrape.pages.markup.unclosed import closed


@pytest.mark.parametrize(
    ("markup", "made"),
    [
        ("<article><div>a</article><article>b</article>", "<article><div>a</div></article><article>b</article>"),
        ("<SECTION><div><div class='x'>a</SECTION>", "<SECTION><div><div class='x'>a</div></div></SECTION>"),
        ("<article><div><section><div>a</article>", "<article><div><section><div>a</div></div></article>"),
        ("<div><article>a</article>", "<div><article>a</article>"),
        ("<article><!-- <div> -->a</article>", "<article><!-- <div> -->a</article>"),
        ("<article><script>'<div>'</script>a</article>", "<article><script>'<div>'</script>a</article>"),
        ("<article><table><td><div></article>", "<article><table><td><div></article>"),
        ("<article><div>a</div></article>", "<article><div>a</div></article>"),
        ("a</article><div>", "a</article><div>"),
        ("<ul><li><div>a</li><li>b</li></ul>", "<ul><li><div>a</div></li><li>b</li></ul>"),
        ("<ul><li><div>a<li>b</ul>", "<ul><li><div>a<li>b</div></ul>"),
        ("<li><div><ul></li>a</ul></li>", "<li><div><ul></li>a</ul></div></li>"),
        ("<li><div>a</div></li><li>b", "<li><div>a</div></li><li>b"),
    ],
)
def test_a_div_ends_with_the_article_around_it(markup, made):
    assert closed(markup) == made


def test_pages_of_nothing_but_open_divs_take_no_square_of_their_length():
    assert_no_square(lambda size: closed("<article><div>" * size + "</article>" * size), 2_000, 16_000)
    assert_no_square(lambda size: closed("<nav><table>" + "<div>" * size + "</nav>" * size), 2_000, 16_000)
