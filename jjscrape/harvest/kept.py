"""What a record said once and no newer capture contradicts: another theme that drops a line takes no knowledge away.

A value is kept only where the newer page has the same text and states no other value. If in the same crawl other pages
of that kind still print such a line, the template has it, and this page's was taken away: then it is empty.
"""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from jjscrape.cache import key_of
from jjscrape.harvest.coverage import crawl_of
from jjscrape.harvest.identity import record_of
from jjscrape.harvest.item_json import ITEMS
from jjscrape.harvest.reading import normalise
from jjscrape.items import Article, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from jjscrape.harvest.extract import RecordSeen
    from jjscrape.harvest.extracts import Extracts
    from jjscrape.harvest.identity import ReadRecord
    from jjscrape.harvest.reading import Reading
    from jjscrape.harvested import Harvest

RULE = "kept: "
"""Begins the rule in provenance of a value that an older capture states; then comes the rule that read it there."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Fields that a page states as one. `of_template` tells that it is the page's template that prints them.

    `of` are the records that have such fields.
    """

    name: str
    fields: tuple[str, ...]
    stated: Callable[[Any], bool]
    of_template: Callable[[Any], bool]
    of: type[Record] = Article


def _in_text(article: Article, words: str | None) -> bool:
    return words is not None and any(words in text for text in (article.text, article.summary) if text)


ZONE_OF_PLACE = "dates.zone-of-place"
PLACE = Statement("place", ("place",), lambda a: bool(a.place), lambda a: bool(a.place))
STATEMENTS = (
    PLACE,
    Statement(
        "published",
        ("published", "published_edtf", "published_source", "published_raw"),
        lambda a: a.published is not None,
        lambda a: a.published is not None and a.published_source == "metadata",
        of=Record,
    ),
    Statement(
        "authors",
        ("authors", "byline_raw", "byline_confidence"),
        lambda a: bool(a.authors),
        lambda a: bool(a.authors) and not _in_text(a, a.byline_raw),
    ),
    Statement(
        "event_start",
        (
            *("event_raw", "event_line", "event_machine_start", "event_machine_end", "event_start", "event_end"),
            *("event_repeats", "event_rule", "event_occurrences"),
            *("event_all_day", "event_timezone", "event_timezone_source"),
        ),
        lambda a: bool(a.event_start or a.event_raw or a.event_machine_start),
        lambda a: bool(a.event_start),
    ),
)
"""What may be kept. The place comes first: an event's times are read on the clocks of its place."""


