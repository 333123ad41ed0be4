"""Which summary a record has: its own cut at the break, or one that a listing shows and that stands nowhere in it."""

import pytest

from jjscrape.items import Article, Teaser
from jjscrape.release.tables.record_rows import summary_for

TEXT = "The pears came in late.\nTwo lads carried them down to the quay."


def teaser(summary):
    where = {"list_id": "news", "role": "posts", "page": 0, "position": 0, "target_id": "news/pears"}
    return Teaser(**where, target_url="https://x/news/pears", summary=summary)


@pytest.mark.parametrize(
    ("own", "listed", "summary"),
    [
        ("The pears came in late.", "A wet year, told from the quay.", "A wet year, told from the quay."),
        ("The pears came in late.", "The pears came in late.\nTwo lads carried\u2026", "The pears came in late."),
        ("Of pears.", "A wet year, told from the quay.", "Of pears."),
        ("The pears came in late.", "3 May 2019", "The pears came in late."),
        ("The pears came in late.", None, "The pears came in late."),
        (None, "The pears came in\u2026", "The pears came in\u2026"),
    ],
)
def test_a_summary_written_apart_goes_before_the_part_before_the_break(own, listed, summary):
    record = Article(id="news/pears", url="https://x/news/pears", kind="news", text=TEXT, summary=own)
    assert summary_for(record, [teaser(listed)]) == summary
