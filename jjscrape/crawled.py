"""What the newest crawl met: a harvest states it, the gate judges it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from jjscrape.site import ARTICLES, READ, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.run_record import RunRecord

_RECORDS: Final = ARTICLES | {Kind.PAGE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The class names that nearly all pages of one kind have in common."""

    pages: int
    classes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """The pages and feeds that a crawl could not have, retries included, by its run.json.

    `count` is of all `asked` that were answered or not; `urls` names them, a hundred at most; `lists` are the listings
    and start pages among them. `lost` were asked for at the end, since nothing led to them. `sections` counts,
    by kind, those that are named of each kind of record of which the crawl got no page at all.
    """

    asked: int = 0
    count: int = 0
    urls: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    sections: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, record: RunRecord) -> Missed:
        """Read it off what a run wrote of itself; one that says nothing of it missed nothing."""
        got = record.asked_kinds
        kinds = Counter(str(page.get("kind")) for page in record.failed if page.get("url") not in record.lost)
        return cls(
            asked=record.pages + record.missed,
            count=record.missed,
            urls=tuple(
                str(page["url"])
                for page in record.failed
                if page.get("kind") in READ and "url" in page and page["url"] not in record.lost
            ),
            lists=tuple(record.lists_missed),
            lost=tuple(record.lost),
            # A run.json that is older than the key does not say what the crawl got of each.
            sections={k: n for k, n in kinds.items() if k in _RECORDS and got and not got.get(k)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """The newest crawl that got any page; `templates` are by kind of page.

    Of addresses, `errors` were answered with 4xx or 5xx, `faulty` are pages in which something could not be read,
    `unseen` could not be had and were never seen before, `nodeless` stand where a record could and are none.
    """

    id: str
    complete: bool = True
    missed: Missed = field(default_factory=Missed)
    unseen: tuple[str, ...] = ()
    answers: int = 0
    errors: tuple[str, ...] = ()
    pages: int = 0
    faulty: tuple[str, ...] = ()
    nodeless: tuple[str, ...] = ()
    templates: Mapping[str, Template] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return what quality.json keeps; addresses are named where there are any."""
        named = [("missed", self.missed.urls), ("never_seen", self.unseen), ("nodeless", self.nodeless)]
        shapes = {kind: {"pages": t.pages, "classes": sorted(t.classes)} for kind, t in sorted(self.templates.items())}
        return {
            "id": self.id,
            "complete": self.complete,
            "answers": self.answers,
            "errors": len(self.errors),
            "pages": self.pages,
            "faulty": len(self.faulty),
            **{name: list(urls) for name, urls in named if urls},
            "templates": shapes,
        }
