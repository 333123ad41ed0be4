"""What lies where in a data folder, and who may change it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

from jjscrape import clock
from jjscrape.failures import Cause, is_of_disk, stop, stop_of
from jjscrape.outcome import Exit, Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ARCHIVE: Final = "archive"
"""A folder for each crawl and import, and the index of them all."""
DATASETS: Final = "datasets"
"""A folder for each published version, and the catalog."""
CANDIDATE: Final = "candidate"
"""What the gate refused last."""
CACHE: Final = "cache"
"""What builds would compute again; it may be deleted at any time."""
EXTRACTS: Final = "extracts.sqlite"
"""The file in it of what records and pages say."""
LEADS: Final = "leads.sqlite"
"""The file in it of what pages lead to."""
LOCK: Final = ".jjscrape.lock"


@contextmanager
def locked(data: Path, held: int | None = None) -> Iterator[None]:
    """Hold the data folder for this process; it is made where there is none.

    The system lets go of it when the process ends, however it ends: the file that is left behind locks nothing. `held`
    is the open file by which this process holds it already, since before it began anew.

    Raises:
        Stop: another process holds it, or the folder can't be used: no room, no rights, a file in its place.
    """
    release = _acquired(data) if held is None else partial(os.close, held)
    try:
        yield
    except OSError as error:
        if is_of_disk(error):
            raise stop_of(error, data) from error
        raise
    finally:
        release()


def _acquired(data: Path) -> Callable[[], None]:
    """Acquire the lock; what is returned releases it."""
    from filelock import FileLock, Timeout  # noqa: PLC0415  (who only reads tables locks nothing)

    try:
        data.mkdir(parents=True, exist_ok=True)
        if (data / LOCK).is_symlink() or ((data / LOCK).exists() and not (data / LOCK).is_file()):
            what = "a link" if (data / LOCK).is_symlink() else "a folder" if (data / LOCK).is_dir() else "no file"
            raise Stop(Exit.USAGE, f"{data / LOCK} is {what}, where the lock is a file; remove it, and run again")
        lock = FileLock(data / LOCK, timeout=0)
        lock.acquire()
    except Timeout as error:
        raise stop(Cause.LOCKED, where=data) from error
    except OSError as error:
        raise stop_of(error, data) from error
    return lock.release


def new_crawl(archive: Path) -> Path:
    """Make the folder of a new crawl; its name is the time in UTC."""
    archive.mkdir(parents=True, exist_ok=True)
    folder = archive / f"{clock.now():%Y%m%dT%H%M%SZ}"
    number = 1
    while folder.exists():
        number += 1
        folder = archive / f"{clock.now():%Y%m%dT%H%M%SZ}-{number}"
    folder.mkdir()
    return folder
