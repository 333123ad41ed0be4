"""Checks of the newest crawl: whether it was whole, what it was answered, whether the pages look as they did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jjscrape.site import READ

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.losses import Found

SOME_ERRORS = 5
FEW_MISSED = 3
"""So many pages that could not be had are no matter in any case: each stays as it was."""
UNKNOWN = "the listings and start pages that could not be had link to"
ENOUGH_PAGES = 3
"""Fewer pages of a kind say nothing of what such pages have in common."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The class names that nearly all pages of one kind have in common."""

    pages: int
    classes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """The pages and feeds that a crawl could not have, retries included, by its run.json.

    `count` is of all `asked` that were answered or not; `urls` names them, a hundred at most; `lists` are the listings
    and start pages among them. `lost` were asked for at the end, since nothing led to them.
    """

    asked: int = 0
    count: int = 0
    urls: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @classmethod
    def of(cls, summary: Mapping[str, Any]) -> Missed:
        """Read a run.json; one that says nothing of it, or nothing that can be read, missed nothing."""
        count, pages = (value if type(value) is int else 0 for value in map(summary.get, ("missed", "pages")))
        failed, lists, lost = (
            value if isinstance(value, list) else [] for value in map(summary.get, ("failed", "lists_missed", "lost"))
        )
        return cls(
            asked=pages + count,
            count=count,
            urls=tuple(
                str(one["url"])
                for one in failed
                if isinstance(one, dict) and one.get("kind") in READ and "url" in one and one["url"] not in lost
            ),
            lists=tuple(map(str, lists)),
            lost=tuple(map(str, lost)),
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
        told = [("missed", self.missed.urls), ("never_seen", self.unseen), ("nodeless", self.nodeless)]
        shapes = {kind: {"pages": t.pages, "classes": sorted(t.classes)} for kind, t in sorted(self.templates.items())}
        return {
            "id": self.id,
            "complete": self.complete,
            "answers": self.answers,
            "errors": len(self.errors),
            "pages": self.pages,
            "faulty": len(self.faulty),
            **{name: list(urls) for name, urls in told if urls},
            "templates": shapes,
        }


def templates_of(quality: Mapping[str, Any]) -> Crawled | None:
    """Read back what a version's quality.json says of the templates; None where it has none."""
    told = quality.get("crawled")
    if not isinstance(told, dict):
        return None
    templates = {
        kind: Template(pages=shape["pages"], classes=frozenset(shape["classes"]))
        for kind, shape in told.get("templates", {}).items()
    }
    return Crawled(id=told.get("id", ""), templates=templates)


def incomplete(crawl: Crawled | None) -> Found | None:
    if crawl is None or crawl.complete:
        return None
    if crawl.missed.lists:
        return f"the crawl {crawl.id} can't know what {UNKNOWN}", list(crawl.missed.lists)
    return f"the crawl {crawl.id} did not see the whole site; run.json beside its files says why", [crawl.id]


def missed(crawl: Crawled | None, most: float) -> Found | None:
    if crawl is None or crawl.missed.count <= FEW_MISSED or crawl.missed.count <= most * crawl.missed.asked:
        return None
    return f"{crawl.missed.count} of {crawl.missed.asked} pages could not be had", list(crawl.missed.urls)


def noted(crawl: Crawled | None) -> list[str]:
    """Name, in sentences, the pages that the newest crawl could not have, whether or not that stops anything."""
    if crawl is None or not crawl.missed.count:
        return []
    known = [url for url in crawl.missed.urls if url not in crawl.unseen]
    unnamed = crawl.missed.count - len(crawl.missed.urls)
    return [
        sentence
        for sentence, some in (
            (f"{_pages(len(known))} could not be had, so what was known stays: {', '.join(known)}", known),
            (
                f"{_pages(len(crawl.unseen))} could not be had, never seen before: {', '.join(crawl.unseen)}",
                crawl.unseen,
            ),
            (f"{unnamed} more could not be had; run.json of the crawl {crawl.id} counts them", unnamed > 0),
        )
        if some
    ]


def _pages(count: int) -> str:
    return f"{count} page{'s' * (count != 1)}"


def errors(crawl: Crawled | None, most: float) -> Found | None:
    if crawl is None or len(crawl.errors) < SOME_ERRORS or len(crawl.errors) <= most * crawl.answers:
        return None
    return f"{len(crawl.errors)} of {crawl.answers} answers were errors", list(crawl.errors)


def problems(crawl: Crawled | None, most: float) -> Found | None:
    if crawl is None or len(crawl.faulty) < ENOUGH_PAGES or len(crawl.faulty) <= most * crawl.pages:
        return None
    return f"on {len(crawl.faulty)} of {crawl.pages} pages something could not be read", list(crawl.faulty)


def redesigned(crawl: Crawled | None, before: Crawled | None, least: float) -> Found | None:
    if crawl is None or before is None:
        return None
    told, shown = [], []
    for kind, was in sorted(before.templates.items()):
        now = crawl.templates.get(kind)
        if now is None or min(was.pages, now.pages) < ENOUGH_PAGES:
            continue
        either, both = was.classes | now.classes, was.classes & now.classes
        if len(both) < least * len(either):
            told.append(f"{kind} pages share {len(both)} of {len(either)} class names with those of the version before")
            shown += [f"{kind} .{name}" for name in sorted(was.classes - now.classes)]
    return ("; ".join(told), shown) if told else None
