"""People: the authors a byline names, each under the person the name stands for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jjscrape.items import Article
from jjscrape.normalise.people.byline import parse_byline, read_account, read_stated
from jjscrape.normalise.people.closing import read_closing
from jjscrape.normalise.people.credits import EXPLICIT
from jjscrape.normalise.people.persons import identify
from jjscrape.normalise.people.unread_bylines import unread_beside, unread_byline, unread_closing
from jjscrape.pins import is_pin

if TYPE_CHECKING:
    from jjscrape.normalise.people.credits import Byline


class PeoplePipeline:
    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            _credit(item)
        return item


def _credit(item: Article) -> None:
    # An event's page names speakers and hosts; only "by" and "author" name who wrote it.
    post = item.kind != "event"
    rule = item.rule_of("byline_lines")
    pinned = is_pin(rule)
    byline = parse_byline(item.byline_lines, running_text=post and not pinned)
    unread = None
    if byline is None or byline.confidence != EXPLICIT:
        unread = unread_byline(item.byline_lines)
    else:
        _tell_of_others(item, byline)
    if byline is None and pinned:
        _tell_of_unread(item, unread)
        return
    if byline is None and item.stated_authors:
        byline = read_stated(item.stated_authors)
    if byline is None and post and item.text:
        byline = read_closing(item.text)
        if byline and byline.confidence == EXPLICIT:
            _tell_of_others(item, byline)
        elif byline is None:
            unread = unread or unread_closing(item.text)
    _tell_of_unread(item, unread)
    if byline is None and post and item.submitted_by:
        byline = read_account(item.submitted_by, item.submitted_as)
    if byline is None:
        return
    people = [identify(author.name) for author in byline.authors]
    item.authors = [
        replace(author, name=person.name, person_id=person.id)
        for author, person in zip(byline.authors, people, strict=True)
    ]
    item.byline_raw = item.bylines_printed.get(byline.raw, byline.raw)
    item.byline_confidence = byline.confidence
    item.trace("authors", f"{rule if pinned else byline.rule}; {byline.confidence}", item.byline_raw)


def _tell_of_unread(item: Article, line: str | None) -> None:
    if line:
        item.problems.append(f"byline: {line!r}: names nobody that can be read as a person")


def _tell_of_others(item: Article, byline: Byline) -> None:
    if beside := unread_beside(byline):
        item.problems.append(f"byline: {byline.raw!r}: names {beside!r} too, who can't be read as a person")
