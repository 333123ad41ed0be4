"""Counts the records that a build does not use, by reason, so that every record of an archive is accounted for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jjscrape.archive.errors import NO_RECORD
from jjscrape.harvested import BESIDE, UNREAD_BODY, Tally
from jjscrape.site import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jjscrape.archive.capture import Capture
    from jjscrape.archive.reader import Archive
    from jjscrape.harvest.reading import Reading
    from jjscrape.site import Site

_CAPTURES = ("response", "revisit", "resource")
_NOT_MODIFIED = 304
_MOVED, _FIRST_ERROR = 300, 400


def tally(
    archive: Archive, captures: Iterable[Capture], reads: Iterable[Reading], site: Site, *, copies: int, aside: int
) -> Tally:
    """Count every record once. Beside these captures the archive gave `copies`, and `aside` that are not to be read."""
    captures = list(captures)
    out: Counter[str] = Counter()
    for kind, count in archive.kinds().items():
        if kind not in _CAPTURES:
            out[kind if kind in BESIDE else BESIDE[-1]] += count
    for problem in archive.problems:
        out[problem.reason] += problem.reason != NO_RECORD
    out["copy of another record"] += copies
    out["of a crawl that the site file sets aside"] += aside
    by_id = {read.capture.id: read for read in reads}
    used = 0
    for capture in captures:
        reason = why(capture, by_id, site)
        used += reason is None
        if reason is not None:
            out[reason] += 1
    return Tally(
        records=sum(out.values()) + used,
        used=used,
        left_out={reason: count for reason, count in sorted(out.items()) if count},
        faults=[str(problem) for problem in archive.problems],
        unread_files=[str(path) for path in archive.unread],
    )


def why(capture: Capture, reads: Mapping[str, Reading], site: Site) -> str | None:
    """Say why nothing is made of a capture; None where something is, if only that a file is there."""
    if not capture.url.lower().startswith(("http:", "https:")):
        return "not of the web"
    if not site.owns(capture.url):
        return "another site"
    if not capture.got:
        return "answer to another method than GET"
    read = reads.get(capture.id)
    if read is not None:
        return None if read.good else UNREAD_BODY if read.brief.problems[-1].startswith("body: ") else "no page"
    status = capture.status
    if capture.served:
        return None if site.kind(capture.url) is Kind.FILE else "neither page nor file"
    if status is None:
        return "no answer of HTTP"
    if status == _NOT_MODIFIED:
        return "not modified"
    if status >= _MOVED:
        return "error" if status >= _FIRST_ERROR else "redirect"
    return "no whole page"
