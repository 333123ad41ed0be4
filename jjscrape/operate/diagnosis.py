"""Why a crawl can't be published from, in the terms of the table of failures: read off what the run wrote of itself."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from jjscrape.counts import many
from jjscrape.crawl.summary import MAINTAINED, duration
from jjscrape.failures import Cause, Kind, kind_of, said_of, stop
from jjscrape.pages.walls import Wall
from jjscrape.site import host_of

if TYPE_CHECKING:
    from jjscrape.outcome import Stop
    from jjscrape.run_record import RunRecord

TLS_FAILED: Final = "TLS failed"
_LAST: Final = 5
"""So many failures at a crawl's end tell what ended it."""
_BY_KIND: Final = {
    Kind.DNS: Cause.DNS,
    Kind.REFUSED: Cause.REFUSED,
    Kind.TIMEOUT: Cause.TIMEOUT,
    Kind.DROPPED: Cause.DROPPED,
}
_BY_STATUS: Final = {401: Cause.PASSWORD, 403: Cause.BLOCKED, 429: Cause.RATE_LIMITED}
_MISSING: Final = frozenset({404, 410})


def ended_early(record: RunRecord, where: str) -> Stop | None:
    """Return what keeps a crawl that did not finish from being published; None where it finished.

    `where` is the address to name where the crawl never came to one.
    """
    where = record.origin or where
    match record.finish_reason:
        case "finished":
            return None
        case "interrupted":
            return stop(Cause.INTERRUPTED)
        case "limit" | "limit-requests" | "limit-bytes" | "limit-time" | "limit-free" | "limit-failures":
            return limited(record)
        case "robots":
            return robots(record, where)
        case "tls":
            return tls(record, where)
        case "outage":
            return outage(record, where)
        case "asked_to_wait":
            return stop(Cause.ASKED_TO_WAIT, where=where, detail=duration(record.asked_to_wait or 0))
        case "walled":
            return stop(
                Cause(max(record.walls, key=lambda wall: record.walls[wall], default="error-page")), where=where
            )
        case "archive_unwritable":
            cause = Cause(record.archive_error) if record.archive_error in set(Cause) else Cause.DISK_ERROR
            return stop(cause, where="the archive", detail="crawl.log beside its files says why")
        case "unreachable":
            return unreachable(record, where)
        case _:
            return stop(Cause.UNEXPECTED)


def unreachable(record: RunRecord, where: str) -> Stop:
    """Tell a site that isn't there from one that is, and turns us away."""
    if record.start_pages:
        return turned_away(record, where)
    kinds = [kind_of(why) for why in record.out_of_reach.values()]
    kind = kinds[-1] if kinds else Kind.OTHER  # of the last address that was tried
    # Nothing but robots.txt was asked for, and the archive has what began to come of it.
    if kind == Kind.BROKEN or (
        kind == Kind.DROPPED and record.archive.get("records") and not record.archive.get("unanswered")
    ):
        detail = said_of(Kind.BROKEN)
        return stop(Cause.ROBOTS_BROKEN, where=where, detail=detail)
    cause = _BY_KIND.get(Kind(kind) if kind in set(Kind) else Kind.OTHER, Cause.UNREACHABLE)
    detail = "; ".join(f"{origin}: {why}" for origin, why in record.out_of_reach.items()) or "it gave no answer"
    return stop(cause, where=" and ".join(record.out_of_reach) or where, detail=detail)


def turned_away(record: RunRecord, where: str) -> Stop:
    """Tell why none of the start pages gave a page, by what they answered."""
    statuses = Counter(record.start_pages.values())
    answered = {status for status in statuses if status}
    told = ", ".join(f"{count} {f'HTTP {status}' if status else 'without an answer'}"
                     for status, count in sorted(statuses.items(), reverse=True))  # fmt: skip
    if record.moved_to and all(300 <= status < 400 or status in _MISSING for status in answered):  # noqa: PLR2004
        return stop(Cause.MOVED, where=where, detail=" and ".join(sorted(record.moved_to)))
    if record.walls:
        return stop(Cause(max(record.walls, key=lambda wall: record.walls[wall])), where=where, so_far="")
    # What is not there at all tells less than what is there, and shut.
    shut = answered - _MISSING
    if len(shut) == 1 and (cause := _BY_STATUS.get(max(shut))):
        return stop(cause, where=where)
    if answered and answered <= _MISSING:
        return stop(Cause.MISSING, where=where, detail=told)
    if answered:
        return stop(Cause.ERRORS, where=where, detail=told)
    return outage(record, where)


