"""The parts of a credit line: names in a row, what stands in brackets and behind them, roles and bodies."""

import pytest

from jjscrape.normalise.people.credits import (
    cut_date,
    expand,
    goes_on_as_sentence,
    read_credits,
    read_names,
    read_role_before,
    role_before_name,
    speaks_of_body,
    split_role,
)


def said(line):
    credit = read_credits(line)
    return [(p.hit.name, p.role, p.affiliation) for p in credit.people] if credit else []


@pytest.mark.parametrize(
    ("tail", "role", "body"),
    [
        ("", None, None),
        ("a researcher", "researcher", None),
        ("who is Director of the Riverside Trust", "Director", "Riverside Trust"),
        ("Head of the Urban Institute, Leeds", "Head", "Urban Institute, Leeds"),
        ("Lecturer in Geography, University of Hull", "Lecturer in Geography", "University of Hull"),
        ("Lecturer and Researcher in Leeds", "Lecturer and Researcher", "Leeds"),
        ("Director of the Associates Trust", "Director", "Associates Trust"),
        ("Director of Fellows and Students", "Director", "Fellows and Students"),
        ("Director", "Director", None),
        ("Director,", "Director", None),
        ("Director, Riverside Trust", "Director", "Riverside Trust"),
        ("Carbon Co-op researcher", "Carbon Co-op researcher", None),
        ("Carbon Co-op researcher, Leeds", "Carbon Co-op researcher", "Leeds"),
        ("from Studio X", None, "Studio X"),
        ("X Studio", None, "X Studio"),
        ("Studio X", None, "Studio X"),
        ("at the GMCA.", None, "Greater Manchester Combined Authority"),
    ],
)
def test_a_tail_is_a_role_and_a_body(tail, role, body):
    assert split_role(tail) == (role, body)


@pytest.mark.parametrize(
    ("before", "role", "body"),
    [
        ("GMCA officer", "officer", "Greater Manchester Combined Authority"),
        ("Our GMCA officer", "officer", "Greater Manchester Combined Authority"),
        ("A GMCA officer", "officer", "Greater Manchester Combined Authority"),
        ("An ARC officer", "officer", "Action Research Collective"),
        ("GMCA senior research officer", "senior research officer", "Greater Manchester Combined Authority"),
        ("GMCA research officer", "research officer", "Greater Manchester Combined Authority"),
        ("senior officer", "senior officer", None),
        ("the officer", "officer", None),
        ("an officer", "officer", None),
        ("a research officer", "research officer", None),
        ("Officer", "Officer", None),
        ("guest ARC researcher", "researcher", "Action Research Collective"),
        ("ARC researchers and activists", "researchers and activists", "Action Research Collective"),
        ("Housing and research officer", "research officer", "Housing"),
        ("Institute of housing officer", "housing officer", "Institute"),
        ("lead officer of the ARC members", "members", "lead officer of ARC"),
        ("", None, None),
        ("the", None, None),
        ("guests", None, None),
        ("Guest", None, None),
        ("our guests", None, None),
        ("Our guests", None, None),
        ("the Riverside Trust guest", None, "Riverside Trust"),
        ("Guest Riverside Trust guests", None, "Riverside Trust"),
        ("Guests The Riverside Trust fellow", "fellow", "Riverside Trust"),
    ],
)
def test_what_stands_before_a_name_is_a_role_and_a_body(before, role, body):
    assert read_role_before(before) == (role, body)


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("GMCA officer Ann Roe", "GMCA officer"),
        ("the officer and researcher Ann Roe", "the officer and researcher"),
        ("Our " * 8 + "officer Ann Roe", "Our " * 8 + "officer"),
        ("Our " * 9 + "officer Ann Roe", ""),  # more than nine words are a sentence
        ("Ann Roe", ""),
        ("Riverside, officer Ann Roe", ""),
        ("(officer Ann Roe", ""),
        ("was the officer Ann Roe", ""),
    ],
)
def test_a_role_before_a_name_is_a_few_words_in_a_row(sentence, role):
    assert sentence[: role_before_name(sentence)] == role


@pytest.mark.parametrize("text", ["GMCA", "Riverside Trust", "researcher", "guest", "Justice"])
def test_a_word_may_speak_of_a_body(text):
    assert speaks_of_body(text)


