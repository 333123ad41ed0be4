"""People whose family name is a word (`surnames.jsonl`), and what bears a person's name (`namesakes.jsonl`)."""

import json
from pathlib import Path

import pytest

from jjscrape.items import Article
from jjscrape.normalise.people.byline import parse_byline
from jjscrape.normalise.people.unread_bylines import unread_byline
from jjscrape.pipelines.people import PeoplePipeline


def written(name):
    return [json.loads(line) for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()]


NAMESAKES = [case["line"] for case in written("namesakes.jsonl")]
FORMS = [
    "{}", "By {}", "by {}", "Author: {}", "Words: {}", "Blog by {}", "{}, University of Leeds", "By {}, Manchester", "{} and {}",
    "By {} and Quux Street", "Dr Ann Roe says: {}",
]  # fmt: skip


def authors(*lines):
    found = parse_byline(lines)
    return [a.name for a in found.authors] if found else []


@pytest.mark.parametrize("case", written("surnames.jsonl"), ids=lambda case: case["line"])
def test_a_family_name_that_is_a_word_is_read_with_its_co_authors(case):
    assert authors(case["line"], "It rained.") == case["authors"]


@pytest.mark.parametrize("form", FORMS)
def test_what_bears_a_persons_name_is_nobody(form):
    assert len(NAMESAKES) >= 400
    lines = [form.replace("{}", name) for name in NAMESAKES]
    assert [(line, found) for line in lines if (found := authors(line, "It rained.") or authors(line))] == []


def test_who_stands_beside_an_author_and_is_no_person_is_no_affiliation_of_theirs():
    found = parse_byline(["By Ann Roe and the Jam and Justice team"])
    assert found
    assert [(a.name, a.affiliation) for a in found.authors] == [("Ann Roe", None)]


UNREAD = [
    "By Quux Hall", "By Quux Hall and Mirela Park", "By Quux Hall, University of Leeds", "By Quux Hall, who works for the council",
    "By QUENTIA ROE", "by Quux Street", "Author: ann roe", "Author Quux Leeds, 3 May 2019", "Authors: the GMCA team", "Words: Quux Street",
    "Written by Quux Green", "By Emma", "By Manchester City Council", "By the Jam and Justice team", "By Jo Cox Foundation",
    "3 May 2019 by Quux Hall", "By George Street", "By Quux Hall. First published in Nature.", "By Assoc. Prof. Lena Koch",
    "By our weir reporter, Ann Roe", "By Ann Roe, as told to Ben Shaw", "By quux roe and Ann Shaw", "By The Weir", "By @annroe",
    "by ann roe", "By CH Contributor", "By the late Ann Roe", "By Ann Roe: a reply to Ben Shaw", "By Ann Roe on behalf of Ben Shaw",
    "Published on 3 May 2019 by the GMCA",
]  # fmt: skip
NO_CREDIT = [
    "By 2030 Manchester will be green", "By 2030 Manchester", "By the end of the project", "By the end of 2018, Ann Roe had left.",
    "By working together, Ann Roe and Ken Law won.", "By Monday everyone had gone", "By May Manchester will have a mayor", "By Train",
    "By Tram: the nearest stop is St Peter's Square", "By Public Transport", "By Christmas Eve, snow covered the hill", "By All Means",
    "By Manchester standards, that is cheap", "By Manchester Town Hall, turn left", "By George, what a day", "By the River Irwell",
    "By contrast, Manchester City Council met", "By Law, Manchester City Council must ask", "By Invitation Only", "By Appointment",
    "By Hook or by Crook", "By Night, by Day", "By Ann Roe's count there were forty", "By Tuesday Evening", "By Any Means Necessary",
    "Written by hand in Leeds", "Authors should submit 300 words", "Authors met in Leeds.", "Words fail us", "Bystanders: Ann Roe",
    "By contrast, Ann Roe and Ben Shaw were late.", "By Jove. Ann Roe was right.", "By the way, as told by Ann Roe.", "by hope alone",
    "By The Light of the Moon", "By Ann Arbor standards", "By permission of Ann Roe", "By the weir with Ann Roe", "By popular demand", "By and large, the room agreed", "By Popular Demand", "By late 2019 Greater Manchester had a plan",
]  # fmt: skip


@pytest.mark.parametrize("line", UNREAD)
def test_a_byline_that_names_nobody_who_can_be_read_is_a_problem(line):
    item = Article(id="blog/x", url="http://x/blog/x", kind="blog", byline_lines=[line, "It rained."])
    PeoplePipeline().process_item(item)
    assert item.authors == []
    assert item.problems == [f"byline: {line!r}: names nobody that can be read as a person"]


@pytest.mark.parametrize("line", NO_CREDIT)
def test_a_line_that_only_begins_like_a_byline_is_none(line):
    assert (authors(line), unread_byline([line])) == ([], None)


def test_a_label_on_a_line_of_its_own_is_reported_with_what_follows_unread():
    assert unread_byline(["By", "Quux Hall"]) == "By"
    assert unread_byline(["By", "it rained."]) is None
    assert unread_byline([]) is None


def test_a_byline_that_was_read_is_no_problem():
    item = Article(id="blog/x", url="http://x/blog/x", kind="blog", byline_lines=["By Tom Leeds", "By Quux Hall"])
    PeoplePipeline().process_item(item)
    assert ([a.name for a in item.authors], item.problems) == (["Tom Leeds"], [])
