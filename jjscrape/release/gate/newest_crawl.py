"""Checks of the newest crawl: whether it was complete, how many errors it met, whether the templates changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jjscrape.counts import many
from jjscrape.crawled import Crawled, Template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.gate.losses import Finding

SOME_ERRORS = 5
FEW_MISSED = 3
"""So many pages that could not be had are no matter in any case: each stays as it was."""
UNKNOWN = "the listings and start pages that could not be had link to"
ENOUGH_PAGES = 3
"""Fewer pages of a kind say nothing of what such pages have in common."""


def templates_of(quality: Mapping[str, Any]) -> Crawled | None:
    """Read back what a version's quality.json says of the templates; None where it has none."""
    stored = quality.get("crawled")
    if not isinstance(stored, dict):
        return None
    templates = {
        kind: Template(pages=shape["pages"], classes=frozenset(shape["classes"]))
        for kind, shape in stored.get("templates", {}).items()
    }
    return Crawled(id=stored.get("id", ""), templates=templates)


def incomplete(crawl: Crawled | None) -> Finding | None:
    if crawl is None or crawl.complete:
        return None
    if crawl.missed.lists:
        return f"the crawl {crawl.id} can't know what {UNKNOWN}", list(crawl.missed.lists)
    return f"the crawl {crawl.id} did not see the whole site; run.json beside its files says why", [crawl.id]


def missed(crawl: Crawled | None, most: float) -> Finding | None:
    if crawl is None or crawl.missed.count <= FEW_MISSED:
        return None
    for kind, count in sorted(crawl.missed.sections.items()):
        if count > FEW_MISSED:
            return f"none of {count} {kind} pages could be had", list(crawl.missed.urls)
    if crawl.missed.count <= most * crawl.missed.asked:
        return None
    return f"{crawl.missed.count} of {many(crawl.missed.asked, 'page')} could not be had", list(crawl.missed.urls)


def noted(crawl: Crawled | None) -> list[str]:
    """Name, in sentences, the pages that the newest crawl could not have, whether or not that stops anything."""
    if crawl is None or not crawl.missed.count:
        return []
    known = [url for url in crawl.missed.urls if url not in crawl.unseen]
    unnamed = crawl.missed.count - len(crawl.missed.urls)
    return [
        sentence
        for sentence, applies in (
            (f"{_pages(len(known))} could not be had, so what was known stays: {', '.join(known)}", known),
            (
                f"{_pages(len(crawl.unseen))} could not be had, never seen before: {', '.join(crawl.unseen)}",
                crawl.unseen,
            ),
            (f"{unnamed} more could not be had; run.json of the crawl {crawl.id} counts them", unnamed > 0),
        )
        if applies
    ]


def _pages(count: int) -> str:
    return many(count, "page")


def errors(crawl: Crawled | None, most: float) -> Finding | None:
    if crawl is None or len(crawl.errors) < SOME_ERRORS or len(crawl.errors) <= most * crawl.answers:
        return None
    return f"{len(crawl.errors)} of {crawl.answers} answers were errors", list(crawl.errors)


def problems(crawl: Crawled | None, most: float) -> Finding | None:
    if crawl is None or len(crawl.faulty) < ENOUGH_PAGES or len(crawl.faulty) <= most * crawl.pages:
        return None
    return f"on {len(crawl.faulty)} of {crawl.pages} pages something could not be read", list(crawl.faulty)


def redesigned(crawl: Crawled | None, before: Crawled | None, least: float) -> Finding | None:
    if crawl is None or before is None:
        return None
    sentences, shown = [], []
    for kind, was in sorted(before.templates.items()):
        now = crawl.templates.get(kind)
        if now is None or min(was.pages, now.pages) < ENOUGH_PAGES:
            continue
        either, both = was.classes | now.classes, was.classes & now.classes
        if len(both) < least * len(either):
            sentences.append(
                f"{kind} pages share {len(both)} of {len(either)} class names with those of the version before"
            )
            shown += [f"{kind} .{name}" for name in sorted(was.classes - now.classes)]
    return ("; ".join(sentences), shown) if sentences else None
