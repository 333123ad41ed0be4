"""How the newest crawl went."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jjscrape.release.report.chart import bars, draw
from jjscrape.release.report.grid import LONGEST_TABLE, Figure, Grid, Section, many
from jjscrape.release.report.sections.words import COLOURS

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


def crawl(rows: Mapping[str, Rows], crawls: list[dict[str, Any]]) -> Section:
    """How the newest crawl went; without its record, what the captures tell."""
    section = Section(id="crawl", heading="How the crawl went", lead=[])
    statuses: dict[str, int] = Counter(str(row["status"] or "none") for row in rows["captures"])
    told_by = "all captures"
    if crawls:
        newest = crawls[-1]
        if newest.get("complete"):
            section.lead.append("The newest crawl saw everything it set out to see.")
        else:
            why = "; ".join(map(str, newest.get("incomplete_because") or ["no reason given"]))
            section.lead.append(f"The newest crawl is not complete: {why}.")
        section.facts = _facts(newest)
        if isinstance(newest.get("statuses"), dict) and newest["statuses"]:
            statuses, told_by = newest["statuses"], "the newest crawl"
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
                svg=draw(
                    bars(
                        order,
                        ["answers"],
                        [[int(statuses[status])] for status in order],
                        [[f"{status}: {many(int(statuses[status]), 'answer')}"] for status in order],
                        COLOURS[:1],
                    ),
                    "answers",
                    title,
                    about,
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
                [[str(c.get("crawl_id", "")), "yes" if c.get("complete") else "no", int(c.get("requests", 0)),
                  int(c.get("failures", 0))] for c in reversed(crawls)],
                "the archive",
            )
        )  # fmt: skip
    return section


def _facts(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    facts = [("Crawl", str(record.get("crawl_id", ""))), ("Of", str(record.get("origin") or record.get("site") or ""))]
    try:
        began, ended = (datetime.fromisoformat(record[name]) for name in ("started", "finished"))
    except (KeyError, TypeError, ValueError):
        pass
    else:
        facts += [("Began", f"{began.astimezone(UTC):%Y-%m-%d %H:%M} UTC"), ("Took", _span(ended - began))]
    facts += [(name, f"{int(record[key]):,}") for name, key in _NUMBERS if isinstance(record.get(key), int)]
    if isinstance(record.get("bytes"), int):
        facts.append(("Received", f"{record['bytes'] / 1_000_000:,.1f} MB"))
    if record.get("robots_verdict"):
        facts.append(("robots.txt", str(record["robots_verdict"])))
    return [fact for fact in facts if fact[1]]


def _span(length: Any) -> str:
    seconds = max(0, round(length.total_seconds()))
    if seconds < 120:  # noqa: PLR2004
        return many(seconds, "second")
    minutes = round(seconds / 60)
    return many(minutes, "minute") if minutes < 120 else f"{minutes / 60:,.1f} hours"  # noqa: PLR2004


def _troubles(record: Mapping[str, Any]) -> list[Grid]:
    grids = []
    if failed := [part for part in record.get("failed") or [] if isinstance(part, dict)]:
        grids.append(
            Grid.cut(
                "Addresses that could not be had",
                ["Address", "Kind", "Why"],
                [[str(part.get("url", "")), str(part.get("kind", "")), str(part.get("reason", ""))] for part in failed],
                "run.json",
            )
        )
    if problems := record.get("problems"):
        grids.append(
            Grid.cut(
                "What the pages of the newest crawl did not settle",
                ["Problem", "Pages"],
                [[str(name), int(count)] for name, count in sorted(problems.items())],
                "run.json",
            )
        )
    return grids
