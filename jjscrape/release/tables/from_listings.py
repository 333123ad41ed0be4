"""What listings and related blocks say together: projects of posts, places in the main listing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.harvested import Harvest
    from jjscrape.items import Teaser
    from jjscrape.release.tables.briefs import Briefs


def project_links(harvest: Harvest, briefs: Briefs) -> dict[str, set[str]]:
    """Projects of each article: those it names, and those whose related block names it."""
    projects = {project.id for project in briefs.projects}
    related: dict[str, set[str]] = defaultdict(set)
    for article in briefs.articles:
        related[article.id].update(projects & set(article.project_ids))
    for teaser in (*harvest.teasers, *harvest.former):
        if teaser.role == "related" and teaser.list_id in projects:
            related[teaser.target_id].add(teaser.list_id)
    return related


def main_listing(teasers: Iterable[Teaser]) -> dict[str, Teaser]:
    """The entries of the listing that names most posts, its pages read one after the other: the first of each post."""
    lists: dict[str, list[Teaser]] = defaultdict(list)
    for teaser in teasers:
        if teaser.role == "posts" and teaser.theme_id is None:
            lists[teaser.list_id].append(teaser)
    if not lists:
        return {}
    main = max(lists, key=lambda name: (len({t.target_id for t in lists[name]}), name))
    places: dict[str, Teaser] = {}
    for teaser in sorted(lists[main], key=lambda t: (t.page, t.position)):
        places.setdefault(teaser.target_id, teaser)
    return places


def listings_of_themes(teasers: Iterable[Teaser]) -> dict[str, str]:
    """The theme that each theme listing is about."""
    return {teaser.list_id: teaser.theme_id for teaser in teasers if teaser.theme_id and teaser.role != "related"}
