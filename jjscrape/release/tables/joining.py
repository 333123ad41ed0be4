"""From items to tables: the joins that need more than one page.

An article's themes are its tags and the theme listings that name it; a date that its page does not show may stand in
a feed; a project's related block links posts to it. The same archive gives the same rows, in whatever order it is read.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from jjscrape.release.provenance_rows import by_target, provenance_rows
from jjscrape.release.tables.capture_rows import capture_row
from jjscrape.release.tables.document_rows import document_rows
from jjscrape.release.tables.from_feeds import join_feeds, join_listed_dates
from jjscrape.release.tables.from_listings import listings_of_themes, main_listing, project_links
from jjscrape.release.tables.image_rows import image_rows
from jjscrape.release.tables.link_rows import Target, link_rows
from jjscrape.release.tables.membership_rows import theme_memberships
from jjscrape.release.tables.people_rows import people_tables
from jjscrape.release.tables.record_rows import article_row, project_row, record_row
from jjscrape.release.tables.revision_rows import revision_rows
from jjscrape.release.tables.tagging_rows import sort_terms, tagging_rows
from jjscrape.release.tables.theme_rows import theme_rows, vocabulary_order
from jjscrape.schema import PAGES
from jjscrape.shelf import stored

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from jjscrape.harvested import Harvest
    from jjscrape.items import Document, Record
    from jjscrape.release.write import Rows


def tables(harvest: Harvest, folder: Path | None = None) -> dict[str, Rows]:
    """Return the rows of every table but `changes`, which needs the version before.

    `folder` is where those of large tables lie as long as they are used.
    """
    join_feeds(harvest)
    join_listed_dates(harvest)
    sort_terms(harvest)
    memberships, shown_by = theme_memberships(harvest)
    related = project_links(harvest)
    member_ids: dict[str, set[str]] = defaultdict(set)
    for row in memberships:
        member_ids[row["record_id"]].add(row["theme_id"])
    themes_of = {key: sorted(ids, key=vocabulary_order) for key, ids in member_ids.items()}
    places = main_listing(harvest.teasers)
    positions = {target: place for place, target in enumerate(places)}
    leading_to = by_target((*harvest.teasers, *harvest.former))
    articles = (
        article_row(a, harvest, themes_of, related, positions, leading_to.get(a.id, ())) for a in harvest.articles
    )
    projects = (project_row(p, harvest, themes_of, leading_to.get(p.id, ())) for p in harvest.projects)
    pages = (record_row(PAGES, p, harvest) for p in harvest.pages)
    documents = document_rows(harvest)
    vocabulary = theme_rows(harvest, {row["theme_id"] for row in memberships})
    records: dict[str, Iterable[Record | Document]] = {
        "articles": harvest.articles, "projects": harvest.projects, "pages": harvest.pages,
        "documents": harvest.documents,
    }  # fmt: skip
    targets = {item.id: Target(table, item.id) for table, items in records.items() for item in items}
    listings = listings_of_themes(harvest.teasers)
    known = {row["id"] for row in vocabulary}
    targets |= {key: Target("themes", theme) for key, theme in listings.items() if theme in known}
    made: dict[str, Rows] = {
        "articles": stored(articles, folder),
        "projects": stored(projects, folder),
        "pages": stored(pages, folder),
        "themes": vocabulary,
        **people_tables(harvest),
        "theme_memberships": memberships,
        "taggings": tagging_rows(harvest),
        "documents": documents,
        "links": stored(link_rows(harvest, targets), folder),
        "images": stored(image_rows(harvest), folder),
        "revisions": stored(revision_rows(harvest), folder),
        "captures": stored(map(capture_row, harvest.captures), folder),
    }
    return {**made, "provenance": stored(provenance_rows(harvest, made, places, shown_by, folder), folder)}
