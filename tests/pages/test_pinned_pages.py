"""Pins on pages: each goes before the rules for its own field, and changes no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from jjscrape.harvest.reading import normalise
from jjscrape.items import CaptureRef, Record, Teaser, Theme
from jjscrape.pages import Source, extract
from jjscrape.pins import read_pins
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
WHEN = datetime(2026, 11, 22, tzinfo=UTC)
POST = """<html lang="en"><head><title>Notes from the towpath | Jam and Justice</title>
<meta name="pix" content="/sites/default/files/weir.jpg"><meta property="article:published_time" content="2018-01-02T10:00:00Z">
</head><body class="page-node page-node-31 node-type-blog"><h1 id="page-title">Notes from the towpath</h1>
<h2 class="x">Weir day notes</h2><time class="posted" datetime="2019-05-03T10:00:00+01:00">a while ago</time>
<p class="signed">Posted by admin on 4 May 2019</p><div class="who"><i>Ada Quill</i><i>Ben Wren, Ferry Museum</i></div>
<ul class="th"><li>Sheffield</li><li>Planning and Environment</li></ul><p class="stand">A short day.</p><p class="stand">At noon.</p>
<div class="hero"><img src="/sites/default/files/lock.jpg" alt="The lock"></div>
<div id="node-31" class="node node-blog"><div class="submitted">By Cleo Marsh</div><div class="content">
<div class="field field-name-field-tags field-type-taxonomy-term-reference"><a href="/our-projects/sheffield">Sheffield</a></div>
<div class="field field-name-body"><p>The other text says nothing of that day.</p><aside><p>An aside of the other.</p></aside></div></div></div>
<div class="prose"><h2>Weir day notes</h2><p>The group measures the weir at noon.</p><aside><p>An aside.</p></aside>
<p class="share">Share this with all you know.</p><script>var a</script><p style="display:none">Unseen.</p>
<p>It writes it <a href="/blog/other">down</a>.</p></div></body></html>"""
EVENT = """<html lang="en"><head><title>Weir supper | Jam and Justice</title></head>
<body class="page-node page-node-32 node-type-event"><h1 id="page-title">Weir supper</h1>
<p class="line">When: 3 May 2019, 18:30 to 20:00</p><b data-from="2019-05-04T18:30:00+01:00" data-to="2019-05-04T20:00:00+01:00">soon</b>
<i class="from">5 May 2019, 6pm</i><i class="to">6 May 2019, 8pm</i><p class="venue">Where: The Long Room, Sheffield</p>
<div id="node-32" class="node node-event"><div class="content"><div class="field field-name-body"><p>All may eat.</p></div></div></div>
</body></html>"""
LIST = """<html lang="en"><head><title>Blog</title></head><body><div class="region-content"><h1>Blog</h1>
<div class="card" data-url="/blog/weir-day"><b>Weir day</b><span class="on">3 May 2019</span><p>A short day.</p><p class="s">At noon.</p></div>
<div class="card" data-url="/event/supper"><b>Supper</b><span class="on">4 May 2020, 18:00</span><p class="s">Soup.</p></div>
<ul><li><a href="/blog/not-this">Not this</a></li></ul></div></body></html>"""
THEME = """<html lang="en"><head><title>Planning</title></head><body><h1>Everything about plans</h1><b class="l">Planning and Environment</b>
<p class="d">Who decides what is built.</p><div class="views-row"><h2><a href="/blog/weir-day">Weir day</a></h2></div></body></html>"""


def reading(page, path, pins, **more):
    site = replace(SITE, pins=read_pins(pins))
    url = f"https://jamandjustice-rjc.org/{path}"
    source = Source(url, page.encode(), WHEN, {"content-type": "text/html"}, capture=CaptureRef("c", url, WHEN))
    result = extract(source, site, **more)
    return [normalise(item, site) for item in result.items], result


def record_of(page, path, pins, **more):
    items, result = reading(page, path, pins, **more)
    return next(item for item in items if isinstance(item, Record)), result


def shown(record):
    names = ("title", "summary", "text", "published_edtf", "themes", "image_url", "image_caption")
    return {name: getattr(record, name) for name in names} | {"authors": [a.name for a in record.authors]}


UNPINNED = {
    "title": "Notes from the towpath", "summary": None, "published_edtf": "2018-01-02T10:00:00+00:00",
    "text": "The other text says nothing of that day.\nAn aside of the other.",
    "themes": ["sheffield"], "image_url": None, "image_caption": None, "authors": ["Cleo Marsh"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("pins", "changed", "field", "raw"),
    [
        ({}, {}, "title", "Notes from the towpath"),
        ({"title": "h2.x"}, {"title": "Weir day notes"}, "title", "Weir day notes"),
        ({"title": "head title"}, {"title": "Notes from the towpath | Jam and Justice"}, "title", None),
        ({"summary": ".stand"}, {"summary": "A short day.\nAt noon."}, "summary", "A short day.\nAt noon."),
        ({"published": "time.posted@datetime"}, {"published_edtf": "2019-05-03T10:00:00+01:00"}, "published", None),
        ({"published": ".signed"}, {"published_edtf": "2019-05-04"}, "published", "4 May 2019"),
        ({"authors": ".who i"}, {"authors": ["Ada Quill", "Ben Wren"]}, "authors", None),
        ({"themes": ".th"}, {"themes": ["sheffield", "planning-and-environment"]}, "themes", None),
        (
            {"image": "meta[name=pix]@content"},
            {"image_url": "https://jamandjustice-rjc.org/sites/default/files/weir.jpg"},
            "image_url",
            None,
        ),
        (
            {"image": ".hero"},
            {"image_url": "https://jamandjustice-rjc.org/sites/default/files/lock.jpg", "image_caption": "The lock"},
            "image_url",
            None,
        ),
        (
            {"text": ".prose", "text_without": ["aside", ".share"]},
            {"text": "Weir day notes\nThe group measures the weir at noon.\nIt writes it down."},
            "text",
            None,
        ),
        (
            {"text": ".prose p"},
            {"text": "The group measures the weir at noon.\nAn aside.\nShare this with all you know.\nIt writes it down."},
            "text",
            None,
        ),
        ({"text_without": "aside"}, {"text": "The other text says nothing of that day."}, None, None),
        ({"title": ".nowhere", "text": ".nowhere", "authors": ".nowhere"}, {}, "title", None),
    ],
)  # fmt: skip
def test_a_pin_changes_its_own_field_alone(pins, changed, field, raw):
    record, _ = record_of(POST, "blog/weir-day", {"article": pins})
    assert shown(record) == {**UNPINNED, **changed}
    if changed and field:
        trace = next(trace for trace in record.traces if trace.field == field)
        selector = next(iter(pins.values()))
        assert trace.rule.partition("; ")[0] == f"pin {selector}"
        assert raw is None or trace.raw == raw


def test_links_are_those_of_the_pinned_text_and_its_title_is_no_text():
    pins = {"article": {"title": "h2.x", "text": ".prose", "text_without": ["aside", ".share"]}}
    record, _ = record_of(POST, "blog/weir-day", pins)
    assert record.text == "The group measures the weir at noon.\nIt writes it down."
    assert [link.target_id for link in record.links] == ["blog/other"]


def test_names_that_a_pin_chose_and_nobody_can_read_are_a_problem_and_not_replaced():
    record, _ = record_of(POST, "blog/weir-day", {"article": {"authors": ".stand", "published": "h2.x"}})
    assert record.authors == []
    assert record.published is None
    assert any(problem.startswith("published: metadata 'Weir day notes'") for problem in record.problems)


def test_a_problem_of_the_text_is_none_where_a_person_said_where_it_stands():
    long = POST.replace("<p>It writes", "<p>" + "It rains on the lock and the long weir. " * 30 + "</p><p>It writes")
    long = long.replace('<div class="prose">', '<div class="prose field-name-x">')
    _, without = record_of(long.replace('id="node-31" class="node node-blog"', ""), "blog/weir-day", {})
    _, pinned = record_of(
        long.replace('id="node-31" class="node node-blog"', ""), "blog/weir-day", {"article": {"text": ".prose"}}
    )
    assert any(problem.startswith("text:") for problem in without.problems)
    assert not any(problem.startswith("text:") for problem in pinned.problems)


@pytest.mark.parametrize(
    ("pins", "start", "end"),
    [
        ({"event": ".line"}, "2019-05-03T17:30Z", "2019-05-03T19:00Z"),
        ({"event_start": "b@data-from", "event_end": "b@data-to"}, "2019-05-04T17:30Z", "2019-05-04T19:00Z"),
        ({"event_start": ".from", "event_end": ".to"}, "2019-05-05T17:00Z", "2019-05-06T19:00Z"),
        ({"event": ".from", "event_end": "b@data-no"}, "2019-05-05T17:00Z", None),
        ({"event": ".from", "event_end": ".to"}, "2019-05-05T17:00Z", "2019-05-06T19:00Z"),
    ],
)
def test_an_events_date_may_be_pinned_as_a_line_or_as_two(pins, start, end):
    record, _ = record_of(EVENT, "event/supper", {"event": {**pins, "place": ".venue"}})
    assert (f"{record.event_start:%Y-%m-%dT%H:%MZ}", record.event_end and f"{record.event_end:%Y-%m-%dT%H:%MZ}") == (
        start,
        end,
    )
    assert record.rule_of("event_start").startswith("pin ")
    assert (record.place, record.rule_of("place")) == ("The Long Room, Sheffield", "pin .venue")


@pytest.mark.parametrize(("table", "project"), [("page", False), ("project", True)])
def test_pages_and_projects_have_pins_of_their_own(table, project):
    pins = {"article": {"title": ".stand"}, table: {"title": "h2.x", "text": ".prose p"}}
    page = POST.replace("node-type-blog", "node-type-other")
    record, result = record_of(page, "weir", pins, project=project)
    assert (type(record).__name__.lower(), record.title) == (table, "Weir day notes")
    assert {str(pin): met for pin, met in result.pins.items()} == {
        f"{table}.title (h2.x)": True, f"{table}.text (.prose p)": True,
    }  # fmt: skip


def test_entries_of_a_list_and_what_stands_in_them():
    pins = {"listing": {"entry": ".card", "link": ".card@data-url", "title": "b", "summary": ".s", "date": ".on"}}
    items, result = reading(LIST, "blog", pins)
    told = [(t.target_id, t.title, t.summary, t.event_raw, t.published_raw) for t in items if isinstance(t, Teaser)]
    assert told == [
        ("blog/weir-day", "Weir day", "At noon.", None, "3 May 2019"),
        ("event/supper", "Supper", "Soup.", "4 May 2020, 18:00", None),
    ]
    assert set(result.pins.values()) == {True}
    unpinned, _ = reading(LIST, "blog", {"listing": {"entry": ".tile"}})
    assert [t.target_id for t in unpinned if isinstance(t, Teaser)] == ["blog/not-this"]


def test_a_themes_name_and_description():
    pins = {"theme": {"label": ".l", "description": ".d"}, "listing": {"title": "h1"}}
    items, _ = reading(THEME, "our-projects/planning-and-environment", pins)
    (theme,) = [item for item in items if isinstance(item, Theme)]
    assert (theme.id, theme.label, theme.description) == (
        "planning-and-environment", "Planning and Environment", "Who decides what is built.",
    )  # fmt: skip
    assert [t.title for t in items if isinstance(t, Teaser)] == ["Weir day"]
