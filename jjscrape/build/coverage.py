"""What each crawl in an archive can testify to: a crawl that saw only part of a site says nothing of what it lacks.

Our crawls keep a run.json beside their WARC files. An archive without one is somebody else's: what the site answered
there counts, what is missing there means nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from protego import Protego

from jjscrape.archive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from jjscrape.archive.capture import Capture
    from jjscrape.archive.reader import Archive
    from jjscrape.site import Site

AGENT = "jjscrape"
ROBOTS = "robots.txt"
OPEN = ".open"
"""Ends the name of a WARC file that was never closed."""
OK = 200


class Weight(IntEnum):
    """What a crawl's silence and refusals are worth; the pages it did get always count."""

    NONE = 0
    """It broke off, or its record is missing: neither counts."""
    ANSWERS = 1
    """The site's 403, 404 and 410 count."""
    WHOLE = 2
    """It saw the whole site: what it did not meet is not there."""


@dataclass(slots=True)
class Crawl:
    """One crawl. `ended` is the time of its newest capture, `pages` counts answers of 200.

    `robots` are the rules it was given, by the last answer.
    """

    id: str
    weight: Weight
    ended: datetime
    captures: int = 0
    pages: int = 0
    robots: Protego | None = field(default=None, repr=False)

    def forbids(self, url: str) -> bool:
        return self.robots is not None and not self.robots.can_fetch(url, AGENT)


def crawl_of(capture: Capture) -> str:
    """The crawl a capture belongs to: its folder, or its file where there is none."""
    return crawl_name(capture.warc_file)


def crawl_name(warc_file: str) -> str:
    return warc_file.rpartition("/")[0] or warc_file


def crawls(archive: Archive, captures: Iterable[Capture], site: Site) -> dict[str, Crawl]:
    """Return the crawls in an archive by name. `captures` are in order of time."""
    weights = weigh(archive, site)
    found: dict[str, Crawl] = {}
    for capture in captures:
        name = crawl_of(capture)
        crawl = found.setdefault(name, Crawl(name, weights.get(name, Weight.ANSWERS), capture.captured_at))
        crawl.ended = capture.captured_at
        crawl.captures += 1
        robots = site.key(capture.url) == ROBOTS
        crawl.pages += capture.status == OK and not robots
        if robots and capture.status == OK:
            crawl.robots = rules(archive, capture)
    return found


def weigh(archive: Archive, site: Site) -> dict[str, Weight]:
    """Weigh each crawl by its run.json and its warcinfo; of several files the least counts."""
    told: dict[str, dict[str, str]] = {}
    for info in archive.info():
        told.setdefault(crawl_name(info["warc_file"]), {}).update(info)
    found: dict[str, Weight] = {}
    for file in archive.files:
        name = crawl_name(file.name)
        about = told.get(name, {})
        summary = None if file.packed else file.path.parent / "run.json"
        if summary is not None and summary.is_file():
            weight = weight_of(read_summary(summary), about, site)
        elif file.name.endswith(OPEN):
            weight = Weight.NONE  # a crawl that never came to its end
        else:
            weight = Weight.ANSWERS
        found[name] = min(weight, found.get(name, weight))
    return found


def weight_of(summary: dict[str, Any], about: dict[str, str], site: Site) -> Weight:
    """Weigh one of our crawls by its summary and by what its warcinfo says it was asked to do."""
    if summary.get("complete") is not True or summary.get("finish_reason") != "finished" or summary.get("dry_run"):
        return Weight.NONE
    narrow = summary.get("spider") != "site" or "only" in about or summary.get("site") != site.name
    cut_short = summary.get("left") or (summary.get("skipped") or {}).get("pager-limit")
    return Weight.ANSWERS if narrow or cut_short else Weight.WHOLE


def summaries(archive: Archive) -> list[dict[str, Any]]:
    """The run.json of every crawl in an archive whose folder is there, by crawl id."""
    paths = sorted({file.path.resolve().parent / "run.json" for file in archive.files if not file.packed})
    read = (read_summary(path) for path in paths if path.is_file())
    return sorted((summary for summary in read if summary), key=lambda summary: str(summary.get("crawl_id", "")))


def read_summary(path: Path) -> dict[str, Any]:
    """Read a run.json; a damaged one tells of nothing."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def rules(archive: Archive, capture: Capture) -> Protego | None:
    try:
        return Protego.parse(archive.body(capture).decode("utf-8", "replace"))
    except ArchiveError:
        return None
