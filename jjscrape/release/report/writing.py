"""The page of a version: one HTML file for people, that works without a network and runs no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jjscrape.harvested import Tally
from jjscrape.release.report.beside import Beside
from jjscrape.release.report.rendering import render
from jjscrape.release.report.sections.order import sections

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jjscrape.release.write import Rows
    from jjscrape.site import Site

NAME = "report.html"
_TILES = (
    ("articles", "article"),
    ("projects", "project"),
    ("pages", "other page"),
    ("people", "author"),
    ("themes", "theme"),
    ("documents", "document"),
    ("captures", "capture"),
)


def write(
    folder: Path,
    site: Site,
    version_id: str,
    rows: Mapping[str, Rows],
    before: Mapping[str, Rows],
    crawls: list[dict[str, Any]],
    described: str = "",
    tally: Tally | None = None,
    beside: Beside | None = None,
) -> None:
    """Write `report.html`. The same rows, rows before and crawl records give the same bytes on every machine.

    `described` goes into the head as it is: the version's description for programs, a data block that nothing runs.
    `tally` accounts for the archive's records; `beside` tells what the rows don't.
    """
    beside = beside or Beside()
    made = render(
        title=f"{site.title}: the website as data",
        version=version_id,
        until=max((row["captured_at"] for row in rows["captures"]), default=None),
        tiles=[(len(rows[name]), noun if len(rows[name]) == 1 else f"{noun}s") for name, noun in _TILES],
        sections=sections(rows, before, crawls, tally or Tally(), beside),
        description=beside.description,
        described=described,
    )
    (folder / NAME).write_bytes(made.encode("utf-8"))
