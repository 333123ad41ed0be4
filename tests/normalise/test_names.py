"""What has the shape of a name, and where a name ends."""

import pytest

from jjscrape.normalise.people.names import Doubt, looks_certain, name_at


def name(text, **how):
    hit = name_at(text, 0, **how)
    return hit and hit.name


@pytest.mark.parametrize(
    "whole",
    [
        "J. Roe", "J. K. Roe", "AB Roe", "Ann Roe Jr", "Ann Roe Jr.", "Ann Roe III", "GM Jr Roe", "Ann d'Ancona", "Ann McABCd",
        "April Showers", "Ann Bea Cat Dot Eve Fay", "Ann van der Roe", "Ann LabX", "Xi Li", "DrX Roe", "NewX Roe",
    ],
)  # fmt: skip
def test_a_name_has_this_shape(whole):
    assert name(whole) == name(f"{whole}, Leeds") == whole


@pytest.mark.parametrize(
    "text",
    [
        "", "Ann", "Ann roe", "Ann R.", "J. K.", "van Roe Smith", "Jr Ann Roe", "Roe Jr", "Elizabeth II", "J. Jr", "AB II", "ABC Roe",
        "Ann GM Roe", "Ann Roe GM", "Ann ROE", "Ann McABCDe", "iPhone Roe", "Ann 42nd", "New Roe", "Ann And Roe", "Ann Roe And",
        "Ann Roe's book", "Ann James\u2019 book", "Ann O\u2019Neill\u2019s", "Ann Roe\u2026", "Ann Roe..", "Ann Roe Smi\u2026", "Ann Roe Smi..", "Ann Bea Cat Dot Eve Fay Gil",
        "Ann Bea Cat Dot Eve Fay Gil Hal", "dr Ann Roe", "Dr", "Dr ", "Ann de", "Trust Roe", "Ann Trust",
    ],
)  # fmt: skip
def test_nothing_else_has(text):
    assert name_at(text, 0) is None


@pytest.mark.parametrize(
    "after",
    [
        " van",
        " de",
        " van der",
        " van. Next",
        ". Next",
        "/Bao Nguyen",
        " and Bao Nguyen",
        " xx",
        " organises",
        " IIIX",
        " (Leeds)",
    ],
)
def test_a_name_ends_before_what_is_no_part_of_it(after):
    hit = name_at(f"Ann Roe{after}", 0)
    assert hit
    assert (hit.raw, hit.name, hit.start, hit.end, hit.titled) == ("Ann Roe", "Ann Roe", 0, 7, False)


def test_titles_stand_before_a_name_and_are_no_part_of_it():
    hit = name_at("with Professor Emeritus Dr. Ann Roe", 5)
    assert hit
    assert (hit.raw, hit.name, hit.titled) == ("Professor Emeritus Dr. Ann Roe", "Ann Roe", True)
    assert (hit.start, hit.end) == (5, 35)


@pytest.mark.parametrize("text", ["AB Roe", "Ann Bea Cat Dot", "GM Jr Roe"])
def test_a_line_that_is_nothing_but_a_name_is_held_to_more(text):
    assert name(text) == text
    assert name(text, alone=True) is None


@pytest.mark.parametrize("text", ["Ann Roe", "Ann Bea Cat", "J. Roe", "Ann van Roe", "Ann Power", "April Showers"])
def test_most_names_can_stand_alone(text):
    assert name(text, alone=True) == text


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Ann Roe", Doubt.NONE), ("Tom Leeds", Doubt.WORD), ("Dr Tom Leeds", Doubt.NONE), ("Tom K. Leeds", Doubt.NONE), ("Emma Hall", Doubt.WORD),
        ("Ann Street", Doubt.STREET), ("George Market", Doubt.STREET), ("Ann Market", Doubt.WORD), ("Cllr George Street", Doubt.NONE),
    ],
)  # fmt: skip
def test_a_name_says_what_else_it_may_be(text, doubt):
    hit = name_at(text, 0)
    assert hit
    assert hit.doubt is doubt


def test_a_given_name_that_begins_headings_is_in_doubt_where_nothing_else_stands():
    hits = name_at("Will Devolution", 0), name_at("Will Devolution", 0, alone=True)
    assert [hit and hit.doubt for hit in hits] == [Doubt.NONE, Doubt.WORD]


@pytest.mark.parametrize(
    ("text", "certain"),
    [("Ann Quux", True), ("Ann-Xyzzy Quux", True), ("Dr Xyzzy Quux", True), ("J. Quux", True), ("Xyzzy Quux", False)],
)
def test_a_title_initials_or_a_known_given_name_make_a_name_certain(text, certain):
    hit = name_at(text, 0)
    assert hit
    assert bool(looks_certain(hit)) == certain
