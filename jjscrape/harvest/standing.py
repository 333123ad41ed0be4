"""Whether a record is still on the site, and, if not, by what evidence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jjscrape.harvest.coverage import Crawl, Weight, crawl_of
from jjscrape.harvest.identity import MOVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from jjscrape.archive.capture import Capture
    from jjscrape.site import Site

WITHDRAWN = frozenset({403, 404, 410})
NOT_MODIFIED = 304
ABSENCE = "absence"
ASKING = frozenset({None, "GET", "HEAD"})
"""Methods whose answers tell whether something is there; None where it is not known, as of most archives."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A good capture of a record, under the key it had then."""

    key: str
    capture: Capture


@dataclass(frozen=True, slots=True)
class Standing:
    """`last_crawl` is the newest one that saw it, or need not look at it yet. Times are UTC.

    `gone_since` and `gone_evidence` (a status, or `absence`) are None for what is live.
    """

    last_seen: datetime
    last_crawl: str
    gone_since: datetime | None = None
    gone_evidence: str | None = None

    @property
    def status(self) -> str:
        return "gone" if self.gone_since else "live"


def answers_by_key(captures: Iterable[Capture], site: Site) -> dict[str, list[Capture]]:
    """The answers of the site's own hosts at each key; another host of the install may lack what this one has."""
    answers: dict[str, list[Capture]] = defaultdict(list)
    for capture in captures:
        if capture.status and capture.method in ASKING and site.owns(capture.url) and (key := site.key(capture.url)):
            answers[key].append(capture)
    return answers


def standing(
    sightings: Iterable[Sighting], answers: Mapping[str, list[Capture]], crawls: Mapping[str, Crawl]
) -> Standing:
    """Go through a record's captures, refusals and crawls in order of time.

    A good capture shows that it is there, whatever crawl made it. A refusal at the address it had last counts if the
    crawl that met it was complete; not being met by a crawl of the whole site counts as well, unless that crawl's
    robots.txt forbade the request. Server errors and refusals of robots.txt say nothing.
    """
    sighted = list(sightings)
    events: list[tuple[datetime, str, Sighting | Capture | Crawl]] = [
        (s.capture.captured_at, s.key, s) for s in sighted
    ]
    events += [(c.captured_at, key, c) for key in sorted({s.key for s in sighted}) for c in answers.get(key, ())]
    events += [(crawl.ended, "", crawl) for _, crawl in sorted(crawls.items())]
    events.sort(key=lambda event: event[0])  # at one time: what was seen, other answers, the end of a crawl
    last: Sighting | None = None
    last_seen = since = evidence = None
    last_crawl = ""
    crawls_met: set[str] = set()
    for at, key, event in events:
        if isinstance(event, Sighting):
            last, last_seen, since, evidence = event, at, None, None
            last_crawl = crawl_of(event.capture)
            crawls_met.add(last_crawl)
        elif last is None:
            continue
        elif isinstance(event, Crawl):
            if last.key in event.not_due:
                last_crawl = last_crawl if since else event.id  # linked to as ever, and not looked at
            elif event.weight is Weight.WHOLE and event.id not in crawls_met and not event.forbids(last.capture.url):
                since, evidence = since or at, evidence or ABSENCE
        elif key == last.key and event.status in MOVED:
            if crawls[crawl_of(event)].unread:  # it may be what could not be read where this leads
                crawls_met.add(crawl_of(event))
        elif key == last.key:
            crawls_met.add(crawl_of(event))
            if event.status == NOT_MODIFIED:
                last_seen, last_crawl, since, evidence = at, crawl_of(event), None, None
            elif event.status in WITHDRAWN and crawls[crawl_of(event)].weight is not Weight.NONE:
                since, evidence = since or at, str(event.status)
    assert last_seen is not None, "a record was seen at least once"
    return Standing(last_seen, last_crawl, since, evidence)
