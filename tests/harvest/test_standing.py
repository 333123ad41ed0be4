"""What withdraws a record and what does not: only a crawl that saw enough to say so."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from jjscrape.archive.capture import Capture
from jjscrape.harvest.coverage import Crawl, Weight, weight_of
from jjscrape.harvest.standing import Sighting, answers_by_key, standing
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
KEY, MOVED = "blog/x", "blog/y"
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)


def capture(crawl: int, status: int, key: str = KEY, host: str = "jamandjustice-rjc.org") -> Capture:
    return Capture(
        record_id=f"{crawl}-{key}-{host}-{status}",
        record_type="response",
        url=f"https://{host}/{key}",
        captured_at=BEGIN + timedelta(days=crawl, minutes=1 if status == 200 else 2),
        status=status,
        reason=None,
        headers=(),
        media_type="text/html",
        payload_digest=None,
        warc_file=f"crawl-{crawl}/a.warc.gz",
        warc_offset=0,
    )


def told(*crawls, robots=None):
    """Each crawl is its weight and the answer at the record's address, or None where it was not met."""
    captures = [made for n, (_, *answers) in enumerate(crawls) for made in captured(n, answers)]
    known = {
        f"crawl-{n}": Crawl(f"crawl-{n}", weight, BEGIN + timedelta(days=n, hours=1), robots=robots if n else None)
        for n, (weight, *_) in enumerate(crawls)
    }
    seen = [Sighting(SITE.key(c.url), c) for c in captures if c.status == 200]
    return standing(seen, answers_by_key(captures, SITE), known)


def captured(number, answers):
    return [answer(number) if callable(answer) else capture(number, answer) for answer in answers if answer is not None]


FIRST = (Weight.WHOLE, 200)
NONE, ANSWERS, WHOLE = Weight.NONE, Weight.ANSWERS, Weight.WHOLE


@pytest.mark.parametrize(
    ("later", "evidence"),
    [
        ([(WHOLE, 404)], "404"),
        ([(WHOLE, 410)], "410"),
        ([(WHOLE, 403)], "403"),
        ([(ANSWERS, 404)], "404"),
        ([(NONE, 404)], None),
        ([(WHOLE, None)], "absence"),
        ([(ANSWERS, None)], None),
        ([(NONE, None)], None),
        ([(WHOLE, 503)], None),
        ([(WHOLE, 500), (NONE, 404)], None),
        ([(WHOLE, 304)], None),
        ([(WHOLE, 301)], "absence"),
        ([(WHOLE, None), (WHOLE, 404)], "404"),
        ([(WHOLE, 404), (WHOLE, None)], "404"),
        ([(WHOLE, 403), (WHOLE, 404)], "404"),
        ([(WHOLE, 404), (NONE, 200)], None),
        ([(WHOLE, 404), (WHOLE, 304)], None),
        ([(WHOLE, None), (WHOLE, 200)], None),
        ([(WHOLE, 200), (WHOLE, None)], "absence"),
        ([(WHOLE, lambda n: capture(n, 404, host="urbanfood-rjc.org"))], "absence"),
        ([(ANSWERS, lambda n: capture(n, 404, host="urbanfood-rjc.org"))], None),
        ([(ANSWERS, lambda n: capture(n, 404, MOVED))], None),
        ([(WHOLE, lambda n: capture(n, 200, MOVED), 404)], None),
    ],
)
def test_only_a_crawl_that_saw_enough_withdraws(later, evidence):
    found = told(FIRST, *later)
    assert (found.gone_evidence, found.status) == (evidence, "gone" if evidence else "live")
    assert (found.gone_since is None) is (evidence is None)


def test_what_a_crawl_met_before_it_was_first_seen_is_no_evidence():
    for before in ((WHOLE, None), (WHOLE, 404), (WHOLE, 503)):
        found = told(before, (WHOLE, 200))
        assert (found.status, found.last_crawl, found.last_seen) == (
            "live",
            "crawl-1",
            BEGIN + timedelta(days=1, minutes=1),
        )


def test_of_two_answers_at_one_time_the_refusal_is_the_later_and_a_crawl_ends_last():
    seen = capture(0, 200)
    refused = replace(capture(0, 404), captured_at=seen.captured_at)
    ended = Crawl("crawl-0", WHOLE, seen.captured_at)
    other = Crawl("crawl-1", WHOLE, seen.captured_at)
    answers = answers_by_key([refused, seen], SITE)
    assert standing([Sighting(KEY, seen)], answers, {"crawl-0": ended}).gone_evidence == "404"
    only = answers_by_key([seen], SITE)
    assert standing([Sighting(KEY, seen)], only, {"crawl-0": ended}).status == "live"
    assert standing([Sighting(KEY, seen)], only, {"crawl-0": ended, "crawl-1": other}).gone_evidence == "absence"


def test_a_record_that_a_crawl_saw_on_another_host_was_met():
    seen = capture(0, 200, host="urbanfood-rjc.org")
    answers = answers_by_key([seen], SITE)
    assert answers == {}
    assert (
        standing(
            [Sighting(KEY, seen)], answers, {"crawl-0": Crawl("crawl-0", WHOLE, BEGIN + timedelta(hours=1))}
        ).status
        == "live"
    )


def test_a_page_that_could_not_be_read_was_met_all_the_same():
    seen, later = capture(0, 200), replace(capture(1, 404), status=200)
    crawls = {f"crawl-{n}": Crawl(f"crawl-{n}", WHOLE, BEGIN + timedelta(days=n, hours=1)) for n in (0, 1)}
    found = standing([Sighting(KEY, seen)], answers_by_key([seen, later], SITE), crawls)
    assert (found.status, found.last_crawl) == ("live", "crawl-0")