class Kept:
    """What the records of an archive state no more, and older captures do."""

    def __init__(
        self,
        chosen: Iterable[tuple[str, ReadRecord]],
        seen: Mapping[str, list[ReadRecord]],
        extracts: Extracts,
    ) -> None:
        """Look it up for the capture that was chosen for each record; `seen` has all of each, in order of time.

        Nothing may have been normalised yet: what is kept for one record must not pass for what its page prints.
        """
        self._seen, self._extracts, self._site = seen, extracts, extracts.site
        self._of_crawl: dict[str, list[tuple[str, ReadRecord]]] = {}
        self._printing: dict[tuple[str, str, str, str | None], set[str]] = {}
        self._ever: dict[tuple[bytes, int], tuple[bool, ...]] = {}
        self._then: dict[tuple[str, int], tuple[bool, ...]] = {}
        self._wanted: dict[str, list[tuple[Statement, Record]]] = {}
        for record_id, pair in chosen:
            if len(seen[record_id]) > 1:
                kind = ITEMS[pair[1].table]
                its = (statement for statement in STATEMENTS if issubclass(kind, statement.of))
                stated = ((statement, self._last(statement, record_id, *pair)) for statement in its)
                self._wanted[record_id] = [(statement, older) for statement, older in stated if older]

    def normalised(self, record_id: str, record: Record, harvest: Harvest) -> Record:
        """Normalise what a record is now, with what it stated last in place of what it states no more."""
        wanted = self._wanted.get(record_id, [])
        place = next((older for statement, older in wanted if statement is PLACE and not PLACE.stated(record)), None)
        if place:
            _take(PLACE, record, place, harvest)
        record = self._extracts.normalised(record)
        if place and place.capture:
            for trace in [trace for trace in record.traces if trace.rule == ZONE_OF_PLACE]:
                record.trace(trace.field, trace.rule, trace.raw, place.capture.id)
        for statement, older in wanted:
            if statement is not PLACE and not statement.stated(record):
                _take(statement, record, older, harvest)
        return record

    def _last(self, statement: Statement, record_id: str, read: Reading, record: RecordSeen) -> Record | None:
        """Return the newest other capture that states what this one does not, unless it was changed or taken away."""
        if not record.text_digest:
            return None
        silent = [read]
        for other, item in reversed(self._seen[record_id]):
            if other is read and item.nth == record.nth:
                continue
            if not _alike(item, record) or item.text_digest != record.text_digest:
                return None
            if item.whole_digest == record.whole_digest:  # it states no more: only a date that had not come may be less
                silent.append(other)
                continue
            if self._stated_then(statement, read, record):
                return None
            if self._stated(statement, other, item):
                taken_away = any(self._printed(statement, it, record_id, item) for it in silent)
                return None if taken_away else self._read(other, item)
            silent.append(other)
        return None

    def _printed(self, statement: Statement, read: Reading, record_id: str, record: RecordSeen) -> bool:
        """Tell whether other pages of the kind print it in the crawl that this capture is of."""
        crawl = crawl_of(read.capture)
        key = statement.name, crawl, record.table, record.kind
        if key not in self._printing:
            self._printing[key] = {
                other
                for other, (its, item) in self._in_crawl(crawl)
                if _alike(item, record)
                if self._stated(statement, its, item, of_template=True)
            }
        return bool(self._printing[key] - {record_id})

    def _in_crawl(self, crawl: str) -> list[tuple[str, ReadRecord]]:
        """The captures of records in a crawl."""
        if not self._of_crawl:
            of_crawl = defaultdict(list)
            for record_id, versions in self._seen.items():
                for pair in versions:
                    of_crawl[crawl_of(pair[0].capture)].append((record_id, pair))
            self._of_crawl = of_crawl
        return self._of_crawl.get(crawl, [])

    def _stated(self, statement: Statement, read: Reading, article: RecordSeen, *, of_template: bool = False) -> bool:
        """Whether a page states it, or whether its template prints it, read at the time of its capture.

        A time can only make a date be no statement, as one that has not come yet. What is none whenever it is read need
        not be read for each capture.
        """
        key, number = (read.brief.key, article.nth), 2 * STATEMENTS.index(statement) + of_template
        if read.brief.key:
            if key not in self._ever:
                self._ever[key] = self._answers(read, article, at_its_time=False)
            if not self._ever[key][number]:
                return False
        return self._stated_then(statement, read, article, of_template=of_template)

    def _stated_then(
        self, statement: Statement, read: Reading, article: RecordSeen, *, of_template: bool = False
    ) -> bool:
        key = read.capture.id, article.nth
        if key not in self._then:
            self._then[key] = self._answers(read, article)
        return self._then[key][2 * STATEMENTS.index(statement) + of_template]

    def _answers(self, read: Reading, article: RecordSeen, *, at_its_time: bool = True) -> tuple[bool, ...]:
        def made() -> list[bool]:
            return _answers(self._read(read, article, at_its_time=at_its_time))

        if not read.brief.key:
            return tuple(made())
        when = read.capture.captured_at.isoformat() if at_its_time else ""
        return tuple(self._extracts.kept(key_of("stated", read.brief.key, f"{article.nth}", when), made))

    def _read(self, read: Reading, article: RecordSeen, *, at_its_time: bool = True) -> Record:
        """Return a normalised copy."""
        record = record_of(read, article)
        if not read.brief.key:
            record = deepcopy(record)  # what is kept comes as a copy already
        normalised: Record = normalise(record if at_its_time else replace(record, capture=None), self._site)
        return normalised


def _alike(one: RecordSeen, other: RecordSeen) -> bool:
    return (one.table, one.kind) == (other.table, other.kind)


def _answers(record: Record) -> list[bool]:
    """Of each statement, whether the record makes it, and whether its template does."""
    return [
        isinstance(record, statement.of) and answer(record)
        for statement in STATEMENTS
        for answer in (statement.stated, statement.of_template)
    ]


def _take(statement: Statement, article: Record, older: Record, harvest: Harvest) -> None:
    if older.capture is None:
        return
    for name in statement.fields:
        setattr(article, name, getattr(older, name))
    for trace in older.traces:
        if trace.field in statement.fields:
            article.trace(trace.field, f"{RULE}{trace.rule}", trace.raw, trace.capture_id or older.capture.id)
    article.problems.append(
        f"{statement.name}: the page states it no longer, though its text is as it was; kept from capture "
        f"{older.capture.id} of {older.capture.captured_at:%Y-%m-%d}"
    )
    harvest.kept.setdefault(article.id, []).append(statement.name)
