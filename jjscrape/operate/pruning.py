"""What of a data folder may be let go: nothing that a published version, a revisit or a rebuild still needs.

A crawl may go, with its folder, if all of this holds: it is ours; it is not among the newest ones, nor the newest that
was complete; no published version lists a capture of it; no revisit in a crawl that stays refers to one of its records;
and a build of what is left gives the same content hash as one of everything. So crawls go that changed nothing and came
after the newest version; once a version lists them they are its evidence, and stay.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from jjscrape import clock, files, run_record
from jjscrape.archive.index import write_index
from jjscrape.archive.reader import Archive
from jjscrape.archive.sources import is_kept
from jjscrape.datafolder import ARCHIVE, CACHE, DATASETS, locked
from jjscrape.files import ASIDE
from jjscrape.harvest.gather import harvest
from jjscrape.outcome import Exit, Stop
from jjscrape.release.publish import made
from jjscrape.release.read import read_version
from jjscrape.release.store.versions import read_catalog
from jjscrape.release.write import content_hash
from jjscrape.run_record import RecordError
from jjscrape.verify.data import fixity_log
from jjscrape.verify.fixity import Entry, sha256_of, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from jjscrape.archive.capture import Capture
    from jjscrape.site import Site

KEEP: Final = 4
"""So many of the newest crawls stay in any case."""


@dataclass(frozen=True, slots=True)
class Going:
    """Something that may go: a crawl's folder, or what a process left; `size` is in bytes."""

    path: Path
    size: int
    why: str


@dataclass(slots=True)
class Pruning:
    """`staying` says by crawl why it stays. `done` tells whether what may go has gone."""

    going: list[Going] = field(default_factory=list)
    staying: dict[str, str] = field(default_factory=dict)
    done: bool = False

    @property
    def size(self) -> int:
        return sum(one.size for one in self.going)


def prune(data: Path, site: Site, keep: int = KEEP, *, apply: bool = False) -> Pruning:
    """Find what may go, and with `apply` let it go.

    Raises:
        Stop: there is no archive in `data`, or another run holds the folder.
    """
    archive = data / ARCHIVE
    if not archive.is_dir():
        raise Stop(Exit.USAGE, f"there is no archive in {data}; name the data folder with --data")
    if not apply:
        return _found(data, site, keep)
    with locked(data):
        found = _found(data, site, keep)
        _let_go(data, found)
    found.done = True
    return found


def _found(data: Path, site: Site, keep: int) -> Pruning:
    found = Pruning(going=list(_leftovers(data)))
    crawls = _crawls(data, keep, found.staying)
    if not crawls:
        return found
    archive = data / ARCHIVE
    captures = list(Archive([archive]).captures())
    going = _unreferred(crawls, captures, found.staying)
    harmless = _Trial(data, site).harmless(sorted(going), frozenset())
    for name in sorted(going - harmless):
        found.staying[name] = "a rebuild without it says something else"
    why = "no version lists it, no revisit refers to it, and a rebuild without it gives the same hash"
    found.going += [Going(archive / name, _size(archive / name), why) for name in sorted(harmless)]
    return found


def _leftovers(data: Path) -> Iterable[Going]:
    """What killed processes and repairs left beside the files that count."""
    for path in sorted(data.rglob(f".*{ASIDE}")):
        if not any(parent.name.endswith(ASIDE) for parent in path.parents):
            yield Going(path, _size(path), "half-written, by a process that was killed")
    for path in sorted((data / ARCHIVE).rglob("*")):
        if path.is_file() and is_kept(path):
            yield Going(path, path.stat().st_size, "as it was before a repair")


def _crawls(data: Path, keep: int, staying: dict[str, str]) -> set[str]:
    """The crawls that no rule about crawls keeps; `staying` is told why the others stay."""
    folders = sorted((path for path in (data / ARCHIVE).iterdir() if path.is_dir()), key=lambda path: path.name)
    listed = _listed(data / DATASETS)
    ours, complete = [], ""
    for folder in (path for path in folders if not path.name.startswith(".")):
        try:
            record = run_record.read(folder)
        except RecordError:
            record = None
        if record is None:
            staying[folder.name] = "it is no crawl of ours that came to its end"
            continue
        ours.append(folder.name)
        complete = folder.name if record.complete else complete
    for name in ours[len(ours) - keep :] if keep else []:
        staying[name] = f"it is one of the newest {keep}"
    if complete:
        staying.setdefault(complete, "it is the newest that was complete")
    for name in ours:
        if name in listed:
            staying.setdefault(name, f"version {listed[name]} lists its captures")
    return {name for name in ours if name not in staying}


