"""A project: its own text, its tags, and the other nodes that its page lists. Never a date, a place or an author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.items import SEPARATOR, Project
from jjscrape.pages.listing import related_teasers
from jjscrape.pages.record import fill, read

if TYPE_CHECKING:
    from jjscrape.items import Item
    from jjscrape.pages.head import Address
    from jjscrape.pages.markup.soup import Soup
    from jjscrape.site import Site


def project_items(soup: Soup, site: Site, address: Address) -> list[Item]:
    teasers = related_teasers(soup, site, address)
    reading = read(soup, site, address)
    project = Project(id=address.key, url=address.url)
    documents = fill(project, reading, soup, address)
    project.theme_labels = reading.node.labels
    project.related_ids = [t.target_id for t in teasers]
    if project.theme_labels:
        project.trace("theme_labels", f"tags.{reading.node.labels_rule}", SEPARATOR.join(project.theme_labels))
    if project.related_ids:
        project.trace("related_ids", "listing.related", SEPARATOR.join(project.related_ids))
    return [project, *documents, *teasers]
