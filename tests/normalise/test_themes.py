import pytest

from jjscrape.normalise.themes import match, read_labels, terms

LABELS = {
    "Culture Heritage and Citizenship": "culture-heritage-and-citizenship",
    "Democracy and Engagement": "democracy-and-engagement",
    "International Collaborations": "international-collaborations",
    "Local Management and Organisations": "local-management-and-organisations",
    "Neighbourhoods and Communities": "neighbourhoods-and-communities",
    "Planning and Environment": "planning-and-environment",
    "Economy and Entrepreneurship": "economy-and-entrepreneurship",
    "Digital Tools and Techniques": "digital-tools-and-techniques",
    "Methods and Practices": "methods-and-practices",
    "Greater Manchester": "greater-manchester",
    "Sheffield": "sheffield",
}


@pytest.mark.parametrize("label", LABELS)
def test_a_theme_is_known_by_every_spelling_of_its_label(label):
    slug = LABELS[label]
    for written in (
        label, slug, label.upper(), label.lower(), f" {label}\u00a0", label.replace(" and ", " & "), slug.replace("-", "_"),
        label.replace(" ", "  "), f"\u201c{label}\u201d", f"{label}:", label.replace(" Heritage", ", Heritage"),
    ):  # fmt: skip
        assert match(written) == slug, written


def test_the_vocabulary_is_nine_topics_and_two_places():
    assert [t.kind for t in terms()] == ["topic"] * 9 + ["place"] * 2
    assert [(t.label, t.id) for t in terms()] == list(LABELS.items())


@pytest.mark.parametrize("label", ["Democracy", "Engagement and Democracy", "Manchester", "", "Reset Filters", "&"])
def test_a_theme_is_not_known_by_half_of_it(label):
    assert match(label) is None


def test_labels_keep_their_order_and_a_new_one_is_kept_and_reported():
    reading = read_labels(["Sheffield", "Energy & Care", "Democracy and Engagement", "sheffield", " ", "Energy & Care"])
    assert reading.ids == ("sheffield", "energy-care", "democracy-and-engagement")
    assert reading.unknown == ("Energy & Care",)
