"""RSS 2.0 as Drupal's node module writes it: the ten newest, each with its whole default display."""

from __future__ import annotations

from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

from jjscrape.demo.view import node_href

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jjscrape.demo.markup import Markup
    from jjscrape.demo.model import Node
    from jjscrape.demo.view import View

FEED_LENGTH = 10


def rss(view: View, markup: Markup, title: str, link: str, nodes: Sequence[Node]) -> str:
    items = "\n".join(item(view, markup, node) for node in nodes[:FEED_LENGTH])
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xml:base="{view.base}{link}"  xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
 <title>{escape(title)}</title>
 <link>{view.base}{link}</link>
 <description></description>
 <language>en</language>
{items}
</channel>
</rss>
"""


def item(view: View, markup: Markup, node: Node) -> str:
    link = view.base + node_href(node)
    comments = f" <comments>{link}#comments</comments>\n" if node.comments else ""
    return (
        f"<item>\n <title>{escape(node.title)}</title>\n <link>{link}</link>\n"
        f" <description>{escape(markup.full(view, node))}</description>\n"
        f" <pubDate>{format_datetime(node.created)}</pubDate>\n <dc:creator>{escape(node.account)}</dc:creator>\n"
        f' <guid isPermaLink="false">{node.nid} at {view.base}</guid>\n{comments}</item>'
    )
