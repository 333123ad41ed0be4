"""In what order crawls were made, where the clock may have been wrong: by dates, and by what each says went before it.

What the site is now is told by the newest captures. A crawl made while the clock was ahead would be the newest for as
long as it was ahead, and every later one would change nothing.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from jjscrape import clock
from jjscrape.archive.foreign import parse_json
from jjscrape.archive.index_parts import part_of
from jjscrape.archive.reader import Archive
from jjscrape.archive.sources import AFTER, SUMMARY, find
from jjscrape.files import ordinary
from jjscrape.outcome import Exit, Stop

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from jjscrape.archive.kept_scans import KeptScans

AHEAD: Final = timedelta(minutes=1)
"""What clocks differ by, from one moment or machine to the next, without being wrong."""


def stop_if_clock_is_behind(archive: Path, scans: KeptScans) -> None:
    """Crawl nothing that would count as older than what is there. A file that can't be read tells no time.

    Raises:
        Stop: the archive holds captures dated after the present.
    """
    now = clock.now()
    later: dict[str, datetime] = {}
    for file in find([archive]) if archive.is_dir() else ():
        with suppress(OSError):
            newest = part_of(file, scans).newest
            if newest and newest > now + AHEAD:
                name = file.path.relative_to(archive).parts[0]
                later[name] = max(later.get(name, newest), newest)
    if later:
        places = ", ".join(str(archive / name) for name in sorted(later))
        raise Stop(
            Exit.UNEXPECTED,
            f"the archive holds captures dated {shown(max(later.values()))}, but this machine's clock says "
            f"{shown(now)}: what is crawled now would count as older, and nothing was fetched. Set the clock right and "
            f"run again; if it was ahead when they were captured, move {places} out of the archive first "
            "(`jjscrape build` reads it wherever it lies)",
        )


def newest(folder: Path | None) -> datetime | None:
    """The time of a folder's newest capture, in UTC; None where there is none."""
    captures = Archive([folder]).captures() if folder else ()
    return max((capture.captured_at for capture in captures), default=None)


def ahead(captured_until: datetime) -> str | None:
    """Say that an archive's newest capture is dated after the present, if it is."""
    now = clock.now()
    if captured_until <= now + AHEAD:
        return None
    return (
        f"the newest capture is dated {shown(captured_until)}, but this machine's clock says {shown(now)}: one of them "
        "is wrong, and captures with dates to come count as the newest until then"
    )


def preceding(archive: Path) -> list[str]:
    """Folders in an archive that no crawl in it names as made before itself: the last of each line of crawls."""
    folders = sorted(path for path in archive.iterdir() if path.is_dir()) if archive.is_dir() else []
    named: set[str] = set()
    for folder in folders:
        try:
            summary = parse_json(ordinary(folder / SUMMARY).read_bytes())
        except (OSError, ValueError):
            continue  # an import, or a crawl that was killed
        if isinstance(summary, dict) and isinstance(summary.get(AFTER), list):
            named.update(map(str, summary[AFTER]))
    return [folder.name for folder in folders if folder.name not in named]


def shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
