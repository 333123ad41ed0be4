"""What an event has beyond other articles: its date line, the ISO strings behind it, and its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.pages.markup.soup import fold
from jjscrape.pages.node.event_date import MACHINE_END, MACHINE_START
from jjscrape.pages.pinned import trace_name

if TYPE_CHECKING:
    from jjscrape.items import Article
    from jjscrape.pages.node.parts import Node


def fill_event(article: Article, node: Node) -> None:
    """Fill date and place as the page shows them; a place that repeats the title is none."""
    article.event_raw, article.event_line = node.date_raw, node.date_line
    article.event_repeats, article.event_rule = node.date_repeats, node.date_sentence
    if node.date_raw:
        article.trace("event_raw", trace_name("event", node.date_rule), node.date_raw)
    else:
        article.problems.append("event date: 0 nodes by any of date-field, date-display, rdfa, time, date-line")
    if start := MACHINE_START.first(node):
        article.event_machine_start, rule = start
        article.trace(
            "event_machine_start",
            node.date_pins.get("start") or MACHINE_START.trace_name(rule),
            article.event_machine_start,
        )
    if end := MACHINE_END.first(node):
        article.event_machine_end, rule = end
        article.trace(
            "event_machine_end", node.date_pins.get("end") or MACHINE_END.trace_name(rule), article.event_machine_end
        )
    if node.place and not (article.title and fold(node.place) == fold(article.title)):
        article.place = node.place
        article.trace("place", trace_name("place", node.place_rule), node.place)
