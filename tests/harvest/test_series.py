"""Pages that differ from one another in numbers and months only, and pages that only look so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from test_coverage import write
from test_standing import BEGIN, SITE

from jjscrape.archive.reader import Archive
from jjscrape.harvest.gather import harvest
from jjscrape.harvest.series import SEVERAL

HOME = "https://jamandjustice-rjc.org"
NODE = '<div id="node-{0}" class="node"><div class="field-name-body"><p>Meeting {0}.</p></div></div>'


def page(title: str, body: str, classes: str = "") -> str:
    return f'<title>{title} | Site</title><body class="html {classes}"><main><h1>{title}</h1>{body}</main>'


def records(folder, *pages):
    write(folder / "a", *((place, 200, html) for place, html in pages))
    found = harvest(Archive([folder / "a"]), SITE)
    return found, {page.id for page in found.pages}


def months(count: int) -> list[tuple[str, str]]:
    return [
        (
            f"when/2021-{n:02}",
            page("May 2021" if n % 2 else "June 2021", f'<a href="/when/2021-{n + 1:02}">{n + 1}</a>'),
        )
        for n in range(1, count + 1)
    ]


def test_months_of_a_calendar_are_no_records_and_are_named(tmp_path):
    about = ("about", page("About", "<p>We meet in Manchester.</p>"))
    found, ids = records(tmp_path, about, *months(SEVERAL))
    assert ids == {"about"}
    assert len(found.crawled.nodeless) == SEVERAL
    assert found.tally.records == found.tally.used + sum(found.tally.left_out.values())


def test_words_that_nothing_is_tagged_with_are_no_records(tmp_path):
    tags = [(f"tag/{a}{b}", page("Tag", "<p>Nothing is tagged so.</p>")) for a in "bcd" for b in "aei"]
    others = [(f"topic/{a}", page(f"About {a}", "<p>Nothing is tagged so.</p>")) for a in "bcdfghkl"]
    assert records(tmp_path, *tags, *others)[1] == {place for place, _ in others}


def test_months_met_over_several_crawls_are_one_series(tmp_path):
    for number, place in enumerate(months(SEVERAL)):
        write(tmp_path / "a" / f"{number}", (place[0], 200, place[1]), at=BEGIN + number * timedelta(days=7))
    assert not harvest(Archive([tmp_path / "a"]), SITE).pages


def test_pages_that_once_said_something_of_their_own_stay(tmp_path):
    """Whatever puts the same text in the place of all of them, it is for the gate to judge."""
    places = [f"groups/{letter}" for letter in "abcdefgh"]
    before = [(place, 200, page("Group", f"<p>{place} meets.</p>")) for place in places]
    write(tmp_path / "a" / "1", *before)
    write(tmp_path / "a" / "2", *((place, 200, page("Sorry", "<p>Soon.</p>")) for place in places),
          at=BEGIN + timedelta(days=7))  # fmt: skip
    found = harvest(Archive([tmp_path / "a"]), SITE)
    assert {one.id for one in found.pages if one.title == "Sorry"} == set(places)


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param(months(SEVERAL - 1), id="a few"),
        pytest.param([(f"when/2021-{n}", page("May", f"<p>{'word ' * n}</p>")) for n in range(1, 9)], id="other words"),
        pytest.param([(f"day-{'abcdefgh'[n]}", page("May", "<p>Soon</p>")) for n in range(8)], id="without a number"),
        pytest.param([(f"meeting-{n}", page("Meeting", NODE.format(n))) for n in range(1, 9)], id="nodes"),
        pytest.param(
            [(f"meeting-{n}", page("Meeting", "<p>Soon</p>", f"page-node page-node-{n}")) for n in range(1, 9)],
            id="nodes by their body's class",
        ),
        pytest.param([(f"{'abcdefgh'[n]}/2021", page("Soon", "<p>Soon</p>")) for n in range(8)], id="places unlike"),
    ],
)
def test_lookalikes_stay(tmp_path, pages):
    assert records(tmp_path, *pages)[1] == {place for place, _ in pages}


def test_what_answers_for_robots_txt_is_no_page(tmp_path):
    _, ids = records(
        tmp_path, ("robots.txt", page("Welcome", "<p>Hello.</p>")), ("robots", page("Robots", "<p>Hi.</p>"))
    )
    assert ids == {"robots"}


ABOUT = page("About", "<p>We meet in Manchester.</p>")


@pytest.mark.parametrize(
    ("first", "deeper"),
    [
        ("about", ["about/about", "about/about/about"]),
        ("more/less", ["more/more/less", "more/less/more/less"]),
        ("people/staff", ["people/people/staff", "people/staff/staff", "people/people/staff/staff"]),
    ],
)
def test_a_page_that_answers_below_itself_is_one_record(tmp_path, first, deeper):
    found, ids = records(tmp_path, *((place, ABOUT) for place in (*deeper, first)))
    assert ids == {first}
    assert len(found.crawled.nodeless) == len(deeper)
    assert found.tally.records == found.tally.used + sum(found.tally.left_out.values())


@pytest.mark.parametrize(
    ("place", "html"),
    [
        pytest.param("about/about", page("About", "<p>Another text.</p>"), id="another text"),
        pytest.param("about/about", page("About it", "<p>We meet in Manchester.</p>"), id="another title"),
        pytest.param("about/us", ABOUT, id="a part of its own"),
        pytest.param("us/them/us", ABOUT, id="the other page's part once"),
        pytest.param("about/about", page("About", NODE.format(7)), id="a node"),
        pytest.param("about/about", page("About", '<p><img src="/two.png" alt="Two"></p>'), id="no text"),
    ],
)
def test_a_page_below_another_that_says_something_else_is_a_record(tmp_path, place, html):
    assert records(tmp_path, ("about", ABOUT), (place, html))[1] == {"about", place}


def test_a_page_below_itself_that_once_said_something_else_stays(tmp_path):
    write(tmp_path / "a" / "1", ("about", 200, ABOUT), ("about/about", 200, page("Us", "<p>Ann and Bo.</p>")))
    write(tmp_path / "a" / "2", ("about", 200, ABOUT), ("about/about", 200, ABOUT), at=BEGIN + timedelta(days=7))
    assert {one.id for one in harvest(Archive([tmp_path / "a"]), SITE).pages} == {"about", "about/about"}
