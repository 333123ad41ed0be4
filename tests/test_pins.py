"""`[fields]` of a site file: what may be pinned, and what is said of a pin that can't be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jjscrape.pins import FIELDS
from jjscrape.site import SiteError, load_site

HEAD = 'extends = "jamandjustice"\nname = "pinned"\n'


@pytest.fixture
def site_with(tmp_path):
    def load(fields: str, name: str = "pinned.toml", head: str = HEAD):
        path = tmp_path / name
        path.write_text(head + fields, encoding="utf-8")
        return load_site(path)

    return load


def test_a_pin_is_a_selector_and_perhaps_an_attribute(site_with):
    site = site_with(
        '[fields.article]\ntitle = "h1.x"\npublished = "time.posted@datetime"\ntext = "a[href*=\'@\']"\n'
        'text_without = ["aside", ".share"]\n[fields.theme]\ntitle = "h1"\n'
    )
    told = [(str(pin), pin.css, pin.attribute) for pin in site.pins]
    assert told == [
        ("article.title (h1.x)", "h1.x", None),
        ("article.published (time.posted@datetime)", "time.posted", "datetime"),
        ("article.text (a[href*='@'])", "a[href*='@']", None),
        ("article.text_without (aside)", "aside", None),
        ("article.text_without (.share)", ".share", None),
        ("theme.label (h1)", "h1", None),
    ]
    assert load_site("jamandjustice").pins == ()


def test_pins_are_inherited_one_by_one(site_with, tmp_path):
    site_with('[fields.article]\ntitle = "h1.x"\ntext = "div.prose"\n[fields.page]\ntitle = "h1"\n', "base.toml")
    head = 'extends = "base.toml"\nname = "other"\n'
    site = site_with('[fields.article]\ntitle = "h2.y"\n', "other.toml", head)
    assert {str(pin) for pin in site.pins} == {"article.title (h2.y)", "article.text (div.prose)", "page.title (h1)"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ('[fields.posts]\ntitle = "h1"', "no table is called 'posts'; it may be one of article, event"),
        ('[fields.article]\nplace = ".x"', "article has no field 'place' to pin; it may be one of title, summary"),
        ('[fields.article]\ntitle = "h1..x"', "article.title is 'h1..x', and that is no CSS selector: Expected"),
        ('[fields.article]\ntitle = "h1::text"', "that is no CSS selector: Pseudo-elements"),
        (f'[fields.article]\ntitle = "{"div " * 20_000}"', "that is no CSS selector: it goes too deep"),
        ('[fields.article]\ntitle = "*:first-of-type"', "that is no CSS selector"),
        ('[fields.article]\npublished = "@datetime"', "an attribute of no element; name that before it"),
        ('[fields.article]\ntext_without = "aside@class"', "takes elements, not attributes; leave out @class"),
        ("[fields.article]\ntitle = 3", "article.title is 3; give it a CSS selector in quotes"),
        ('[fields.article]\ntitle = ["h1"]', "article.title is ['h1']; give it a CSS selector in quotes"),
        ('[fields.article]\ntext_without = [""]', "article.text_without is ''; give it a CSS selector in quotes"),
        ('[fields]\narticle = "h1"', "article is 'h1'; write its pins below a line [fields.article]"),
        ('fields = "h1"', "fields must be a table"),
    ],
)
def test_what_is_no_pin_is_refused_in_one_sentence(site_with, fields, said):
    with pytest.raises(SiteError) as refusal:
        site_with(fields)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_page_about_pins_names_every_field():
    page = (Path(__file__).parents[1] / "docs" / "pins.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", page, re.MULTILINE)
    assert {table: tuple(re.findall(r"`(\w+)`", names)) for table, names in rows} == dict(FIELDS)
