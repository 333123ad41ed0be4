"""What one crawl came to: the numbers a run records, judges and reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from jjscrape.counts import many
from jjscrape.failures import kind_of
from jjscrape.site import READ

MAX_LISTED = 100
"""How many failed addresses a summary names; the count is whole."""

TLS_FAILED = "TLS failed"
"""Begins the cause of every failure of TLS, in a summary as in a sentence."""

MAINTAINED = ", and the page says that the site is under maintenance"
"""Ends the reason of a failure, behind the status, where the page that came with it says so."""


class Finish(StrEnum):
    """Why a crawl ended."""

    FINISHED = "finished"
    LIMIT = "limit"
    BYTES = "limit-bytes"
    TIME = "limit-time"
    FAILURES = "limit-failures"
    FREE = "limit-free"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    ROBOTS = "robots"
    OUTAGE = "outage"
    WALLED = "walled"
    WAIT = "asked_to_wait"
    INTERRUPTED = "interrupted"
    ARCHIVE = "archive_unwritable"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Failed:
    """An address that was asked for, retries included, and could not be had."""

    url: str
    kind: str
    reason: str


@dataclass(slots=True, kw_only=True)
class CrawlSummary:
    """One crawl in numbers. Times are UTC.

    `requests` counts what was asked of the network, robots.txt and retries included; `statuses` every answer by HTTP
    status; `kinds` the final answers by kind of address, `asked_kinds` those of them that the site gave to this
    crawl; `failed` names at most 100 of `failures`. `left` is how many
    known addresses were not asked for. `robots_notes` tells what of a robots.txt could not be read as it stands.
    `out_of_reach` names the origins that could not be reached, with the cause. `pages` counts the answers that pages
    and feeds gave, `missed` those of them that could not be had, and `lists_missed` names the listings and start pages
    among these: what they link to is unknown. `failure_kinds` counts by kind how those that `failed` names failed.
    `walls` counts what stood in place of pages, `moved_to` the origins that redirects led away to; both are empty where
    any page was the site's own. `lost` are known addresses that nothing in this crawl led to, asked for at its end;
    `unsettled` is how many such could not be had, or not be asked for within the limit. `had` is how many addresses
    were not asked for again, because the crawl had them before it was interrupted. `not_due` are the pages, by path and
    query, that need not be looked at yet, `changed` those that are new or say something else than they did.
    `shown_elsewhere` are the keys of those lists of a theme of which everything stood on general lists too. `traps` are
    sentences on addresses without end that were left. `delay` is ours, `robots_delay` the larger of theirs and ours,
    `slowest_delay` what it grew to where the server was slow, and `least_gap` the shortest time from one request to the
    next that was kept, all in seconds. `complete` is true when the crawl saw everything it set out to see;
    `incomplete_because` says, in sentences, why not. `archive_error` is why the archive could not be written any more,
    `outage` how a page that had worked failed in the end.
    """

    crawl_id: str
    site: str
    spider: str
    origin: str | None = None
    started: datetime
    finished: datetime | None = None
    finish_reason: str = Finish.FINISHED
    dry_run: bool = False
    complete: bool = False
    incomplete_because: list[str] = field(default_factory=list)
    requests: int = 0
    bytes: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    asked_kinds: Counter[str] = field(default_factory=Counter)
    robots_verdict: str | None = None
    robots_delay: float | None = None
    robots_notes: list[str] = field(default_factory=list)
    out_of_reach: dict[str, str] = field(default_factory=dict)
    robots_forbidden: int = 0
    delay: float = 0.0
    slowest_delay: float = 0.0
    least_gap: float | None = None
    asked_to_wait: float | None = None
    retries: int = 0
    failures: int = 0
    failed: list[Failed] = field(default_factory=list)
    failure_kinds: Counter[str] = field(default_factory=Counter)
    walls: Counter[str] = field(default_factory=Counter)
    moved_to: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    missed: int = 0
    lists_missed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unsettled: int = 0
    had: int = 0
    not_due: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    shown_elsewhere: list[str] = field(default_factory=list)
    left: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    items: Counter[str] = field(default_factory=Counter)
    traps: list[str] = field(default_factory=list)
    start_pages: dict[str, int] = field(default_factory=dict)
    archive: dict[str, int] = field(default_factory=dict)
    archive_error: str = ""
    outage: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the summary in types that the json module writes; times as ISO 8601 with their offset."""
        return {entry.name: _plain(getattr(self, entry.name)) for entry in fields(self)}

    def judge(self, missed: int) -> None:
        """Settle `finish_reason` and `complete` at the end. `missed` counts pages and feeds that could not be had."""
        self.missed = missed
        self.pages = sum(count for kind, count in self.kinds.items() if kind in READ)
        self.failure_kinds = Counter(str(kind_of(one.reason)) for one in self.failed)
        if self.archive_error:
            self.finish_reason = Finish.ARCHIVE
        answered = any(200 <= status < 300 for status in self.start_pages.values())  # noqa: PLR2004
        if not answered and self.finish_reason == Finish.FINISHED:
            self.finish_reason = Finish.UNREACHABLE
        if answered and self.walls and self.finish_reason == Finish.FINISHED:
            self.finish_reason = Finish.WALLED
        because = ["it was a dry run"] if self.dry_run else []
        if self.finish_reason != Finish.FINISHED:
            because.append(_SENTENCES.get(self.finish_reason, f"the crawl ended early: {self.finish_reason}"))
        if not answered:
            because.append("none of the start pages answered with a page")
        if self.missed:
            because.append(f"{many(self.missed, 'page')} could not be had, retries included")
        if self.lists_missed:
            because.append(f"what these link to is unknown: {', '.join(self.lists_missed)}")
        self.incomplete_because = because
        self.complete = not because


_SENTENCES: dict[str, str] = {
    Finish.LIMIT: "the limit on requests was reached",
    Finish.BYTES: "the limit on bytes was reached",
    Finish.TIME: "the limit on time was reached",
    Finish.FAILURES: "the limit on failures in a row was reached",
    Finish.FREE: "the disk had no more room than shall stay free",
    Finish.UNREACHABLE: "the site could not be reached",
    Finish.TLS: "TLS failed, so that what answers can't be trusted",
    Finish.ROBOTS: "robots.txt forbids the crawl or could not be had",
    Finish.OUTAGE: "the site stopped answering",
    Finish.WALLED: "something stands in place of every page of the site",
    Finish.WAIT: "the site asked to be left alone for a while",
    Finish.INTERRUPTED: "the crawl was interrupted",
    Finish.ARCHIVE: "the archive could not be written",
    Finish.ERROR: "the crawl broke down",
}


def duration(seconds: float) -> str:
    """Write a time span the way one says it: `40 s`, `25 min`, `2 h 5 min`."""
    if seconds < 90:  # noqa: PLR2004
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"  # noqa: PLR2004


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): value[name] for name in sorted(value)}
    if isinstance(value, list):
        return [
            {entry.name: getattr(part, entry.name) for entry in fields(part)} if isinstance(part, Failed) else part
            for part in value
        ]
    return value
