"""Forms for comparing: one mark for its many printings, letters without marks, and contacts at their limits."""

import pytest

from jjscrape.normalise.text import mask_contacts, plain_letters
from jjscrape.normalise.themes import read_labels


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("\u2018\u2019\u201a\u201b\u02bc\u2032", "'"),
        ("\u201c\u201d\u201e\u201f\u2033", '"'),
        ("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        ("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
        (" \t\n\u00a0\u2009\u3000", " "),
    ],
)
def test_each_printing_of_a_mark_is_the_plain_one(printed, plain):
    for mark in printed:
        assert plain_letters(f"a{mark}b") == f"a{plain}b", hex(ord(mark))


def test_letters_lose_their_marks():
    assert (
        plain_letters("Łódź Øre Đà Straße Æon Œuvre Þór Ðorf \u0131") == "lodz ore da strasse aeon oeuvre thor dorf i"
    )
    assert plain_letters("Siobhán") == "siobhan"


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("0123 45678", "0123 45678"),  # nine digits
        ("0123 456789", "[phone]"),
        ("+123 45678901234", "[phone]"),
        ("+123 456789012345", "+123 456789012345"),  # fifteen
        ("ISBN: 0123 456789", "ISBN: 0123 456789"),
        ("doi 0123 456789", "doi 0123 456789"),
        ("no ISBN; ring 0123 456789", "no ISBN; ring [phone]"),
    ],
)
def test_a_telephone_number_has_ten_to_fourteen_digits(number, masked):
    assert mask_contacts(number) == masked
    assert mask_contacts(f"x {number}, ring") == f"x {masked}, ring"


def test_an_empty_label_does_not_hide_those_behind_it():
    reading = read_labels(["Sheffield", " ", "!", "Food", "Food", "Care"])
    assert (reading.ids, reading.unknown) == (("sheffield", "food", "care"), ("Food", "Care"))
