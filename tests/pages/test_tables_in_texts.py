"""Tables within texts: a row is a line, its cells stand a tab apart, and an empty cell keeps its place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.items import Article
from jjscrape.pages import Source, extract
from jjscrape.site import load_site

SITE = load_site("jamandjustice")


def text_with(markup: str) -> list[str]:
    """The lines of a post whose body is this markup between two sentences."""
    body = f"<p>The kneading began at dawn.</p>{markup}<p>By noon the street smelled of rye.</p>"
    page = (
        "<html><head><title>Rye</title></head><body class='node-type-blog'><h1>Rye</h1><div class='node node-blog'>"
        f"<div class='field field-name-body field-type-text-with-summary'><div class='field-item'>{body}</div></div>"
        "</div></body></html>"
    )
    source = Source(
        url="https://jamandjustice-rjc.org/blog/rye",
        body=page.encode(),
        captured_at=datetime(2026, 11, 22, tzinfo=UTC),
        headers={"content-type": "text/html; charset=utf-8"},
    )
    (article,) = (item for item in extract(source, SITE).items if isinstance(item, Article))
    first, *lines, last = (article.text or "").split("\n")
    assert (first, last) == ("The kneading began at dawn.", "By noon the street smelled of rye.")
    return lines


def table(*rows: str, tag: str = "td", attributes: str = "") -> str:
    cells = ("".join(f"<{tag}>{cell}</{tag}>" for cell in row.split("|")) for row in rows)
    return f"<table{attributes}>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        pytest.param(table("Loaf|Rye|Oat", "2017||14", "|9|"), ["Loaf\tRye\tOat", "2017\t\t14", "\t9"], id="empty"),
        pytest.param(table("Loaf|<p>Rye</p>", "2017|<b>1</b>4 &nbsp;"), ["Loaf\tRye", "2017\t14"], id="markup"),
        pytest.param(
            "<table><caption>Loaves</caption><thead><tr><th></th><th>Rye</th></tr></thead>"
            "<tbody><tr><th>May</th><td>3<br>and 4</td></tr></tbody></table>",
            ["Loaves", "\tRye", "May\t3 and 4"],
            id="headed",
        ),
        pytest.param(
            "<table><tr><td>a</td><td colspan=2>wide</td><td>d</td></tr>"
            "<tr><td rowspan=2>tall</td><td>b</td><td>c</td><td>d</td></tr>"
            "<tr><td>b</td><td></td><td>d</td></tr></table>",
            ["a\twide\t\td", "tall\tb\tc\td", "\tb\t\td"],
            id="spans",
        ),
        pytest.param(table("a|b", "c|d") + table("e|f", "g|h"), ["a\tb", "c\td", "e\tf", "g\th"], id="two in a row"),
        # What only stands side by side.
        pytest.param(table("Rye|<p>One.</p><p>Two.</p>", "Oat|b"), ["Rye", "One.", "Two.", "Oat", "b"], id="layout"),
        pytest.param(table("Rye|Oat"), ["Rye", "Oat"], id="one row"),
        pytest.param(table("Rye", "Oat"), ["Rye", "Oat"], id="one column"),
        pytest.param(table("Rye|Oat", "a|b", attributes=" role=presentation"), ["Rye", "Oat", "a", "b"], id="told"),
        pytest.param(table("<h3>Rye</h3>|Oat", "a|b"), ["Rye", "Oat", "a", "b"], id="headings"),
        pytest.param(
            table("x|" + table("a|b", "c|d"), "y|z"), ["x", "a\tb", "c\td", "y", "z"], id="a table in a layout"
        ),
        pytest.param(
            table("|".join("a" * 101), "|".join("b" * 101)), [*"a" * 101, *"b" * 101], id="wider than any data"
        ),
        pytest.param(
            "<table><tr><td colspan=99999>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
            ["a", "b", "c", "d"],
            id="a span without end",
        ),
        pytest.param(
            "<table><tr><td colspan=-1 rowspan=two>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
            ["a\tb", "c\td"],
            id="no spans",
        ),
    ],
)
def test_a_table_in_a_text(markup: str, lines: list[str]) -> None:
    assert text_with(markup) == lines


@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from(["", "", "rye", "14", "a b"]), min_size=width, max_size=width),
            min_size=2,
            max_size=5,
        )
    )
)
def test_each_value_is_found_in_its_row_and_column(rows: list[list[str]]) -> None:
    read = [line.split("\t") for line in text_with(table(*("|".join(row) for row in rows)))]
    filled = [row for row in rows if any(row)]
    assert [line + [""] * (len(rows[0]) - len(line)) for line in read] == filled
