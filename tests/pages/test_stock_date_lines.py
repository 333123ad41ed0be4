"""The lines in which a stock Drupal 7 prints dates, in each of its formats, as they stand on pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from stock_formats import STOCK, php_date

from jjscrape.items import Article, CaptureRef
from jjscrape.pages import Source, extract
from jjscrape.pipelines.dates import DatesPipeline
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
CAPTURED = datetime(2026, 11, 22, tzinfo=UTC)
DAYS = (datetime(2018, 2, 13, 8, 39, tzinfo=UTC), datetime(2019, 12, 31, 17, 5, tzinfo=UTC))
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Weir | Jam and Justice</title></head>
<body class="html page-node page-node-3 node-type-{kind}"><h1 id="page-title">Weir</h1>
<div id="node-3" class="node node-{kind}">{line}<div class="content"><div class="field field-name-body
field-type-text-with-summary"><p>The group met at the weir.</p></div></div></div></body></html>"""
SUBMITTED = (
    '<div class="meta submitted">Submitted by <span class="username">ann</span> on {}</div>',
    '<div class="meta submitted">Submitted by <a href="/user/3" class="username">ann 2</a> on {}</div>',
    "<p>Submitted by ann on {}</p>",
    '<p class="submitted">Posted on {} by Ann Roe</p>',
)
SCHEDULED = (
    '<div class="field field-name-field-date field-type-datetime"><span class="date-display-single">{}</span></div>',
    "<p>{}</p>",
)


def article(kind: str, line: str) -> Article:
    url = f"https://jamandjustice-rjc.org/{kind}/weir"
    source = Source(
        url=url, body=PAGE.format(kind=kind, line=line).encode(), captured_at=CAPTURED,
        headers={"content-type": "text/html"}, capture=CaptureRef("1", url, CAPTURED),
    )  # fmt: skip
    (found,) = (item for item in extract(source, SITE).items if isinstance(item, Article))
    return DatesPipeline().process_item(found)


@pytest.mark.parametrize("form", STOCK)
@pytest.mark.parametrize("line", SUBMITTED)
def test_a_submitted_line_tells_when_a_post_was_published(line, form):
    for when in DAYS:
        post = article("blog", line.format(php_date(form, when)))
        assert post.published == when
        assert "Submitted" not in (post.text or "")


@pytest.mark.parametrize("form", STOCK)
@pytest.mark.parametrize("line", SCHEDULED)
def test_a_date_line_tells_when_an_event_is(line, form):
    for when in DAYS:
        assert article("event", line.format(php_date(form, when))).event_start == when