def test_it_is_gone_since_the_first_evidence_and_was_seen_last_before():
    found = told(FIRST, (WHOLE, 200), (WHOLE, None), (WHOLE, 404), (WHOLE, None))
    assert found.gone_since == BEGIN + timedelta(days=2, hours=1)
    assert found.last_seen == BEGIN + timedelta(days=1, minutes=1)
    assert (found.last_crawl, found.gone_evidence) == ("crawl-1", "404")
    assert told(FIRST, (WHOLE, 304)).last_seen == BEGIN + timedelta(days=1, minutes=2)
    assert told(FIRST, (WHOLE, 304)).last_crawl == "crawl-1"


def test_what_robots_txt_forbids_is_not_absent():
    assert told(FIRST, (WHOLE, None), robots=Protego.parse("User-agent: *\nDisallow: /blog/\n")).status == "live"
    assert told(FIRST, (WHOLE, None), robots=Protego.parse("User-agent: *\nDisallow: /news/\n")).status == "gone"


CRAWLS = st.lists(
    st.tuples(st.sampled_from(Weight), st.sampled_from([None, 200, 301, 304, 403, 404, 410, 500, 503])), max_size=6
)


@given(CRAWLS)
def test_broken_crawls_never_change_whether_it_stands_unless_they_saw_it(crawls):
    broken = [(weight, answer) for weight, answer in crawls if weight is NONE and answer not in {200, 304}]
    without = [crawl for crawl in crawls if crawl not in broken]
    found, plain = told(FIRST, *crawls), told(FIRST, *without)
    assert (found.status, found.gone_evidence) == (plain.status, plain.gone_evidence)


@given(CRAWLS)
def test_seeing_it_again_is_a_return(crawls):
    found = told(FIRST, *crawls, (NONE, 200))
    assert (found.status, found.gone_since, found.gone_evidence) == ("live", None, None)
    assert found.last_crawl == f"crawl-{len(crawls) + 1}"


FINISHED = {"complete": True, "finish_reason": "finished", "dry_run": False, "spider": "site", "site": SITE.name}


@pytest.mark.parametrize(
    ("summary", "about", "weight"),
    [
        ({}, {}, WHOLE),
        ({"left": 0, "skipped": {"excluded": 3}}, {"spider": "site"}, WHOLE),
        ({"complete": False}, {}, NONE),
        ({"complete": "true"}, {}, NONE),
        ({"finish_reason": "limit"}, {}, NONE),
        ({"dry_run": True}, {}, NONE),
        ({"spider": "news"}, {}, ANSWERS),
        ({"site": "urbanfood"}, {}, ANSWERS),
        ({}, {"only": "news"}, ANSWERS),
        ({"left": 2}, {}, ANSWERS),
        ({"skipped": {"pager-limit": 1}}, {}, ANSWERS),
        ({"skipped": None}, {}, WHOLE),
        ({"unsettled": 1}, {}, ANSWERS),
        ({"complete": False, "missed": 2, "lists_missed": []}, {}, ANSWERS),
        ({"complete": False, "missed": 2, "lists_missed": ["https://a/news"]}, {}, NONE),
        ({"complete": False, "missed": 2, "finish_reason": "outage"}, {}, NONE),
        ({"complete": False, "missed": 2, "dry_run": True}, {}, NONE),
        ({"complete": False, "missed": "2"}, {}, NONE),
        ({"complete": False, "missed": 2}, {"only": "news"}, ANSWERS),
    ],
)
def test_a_crawl_weighs_what_it_saw(summary, about, weight):
    assert weight_of(FINISHED | summary, about, SITE) is weight
    assert weight_of({}, about, SITE) is NONE


def test_crawls_are_weighed_by_what_lies_beside_their_files(tmp_path):
    from jjscrape.archive.exchange import Exchange
    from jjscrape.archive.reader import Archive
    from jjscrape.archive.writer import ArchiveWriter
    from jjscrape.harvest.coverage import crawls

    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 25\r\n\r\nUser-agent: *\nDisallow: /"
    for name in ("broken", "damaged", "foreign", "whole", "killed"):
        with ArchiveWriter(tmp_path / name, "crawl", "test/1", {"spider": "site"}) as writer:
            writer.write(
                Exchange(
                    url="https://jamandjustice-rjc.org/robots.txt", method="GET", request=b"GET / HTTP/1.1\r\n\r\n",
                    response=body, captured_at=BEGIN, ip="127.0.0.1",
                )
            )  # fmt: skip
    (tmp_path / "broken" / "run.json").write_text(json.dumps(FINISHED | {"complete": False}))
    (tmp_path / "damaged" / "run.json").write_text("{")
    (tmp_path / "whole" / "run.json").write_text(json.dumps(FINISHED))
    (file,) = (tmp_path / "killed").glob("*.warc.gz")
    file.rename(f"{file}.open")
    archive = Archive([tmp_path])
    captures, found = crawls(archive, sorted(archive.captures(), key=lambda c: c.warc_file), SITE)
    assert [c.crawl for c in captures] == sorted(found)
    assert {name: crawl.weight for name, crawl in found.items()} == {
        "broken": NONE, "damaged": NONE, "foreign": ANSWERS, "whole": WHOLE, "killed": NONE,
    }  # fmt: skip
    assert found["whole"].forbids("https://jamandjustice-rjc.org/blog/x")
    assert (found["whole"].captures, found["whole"].pages) == (1, 0)
