"""What listings say of what is gone, in archives that hold a capture here and there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from jjscrape.harvest.coverage import Crawl, Weight
from jjscrape.harvest.listings import take_former, take_listings
from jjscrape.harvest.reading import Read
from jjscrape.harvested import Harvest, History
from jjscrape.items import Teaser
from jjscrape.pages.extraction import Extraction
from jjscrape.site import Kind, load_site

from test_standing import capture  # isort: skip

SITE = load_site("jamandjustice")
GONE = "blog/gone"


def year(number):
    return datetime(number, 1, 1, tzinfo=UTC)


def listing(when, *targets, key="theme-a", page=0, ours=False):
    """What a page of a theme's listing named in a year."""
    address = f"{key}?page={page}" if page else key
    seen = replace(capture(0, 200, address), captured_at=year(when), crawl=f"{'ours' if ours else 'theirs'}@{when}")
    items = [
        Teaser(list_id=key, role="posts", page=page, position=n, target_id=target, target_url=target, theme_id=key)
        for n, target in enumerate(targets)
    ]
    return Read(seen, Extraction(items=list(items), problems=[], kind=Kind.THEME, record_id=None))


def crawls(reads, weight=Weight.ANSWERS):
    return {
        name: Crawl(name, weight, at + timedelta(hours=1), ours=name.startswith("ours"))
        for name, at in {(read.capture.crawl, read.capture.captured_at) for read in reads} | {("seen", year(2015))}
    }


def former(*reads, gone_since=None, weight=Weight.ANSWERS):
    """The lists that are told of a record last seen in 2015."""
    found = Harvest()
    since = gone_since and year(gone_since)
    found.history[GONE] = History(
        status="gone" if since else "live", first_seen=year(2014), last_seen=year(2015), last_changed=year(2014),
        content_digest="", hosts=[], gone_since=since, gone_evidence="404" if since else None,
    )  # fmt: skip
    known = crawls(reads, weight)
    take_listings(reads, SITE, found, known)
    take_former(reads, SITE, found, {}, {GONE: "seen"}, known)
    return sorted(t.list_id for t in found.former if t.target_id == GONE)


@pytest.mark.parametrize(
    ("reads", "gone_since", "expected"),
    [
        ([(2014, GONE), (2020,)], 2019, ["theme-a"]),
        ([(2013, GONE), (2014,), (2020,)], 2019, []),
        ([(2014,), (2017, GONE), (2020,)], 2019, ["theme-a"]),
        ([(2014,), (2017, GONE), (2020,)], None, []),
        ([(2014, GONE), (2016,), (2020,)], None, ["theme-a"]),
        ([(2014,), (2020, GONE), (2021,)], 2019, []),
    ],
)
def test_a_listing_counts_as_it_was_when_the_record_was_seen_or_until_it_was_gone(reads, gone_since, expected):
    assert former(*(listing(when, *names) for when, *names in reads), gone_since=gone_since) == expected


def test_each_listing_counts_by_its_own_captures():
    reads = [listing(2012, GONE), listing(2013, GONE, key="theme-b"), listing(2014, key="theme-b"), listing(2020)]
    reads.append(listing(2021, key="theme-b"))
    assert former(*reads, gone_since=2019) == ["theme-a"]


@pytest.mark.parametrize(("ours", "weight", "expected"), [
    (True, Weight.WHOLE, []), (True, Weight.NONE, ["theme-a"]), (False, Weight.ANSWERS, ["theme-a"]),
])  # fmt: skip
def test_a_further_page_counts_unless_a_crawl_of_ours_saw_that_the_list_grew_shorter(ours, weight, expected):
    first, further = listing(2014, "blog/x", ours=ours), listing(2013, GONE, page=2)
    now = [listing(2020), listing(2020, page=2)]
    assert former(further, first, *now, gone_since=2019, weight=weight) == expected


def now(*reads, weight=Weight.ANSWERS):
    found = Harvest()
    take_listings(reads, SITE, found, crawls(reads, weight))
    return [(t.page, t.target_id) for t in found.teasers]


def test_of_an_older_page_only_what_a_newer_one_names_as_well_is_left_out():
    further = listing(2013, "blog/x", "blog/y", page=1)
    assert now(further, listing(2014, "blog/x")) == [(0, "blog/x"), (1, "blog/y")]
    assert now(further, listing(2014, "blog/x", ours=True)) == [(0, "blog/x")]
    assert now(further, listing(2014, "blog/x", ours=True), weight=Weight.NONE) == [
        (0, "blog/x"), (1, "blog/x"), (1, "blog/y"),
    ]  # fmt: skip


def test_a_further_page_that_is_newer_than_the_first_one_stands():
    reads = [listing(2013, "blog/x", ours=True), listing(2014, "blog/x", "blog/y", page=1, ours=True)]
    assert now(*reads) == [(0, "blog/x"), (1, "blog/x"), (1, "blog/y")]