def outage(record: RunRecord, where: str) -> Stop:
    """Say what the site did before it stopped answering, and how it did."""
    reasons = [str(one.get("reason", "")) for one in record.failed[-_LAST:]]
    kind = Counter(map(kind_of, reasons)).most_common(1)[0][0] if reasons else str(Kind.OTHER)
    kind = kind_of(record.outage) if record.outage else kind
    good = sum(count for status, count in record.statuses.items() if status.startswith("2") or status == "304")
    so_far = f" after {many(good, 'answer')}" if good > 1 else ""
    if kind.startswith("http-") and (cause := _BY_STATUS.get(int(kind.removeprefix("http-")))):
        return stop(cause, where=where, so_far=so_far)
    if record.outage in set(Wall):
        return stop(Cause(record.outage), where=where, so_far=so_far)
    if record.walls.get(Cause.MAINTENANCE) or any(MAINTAINED in reason for reason in reasons):
        return stop(Cause.MAINTENANCE, where=where, so_far=so_far)
    if good <= 1:  # robots.txt at most
        if kind.startswith("http-") or kind == Kind.CIRCLES:
            return stop(Cause.ERRORS, where=where, detail=said_of(kind))
        return stop(
            _BY_KIND.get(Kind(kind), Cause.OUTAGE), where=where, detail=f"from the first page on {said_of(kind)}"
        )
    return stop(Cause.OUTAGE, where=where, detail=f"{good} answers, then {said_of(kind)}")


def robots(record: RunRecord, where: str) -> Stop:
    """Tell a robots.txt that forbids from one that can't be had."""
    notes = "; ".join(record.robots_notes)
    match record.robots_verdict:
        case "disallowed":
            return stop(Cause.ROBOTS_FORBIDS, where=where, detail=f" ({notes})" if notes else "")
        case "elsewhere":
            # Where a site moves away, its robots.txt mostly goes with it, to the same path.
            led = re.search(r"it redirects to '(https?://[^']+)/robots\.txt'", notes)
            if led and host_of(led[1]) != host_of(where):
                return stop(Cause.MOVED, where=where, detail=led[1])
            return stop(Cause.ROBOTS_ELSEWHERE, where=where, detail=notes)
        case "server-error" if MAINTAINED in notes:
            return stop(Cause.MAINTENANCE, where=where)
        case _:
            return stop(Cause.ROBOTS_GONE, where=where, detail=notes.rpartition("can't be had: ")[2] or "no answer")


def tls(record: RunRecord, where: str) -> Stop:
    origin, why = next(
        (item for item in record.out_of_reach.items() if item[1].startswith(TLS_FAILED)), (where, TLS_FAILED)
    )
    return stop(Cause.TLS, where=origin, detail=why, host=origin.partition("://")[2] or host_of(origin))


_UNTOLD: Final = {
    "where": "the archive's disk", "free": "little", "least": "what is asked for", "in_a_row": "too many"
}  # fmt: skip
"""Where a run.json does not say what the run was told."""


def limited(record: RunRecord) -> Stop:
    """Say which limit ended a crawl, and how much of the site it had seen by then."""
    names = {
        "limit-bytes": Cause.BYTES,
        "limit-time": Cause.TIME,
        "limit-failures": Cause.FAILURES,
        "limit-free": Cause.FREE,
    }
    return stop(
        names.get(record.finish_reason, Cause.REQUESTS),
        requests=record.requests,
        bytes=record.bytes,
        seconds=record.seconds or 0,
        detail=f"{record.pages} pages had, {record.left} known addresses left: {coverage(record)}",
        **{**_UNTOLD, **record.asked},
    )


def coverage(record: RunRecord) -> str:
    """Say how much of what a crawl knew of the site it had asked for; what it did not come to know, nobody knows."""
    had = record.answers + record.failures
    known = had + record.left
    return f"{100 * had // known} % of what it knew of" if known else "nothing was known of it"
