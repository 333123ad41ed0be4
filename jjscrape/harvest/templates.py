"""What the newest crawl met, and the fingerprints of the site's templates: class names that pages of a kind share."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from jjscrape.crawled import Crawled, Missed, Template
from jjscrape.harvest.coverage import Weight, crawl_of
from jjscrape.run_record import RunRecord

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from jjscrape.archive.capture import Capture
    from jjscrape.harvest.coverage import Crawl
    from jjscrape.harvest.reading import Reading
    from jjscrape.site import Site

NEARLY_ALL = 0.9
NOT_MODIFIED, FIRST_ERROR = 304, 400


def crawled(crawl: Crawl, captures: Collection[Capture], reads: Collection[Reading], site: Site) -> Crawled:
    """Return what a crawl met. `captures` are in order of time: the last answer at an address counts."""
    missed = Missed.of(RunRecord.of(crawl.summary))
    known = {site.key(read.capture.url) for read in reads if read.brief.count}
    mine = (c for c in captures if crawl_of(c) == crawl.id and c.got)
    answers = {c.url: c.shown.status for c in mine if c.shown.status and c.shown.status != NOT_MODIFIED}
    for url in missed.lost:
        answers.pop(url, None)  # a refusal there is what was to be found out, no error
    own = [read for read in reads if crawl_of(read.capture) == crawl.id]
    return Crawled(
        id=crawl.id,
        complete=crawl.weight is not Weight.NONE,
        missed=missed,
        unseen=tuple(url for url in missed.urls if site.key(url) not in known),
        answers=len(answers),
        errors=tuple(sorted(url for url, status in answers.items() if status >= FIRST_ERROR)),
        pages=len(own),
        faulty=tuple(sorted({read.capture.url for read in own if read.brief.faulty})),
        nodeless=tuple(sorted({read.capture.url for read in own if read.brief.nodeless})),
        templates=templates(own),
    )


def templates(reads: Iterable[Reading]) -> dict[str, Template]:
    """Return the fingerprint of each kind of page that was read; a list in a post's place is like neither."""
    pages: Counter[str] = Counter()
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for read in reads:
        brief = read.brief
        if brief.classes and brief.count and not brief.nodeless:
            kind = str(brief.kind)
            pages[kind] += 1
            counted[kind].update(brief.classes)
    return {
        kind: Template(
            pages=pages[kind],
            classes=frozenset(name for name, count in names.items() if count >= NEARLY_ALL * pages[kind]),
        )
        for kind, names in sorted(counted.items())
    }
