"""How the newest crawl went."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING, Any

from jjscrape.counts import many
from jjscrape.release.report.chart import PLAIN, bars
from jjscrape.release.report.grid import LONGEST_TABLE, Figure, Grid, Section
from jjscrape.run_record import RunRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.write import Rows

_NUMBERS = [
    ("Requests", "requests"),
    ("Retries", "retries"),
    ("Failures", "failures"),
    ("Left unasked", "left"),
    ("Barred by robots.txt", "robots_forbidden"),
]


def crawl(rows: Mapping[str, Rows], summaries: list[dict[str, Any]]) -> Section:
    """How the newest crawl went; without its record, what the captures tell."""
    crawls = [RunRecord.of(told) for told in summaries]
    section = Section(id="crawl", heading="How the crawl went", lead=[])
    statuses: dict[str, int] = Counter(str(row["status"] or "none") for row in rows["captures"])
    told_by = "all captures"
    if crawls:
        newest = crawls[-1]
        if newest.complete:
            section.lead.append("The newest crawl saw everything it set out to see.")
        else:
            why = "; ".join(newest.incomplete_because or ["no reason given"])
            section.lead.append(f"The newest crawl is not complete: {why}.")
        section.facts = _facts(newest)
        if newest.statuses:
            statuses, told_by = newest.statuses, "the newest crawl"
    else:
        section.lead.append("No record of a crawl came with this archive; what follows is counted from its captures.")
    if statuses:
        order = sorted(statuses)
        title = f"Answers by HTTP status, {told_by}"
        about = f"Bars: {'; '.join(f'{status} {statuses[status]}' for status in order)}."
        section.figures.append(
            Figure(
                id="answers",
                title=title,
                about=about,
                chart=bars(
                    order,
                    [[int(statuses[status])] for status in order],
                    [[f"{status}: {many(int(statuses[status]), 'answer')}"] for status in order],
                    colours=PLAIN,
                ),
                grid=Grid(caption=title, head=["Status", "Answers"], rows=[[s, int(statuses[s])] for s in order]),
            )
        )
    types = Counter(row["media_type"] or "none declared" for row in rows["captures"])
    section.grids.append(
        Grid(
            caption="All captures of this version by media type",
            head=["Media type", "Captures"],
            rows=[[name, n] for name, n in sorted(types.items(), key=lambda item: (-item[1], item[0]))][:LONGEST_TABLE],
        )
    )
    for record in crawls[-1:]:
        section.grids += _troubles(record)
    if len(crawls) > 1:
        section.grids.append(
            Grid.cut(
                "Every crawl in the archive, newest first",
                ["Crawl", "Complete", "Requests", "Failures"],
                [[c.crawl_id, "yes" if c.complete else "no", c.requests, c.failures] for c in reversed(crawls)],
                "the archive",
            )
        )  # fmt: skip
    return section


def _facts(record: RunRecord) -> list[tuple[str, str]]:
    facts = [("Crawl", record.crawl_id), ("Of", record.origin or record.site)]
    began, ended = record.began_at, record.finished_at
    if began and ended:
        facts += [("Began", f"{began.astimezone(UTC):%Y-%m-%d %H:%M} UTC"), ("Took", _span(ended - began))]
    if record.requests:
        facts += [(name, f"{getattr(record, key):,}") for name, key in _NUMBERS]
        facts.append(("Received", f"{record.bytes / 1_000_000:,.1f} MB"))
    if record.robots_verdict:
        facts.append(("robots.txt", record.robots_verdict))
    return [fact for fact in facts if fact[1]]


def _span(length: Any) -> str:
    seconds = max(0, round(length.total_seconds()))
    if seconds < 120:  # noqa: PLR2004
        return many(seconds, "second")
    minutes = round(seconds / 60)
    return many(minutes, "minute") if minutes < 120 else f"{minutes / 60:,.1f} hours"  # noqa: PLR2004


def _troubles(record: RunRecord) -> list[Grid]:
    grids = []
    if record.failed:
        grids.append(
            Grid.cut(
                "Addresses that could not be had",
                ["Address", "Kind", "Why"],
                [
                    [str(part.get("url", "")), str(part.get("kind", "")), str(part.get("reason", ""))]
                    for part in record.failed
                ],
                "run.json",
            )
        )
    if record.problems:
        grids.append(
            Grid.cut(
                "What the pages of the newest crawl did not settle",
                ["Problem", "Pages"],
                [[str(name), int(count)] for name, count in sorted(record.problems.items())],
                "run.json",
            )
        )
    return grids
