"""The links in a node's text, and the players embedded in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.items import Link
from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.node.documents import is_document
from jjscrape.pages.node.wording import IMAGE_ENDING

if TYPE_CHECKING:
    from jjscrape.pages.markup.lines import Anchor
    from jjscrape.pages.node.context import NodeContext

_VERSION = re.compile(r"^(?:print(?:able)?|printmail|printpdf|printepub|print/pdf|forward)/(?P<of>.+)$")
"""Where the modules that print and mail pages put their version of one."""


def read_links(context: NodeContext) -> None:
    """Collect the links; an entry of a list is read for none of its own."""
    if context.is_teaser:
        return
    for links, _ in LINKS.answers(context):
        context.node.links += links


def _links_in_text(context: NodeContext) -> list[Link]:
    body = context.node.body
    # Where no field holds the text, the body's anchors are those of the whole node.
    in_lines = None if context.bodies or context.pinned_text else {href for line in body.lines for href in line.hrefs}
    anchors = [anchor for anchor in body.anchors if in_lines is None or anchor.href in in_lines]
    return [link for anchor in anchors if (link := _link(context, anchor))]


def _players(context: NodeContext) -> list[Link]:
    sources = [*context.node.body.embeds]
    for element in context.element.iter("iframe", "embed"):
        source = element.get("src")
        if source and source not in sources:
            sources.append(source)
    return [Link(url, None, "media") for source in sources if (url := context.page.soup.absolute(source))]


def _link(context: NodeContext, anchor: Anchor) -> Link | None:
    url, site = context.page.soup.absolute(anchor.href), context.page.site
    if not url:
        return None
    key = site.key(url)
    if _is_the_page_itself(context, key):
        return None
    if is_document(site, url):
        return Link(url, anchor.text, "document", key)
    if IMAGE_ENDING.search(url.partition("?")[0]):
        return Link(url, anchor.text, "media", key)
    return Link(url, anchor.text, "external" if key is None else "internal", key)


def _is_the_page_itself(context: NodeContext, key: str | None) -> bool:
    """Tell whether a key is the page's own, by alias or number, or that of its version for print or mail."""
    if key is None:
        return False
    page = context.page
    own = {page.address.key, page.site.key(page.soup.source.url)}
    numbers = {str(page.soup.node_id)} if page.soup.node_id else set()
    own |= {f"node/{number}" for number in numbers}
    version = _VERSION.match(key.partition("?")[0])
    return key in own or (version is not None and (version["of"] in own or version["of"] in numbers))


LINKS: Ladder[NodeContext, list[Link]] = Ladder(
    "links",
    "",
    (
        Rule("anchor", "every link in the node's text but those to the page itself", _links_in_text),
        Rule("player", "films and sounds embedded in the node", _players),
    ),
    all_count=True,
)
