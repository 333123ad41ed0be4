"""What the newest crawl must have been like, and what a version keeps of it for the next one."""

from __future__ import annotations

import pytest

from jjscrape.crawled import Crawled, Missed, Template
from jjscrape.release.gate.newest_crawl import errors, incomplete, missed, noted, problems, redesigned, templates_of
from jjscrape.run_record import RunRecord

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


@pytest.mark.parametrize(
    ("count", "asked", "refused"), [(0, 0, False), (3, 4, False), (4, 80, False), (4, 79, True), (4, 4, True)]
)
def test_a_few_missed_pages_are_no_matter_and_a_small_share_is_none(count, asked, refused):
    crawl = Crawled(id="a", missed=Missed(asked=asked, count=count, urls=("https://a/1",)))
    told = (f"{count} of {asked} pages could not be had", ["https://a/1"])
    assert missed(crawl, 0.05) == (told if refused else None)
    assert missed(None, 0.05) is None


@pytest.mark.parametrize(("got", "count", "refused"), [(0, 3, False), (0, 4, True), (1, 4, False), (None, 4, False)])
def test_a_section_of_which_nothing_could_be_had_is_missing_however_large_the_rest_is(got, count, refused):
    failed = [{"url": f"https://a/blog/{number}", "kind": "blog", "reason": "HTTP 500"} for number in range(count)]
    asked = {} if got is None else {"news": 5, "blog": got}  # an older run.json does not tell
    record = RunRecord(pages=500, missed=count, kinds={"news": 400, "blog": 100}, asked_kinds=asked, failed=failed)
    told = (f"none of {count} blog pages could be had", [page["url"] for page in failed])
    assert missed(Crawled(id="a", missed=Missed.of(record)), 0.05) == (told if refused else None)


def test_missed_pages_are_named_those_never_seen_apart_and_the_rest_counted():
    crawl = Crawled(
        id="a", missed=Missed(asked=9, count=4, urls=("https://a/1", "https://a/2")), unseen=("https://a/2",)
    )
    assert noted(crawl) == [
        "1 page could not be had, so what was known stays: https://a/1",
        "1 page could not be had, never seen before: https://a/2",
        "2 more could not be had; run.json of the crawl a counts them",
    ]
    assert noted(None) == noted(Crawled(id="a")) == []


def test_what_a_run_says_of_missed_pages_is_read_whatever_it_is():
    failed = [
        {"url": "https://a/1", "kind": "news", "reason": "HTTP 500"},
        {"url": "https://a/2.png", "kind": "file", "reason": "HTTP 500"},
        {"url": "https://a/3", "kind": "blog", "reason": "HTTP 500"},
        "x",
    ]
    told = {"pages": 7, "missed": 1, "failed": failed, "lists_missed": ["https://a/"], "lost": ["https://a/3"]}
    assert Missed.of(RunRecord.of(told)) == Missed(
        asked=8, count=1, urls=("https://a/1",), lists=("https://a/",), lost=("https://a/3",)
    )
    assert (
        Missed.of(RunRecord.of({}))
        == Missed.of(RunRecord.of({"missed": "1", "pages": None, "failed": 3, "lists_missed": {}}))
        == Missed()
    )


def test_listings_that_could_not_be_had_are_named():
    assert incomplete(Crawled(id="a", complete=False, missed=Missed(lists=("https://a/news",)))) == (
        "the crawl a can't know what the listings and start pages that could not be had link to",
        ["https://a/news"],
    )
