"""What a version costs grows with its records, the people, themes and problems among them: never with their square."""

from __future__ import annotations

from dataclasses import replace

import pytest
from growth import assert_no_square

from jjscrape.items import Theme
from jjscrape.release.publish import publish
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
LETTERS = "bcdfghjklmnpqrstvwxz"


def word(number: int, length: int) -> str:
    """A word of its own for each number, unlike those of numbers beside it."""
    number = number * 7_368_787 % len(LETTERS) ** length
    return "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(length)).title()


@pytest.fixture
def release(make_harvest, tmp_path):
    """Publishes so many posts, each with an author, a theme and problems of its own, and with a page beside it."""

    def released(count: int) -> None:
        harvest = make_harvest(count)
        for number, post in enumerate(harvest.articles[:count]):
            author = f"{word(number, 6)} {word(number + 7, 7)}"
            post.authors = [replace(post.authors[0], name=author, name_raw=author)]
            theme = f"theme-{word(number, 5).lower()}"
            post.theme_labels, post.themes = [theme], [theme]
            post.problems = [f"published: {number}: not a date", f"title: a problem of post {number}"]
            harvest.themes.append(Theme(id=theme, label=theme, url=f"{post.url}-theme", capture=post.capture))
            harvest.problems[post.capture.id] = [f"entries: problem {number}", "page: the same on each"]
        publish(harvest, SITE, tmp_path / f"{count}-{len(list(tmp_path.iterdir()))}")

    return released


def test_eight_times_the_records(release):
    assert_no_square(release, 50, 400)


@pytest.mark.slow
def test_twenty_times_the_records(release):
    assert_no_square(release, 1_000, 20_000)
