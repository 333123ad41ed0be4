"""A news item, blog post or event."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.items import SEPARATOR, Article, DateCandidate
from jjscrape.pages.node.event import fill_event
from jjscrape.pages.record import fill, read
from jjscrape.site import Kind

if TYPE_CHECKING:
    from jjscrape.items import Item
    from jjscrape.pages.head import Address
    from jjscrape.pages.markup.soup import Soup
    from jjscrape.site import Site

PUBLICATION_FIELD = re.compile(r"publi|post(ed)?-date|^(news|blog|article)?-?date$")
"""Names of date fields that, on what is no event, say when it was published."""
BYLINE_BLOCKS = 6
"""How many lines of a text may hold its byline: it stands first, after a series' boilerplate, or after the summary."""


def article_items(soup: Soup, site: Site, address: Address, kind: Kind) -> list[Item]:
    reading = read(soup, site, address, event=kind is Kind.EVENT)
    node = reading.node
    article = Article(id=address.key, url=address.url, kind=str(kind))
    documents = fill(article, reading, soup, address)
    article.published_candidates = reading.published
    if kind is not Kind.EVENT and node.date_raw and PUBLICATION_FIELD.search(node.date_name):
        raw = node.date_start or node.date_raw
        if all(raw != candidate.raw for candidate in article.published_candidates):
            article.published_candidates.append(
                DateCandidate(raw, "metadata", "dates.date-field", machine=node.date_start is not None)
            )
    article.submitted_by = reading.account
    article.theme_labels = node.labels
    article.project_ids = [key for key in node.references if key != article.id]
    lines = [line.text for line in node.body.lines]
    head = lines[:BYLINE_BLOCKS]
    if article.summary:
        head += [line for line in article.summary.splitlines()[-1:] if line not in head]
    article.byline_lines = [*node.bylines, *head]
    if node.lead:
        article.image_url, article.image_caption = node.lead.url, node.lead.caption
        article.trace("image_url", "image.lead", node.lead.url)
        if node.lead.caption:
            article.trace("image_caption", "image.caption", node.lead.caption)
    if node.labels:
        article.trace("theme_labels", f"tags.{node.labels_rule}", SEPARATOR.join(node.labels))
    if article.project_ids:
        article.trace("project_ids", "reference.field", SEPARATOR.join(article.project_ids))
    if kind is Kind.EVENT:
        fill_event(article, node)
        soup.problems += [problem for problem in article.problems if problem not in soup.problems]
    return [article, *documents]
