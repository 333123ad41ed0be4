"""Dates that only a feed states, or a listing where the site file says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.items import DateCandidate
from jjscrape.normalise.dates import publication
from jjscrape.release.tables.briefs import Dated

if TYPE_CHECKING:
    from jjscrape.harvested import Harvest
    from jjscrape.release.tables.briefs import Briefs


def join_feeds(harvest: Harvest, briefs: Briefs) -> None:
    """Give articles without a date of their own the one a feed states; a date of metadata stands above it."""
    nodes = {a.node_id: a for a in briefs.articles if a.node_id is not None}
    keys = {a.id: a for a in briefs.articles}
    for entry in sorted(harvest.entries, key=lambda e: (e.capture.captured_at if e.capture else None, e.feed_url)):
        article = keys.get(entry.target_id) or (nodes.get(entry.node_id) if entry.node_id else None)
        if article is None or article.published_source == "metadata" or not entry.published_raw or not entry.capture:
            continue
        candidate = DateCandidate(entry.published_raw, "feed", "feed.pubDate", machine=True)
        if date := publication.parse_published([candidate], entry.capture.captured_at, harvest.time_zone):
            article.dated = Dated(date.value, date.edtf, "feed", entry.published_raw, "feed.pubDate", entry.capture.id)


def join_listed_dates(harvest: Harvest, briefs: Briefs) -> None:
    """Give articles that are still without a date the one that a listing prints where the site file pins it."""
    undated = {article.id: article for article in briefs.articles if article.undated and article.dated is None}
    for teaser in sorted((*harvest.teasers, *harvest.former), key=lambda t: (t.list_id, t.page, t.position)):
        article = undated.get(teaser.target_id)
        if article is None or not teaser.published_raw or teaser.capture is None:
            continue
        candidate = DateCandidate(teaser.published_raw, "byline", teaser.published_rule, machine=True)
        if found := publication.parse_published([candidate], teaser.capture.captured_at, harvest.time_zone):
            rule = f"{found.rule}; read"
            article.dated = Dated(found.value, found.edtf, "byline", teaser.published_raw, rule, teaser.capture.id)
            del undated[article.id]
