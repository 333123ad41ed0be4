"""What a theme changes around a node's fields, and what only looks like it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jjscrape.items import Article
from jjscrape.pages import Source, extract
from jjscrape.site import load_site

HOST = "https://jamandjustice-rjc.org/"
TEXT = "<p>Ten of us met at the weir to agree who prunes which trees this winter.</p>"
OTHER = "<p>Nobody came to the quay that evening, and it rained on the baskets.</p>"
WORDS = "Ten of us met at the weir to agree who prunes which trees this winter."


def field(name, inner, kind="text-long"):
    return f'<div class="field field-name-{name} field-type-{kind}"><div class="field-items"><div class="field-item">{inner}</div></div></div>'


TAGS = field(
    "field-themes",
    '<a href="/our-projects/planning-and-environment">Planning and Environment</a>',
    "taxonomy-term-reference",
)
BODY = field("body", TEXT, "text-with-summary")


def article(
    content, head="<title>Pears | Somewhere</title>", title='<h1 class="title">Pears</h1>', path="blog/pears"
) -> Article:
    kind = path.partition("/")[0]
    page = f'<!DOCTYPE html><html><head>{head}</head><body class="page-node page-node-7 node-type-{kind}">{title}{content}</body></html>'
    result = extract(
        Source(HOST + path, page.encode(), datetime(2026, 1, 1, tzinfo=UTC), {"content-type": "text/html"}),
        load_site("jamandjustice"),
    )
    (record,) = [item for item in result.items if isinstance(item, Article)]
    return record


def test_the_block_of_the_page_s_content_is_known_without_its_id():
    submitted = '<div class="submitted">Submitted by Ann Roe on 2 May 2019 - 10:00</div>'
    found = article(
        f'<div class="block block-system"><div class="content"><div class="node">{submitted}{BODY}</div></div></div>'
    )
    assert [candidate.raw for candidate in found.published_candidates] == ["2 May 2019 - 10:00"]
    assert (found.text, found.problems) == (WORDS, [])


def test_its_fields_are_read_where_no_element_of_the_node_is_printed_either():
    sidebar = '<div class="block block-views"><div class="views-row"><span class="field-content">Tue, 02/11/2020 - 09:05</span></div></div>'
    found = article(f'{sidebar}<div class="block block-system"><div class="content">{BODY}{TAGS}</div></div>')
    assert (found.text, found.theme_labels, found.problems) == (WORDS, ["Planning and Environment"], [])


@pytest.mark.parametrize("names", ["block block-views", "block block-system block-menu", "block block-bean"])
def test_other_blocks_are_not_the_page_s_content(names):
    found = article(f'<div class="node">{BODY}</div><div class="{names}"><div class="content">{TAGS}</div></div>')
    assert (found.text, found.theme_labels) == (WORDS, [])


@pytest.mark.parametrize(
    "place",
    [
        "{0}<div class='node'>{1}</div>",
        "<div class='node'>{1}</div>{0}",
        "<div>{0}</div><div><div class='node'>{1}</div></div>",
    ],
)
@pytest.mark.parametrize(
    "home", ["<main>{}</main>", '<div role="main">{}</div>', '<div class="region region-content">{}</div>']
)
def test_a_field_beside_the_node_is_the_node_s(place, home):
    found = article(home.format(place.format(TAGS, BODY)))
    assert (found.text, found.theme_labels, found.problems) == (WORDS, ["Planning and Environment"], [])
    moved = article(home.format(place.format(field("body", TEXT + "<!--break-->" + OTHER, "text-with-summary"), TAGS)))
    assert (moved.summary, moved.theme_labels) == (WORDS, ["Planning and Environment"])


@pytest.mark.parametrize(
    "beside",
    [
        f'<div class="node node-teaser">{TAGS}</div>', f'<div class="node">{TAGS}</div>', f"<aside>{TAGS}</aside>",
        f'<div class="block block-views">{TAGS}</div>', f'<div class="view"><div class="views-row">{TAGS}</div></div>',
        f'<div class="region-sidebar-first">{TAGS}</div>', f'<div id="comments">{TAGS}</div>',
    ],
)  # fmt: skip
def test_a_field_that_another_holds_is_not_the_node_s(beside):
    found = article(f'<main><div class="node" id="node-7">{BODY}</div>{beside}</main>')
    assert (found.text, found.theme_labels) == (WORDS, [])


def test_a_field_that_the_node_has_itself_is_not_read_beside_it():
    again = field("body", OTHER, "text-with-summary")
    found = article(f'<main><div class="node">{BODY}</div>{again}</main>')
    assert found.text == WORDS


def test_a_field_s_label_is_no_title():
    content = f'<main><div class="node">{BODY}<div class="field field-name-field-themes"><h1 class="field-label">Themes:</h1></div></div></main>'
    found = article(content, title="<h3>Pears</h3>")
    assert (found.title, found.problems) == ("Pears", [])


def test_a_title_of_another_level_is_the_title_if_the_head_bears_it_out():
    section = f"<main><div class='node'>{field('body', '<h1>Why we met</h1>' + TEXT)}</div></main>"
    assert article(section, title="<h2>Pears</h2>").title == "Pears"


@pytest.mark.parametrize("name", ["body", "field-main-text", "field-content"])
def test_a_section_that_the_head_names_is_not_the_title(name):
    section = f"<main><div class='node'>{field(name, '<h2>Pears</h2>' + TEXT)}</div></main>"
    found = article(section, title="<h1>How the orchard group met</h1>")
    assert found.title == "How the orchard group met"
    assert found.problems == ["title: the head calls the page otherwise (title-element: Pears)"]


def test_a_class_that_might_call_tags_calls_no_text_and_no_file_so():
    file = '<div class="theme"><a href="/sites/default/files/a.pdf">Minutes</a></div>'
    project = '<div class="theme"><a href="/gm-decides">GM Decides</a></div>'
    found = article(f'<main><div class="node"><div class="theme body">{TEXT}</div>{file}{project}</div></main>')
    assert (found.text, found.theme_labels, found.taggings) == (WORDS, [], [])
    tags = '<div class="themes"><a href="/our-projects/planning-and-environment">Planning and Environment</a></div>'
    assert article(f'<main><div class="node">{BODY}{tags}</div></main>').theme_labels == ["Planning and Environment"]
    terms = '<div class="tags"><a href="/tags/pears">Pears of ours</a></div>'
    assert [t.label for t in article(f'<main><div class="node">{BODY}{terms}</div></main>').taggings] == [
        "Pears of ours"
    ]


def test_a_reference_to_a_term_is_known_by_its_items():
    items = '<ul><li class="taxonomy-term-reference-0"><a href="{}">Planning and Environment</a></li></ul>'
    themes = items.format("/our-projects/planning-and-environment")
    assert article(f'<main><div class="node">{BODY}{themes}</div></main>').theme_labels == ["Planning and Environment"]
    assert article(f'<main><div class="node">{BODY}</div><aside>{themes}</aside></main>').theme_labels == []
    assert article(f'<main><div class="node">{BODY}{items.format("/gm-decides")}</div></main>').theme_labels == []
