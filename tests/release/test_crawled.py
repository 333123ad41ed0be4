"""What the newest crawl must have been like, and what a version keeps of it for the next one."""

from __future__ import annotations

import pytest

from jjscrape.release.crawled import Crawled, Template, errors, problems, redesigned, templates_of

KEPT = Crawled(
    id="20261122T102600Z",
    complete=False,
    answers=9,
    errors=("https://a/1", "https://a/2"),
    pages=7,
    faulty=("https://a/3",),
    templates={
        "project": Template(pages=4, classes=frozenset("ba")),
        "blog": Template(pages=3, classes=frozenset("c")),
    },
)


def test_what_is_kept_of_a_crawl():
    assert KEPT.to_json() == {
        "id": "20261122T102600Z",
        "complete": False,
        "answers": 9,
        "errors": 2,
        "pages": 7,
        "faulty": 1,
        "templates": {"blog": {"pages": 3, "classes": ["c"]}, "project": {"pages": 4, "classes": ["a", "b"]}},
    }
    assert list(KEPT.to_json()["templates"]) == ["blog", "project"]


def test_templates_come_back_with_the_crawl_they_are_of():
    back = templates_of({"crawled": KEPT.to_json()})
    assert (back.id, back.templates) == (KEPT.id, KEPT.templates)
    assert templates_of({"crawled": {}}) == Crawled(id="")


def test_a_crawl_of_which_nothing_is_known_got_nothing():
    nothing = Crawled(id="a")
    assert (nothing.complete, nothing.answers, nothing.pages) == (True, 0, 0)
    assert (nothing.errors, nothing.faulty, nothing.templates) == ((), (), {})


@pytest.mark.parametrize("count", [5, 6])
def test_errors_and_faulty_pages_are_counted_and_named(count):
    urls = tuple(f"https://a/{number}" for number in range(count))
    assert errors(Crawled(id="a", errors=urls, answers=8), 0.5) == (f"{count} of 8 answers were errors", list(urls))
    told = f"on {count} of 8 pages something could not be read"
    assert problems(Crawled(id="a", faulty=urls, pages=8), 0.5) == (told, list(urls))


def test_a_kind_of_page_that_can_not_be_compared_hides_no_other():
    def of(pages, **kinds):
        shapes = {kind: Template(pages=pages, classes=frozenset(names)) for kind, names in kinds.items()}
        return Crawled(id="a", templates=shapes)

    before, now = of(3, blog="ab", event="ab", news="abc", page="ab"), of(3, event="abd", news="cd", page="x")
    assert redesigned(now, before, 0.5) == (
        "news pages share 1 of 4 class names with those of the version before; "
        "page pages share 0 of 3 class names with those of the version before",
        ["news .a", "news .b", "page .a", "page .b"],
    )
