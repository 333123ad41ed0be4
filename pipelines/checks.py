"""The last pipeline: a record that contradicts itself is mended where the page leaves no doubt, else dropped."""

from __future__ import annotations

from typing import Any

from jjscrape.items import Article, Page, Project, Record
from jjscrape.schema import ARTICLES

KINDS = ARTICLES.column("kind").values
PUBLISHED = ("published", *(c.name for c in ARTICLES.columns if c.read_with == "published"))
EVENT = tuple(c.name for c in ARTICLES.columns if c.kinds == ("event",))


def fatal(item: Record) -> str | None:
    """Return why a record can't be published at all, or None."""
    if not item.id:
        return "it has no key"
    if not (item.title or "").strip():
        return "it has no title"
    if isinstance(item, Article) and item.kind not in KINDS:
        return f"its kind is {item.kind!r}"
    return None


def settle(item: object) -> None:
    """Drop single values that can't be true, noting each; a value that is doubtful is worth less than none."""
    if not isinstance(item, Record):
        return
    if item.published and item.capture and item.published > item.capture.captured_at:
        item.problems.append(f"published: {item.published:%Y-%m-%dT%H:%MZ} is after the capture; left out")
        leave_out(item, *PUBLISHED)
    if not isinstance(item, Article):
        return
    if item.event_start and item.event_end and item.event_end < item.event_start:
        item.problems.append(f"event_end: {item.event_end:%Y-%m-%dT%H:%MZ} is before the start; left out")
        leave_out(item, "event_end")
    if item.kind != "event" and item.event_start:
        item.problems.append("event_start: only an event has one; left out")
        leave_out(item, *EVENT)


def leave_out(item: Record, *fields: str) -> None:
    """Empty these fields, and forget where their values came from: an empty cell has no provenance."""
    for name in fields:
        setattr(item, name, [] if isinstance(getattr(item, name), list) else None)
    item.traces = [trace for trace in item.traces if trace.field not in fields]


class ChecksPipeline:
    def process_item(self, item: Any) -> Any:
        if isinstance(item, (Article, Project, Page)):
            if reason := fatal(item):
                from scrapy.exceptions import DropItem  # noqa: PLC0415  (a build runs this without Scrapy)

                raise DropItem(f"{item.url}: {reason}; nothing is published of it")
            settle(item)
        return item
