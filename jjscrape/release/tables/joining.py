"""From items to tables: the joins that need more than one page.

An article's themes are its tags and the theme listings that name it; a date that its page does not show may stand in
a feed; a project's related block links posts to it. The same archive gives the same rows, in whatever order it is read.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from jjscrape.release.provenance_rows import by_target, provenance_rows
from jjscrape.release.tables.briefs import Briefs, joined
from jjscrape.release.tables.capture_rows import capture_row
from jjscrape.release.tables.document_rows import document_rows
from jjscrape.release.tables.from_feeds import join_feeds, join_listed_dates
from jjscrape.release.tables.from_listings import listings_of_themes, main_listing, project_links
from jjscrape.release.tables.image_rows import image_rows
from jjscrape.release.tables.link_rows import Target, link_rows
from jjscrape.release.tables.membership_rows import theme_memberships
from jjscrape.release.tables.people_rows import PeopleRows
from jjscrape.release.tables.record_rows import article_row, project_row, record_row
from jjscrape.release.tables.revision_rows import revision_rows
from jjscrape.release.tables.tagging_rows import sort_terms, tagging_rows
from jjscrape.release.tables.theme_rows import theme_rows, vocabulary_order
from jjscrape.schema import PAGES
from jjscrape.shelf import Shelf, stored

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from jjscrape.harvested import Harvest
    from jjscrape.items import Document, Record
    from jjscrape.release.tables.briefs import Brief
    from jjscrape.release.write import Row, Rows


def tables(harvest: Harvest, folder: Path | None = None) -> dict[str, Rows]:
    """Return the rows of every table but `changes`, which needs the version before.

    `folder` is where those of large tables lie as long as they are used. Records are gone through three times, one at a
    time: in brief for what joins them, for their rows, and for what these rows come from.
    """
    briefs = Briefs.of(harvest)
    join_feeds(harvest, briefs)
    join_listed_dates(harvest, briefs)
    sort_terms(harvest, briefs)
    memberships, shown_by = theme_memberships(harvest, briefs, folder)
    related = project_links(harvest, briefs)
    member_ids: dict[str, set[str]] = defaultdict(set)
    for row in memberships:
        member_ids[row["record_id"]].add(row["theme_id"])
    themes_of = {key: sorted(ids, key=vocabulary_order) for key, ids in member_ids.items()}
    places = main_listing(harvest.teasers)
    positions = {target: place for place, target in enumerate(places)}
    leading_to = by_target((*harvest.teasers, *harvest.former))
    documents = document_rows(harvest)
    vocabulary = theme_rows(harvest, briefs, {theme_id for ids in member_ids.values() for theme_id in ids})
    records: dict[str, Iterable[Brief | Document]] = {
        "articles": briefs.articles, "projects": briefs.projects, "pages": briefs.pages,
        "documents": harvest.documents,
    }  # fmt: skip
    targets = {item.id: Target(table, item.id) for table, items in records.items() for item in items}
    listings = listings_of_themes(harvest.teasers)
    known = {row["id"] for row in vocabulary}
    targets |= {key: Target("themes", theme) for key, theme in listings.items() if theme in known}
    articles, projects, pages, links, images = (Shelf["Row"](folder=folder) for _ in range(5))
    people = PeopleRows()

    def add(record: Record, row: Row, rows: Shelf[Row]) -> None:
        rows.append(row)
        for link in link_rows(record, harvest, targets):
            links.append(link)
        for image in image_rows(record, harvest):
            images.append(image)

    for article in joined(harvest.articles, briefs.articles):
        teasers = leading_to.get(article.id, ())
        add(article, article_row(article, harvest, themes_of, related, positions, teasers), articles)
        people.add(article)
    for project in joined(harvest.projects, briefs.projects):
        add(project, project_row(project, harvest, themes_of, leading_to.get(project.id, ())), projects)
    for page in joined(harvest.pages, briefs.pages):
        add(page, record_row(PAGES, page, harvest), pages)
    made: dict[str, Rows] = {
        "articles": articles.held(),
        "projects": projects.held(),
        "pages": pages.held(),
        "themes": vocabulary,
        "people": people.people(),
        "authorships": people.authorships,
        "theme_memberships": memberships,
        "taggings": tagging_rows(briefs),
        "documents": documents,
        "links": links.held(),
        "images": images.held(),
        "revisions": stored(revision_rows(harvest), folder),
        "captures": stored(map(capture_row, harvest.captures), folder),
    }
    notes = provenance_rows(harvest, briefs, made, places, shown_by, related, folder)
    return {**made, "provenance": stored(notes, folder)}
