"""What lies where in a data folder, and who may change it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from jjscrape import clock
from jjscrape.outcome import Exit, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ARCHIVE: Final = "archive"
"""A folder for each crawl and import, and the index of them all."""
DATASETS: Final = "datasets"
"""A folder for each published version, and the catalog."""
CANDIDATE: Final = "candidate"
"""What the gate refused last."""
LOCK: Final = ".jjscrape.lock"


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Hold the data folder for this process; it is made where there is none.

    Raises:
        Stop: another process holds it.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  (who only reads tables locks nothing)

    data.mkdir(parents=True, exist_ok=True)
    lock = FileLock(data / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise Stop(
            Exit.LOCKED,
            f"another run holds {data}; wait for it to end, or give this one a folder of its own with --data",
        ) from error
    try:
        yield
    finally:
        lock.release()


def new_crawl(archive: Path) -> Path:
    """Make the folder of a new crawl; its name is the time in UTC."""
    folder = archive / f"{clock.now():%Y%m%dT%H%M%SZ}"
    number = 1
    while folder.exists():
        number += 1
        folder = archive / f"{clock.now():%Y%m%dT%H%M%SZ}-{number}"
    folder.mkdir(parents=True)
    return folder
