"""Which summary a record has: its own cut at the break, or one that a listing shows and that stands nowhere in it."""

import pytest

from jjscrape.items import Article, Teaser
from jjscrape.release.tables.record_rows import summary_for

TEXT = "The pears came in late.\nTwo lads carried them down to the quay.\nBy evening all were sold."


def teaser(summary):
    where = {"list_id": "news", "role": "posts", "page": 0, "position": 0, "target_id": "news/pears"}
    return Teaser(**where, target_url="https://x/news/pears", summary=summary)


def record(own):
    return Article(id="news/pears", url="https://x/news/pears", kind="news", text=TEXT, summary=own)


@pytest.mark.parametrize(
    ("own", "listed", "summary"),
    [
        (
            "Two lads carried them down to the quay.",
            "A wet year, told from the quay.",
            "A wet year, told from the quay.",
        ),
        ("Two lads carried them down to the quay.", "Two lads\u2026", "Two lads carried them down to the quay."),
        ("Of pears.", "A wet year, told from the quay.", "Of pears."),
        ("Two lads carried them down to the quay.", "3 May 2019", "Two lads carried them down to the quay."),
        ("Two lads carried them down to the quay.", None, "Two lads carried them down to the quay."),
        (None, "All were sold\u2026", "All were sold\u2026"),
    ],
)
def test_a_summary_written_apart_goes_before_the_part_before_the_break(own, listed, summary):
    assert summary_for(record(own), [teaser(listed)]) == summary


@pytest.mark.parametrize(
    ("own", "listed"),
    [
        ("The pears came in late.", None),
        ("The pears came in late.\nTwo lads carried", "The pears came in late.\nTwo lads\u2026"),
        (None, "The Pears came in\u2026"),
        (None, "The pears  came in ..."),
        ("The pears came in late.", "3 May 2019"),
    ],
)
def test_a_summary_that_only_repeats_how_the_text_begins_is_none(own, listed):
    assert summary_for(record(own), [teaser(listed)]) is None


def test_a_summary_that_the_site_file_pins_is_one_whatever_it_says():
    pinned = record("The pears came in late.")
    pinned.trace("summary", "pin div.lead", pinned.summary)
    assert summary_for(pinned, []) == "The pears came in late."