def _listed(datasets: Path) -> dict[str, str]:
    """The folders of the archive whose captures a version lists, with the newest such version."""
    found = {}
    for version in read_catalog(datasets):
        for row in read_version(datasets / version.id)["captures"]:
            found[str(row["warc_file"]).partition("/")[0]] = version.id
    return found


def _unreferred(crawls: set[str], captures: list[Capture], staying: dict[str, str]) -> set[str]:
    """Those crawls that no revisit outside them refers to; one that stays keeps what it refers to, and so on."""
    home = {capture.record_id: _home(capture) for capture in captures}
    going = set(crawls)
    while True:
        held: dict[str, str] = {}
        for capture in captures:
            mine = _home(capture)
            if capture.record_type != "revisit" or mine in going:
                continue
            # One that names no record may mean any older capture of its payload.
            named = home.get(capture.refers_to_id or "")
            held |= dict.fromkeys(({named} if named else _alike(capture, captures)) & going, mine)
        if not held:
            return going
        for name, by in held.items():
            staying[name] = f"revisits in {by} refer to it"
        going -= held.keys()


def _alike(revisit: Capture, captures: list[Capture]) -> set[str]:
    return {_home(one) for one in captures if one.payload_digest == revisit.payload_digest and one is not revisit}


def _home(capture: Capture) -> str:
    return capture.warc_file.partition("/")[0]


class _Trial:
    """Builds without some of the crawls, and holds the content hash against that of a build of all."""

    def __init__(self, data: Path, site: Site) -> None:
        self._archive = data / ARCHIVE
        self._site = site
        self._whole = self._hash(frozenset())

    def harmless(self, crawls: list[str], without: frozenset[str]) -> frozenset[str]:
        """Add to `without` those crawls that can be left out together with it."""
        more = without | frozenset(crawls)
        if not crawls or self._hash(more) == self._whole:
            return more
        if len(crawls) == 1:
            return without
        half = len(crawls) // 2
        return self.harmless(crawls[half:], self.harmless(crawls[:half], without))

    def _hash(self, without: frozenset[str]) -> str:
        archive = Archive([self._archive])
        archive.files = [file for file in archive.files if file.name.partition("/")[0] not in without]
        return content_hash(made(harvest(archive, self._site), self._site))


def _let_go(data: Path, found: Pruning) -> None:
    """Log what goes, take it out of the archive in one step each, index what is left, and only then remove it."""
    log, at = fixity_log(data).read(), stamp(clock.now())
    entries = []
    for one in found.going:
        for path in sorted(one.path.rglob("*")) if one.path.is_dir() else [one.path]:
            name = path.relative_to(data).as_posix()
            if name in log.known:
                with path.open("rb") as stream:
                    digest = sha256_of(stream)
                size, records = path.stat().st_size, log.known[name].last.records
                entries.append(
                    Entry(at=at, file=name, bytes=size, sha256=digest, records=records, verdict="pruned", what=one.why)
                )
    if entries:
        log.append(entries)
    aside = []
    for number, one in enumerate(found.going):
        gone = data / f".pruned-{number}-{one.path.name.lstrip('.')}{ASIDE}"
        one.path.rename(gone)
        files.sync_folder(one.path.parent)
        aside.append(gone)
    write_index(data / ARCHIVE)
    for gone in aside:
        if gone.is_dir():
            shutil.rmtree(gone)
        else:
            gone.unlink()
    shutil.rmtree(data / CACHE, ignore_errors=True)  # it may hold what the pages said that went


def _size(path: Path) -> int:
    parts = path.rglob("*") if path.is_dir() else [path]
    return sum(part.stat().st_size for part in parts if part.is_file())
