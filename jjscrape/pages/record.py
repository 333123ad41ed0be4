"""What articles, projects and other pages have in common: from one page to one record with its links and files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from jjscrape.items import SEPARATOR, DateCandidate, Document, Record
from jjscrape.pages.head import LANGUAGE
from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.scope import densest, find_node, heads_of, main_of, widened
from jjscrape.pages.markup.soup import number_of
from jjscrape.pages.node import text, title
from jjscrape.pages.node.account import AccountQuestion, account_of
from jjscrape.pages.node.authors_beside import author_beside
from jjscrape.pages.node.beside import read_beside
from jjscrape.pages.node.bylines import as_byline
from jjscrape.pages.node.context import NodeScope
from jjscrape.pages.node.dissect import dissect
from jjscrape.pages.node.images import LEAD
from jjscrape.pages.node.pinned_parts import pinned_date, pinned_parts
from jjscrape.pages.node.published import SUBMITTED_LINES, PublishedQuestion, printed_first, published_of
from jjscrape.pages.node.tags import OTHER_TERMS
from jjscrape.pages.node.whole import contradicted
from jjscrape.pages.pinned import trace_name
from jjscrape.site import ARTICLES, Kind

if TYPE_CHECKING:
    from jjscrape.items import Article, Project
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.node.account import Account
    from jjscrape.pages.node.parts import Node
    from jjscrape.pages.parsed import ParsedPage

Asked = TypeVar("Asked")
_TRACE_LENGTH = 200
"""So much of a long text is enough for a trace to be recognised by."""


@dataclass(slots=True)
class Reading:
    """One page's node, read."""

    node: Node
    number: int | None
    title: str | None
    title_rule: str
    published: list[DateCandidate]
    account: Account | None
    published_pinned: bool = False
    """Whether the site file says where the date stands: then nothing else of the page is a date of publication."""


def read(page: ParsedPage) -> Reading:
    """Find the page's node and read it. Takes the page's tree apart."""
    soup, is_event = page.soup, page.kind is Kind.EVENT
    parts = pinned_parts(page, is_event=is_event)
    stated = pinned_date(page)
    left_out = tuple(page.pins.elements(soup.root, "text_without"))
    witnessed = page.witnessed_title
    page_title, title_rule = witnessed.text, witnessed.rule
    if witnessed.problem:
        soup.problems.append(witnessed.problem)
    if page_title is None:
        soup.problems.append(title.MISSING)
    own = find_node(soup, page.survey, "/" + page.address.key.partition("?")[0])
    element = widened(own, page.survey) if own is not None else _content_of(page)
    heads = heads_of(element, page.survey)
    # Before the node is taken apart: lines of authorship are clutter there.
    published = published_of(PublishedQuestion(soup, element, page.survey, is_event, heads))
    account = account_of(AccountQuestion(element, page.survey))
    scope = NodeScope(
        page,
        element,
        page_title,
        is_event=is_event,
        wrapped=own is not None,
        heads=heads,
        pinned_text=parts.get("body"),
        left_out=left_out,
    )
    node = dissect(scope)
    if is_event:
        read_beside(page, element, node, page_title)
    elif page.kind in ARTICLES and not node.bylines and (names := author_beside(page, element)):
        node.byline_beside = as_byline(", ".join(names))
        node.bylines_printed[node.byline_beside] = SEPARATOR.join(names)
    add_candidates(published, SUBMITTED_LINES, node.submitted)
    published = [stated] if stated else printed_first(published)
    node.put(parts)
    if "body" not in parts and (problem := contradicted(soup, node.body.text)):
        soup.problems.append(problem)
    account = account or account_of(AccountQuestion(element, {}, node.submitted))
    if not page_title and (heading := title.NODE_HEADING.first(node)):
        page_title, title_rule = heading
    number = number_of(own) if own is not None else None
    return Reading(node, number, page_title, title_rule, published, account, published_pinned=stated is not None)


def _content_of(page: ParsedPage) -> Element:
    """Return what holds the text where the theme prints no element for the node."""
    main = main_of(page.soup)
    return densest(main, page.survey, page.title) if main is page.soup.body else main


def add_candidates(
    candidates: list[DateCandidate], ladder: Ladder[Asked, str], asked: Asked, *, machine: bool = False
) -> None:
    """Add what a ladder answers to the dates of publication, unless it is among them."""
    for raw, rule in ladder.answers(asked):
        if all(raw != candidate.raw for candidate in candidates):
            candidates.append(DateCandidate(raw, "metadata", f"{ladder.prefix}.{rule}", machine))


def _node_id(asked: tuple[ParsedPage, Reading]) -> int | None:
    page, reading = asked
    return page.soup.node_id or reading.number


NODE_ID: Ladder[tuple[ParsedPage, Reading], int] = Ladder(
    "node_id",
    "head",
    (Rule("node-id", "the body's class, the short link, the address, or the node's own id or class", _node_id),),
)


def fill(record: Record, reading: Reading, page: ParsedPage) -> list[Document]:
    """Fill what every record has, with traces, and return the files the page links to."""
    node, soup, address = reading.node, page.soup, page.address
    record.capture = soup.source.capture
    record.also_at = list(address.also_at)
    record.title = reading.title
    record.node_id, id_rule = NODE_ID.first((page, reading)) or (None, "")
    record.language, language_rule = LANGUAGE.first(soup) or (None, "")
    record.text = node.body.text or None
    record.summary, summary_rule = node.summary, node.summary_rule
    if not record.summary:
        record.summary, summary_rule = text.SUMMARY.first(node.body) or (None, "")
    record.images = node.images
    record.published_candidates = reading.published
    record.links = list(dict.fromkeys(node.links))
    if record.text is None:
        soup.problems.append(text.MISSING)
    for name, rule, raw in (
        ("url", f"address.{address.rule}", address.url),
        ("node_id", f"head.{id_rule}", str(record.node_id) if record.node_id else None),
        ("title", trace_name("title", reading.title_rule), record.title),
        ("language", f"language.{language_rule}", record.language),
        ("text", trace_name("body", node.body_rule), record.text and record.text[:_TRACE_LENGTH]),
        ("summary", trace_name("body", summary_rule), record.summary and record.summary[:_TRACE_LENGTH]),
    ):
        if raw:
            record.trace(name, rule, raw)
    fill_lead(record, node)
    record.problems = list(soup.problems)
    return [
        Document(id=d.id, url=d.url, label=d.label, found_on=record.id, capture=soup.source.capture)
        for d in node.documents
    ]


def fill_lead(record: Record, node: Node) -> None:
    """Fill the picture that leads the record, with its traces."""
    if answer := LEAD.first(node):
        record.lead, rule = answer
        record.image_url, record.image_caption = record.lead.url, record.lead.caption
        record.trace("image_url", node.lead_rule or LEAD.trace_name(rule), record.image_url)
        if record.image_caption:
            record.trace("image_caption", "image.caption", record.image_caption)


def fill_tags(record: Article | Project, node: Node) -> None:
    """Fill the terms of other vocabularies than the themes'."""
    if answer := OTHER_TERMS.first(node):
        record.taggings, rule = answer
        record.trace("tags", f"tags.{rule}", SEPARATOR.join(tagging.label for tagging in record.taggings))
