"""Bylines: strings written for this test (`bylines.jsonl`, most of them traps) and forms times names."""

import itertools
import json
import sys
from pathlib import Path

import pytest
from growth import assert_no_square

from jjscrape.normalise.people import byline
from jjscrape.normalise.people.byline import parse_byline

CASES = [
    json.loads(line) for line in (Path(__file__).parent / "bylines.jsonl").read_text(encoding="utf-8").splitlines()
]

# No person of the site, and no shape of name twice.
NAMES = [
    "Ann Roe", "Siobhán O'Neill", "Siobhán O\u2019Neill", "Jean-Luc Picot", "Thandi van der Merwe", "María de la Cruz", "Łukasz Żak",
    "Omar bin Yusuf", "J. K. Okonkwo", "Jane M. Hargreaves", "Mary-Kate Fitz-Gerald", "Duncan McAllister", "Åsa Öberg",
    "Tim May", "Kate West", "Bao Nguyen", "Ngozi Eze", "Xi Li", "Pat Smith Jones", "Sven af Klint",
]  # fmt: skip
TITLES = ["", "Dr ", "Professor ", "Prof. ", "Cllr "]
BODIES = [
    "Urban Institute, University of Sheffield",
    "Greater Manchester Combined Authority",
    "Carbon Co-op",
    "African Centre for Cities",
    "North West Employers",
]
ONE = [
    ("By {a}", "explicit"),
    ("By {a}, {o}", "explicit"),
    ("by {a}", "explicit"),
    ("Author {a}, 29th June 2018", "explicit"),
    ("Author: {a}, 29th June 2018", "explicit"),
    ("Blog by {a}", "explicit"),
    ("Written by {a}, {o}", "explicit"),
    ("By {a} (@handle) a member of the {o}", "explicit"),
    ("By {a}, post-doctoral researcher, {o}.", "explicit"),
    ("{a}, {o}", "explicit"),
    ("{a} reflects on a year of meetings.", "prose"),
    ("ARC member {a} reflects on a year of meetings.", "prose"),
    ("In this post for our series, guest {a} from the {o} reflects on a week away.", "prose"),
    ("{a}, Programme Manager in {o}, reflects on a year. She writes:", "prose"),
    ("A guest post by {a}, Director of the {o}", "prose"),
    ("{a} is Chief Executive of the {o}. In this blog, they reflect on a pact.", "prose"),
    ("GMCA officer {a} reports:", "prose"),
]
MORE = [
    ("By {a} and {b}", "explicit"),
    ("by {a} and {b}", "explicit"),
    ("By {a}, {b} and {c}", "explicit"),
    ("By {a}, {b} and {c}, {o}", "explicit"),
    ("Authors: {a} & {b}, 21st November 2018", "explicit"),
    ("Blog by {a} and {b}", "explicit"),
    ("{a}, {b} and {c}", "explicit"),
    ("{a} and {b}, {o}", "explicit"),
    ("A summary of a walk. --{a}, {b} and {c} (with thanks to all who came).", "explicit"),
    ("{a}, {b} and {c} reflect on what they found.", "prose"),
    ("In this blog, guests {a} and {b} from the {o} reflect on a week away.", "prose"),
]
# A name in none of these is an author.
NEVER = [
    "{a} says:", "Dr {a} says: it was cold.", "“Nobody asked us” \u2013 {a}", "“Nobody asked us.” {a}", "contact {a}", "Contact: {a}",
    "email our ARC members: {a} or {b}", "led by {a}", "The project is led by {a} and {b}.", "produced by {a}", "Project lead: {a}",
    "Photo: {a}", "With thanks to {a} and {b}", "We invited {a} to speak.", "{a} (2018) A book of maps.", "A report by {a} and {b}",
    "Whose Knowledge Matters researchers {a} and {b} organise a session.", "On Tuesday, ARC member {a} joined the panel.",
    "As {a} writes, maps lie.", "{a} reports that maps lie.", "In this film, {a} reflects on maps.", "By {a}'s reckoning, maps lie.",
    "{a} is a planner.", "Chair: {a}; speakers: {b} and {c}", "the book by {a}", "Join {a} and {b} for tea.", "Interview with {a}",
]  # fmt: skip


def read(lines, kind="blog"):
    return parse_byline(lines, running_text=kind != "event")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["lines"][0][:50])
def test_a_byline_written_by_hand(case):
    found = read(case["lines"], case.get("kind", "blog"))
    assert [a.name for a in found.authors] if found else case["authors"] == []
    if found is None:
        assert not case["authors"]
        return
    assert [a.name for a in found.authors] == case["authors"]
    assert found.confidence == case.get("confidence", "explicit")
    assert found.date_raw == case.get("date")
    if "affiliation" in case:
        assert {a.affiliation for a in found.authors} == {case["affiliation"]}


