import pytest

from jjscrape.normalise.people.persons import close_names, identify
from jjscrape.normalise.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bert Russell", "Bertie Russell"),
        ("Alice Toomer McAlpine", "Alice Toomer-McAlpine"),
        ("Victoria Habermehl", "Vicky Habermehl"),
        ("Nick Taylor-Buck", "Nick Taylor Buck"),
        ("bert russell", "Bertie\u00a0Russell"),
    ],
)
def test_spellings_of_one_person_are_one(one, other):
    assert identify(one) == identify(other)
    assert identify(other).name in {"Bertie Russell", "Alice Toomer-McAlpine", "Vicky Habermehl", "Nick Taylor Buck"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vicky Habermehl", "Vicky Simpson"),
        ("David Rogerson", "David Simon"),
        ("Charlie Spring", "Charlotte Spring"),
        ("Rike Sitas", "Rita Sitas"),
        ("Victoria Simpson", "Vicky Simpson"),
    ],
)
def test_likeness_alone_merges_nobody(one, other):
    assert identify(one).id != identify(other).id


def test_a_name_outside_the_table_is_a_person_with_a_plain_slug():
    assert identify("Siobhán O\u2019Neill").id == "siobhan-oneill"
    assert identify("Łukasz Żak").id == "lukasz-zak"
    assert identify("Siobhán O\u2019Neill").name == "Siobhán O\u2019Neill"


def test_every_spelling_of_the_table_is_the_person_it_stands_with():
    persons = vocabulary("people")["person"]
    assert {"Bertie Russell", "Vicky Habermehl"} <= {person["name"] for person in persons}
    for person in persons:
        assert {identify(spelling).name for spelling in (person["name"], *person["also"])} == {person["name"]}


def test_near_names_are_reported_and_known_pairs_are_not():
    known = ["Rike Sitas", "Beth Perry", "Vicky Habermehl", "David Simon", "Charlotte Spring"]
    assert close_names("Rita Sitas", known) == ["Rike Sitas"]
    assert close_names("Charlie Spring", known) == ["Charlotte Spring"]
    assert close_names("Beth Pery", known) == ["Beth Perry"]
    assert close_names("Victoria Habermehl", known) == []
    assert close_names("Vicky Simpson", known) == []
    assert close_names("David Rogerson", known) == []
    assert close_names("Ngozi Eze", known) == []
