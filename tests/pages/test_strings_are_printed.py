"""What a page's reading gives as printed is printed on the page, in one piece: in the markup of every theme there is."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_page_cases import NAMES, extraction

from jjscrape.items import SEPARATOR, Article, Project, Record
from jjscrape.pipelines.dates import DatesPipeline
from jjscrape.pipelines.people import PeoplePipeline
from jjscrape.pipelines.themes import ThemesPipeline
from jjscrape.site import load_site

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from printed_strings import Bytes

PIPELINES = (DatesPipeline(), PeoplePipeline(), ThemesPipeline())
EXCERPTS = {"text", "summary"}


def given(record: Record) -> list[tuple[str, str]]:
    """Each string that a record's reading gives as printed, with its field."""
    found = [(trace.field, trace.raw or "") for trace in record.traces]
    if isinstance(record, (Article, Project)):
        found += [("theme_labels", label) for label in record.theme_labels]
        found += [("tags", tagging.label) for tagging in record.taggings]
    if isinstance(record, Article):
        found += [("published_candidates", candidate.raw) for candidate in record.published_candidates]
        found += [(name, getattr(author, name) or "") for author in record.authors for name in ("name_raw", "role")]
        found += [("event_repeats", occurrence.raw) for occurrence in record.event_repeats]
        printed = ("event_raw", "place", "byline_raw", "published_raw", "image_caption")
        found += [(name, getattr(record, name) or "") for name in printed]
    return [(field, part) for field, text in found if field not in EXCERPTS for part in text.split(SEPARATOR) if part]


def processed(name: str) -> list[Record]:
    records = [item for item in extraction(name)[0].items if isinstance(item, Record)]
    for record in records:
        for pipeline in PIPELINES:
            pipeline.process_item(record)
    return records


@pytest.mark.parametrize("name", NAMES)
def test_every_string_of_a_reading_stands_on_its_page(name: str) -> None:
    source = extraction(name)[1]
    page = Bytes(source.url, source.body, load_site("jamandjustice"))
    for record in processed(name):
        assert [(field, text) for field, text in given(record) if not page.has(text, field)] == []


@pytest.mark.parametrize("name", ["event-date-and-time-lines", "event-fields-date-and-time"])
def test_a_date_and_a_time_that_are_printed_apart_are_read_together(name: str) -> None:
    (event,) = processed(name)
    assert isinstance(event, Article)
    assert event.event_raw == "1 March 2019 | 10am - 4pm"
    assert (event.event_start, event.event_end) == (
        datetime(2019, 3, 1, 10, tzinfo=UTC),
        datetime(2019, 3, 1, 16, tzinfo=UTC),
    )


def test_a_byline_s_label_that_no_page_prints_is_not_in_the_byline() -> None:
    (post,) = processed("byline-author-paragraphs-drupal-9")
    assert isinstance(post, Article)
    assert (post.byline_raw, [author.name for author in post.authors]) == (
        "Ann Roe | Ken Lowe",
        ["Ann Roe", "Ken Lowe"],
    )