def made():
    """(line, names in order, confidence) for each form with each name, title and body in turn."""
    turn = itertools.count()
    for form, confidence in [*ONE, *MORE]:
        for n, first in enumerate(NAMES):
            names = [first, NAMES[(n + 7) % len(NAMES)], NAMES[(n + 13) % len(NAMES)]]
            used = [name for name, slot in zip(names, "abc", strict=True) if f"{{{slot}}}" in form]
            k = next(turn)
            printed = dict(zip("abc", [TITLES[k % len(TITLES)] + names[0], *names[1:]], strict=True))
            yield form.format(**printed, o=BODIES[k % len(BODIES)]), used, confidence


def test_every_form_reads_every_shape_of_name(capsys):
    cases = list(made())
    wrong = []
    for line, names, confidence in cases:
        found = read([line, "The first meeting was held in a barn."])
        if found is None or [a.name for a in found.authors] != names or found.confidence != confidence:
            wrong.append((line, found and found.authors))
    with capsys.disabled():
        sys.stdout.write(f"\n{len(cases)} bylines made of forms and names: {len(wrong)} wrong\n")
    assert len(cases) >= 300
    assert not wrong[:5]


def test_no_name_in_a_trap_is_an_author(capsys):
    cases = [
        form.format(a=a, b=b, c=c)
        for form in NEVER
        for a, b, c in zip(NAMES, NAMES[3:] + NAMES[:3], NAMES[5:] + NAMES[:5], strict=True)
    ]
    caught = [(line, found.authors) for line in cases if (found := read([line, "It rained."]))]
    with capsys.disabled():
        sys.stdout.write(f"\n{len(cases)} traps made of forms and names: {len(caught)} false authors\n")
    assert not caught


def test_a_byline_is_found_after_what_stands_before_it():
    boilerplate = "This post belongs to a short run of travel notes by people who went to see for themselves."
    for lines in (
        [boilerplate, "Blog by Ann Roe"],
        [boilerplate, "In this second post, guests Ann Roe and Bao Nguyen from the Riverside Trust reflect on a trip."],
        ["Roundtable on cities, Cape Town, November 2018", "By Ann Roe, Urban Institute"],
        ["A summary. Of two sentences.", "By Ann Roe"],
    ):
        found = read([*lines, "It rained."])
        assert found
        assert found.authors[0].name == "Ann Roe"
        assert found.raw == lines[-1]


def test_a_standfirst_may_hold_the_byline():
    found = parse_byline(["It rained."], ["A walk in three parts.", "By Ann Roe and Bao Nguyen"])
    assert found
    assert [a.name for a in found.authors] == ["Ann Roe", "Bao Nguyen"]


def test_an_explicit_byline_wins_and_borrows_what_prose_says_of_the_same_people():
    found = read(
        [
            "In this post, guests Ann Roe and Bao Nguyen from the Riverside Trust reflect on a trip.",
            "Blog by Ann Roe and Bao Nguyen",
        ]
    )
    assert found
    assert (found.confidence, found.rule) == ("explicit", "people.by")
    assert {a.affiliation for a in found.authors} == {"Riverside Trust"}


def test_what_is_said_of_each_author_is_kept_apart():
    found = read(["By Dr Ann Roe, Lecturer in Geography, University of Hull, and Bao Nguyen, Locality, 3 May 2019"])
    assert found
    first, second = found.authors
    assert (first.name, first.name_raw, first.position) == ("Ann Roe", "Dr Ann Roe", 1)
    assert (first.role, first.affiliation) == ("Lecturer in Geography", "University of Hull")
    assert (second.name, second.role, second.affiliation, second.position) == ("Bao Nguyen", None, "Locality", 2)
    assert found.date_raw == "3 May 2019"


def test_a_role_is_kept_apart_from_the_body_it_is_held_in():
    found = read(["By Ann Roe, Justice Programme Manager in West Midlands Combined Authority"])
    assert found
    assert (found.authors[0].role, found.authors[0].affiliation) == (
        "Justice Programme Manager",
        "West Midlands Combined Authority",
    )


def test_no_lines_no_byline():
    assert parse_byline([]) is None
    assert parse_byline(["", "\u00a0", "\n"]) is None


@pytest.mark.parametrize(
    "unit",
    ["--A B ", "By Ann Roe and ", "Ann Roe, ", "A. ", "In this a-b ", "Ann Roe from the x ", "member ", "(a) ", "\u201ca\u201d "],
)  # fmt: skip
@pytest.mark.parametrize("length", [byline._LONGEST_LINE - 100, 25 * byline._LONGEST_LINE])
def test_a_hostile_line_costs_no_hour(unit, length):
    assert_no_square(lambda size: parse_byline([(unit * size)[:size]] * 2), length // 8, length)
