"""A project: its own text, its tags, and the other nodes that its page lists. Never a place or an author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.items import SEPARATOR, Project
from jjscrape.pages.listing import related_teasers
from jjscrape.pages.pinned import trace_name
from jjscrape.pages.record import fill, fill_tags, read

if TYPE_CHECKING:
    from jjscrape.items import Item
    from jjscrape.pages.parsed import ParsedPage


def project_items(page: ParsedPage) -> list[Item]:
    teasers = related_teasers(page.copied())
    reading = read(page)
    project = Project(id=page.address.key, url=page.address.url)
    documents = fill(project, reading, page)
    project.theme_labels = reading.node.labels
    fill_tags(project, reading.node)
    project.related_ids = [t.target_id for t in teasers]
    if project.theme_labels:
        project.trace(
            "theme_labels", trace_name("tags", reading.node.labels_rule), SEPARATOR.join(project.theme_labels)
        )
    if project.related_ids:
        project.trace("related_ids", "listing.related", SEPARATOR.join(project.related_ids))
    return [project, *documents, *teasers]
