"""A demo site with two of its ten projects: half the pages to crawl, for tests of what commands do with a crawl.

Each kind of page and of list is still there. How all of the site's pages are read is what other tests say.
"""

from __future__ import annotations

from typing import TypeVar

from jjscrape.demo import DemoSite

PROJECTS = frozenset({"space-common", "gm-decides"})
Site = TypeVar("Site", bound=DemoSite)


def small(site: Site) -> Site:
    """Take the other projects from a site that nobody has asked anything yet."""
    for node in [node for node in site.store.nodes.values() if node.kind == "project" and node.alias not in PROJECTS]:
        del site.store.nodes[node.nid]
        site.store.aliases.pop(node.alias, None)
    return site
