"""Which captures are one crawl: those of a folder with a run.json, else those between two pauses."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.reader import Archive
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.harvest.coverage import PAUSE, Folder, Weight, crawl_ids_of, crawls
from jjscrape.site import load_site

from test_standing import FINISHED, capture  # isort: skip

SITE = load_site("jamandjustice")
BEGIN = datetime(2017, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
THEIRS, OURS = Folder("x"), Folder("x", summaries=[{}])


def at(hours, key="blog/x", status=200):
    found = replace(capture(0, status, key), captured_at=BEGIN + hours * HOUR)
    return replace(found, media_type="text/plain") if key.endswith(".txt") else found


def parts(captures, folder=THEIRS):
    return crawl_ids_of(captures, [folder] * len(captures), SITE)


def test_a_pause_divides_and_the_parts_are_named_by_their_begin():
    found = parts([at(0, "a"), at(6, "b"), at(12.5, "c")])
    assert found == ["x@20170301T000000Z", "x@20170301T000000Z", "x@20170301T123000Z"]


def test_what_is_one_crawl_has_its_folder_s_name():
    assert parts([at(0, "a"), at(5, "b"), at(10, "c")]) == ["x"] * 3


def test_a_page_that_comes_again_divides_where_captures_never_pause():
    daily = [at(hour, "a" if hour % 24 == 0 else f"page-{hour}") for hour in range(0, 72, 4)]
    assert sorted(map(parts(daily).count, set(parts(daily)))) == [6, 6, 6]


@pytest.mark.parametrize(("key", "status"), [("robots.txt", 200), ("a", 404), ("sites/default/files/a.pdf", 200)])
def test_what_no_crawl_need_ask_once_only_divides_nothing(key, status):
    assert parts([at(0, key, status), at(5, "b"), at(10, key, status)]) == ["x"] * 3


def test_a_page_asked_twice_within_a_crawl_divides_nothing():
    assert parts([at(0, "a"), at(1, "b"), at(6, "a")]) == ["x"] * 3


def test_a_page_of_the_crawl_before_divides_nothing_any_more():
    first, *others = parts([at(0, "a"), at(10, "b"), at(11, "a")])
    assert others == ["x@20170301T100000Z"] * 2 != [first] * 2


MOMENTS = st.lists(st.tuples(st.floats(0, 100), st.sampled_from("abc"), st.sampled_from([200, 404])), max_size=20)


@given(MOMENTS)
def test_parts_are_spans_of_time_and_no_pause_lies_within_one(moments):
    captures = [at(hours, key, status) for hours, key, status in sorted(moments)]
    found = parts(captures)
    assert parts(captures, OURS) == ["x"] * len(captures)
    spans = list(dict.fromkeys(found))
    assert [name for name in spans for other in found if other == name] == found
    for name in spans:
        times = [c.captured_at for c, part in zip(captures, found, strict=True) if part == name]
        assert all(later - earlier <= PAUSE for earlier, later in pairwise(times))
        if len(spans) > 1:
            assert name == f"x@{times[0]:%Y%m%dT%H%M%SZ}"


@given(MOMENTS)
def test_captures_of_two_folders_are_divided_as_if_alone(moments):
    captures = [at(hours, key, status) for hours, key, status in sorted(moments)]
    homes = [THEIRS if number % 2 else Folder("y") for number in range(len(captures))]
    found = crawl_ids_of(captures, homes, SITE)
    alone = parts([c for c, home in zip(captures, homes, strict=True) if home is THEIRS])
    assert [part for part, home in zip(found, homes, strict=True) if home is THEIRS] == alone


@pytest.fixture
def crawl(tmp_path):
    """A complete crawl of ours in two WARC files, and what it says of itself."""
    folder = tmp_path / "20170301T000000Z"
    with ArchiveWriter(folder, "crawl", "test/1", {"spider": "site"}, max_bytes=1) as writer:
        for number in range(2):
            writer.write(
                Exchange(
                    url=f"https://jamandjustice-rjc.org/blog/{number}", method="GET", request=b"",
                    response=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>", captured_at=BEGIN,
                )
            )  # fmt: skip
        told = FINISHED | {"archive": {"records": writer.records, "bytes": writer.size}}
    (folder / "run.json").write_text(json.dumps(told))
    return folder


def weights(*sources):
    archive = Archive(sources)
    return {name: c.weight for name, c in crawls(archive, archive.captures(), SITE)[1].items()}


def test_a_crawl_s_folder_named_itself_is_the_same_crawl(crawl):
    assert weights(crawl.parent) == weights(crawl) == {crawl.name: Weight.WHOLE}
    assert weights(*sorted(crawl.glob("*.warc.gz"))) == {crawl.name: Weight.WHOLE}


def test_a_crawl_of_which_a_file_is_missing_says_nothing_by_its_silence(crawl):
    one, two = sorted(crawl.glob("*.warc.gz"))
    assert weights(one) == weights(two) == {crawl.name: Weight.ANSWERS}
    two.unlink()
    assert weights(crawl.parent) == {crawl.name: Weight.ANSWERS}


def test_a_crawl_that_is_given_twice_is_one(crawl, tmp_path):
    assert weights(crawl.parent, crawl, crawl.parent / "*") == {crawl.name: Weight.WHOLE}
    shutil.copytree(crawl, tmp_path / "copy" / crawl.name)
    assert weights(crawl, tmp_path / "copy") == {crawl.name: Weight.WHOLE}
