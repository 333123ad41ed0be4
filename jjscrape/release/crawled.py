"""Checks of the newest crawl: whether it was whole, what it was answered, whether the pages look as they did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.losses import Found

SOME_ERRORS = 5
ENOUGH_PAGES = 3
"""Fewer pages of a kind say nothing of what such pages have in common."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The class names that nearly all pages of one kind have in common."""

    pages: int
    classes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """The newest crawl that got any page; `templates` are by kind of page.

    `errors` are addresses answered with 4xx or 5xx, `faulty` those of pages in which something could not be read,
    `nodeless` those of pages that stand where a record could and are none.
    """

    id: str
    complete: bool = True
    answers: int = 0
    errors: tuple[str, ...] = ()
    pages: int = 0
    faulty: tuple[str, ...] = ()
    nodeless: tuple[str, ...] = ()
    templates: Mapping[str, Template] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return what quality.json keeps; addresses are named where there are any."""
        told = [("nodeless", self.nodeless)]
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
    return f"the crawl {crawl.id} did not see the whole site; run.json beside its files says why", [crawl.id]


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
