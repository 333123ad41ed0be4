"""A news item, blog post or event."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.items import SEPARATOR, Article
from jjscrape.pages.markup.soup import squash
from jjscrape.pages.node.bylines import STATED_AUTHORS
from jjscrape.pages.node.event import fill_event
from jjscrape.pages.node.published import DATE_FIELDS
from jjscrape.pages.pinned import trace_name
from jjscrape.pages.record import add_candidates, fill, fill_tags, read
from jjscrape.site import Kind

if TYPE_CHECKING:
    from jjscrape.items import Item
    from jjscrape.pages.node.parts import Node
    from jjscrape.pages.parsed import ParsedPage

_PIECE = r"(?:guest\s+(?:blog(?:\s?post)?|post|article|piece)|blog(?:\s?post)?|article)\s+by\s+"
_BYLINE_IN_TITLE = re.compile(
    rf"^(?P<before>{_PIECE}[^:|\u2013\u2014]{{3,80}}?)\s*(?::|\||\s[\u2013\u2014-])\s"
    rf"|(?:[:|,]|\s[\u2013\u2014-])\s*(?:an?\s+)?(?P<behind>guest\s+(?:blog(?:\s?post)?|post|article|piece)\s+by\s.{{3,80}})$",
    re.IGNORECASE,
)
BYLINE_BLOCKS = 6
"""How many lines of a text may hold its byline: it stands first, after a series' boilerplate, or after the summary."""


def article_items(page: ParsedPage) -> list[Item]:
    reading = read(page)
    node, soup = reading.node, page.soup
    article = Article(id=page.address.key, url=page.address.url, kind=str(page.kind))
    documents = fill(article, reading, page)
    if page.kind is not Kind.EVENT and not reading.published_pinned:
        add_candidates(reading.published, DATE_FIELDS, node, machine=node.date_start is not None)
    if reading.account:
        article.submitted_by, article.submitted_as = reading.account.name, reading.account.printed
    if stated := STATED_AUTHORS.first(soup):
        article.stated_authors = stated[0]
    if node.byline_rule:
        article.stated_authors, article.submitted_by = [], None
        article.trace("byline_lines", node.byline_rule, SEPARATOR.join(node.bylines))
    article.theme_labels = node.labels
    article.project_ids = [key for key in node.references if key != article.id]
    article.byline_lines = _byline_lines(article, node)
    article.bylines_printed = node.bylines_printed
    if node.labels:
        article.trace("theme_labels", trace_name("tags", node.labels_rule), SEPARATOR.join(node.labels))
    fill_tags(article, node)
    if article.project_ids:
        article.trace("project_ids", "reference.field", SEPARATOR.join(article.project_ids))
    if page.kind is Kind.EVENT:
        fill_event(article, node)
        soup.problems += [problem for problem in article.problems if problem not in soup.problems]
    return [article, *documents]


def _byline_lines(article: Article, node: Node) -> list[str]:
    """Return the lines that may name authors: those marked so, what the title says, and the text's first ones."""
    if node.byline_rule:
        return node.bylines
    head = [line.text for line in node.body.lines[:BYLINE_BLOCKS]]
    if article.summary:
        head += [line for line in article.summary.splitlines()[-1:] if line not in head]
    in_title = _BYLINE_IN_TITLE.search(article.title or "")
    titled = [squash(in_title["before"] or in_title["behind"])] if in_title else []
    beside = [node.byline_beside] if node.byline_beside else []
    return [*node.bylines, *titled, *head, *beside]
