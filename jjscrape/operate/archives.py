"""Archives opened for a build: with what is kept of them, and with the processes that read them."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jjscrape.archive.kept_scans import KeptScans, scan_file
from jjscrape.archive.reader import Archive
from jjscrape.cache import Cache
from jjscrape.datafolder import CACHE, EXTRACTS
from jjscrape.harvest.gather import harvest
from jjscrape.operate.fetched import at_hand
from jjscrape.outcome import Exit, Stop
from jjscrape.software import software
from jjscrape.workers import ClusterError, cluster, processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from jjscrape.harvest.extracts import Apply
    from jjscrape.harvested import Harvest
    from jjscrape.site import Site


@dataclass(frozen=True, slots=True)
class Workers:
    """Who reads the payloads: `count` processes of this machine, or those of the Dask scheduler at an address."""

    count: int = 1
    scheduler: str = ""


ALONE: Final = Workers()


@dataclass(frozen=True, slots=True)
class Opened:
    """An archive, with what is kept of it."""

    archive: Archive
    cache: Cache
    apply: Apply | None

    def harvest(self, site: Site, progress: Callable[[int, int], None] | None = None) -> Harvest:
        return harvest(self.archive, site, progress, self.cache, self.apply)


@contextmanager
def opened(sources: Iterable[Path | str], data: Path, workers: Workers = ALONE) -> Iterator[Opened]:
    """Open archives for a build into a data folder.

    Raises:
        ArchiveError: a source is not there, or can't be read.
        Stop: the scheduler can't be reached.
    """
    sources = at_hand(sources, data / CACHE)
    with ExitStack() as stack:
        cache = stack.enter_context(Cache(data / CACHE / EXTRACTS, software()))
        scans = KeptScans(cache)
        archive = Archive(sources, scans)
        apply: Apply | None = None
        if workers.scheduler:
            try:
                apply = stack.enter_context(cluster(workers.scheduler, software))
            except ClusterError as error:
                raise Stop(Exit.USAGE, str(error)) from error
        elif workers.count > 1:
            apply = stack.enter_context(processes(workers.count))
        if apply is not None:
            scan_elsewhere(archive, scans, apply)
        yield Opened(archive, cache, apply)


def scan_elsewhere(archive: Archive, scans: KeptScans, apply: Apply) -> None:
    """Have the files read through that were not yet."""
    missing = []
    for number, file in enumerate(archive.files):
        try:
            if scans.missing(file):
                missing.append((number, file.byte_range))
        except OSError:
            continue  # the archive tells of it when it comes to that file
    for number, values in apply(scan_file, missing):
        if values is not None:
            scans.keep(archive.files[number], values)
