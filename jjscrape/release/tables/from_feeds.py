"""Dates that only a feed states, or a listing where the site file says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.items import DateCandidate
from jjscrape.normalise.dates import publication

if TYPE_CHECKING:
    from jjscrape.harvested import Harvest


def join_feeds(harvest: Harvest) -> None:
    """Give articles without a date of their own the one a feed states; a date of metadata stands above it."""
    nodes = {a.node_id: a for a in harvest.articles if a.node_id is not None}
    keys = {a.id: a for a in harvest.articles}
    for entry in sorted(harvest.entries, key=lambda e: (e.capture.captured_at if e.capture else None, e.feed_url)):
        article = keys.get(entry.target_id) or (nodes.get(entry.node_id) if entry.node_id else None)
        if article is None or article.published_source == "metadata" or not entry.published_raw or not entry.capture:
            continue
        candidate = DateCandidate(entry.published_raw, "feed", "feed.pubDate", machine=True)
        if date := publication.parse_published([candidate], entry.capture.captured_at, harvest.time_zone):
            article.published, article.published_edtf = date.value, date.edtf
            article.published_source, article.published_raw = "feed", entry.published_raw
            article.trace("published", "feed.pubDate", entry.published_raw, entry.capture.id)


def join_listed_dates(harvest: Harvest) -> None:
    """Give articles that are still without a date the one that a listing prints where the site file pins it."""
    undated = {article.id: article for article in harvest.articles if article.published is None}
    for teaser in sorted((*harvest.teasers, *harvest.former), key=lambda t: (t.list_id, t.page, t.position)):
        article = undated.get(teaser.target_id)
        if article is None or not teaser.published_raw or teaser.capture is None:
            continue
        candidate = DateCandidate(teaser.published_raw, "byline", teaser.published_rule, machine=True)
        if found := publication.parse_published([candidate], teaser.capture.captured_at, harvest.time_zone):
            article.published, article.published_edtf = found.value, found.edtf
            article.published_source, article.published_raw = "byline", teaser.published_raw
            article.trace("published", f"{found.rule}; read", teaser.published_raw, teaser.capture.id)
            del undated[article.id]
