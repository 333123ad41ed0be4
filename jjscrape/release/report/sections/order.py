"""The report's sections: what is counted, in words, charts and tables. One module a section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jjscrape.release.report.sections.authors import authors
from jjscrape.release.report.sections.changed_rows import changes
from jjscrape.release.report.sections.completeness import completeness
from jjscrape.release.report.sections.contents import content
from jjscrape.release.report.sections.crawl import crawl
from jjscrape.release.report.sections.event_calendar import events
from jjscrape.release.report.sections.posts_over_time import published
from jjscrape.release.report.sections.records import records
from jjscrape.release.report.sections.theme_use import themes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.harvested import Tally
    from jjscrape.release.report.grid import Section
    from jjscrape.release.write import Rows


def sections(
    rows: Mapping[str, Rows], before: Mapping[str, Rows], crawls: list[dict[str, Any]], tally: Tally
) -> list[Section]:
    return [
        content(rows),
        published(rows["articles"]),
        themes(rows),
        authors(rows),
        events(rows["articles"]),
        completeness(rows),
        changes(rows, before),
        crawl(rows, crawls),
        *([records(tally)] if tally.records else []),
    ]
