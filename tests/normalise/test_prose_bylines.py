"""Bylines that running prose gives: which sentence, which verb, and what is said of the person on the way to it."""

import pytest

from jjscrape.normalise.people.byline import parse_byline

RAIN = "It rained."


def said(*lines):
    found = parse_byline(lines)
    assert found is None or found.confidence == "prose"
    return [(a.name, a.role, a.affiliation) for a in found.authors] if found else []


ANN = [("Ann Roe", None, None)]


def test_the_sentence_that_says_so_need_not_be_the_first():
    assert said("It rained. Ann Roe reflects on a year.") == ANN
    assert said("Ann Roe writes. Bao Nguyen reflects on a year.", "“It rained.”") == [("Bao Nguyen", None, None)]


def test_the_first_four_lines_count():
    assert said(RAIN, RAIN, RAIN, "Ann Roe reflects on a year.") == ANN
    assert said(RAIN, RAIN, RAIN, RAIN, "Ann Roe reflects on a year.") == []


@pytest.mark.parametrize("quotes", ["“{}”", '"{}"', "\u2018{}\u2019", "'{}'"])
def test_a_quotation_is_by_whom_it_quotes_and_not_by_the_author(quotes):
    assert said(quotes.format("Ann Roe reflects on a year.")) == []
    assert said(quotes.format("It rained. Ann Roe reflects on a year.")) == []
    assert said("Ann Roe writes:", quotes.format(RAIN), "And then.") == []


@pytest.mark.parametrize("by", ["someone else.", "Ann Roe (2018)"])
def test_a_guest_post_by_no_name_or_by_a_source_is_nobodys(by):
    assert said(f"A guest post by {by}") == []


def test_what_is_written_and_not_quoted_is_the_authors():
    assert said("Ann Roe writes:") == said("Ann Roe writes:", RAIN) == ANN


@pytest.mark.parametrize(
    ("line", "role", "body"),
    [
        ("Ann Roe is Director of the project. In this blog, she reflects on a pact.", "Director", None),
        ("Ann Roe is a planner. In this blog, she reflects on a pact.", "planner", None),
        (
            "Ann Roe is a friend. She is also Director of the Riverside Trust. In this blog, she reflects on a pact.",
            "Director",
            "Riverside Trust",
        ),
        ("About the author: Ann Roe is Director of the project, and works in Leeds.", "Director", None),
        ("Ann Roe, reflects on a year.", None, None),
        ("Ann Reader reflects on a year.", None, None),
        ("GMCA officer Ann Roe reflects on a year.", "officer", "Greater Manchester Combined Authority"),
        ("GMCA officer Ann Roe from the Riverside Trust reflects on a year.", "officer", "Riverside Trust"),
        ("GMCA officer Ann Roe, Director of the Riverside Trust, reflects.", "Director", "Riverside Trust"),
        ("In this blog our guest Ann Roe reflects on a trip.", None, None),
        ("Ann Roe (Riverside Trust) reflects on a year.", None, "Riverside Trust"),
        ("Ann Roe (she) (Riverside Trust) reflects on a year.", None, "Riverside Trust"),
        ("Ann Roe (left) reflects on a year.", None, None),
    ],
)
def test_what_is_said_of_an_author_on_the_way_to_the_verb(line, role, body):
    assert [found[1:] for found in said(line)] == [(role, body)]


@pytest.mark.parametrize("verb", ["reflects on a year.", "reports back from Leeds.", "reflects on a year"])
@pytest.mark.parametrize(
    ("before", "role", "body"),
    [
        ("Ann Roe from the Riverside Trust", None, "Riverside Trust"),
        ("Ann Roe, Riverside Trust,", None, "Riverside Trust"),
        ("Ann Roe, Director of the Riverside Trust,", "Director", "Riverside Trust"),
        ("Ann Roe of the Partners Price Waterhouse in Leeds", None, "Partners Price Waterhouse in Leeds"),
    ],
)
def test_a_sentence_that_names_a_body_is_no_credit_line(before, role, body, verb):
    assert said(f"{before} {verb}") == [("Ann Roe", role, body)]


@pytest.mark.parametrize("said_so", ["argues that maps lie.", "shares a map.", "discusses maps."])
def test_a_sentence_about_a_person_is_no_byline(said_so):
    assert said(f"Ann Roe from the Riverside Trust {said_so}") == []


def test_a_verb_that_does_not_follow_on_the_name_leaves_room_for_the_next():
    assert [name for name, *_ in said("In this blog, Ann Roe, whom asks annoy, reflects on a year.")] == ["Ann Roe"]
