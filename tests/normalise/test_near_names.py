"""Names that look alike, and names cut short."""

import pytest

from jjscrape.normalise.people.persons import close_names, completed, identify


def test_the_nearest_name_comes_first_and_each_once():
    known = ["Ann Marie Roe", "Anna Roe", "Ann Row", "Anna Roe", "Bao Nguyen"]
    assert close_names("Ann Roe", known) == ["Anna Roe", "Ann Row", "Ann Marie Roe"]


def test_likeness_begins_at_seventeen_letters_of_twenty():
    assert close_names("Abcdefghij Klmnopqrs", ["Xyzdefghij Klmnopqrs"]) == ["Xyzdefghij Klmnopqrs"]
    assert close_names("Abcdefghij Klmnopqrs", ["Xyzwefghij Klmnopqrs"]) == []


@pytest.mark.parametrize("name", ["Amelia Roe", "AMELIA ROE", "Alexandra Constance Roe"])
def test_a_family_name_with_the_same_initial_is_near(name):
    assert close_names("Ann Roe", [name]) == [name]


@pytest.mark.parametrize("name", ["Bea Roe", "Ann-Marie Thorndike", "Amelia Thorndike"])
def test_half_of_that_is_not(name):
    assert close_names("Ann Roe", [name]) == []


def test_one_person_is_not_near_to_himself():
    assert close_names("Bert Russell", ["Bertie Russell", "Bert Russell"]) == []


def test_a_known_pair_does_not_hide_those_behind_it():
    known = ["David Rogerson", "David Simon", "David Symon"]
    assert close_names("David Simon", known) == ["David Symon"]


def test_a_name_is_completed_from_twelve_letters_on():
    assert completed("Alice Toomer") == "Alice Toomer-McAlpine"
    assert completed("Alice Toome") is None
    assert completed("Victoria Haber") == "Vicky Habermehl"
    assert completed("Somebody Else Entirely") is None


@pytest.mark.parametrize(
    ("name", "slug"), [("Ann \u2013 Roe", "ann-roe"), ("(Ann) Roe.", "ann-roe"), ("Ann_Roe", "ann-roe")]
)
def test_a_slug_is_letters_and_single_hyphens(name, slug):
    assert identify(name).id == slug
