import re
import unicodedata
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jjscrape.normalise import text as texts
from jjscrape.normalise.text import clean, fold, mask_contacts, slug, word_count


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  a \t\n b  ", "a b"),
        ("a\u00a0b\u2009c", "a b c"),
        ("co\u00adop\u200beration", "cooperation"),
        ("cafe\u0301", "café"),
        ("the city\u2019s \u201cplan\u201d \u2013 it's here", "the city\u2019s \u201cplan\u201d \u2013 it's here"),
    ],
)
def test_spaces_and_invisible_characters_go_and_quotes_stay(raw, cleaned):
    assert clean(raw) == cleaned


@given(st.text())
def test_what_is_clean_stays_as_it_is(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert fold(fold(text)) == fold(text)


def test_printings_of_one_title_compare_equal():
    assert fold("People\u2019s \u201cPlan\u201d \u2013 2019") == fold('PEOPLE\'S  "Plan" - 2019') == "peoples plan 2019"
    assert fold("People\u2019s Plan") != fold("People Plan")
    assert fold(None) == clean(None) == ""


@given(st.text())
def test_a_slug_is_its_own_slug_and_what_folds_alike_has_one(text):
    assert fold(fold(text)) == fold(text)
    assert slug(fold(text)) == slug(slug(text)) == slug(text)
    assert slug(text.upper()) == slug(text.upper().lower()) or "İ" in text.upper()
    assert not re.search(r"\s|--|^-|-$", slug(text))


@given(
    st.lists(
        st.sampled_from(["Energy", "food", "Women\u2019s", "Women's", "\u0141\u00f3d\u017a", "21st"]),
        min_size=1,
        max_size=4,
    ),
    st.data(),
)
def test_two_printings_of_one_label_fold_alike_and_have_one_slug(words, data):
    marks = st.sampled_from([" ", ", ", " \u2013 ", "\u00a0", "/", " & ", ": ", "_", "\u00ad "])
    one, other = ("".join(w + data.draw(marks) for w in words) for _ in range(2))
    assert fold(one) == fold(other.upper())
    assert slug(one) == slug(other.upper())


@pytest.mark.parametrize(
    ("label", "written"),
    [
        ("Energy, Food & Water", "energy-food-water"), ("Women\u2019s Voices", "womens-voices"), ("\u201cFood\u201d & Care!", "food-care"),
        ("Life at the Top", "life-at-the-top"), ("Jam & Justice: An FAQ", "jam-justice-an-faq"), ("co-production", "co-production"),
        ("Siobh\u00e1n O\u2019Neill", "siobhan-oneill"), ("D\u00e9mocratie", "democratie"), ("हिन्दी", "हिनदी"),
        ("!", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_slug_is_written_as_an_address_would(label, written):
    assert slug(label) == written


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_folds_as_it_would_beside_other_letters(text):
    assert fold(f"{text} \u0144") == f"{fold(text)} \u0144".strip()


@given(
    st.text(
        st.sampled_from("aB 'e\u0301\u2019\u201c\u2013\u00e9\u0142\u0130\u200c\u00ad\u3000\u094d\u0939\uff21_-!"),
        max_size=12,
    )
)
def test_a_few_quotes_and_dashes_fold_as_they_would_beside_other_letters(text):
    assert fold(f"{text} \u0144") == f"{fold(text)} \u0144".strip()


def test_joiners_are_text_and_no_two_things_differ_by_them():
    assert clean("👩‍🌾") == "👩‍🌾"
    assert fold("co‌op") == fold("coop")


def test_words_are_counted_as_a_reader_does():
    assert word_count("The city\u2019s co-op, 21st-century style: 2 plans \u2013 one café.") == 9
    assert word_count("") == word_count(None) == 0
    assert word_count("— … !") == 0


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to ann.roe@example.org.", "Write to [email]."),
        ("mailto:ann@example.org?", "[email]?"),
        ("ann [at] example [dot] org", "[email]"),
        ("Ring 0161 234 5678 or +44 (0)161 234 5678.", "Ring [phone] or [phone]."),
        ("07700\u00a0900123", "[phone]"),
        ("(0114) 222 2000", "[phone]"),
        ("+46 31 786 00 00", "[phone]"),
    ],
)
def test_contacts_are_masked(text, masked):
    assert mask_contacts(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "2016-2019", "13:00 to 16:30", "Friday, March 20, 2020", "20/03/2020", "ISBN 0 415 12345 6", "@carlmakin", "M2 3JL",
        "£2100 and 1,000,000", "2020-03-20T13:00:00+00:00", "#RC21", "10.1038/d41586-018-06905-2", "one @ noon", "Room 0123 456",
        "0\t12\t33\t40\t51\t77", "0161\n234\n5678",
    ],
)  # fmt: skip
def test_dates_sums_and_handles_are_not(text):
    assert mask_contacts(text) == text


@given(*[st.sampled_from(["", " ", "a", "a b"])] * 2, st.sampled_from(["@", "(at)", " [ At ] ", "at", "(a)", " @"]))
def test_an_address_is_masked_whatever_stands_for_its_sign(before, behind, sign):
    text = f"{before}ann{sign}example.org{behind}"
    assert mask_contacts(text) == texts._EMAIL.sub("[email]", text)


@given(
    st.text(st.sampled_from("00123456789\u0663+().-- \u00a0\t\n/x"), max_size=14),
    st.sampled_from(
        ["", "0161 234 567", "+44 (0) 161.234", "(01142)-22-20", "+441", "+351 (0) 12-3", "0-1\u00a02.3-4\u30005"]
    ),
)
@example("", "+123(0)123456")
@example("", "(0114) 222 2000")
def test_a_number_is_masked_whether_its_digits_are_looked_for_first_or_not(text, begun):
    with patch.object(texts, "_SEVEN_DIGITS", re.compile("")):
        masked = mask_contacts(begun + text)
    assert mask_contacts(begun + text) == masked
