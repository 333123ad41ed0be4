"""The report's sections: what is counted, in words, charts and tables. One module a section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jjscrape.release.report.sections.authors import authors
from jjscrape.release.report.sections.changed_rows import changes
from jjscrape.release.report.sections.citing import citing
from jjscrape.release.report.sections.completeness import completeness
from jjscrape.release.report.sections.contents import content
from jjscrape.release.report.sections.crawl import crawl
from jjscrape.release.report.sections.dead_links import links
from jjscrape.release.report.sections.document_types import documents
from jjscrape.release.report.sections.downloads import downloads
from jjscrape.release.report.sections.event_calendar import events
from jjscrape.release.report.sections.notes import notes
from jjscrape.release.report.sections.posts_over_time import published
from jjscrape.release.report.sections.project_output import projects
from jjscrape.release.report.sections.records import records
from jjscrape.release.report.sections.samples import samples
from jjscrape.release.report.sections.theme_use import themes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.harvested import Tally
    from jjscrape.release.report.beside import Beside
    from jjscrape.release.report.grid import Section
    from jjscrape.release.write import Rows


def sections(
    rows: Mapping[str, Rows], before: Mapping[str, Rows], crawls: list[dict[str, Any]], tally: Tally, beside: Beside
) -> list[Section]:
    """The sections in their order; those that have nothing to say are left out."""
    made = (
        notes(beside.quality, crawls),
        content(rows),
        samples(rows),
        downloads(rows, beside.files),
        citing(beside),
        published(rows["articles"]),
        themes(rows),
        authors(rows),
        projects(rows),
        events(rows["articles"]),
        documents(rows),
        links(rows),
        completeness(rows),
        changes(rows, before),
        crawl(rows, crawls),
        records(tally) if tally.records else None,
    )
    return [section for section in made if section]
