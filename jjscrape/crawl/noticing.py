"""Noticing that a page says something else than it did, and asking for what a list tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import scrapy

from jjscrape.crawl.answers import ARCHIVED, archived
from jjscrape.crawl.changes import Entry, content, entries, turn
from jjscrape.crawl.guard import guard_of
from jjscrape.crawl.page_source import source_of
from jjscrape.crawl.planning import Step
from jjscrape.pages.markup.outlinks import HTML_TYPES, XML_TYPES, Rel
from jjscrape.site import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Response

    from jjscrape.crawl.leads import Leads
    from jjscrape.crawl.read_pages import PageReader
    from jjscrape.crawl.site_crawl import SiteCrawl
    from jjscrape.items import Item
    from jjscrape.pages.source import Source

_PRIORITY = 40
"""Of what was pulled forward: it goes before what is merely due."""


class ChangeNoticing:
    """Compares the site's answers with those of the archive, for one crawl."""

    def __init__(self, crawl: SiteCrawl, reader: PageReader) -> None:
        self.crawl = crawl
        self.reader = reader
        self._entries: dict[str, set[Entry]] = {}
        """By a list's place: what any of its pages named before."""

    def pulled(self, response: Response, source: Source, page: Leads) -> Iterator[scrapy.Request]:
        """Note whether a page says something else than it did, and pull forward what a list tells of."""
        agenda = self.crawl.agenda
        past = agenda.past
        answer = past.answer(response.url) if past else None
        place = agenda.place(response.url)
        changed = guard_of(self.crawl.crawler).summary.changed
        if past is None or answer is None or answer.status != response.status:
            changed.append(place)
            return
        before = archived(scrapy.Request(response.url), answer, ARCHIVED)
        if before.body == response.body:
            return
        then = source_of(before)
        if then.media_type not in HTML_TYPES | XML_TYPES:
            changed.append(place)
            return
        was, items = self.reader.items(then), page.items if page.items is not None else self.reader.items(source)
        if content(was) == content(items):
            return
        changed.append(place)
        name = place.partition("?")[0]
        if name not in self._entries:
            others = [other for other, _ in past if other.partition("?")[0] == name]
            self._entries[name] = {entry for other in others for entry in entries(self._items_at(other))}
        found = turn(entries(was), entries(items), self._entries[name])
        listed = f"what {place} says of it has changed"
        for url in (*found.told, *found.missing):
            if self.crawl.site.owns(url) and agenda.pull(url, listed):
                yield from self._anew(url)
        if found.moved:
            for other in agenda.open(name):
                yield from self._anew(self.crawl.plan.origin + other)

    def _anew(self, url: str) -> Iterator[scrapy.Request]:
        """Ask for what the archive was taken at its word for before something told of a change."""
        crawl = self.crawl
        target = crawl.site.fetch_url(url, crawl.plan.origin)
        place = crawl.agenda.place(target)
        if place not in crawl.agenda.kept:
            return
        crawl.agenda.kept.discard(place)
        step = Step(target, crawl.site.kind(target) or Kind.PAGE, Rel.LINK, _PRIORITY)
        if crawl.dry_run:
            crawl.announce(step)
        else:
            yield crawl.request(step, fresh=True)

    def _items_at(self, place: str) -> list[Item]:
        source = self.reader.source_at(self.crawl.plan.origin + place)
        return [] if source is None else self.reader.items(source)