@pytest.mark.parametrize("text", ["", "Riverside", "with them", "lead", "left", "2018"])
def test_most_words_do_not(text):
    assert not speaks_of_body(text)


@pytest.mark.parametrize(
    ("printed", "long"),
    [
        ("the GMCA", "Greater Manchester Combined Authority"),
        ("ARC.", "Action Research Collective"),
        ("The Riverside Trust", "Riverside Trust"),
        ("Studio X", "Studio X"),
        ("X Studio", "X Studio"),
    ],
)
def test_a_short_name_is_written_out(printed, long):
    assert expand(printed) == long


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Ann Roe @annroe and Bao Nguyen", [("Ann Roe", None, None), ("Bao Nguyen", None, None)]),
        ("Ann Roe (@annroe), Locality", [("Ann Roe", None, "Locality")]),
        ("Ann Roe (@annroe)", [("Ann Roe", None, None)]),
        ("Ann Roe and colleagues", [("Ann Roe", None, None)]),
        ("Ann Roe and her colleagues, Urban Institute", [("Ann Roe", None, "Urban Institute")]),
        ("Ann Roe (Riverside Trust)", [("Ann Roe", None, "Riverside Trust")]),
        ("Ann Roe (Riverside Trust) (with thanks to Leeds)", [("Ann Roe", None, "Riverside Trust")]),
        ("Ann Roe (with thanks to Leeds)", [("Ann Roe", None, None)]),
        ("Ann Roe (Riverside Trust) (2018)", [("Ann Roe", None, "Riverside Trust")]),
        ("Ann Roe (2018)", [("Ann Roe", None, None)]),
        (
            "Ann Roe, Locality; Bao Nguyen, Xenia Trust",
            [("Ann Roe", None, "Locality"), ("Bao Nguyen", None, "Xenia Trust")],
        ),
        ("Ann Roe, Riverside Trust; (Leeds)", [("Ann Roe", None, "Riverside Trust; (Leeds)")]),
        ("Ann Roe, Riverside Trust; Bao Nguyen building", [("Ann Roe", None, "Riverside Trust; Bao Nguyen building")]),
        ("Ann Roe (Riverside Trust) X", []),
        ("Ann Roe, who was cold", []),
    ],
)
def test_a_credit_gives_each_their_own(line, people):
    assert said(line) == people


def test_a_year_or_a_caption_in_brackets_is_told_from_a_body():
    found = {line: read_credits(f"Ann Roe ({line})") for line in ("2018", "left", "Riverside Trust")}
    assert {line: (c.cited, c.odd_bracket) for line, c in found.items() if c} == {
        "2018": (True, True),
        "left": (False, True),
        "Riverside Trust": (False, False),
    }


def test_what_is_said_of_a_name_has_a_length():
    tail = ", " + "Institute " * 26
    assert said(f"Ann Roe{tail[:259]}e")
    assert not said(f"Ann Roe{tail[:260]}e")


def test_a_credit_says_where_its_names_end_and_what_follows():
    credit = read_credits("Ann Roe and Bao Nguyen, Locality, 3 May 2019")
    assert credit
    assert (credit.end, credit.tail, credit.date_raw) == (22, ", Locality", "3 May 2019")
    assert cut_date("Ann Roe, Locality") == ("Ann Roe, Locality", None)


def test_only_a_bare_line_is_held_to_the_stricter_list():

    hits, end, brackets = read_names("GM Showers (Leeds)")
    assert ([h.name for h in hits], end, [b.said for b in brackets]) == (["GM Showers"], 18, ["Leeds"])
    assert read_names("GM Showers (Leeds)", alone=True) == ([], 0, [])


@pytest.mark.parametrize(
    ("rest", "goes_on"),
    [
        ("", False),
        (" organise", False),
        (", organise", False),
        (" and organise", True),
        (" & the others", True),
        (" and Bao Nguyen", False),
        (" and Bao Nguyen organise", True),
        (" and Bao Nguyen, Leeds", False),
        (" and Bao Nguyen from Leeds", False),
    ],
)
def test_a_list_of_names_is_told_from_the_subject_of_a_sentence(rest, goes_on):
    assert goes_on_as_sentence(f"Ann Roe{rest}", len("Ann Roe")) is goes_on
