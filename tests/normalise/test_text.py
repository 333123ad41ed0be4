import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.normalise.text import clean, mask_contacts, normal_form, pathauto_slug, word_count


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
    assert normal_form(normal_form(text)) == normal_form(text)


def test_printings_of_one_title_compare_equal():
    assert normal_form("People\u2019s \u201cPlan\u201d \u2013 2019") == normal_form('PEOPLE\'S  "Plan" - 2019')
    assert normal_form("People\u2019s Plan") != normal_form("Peoples Plan")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("There's no co-production panacea", "theres-no-co-production-panacea"),
        ('"There\'s no co-production panacea"', "theres-no-co-production-panacea"),
        ("New municipalism - (Re)Claiming Democracy", "new-municipalism-reclaiming-democracy"),
        ("Bank of England Citizen\u2019s Panel January 2020", "bank-england-citizen\u2019s-panel-january-2020"),
        ("Everyday Politics @ The Beacon, Salford", "everyday-politics-beacon-salford"),
        ("Jam & Justice: An FAQ", "jam-justice-faq"),
        ("Space in Common", "space-common"),
        ("Testing the 21st Century Councillor Framework", "testing-21st-century-councillor-framework"),
        (
            "Realising Just Cities needs innovative funding -- reporting back from RJC UK",
            "realising-just-cities-needs-innovative-funding-reporting-back-rjc-uk",
        ),
        ("#EverydayPolitics: launching a community exhibition", "everydaypolitics-launching-community-exhibition"),
        ("Co-Production: Working with Local Democracy", "co-production-working-local-democracy"),
        (
            "Decidim: A Digital Participation Platform for Greater Manchester?",
            "decidim-digital-participation-platform-greater-manchester",
        ),
        (
            "Young People and Co-Production: Exchanging Knowledge, Reflecting on Practice",
            "young-people-and-co-production-exchanging-knowledge-reflecting-practice",
        ),
    ],
)
def test_a_title_gives_the_alias_the_site_has(title, slug):
    assert pathauto_slug(title) == slug


@pytest.mark.parametrize(
    ("title", "alias"),
    [
        (
            "Comparing perspectives on urban food: debates and site visits at the 2018 Realising Just Cities conference in Cape Town",
            "blog/comparing-perspectives-urban-food-debates-and-site-visits-2018-realising-just-cities-conference",
        ),
        (
            "Whose Knowledge Matters Exhibition Opens as part of Manchester Histories Festival Peterloo 2019 Commemorations",
            "news/whose-knowledge-matters-exhibition-opens-part-manchester-histories-festival-peterloo-2019",
        ),
        (
            "Rethinking state-civil society relationships: is the new VCSE sector Accord a game-changer for Greater Manchester?",
            "blog/rethinking-state-civil-society-relationships-new-vcse-sector-accord-game-changer-greater",
        ),
        (
            "From Greater Manchester to Barcelona and back again: lessons on co-production and digital democracy",
            "blog/greater-manchester-barcelona-and-back-again-lessons-co-production-and-digital-democracy",
        ),
    ],
)
def test_an_alias_is_cut_at_a_word_at_a_hundred_characters_prefix_included(title, alias):
    assert pathauto_slug(title, prefix=alias[:5]) == alias
    assert len(alias) <= 100


@given(st.text(max_size=300))
def test_no_alias_is_longer_than_the_limit(title):
    assert len(pathauto_slug(title, "blog/")) <= 100


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
        ("07700 900123", "[phone]"),
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
    ],
)  # fmt: skip
def test_dates_sums_and_handles_are_not(text):
    assert mask_contacts(text) == text
