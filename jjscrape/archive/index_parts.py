"""What of an index each file adds, so that a file that is as it was need not be gone through again.

What a file's records say of each other needs no other file, but for requests by other methods than GET and for records
in segments: their halves may lie anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jjscrape.archive.index_line import index_line
from jjscrape.archive.request import GET
from jjscrape.archive.scan import CAPTURES

if TYPE_CHECKING:
    from jjscrape.archive.kept_scans import KeptScans
    from jjscrape.archive.sources import WarcFile


@dataclass(frozen=True, slots=True)
class IndexPart:
    """The lines of a file's captures in order, and the time of the newest, in UTC; None where there is none.

    `alone` says that the lines are what they are whatever other files hold.
    """

    lines: list[str]
    newest: datetime | None
    alone: bool


def part_of(file: WarcFile, scans: KeptScans) -> IndexPart:
    """What a file adds.

    Raises:
        OSError: it can't be read.
    """
    lines, newest, alone = scans.kept("index", file, lambda: _made(file, scans))
    return IndexPart(lines, datetime.fromisoformat(newest) if newest else None, alone)


def _made(file: WarcFile, scans: KeptScans) -> list[Any]:
    lines, newest, alone = list[str](), None, True
    for seen in scans.seen(file, []):
        if seen.part is not None or (seen.asked is not None and seen.asked.method != GET):
            alone = False
        if seen.kind in CAPTURES and seen.error is None and seen.capture is not None:
            lines.append(index_line(seen.capture, seen.length))
            newest = max(newest or seen.capture.captured_at, seen.capture.captured_at)
    return [sorted(lines), newest.isoformat() if newest else None, alone]
