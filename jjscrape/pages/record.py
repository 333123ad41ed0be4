"""What articles, projects and other pages have in common: from one page to one record with its links and files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jjscrape.items import DateCandidate, Document, Link, Record
from jjscrape.pages.head import language_of, title_of
from jjscrape.pages.markup.clutter import survey
from jjscrape.pages.markup.scope import densest, find_node, main_of, widened
from jjscrape.pages.markup.soup import number_of
from jjscrape.pages.node.account import account_of
from jjscrape.pages.node.dissect import dissect
from jjscrape.pages.node.published import published_in, published_of, submitted_date

if TYPE_CHECKING:
    from jjscrape.pages.head import Address
    from jjscrape.pages.markup.soup import Soup
    from jjscrape.pages.node.parts import Node
    from jjscrape.site import Site


@dataclass(slots=True)
class Reading:
    """One page's node, read."""

    node: Node
    number: int | None
    title: str | None
    title_rule: str
    published: list[DateCandidate]
    account: str | None


def read(soup: Soup, site: Site, address: Address, *, event: bool = False) -> Reading:
    """Find the page's node and read it. Takes the soup's tree apart."""
    surveyed = survey(soup.body)
    title, title_rule = title_of(soup, surveyed, site)
    path = "/" + address.key.partition("?")[0]
    scope = find_node(soup, surveyed, path)
    wrapped = scope is not None
    number = number_of(scope) if scope is not None else None
    if scope is not None:
        scope = widened(scope, surveyed)
    if scope is None:
        scope = main_of(soup)
        if scope is soup.body:
            scope = densest(scope, surveyed, title)
    published = published_of(soup, scope, surveyed, event=event)
    account = account_of(scope, surveyed)
    node = dissect(soup, site, scope, title=title, wrapped=wrapped, event=event)
    if node.submitted:
        raw = published_in(node.submitted) or submitted_date(node.submitted)
        if raw and all(raw != c.raw for c in published):
            published.append(DateCandidate(raw, "metadata", "dates.submitted-line"))
    account = account or account_of(scope, {}, node.submitted)
    if not title and node.heading:
        title, title_rule = node.heading, "node-heading"
    return Reading(node, number, title, title_rule, published, account)


def fill(record: Record, reading: Reading, soup: Soup, address: Address) -> list[Document]:
    """Fill what every record has, with traces, and return the files the page links to."""
    node = reading.node
    record.capture = soup.source.capture
    record.node_id = soup.node_id or reading.number
    record.also_at = list(address.also_at)
    record.title = reading.title
    record.language, language_rule = language_of(soup)
    record.text = node.body.text or None
    record.summary = node.body.summary
    record.images = node.images
    record.links = list(dict.fromkeys(node.links))
    if record.text is None:
        soup.problems.append("body: 0 nodes by any of body-name, body-type, rdfa, structure")
    for name, rule, raw in (
        ("url", f"address.{address.rule}", address.url),
        ("node_id", "head.node-id", str(record.node_id) if record.node_id else None),
        ("title", f"title.{reading.title_rule}", record.title),
        ("language", f"language.{language_rule}", record.language),
        ("text", f"body.{node.body_rule}", _start(record.text)),
        ("summary", "body.teaser-break", _start(record.summary)),
    ):
        if raw:
            record.trace(name, rule, raw)
    record.problems = list(soup.problems)
    return [
        Document(id=d.id, url=d.url, label=d.label, found_on=record.id, capture=soup.source.capture)
        for d in node.documents
    ]


def _start(text: str | None) -> str | None:
    """The beginning of a long text: enough for a trace to be recognised by."""
    return text if text is None or len(text) <= 200 else text[:200]  # noqa: PLR2004


__all__ = ["Link", "Reading", "fill", "read"]
