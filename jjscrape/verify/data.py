"""A data folder: its archive, its releases, and its fixity log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from jjscrape.archive import index
from jjscrape.archive.journal import OPEN
from jjscrape.datafolder import ARCHIVE, DATASETS, LOCK
from jjscrape.files import ordinary
from jjscrape.release.store.checksums import NAME as SUMS
from jjscrape.release.store.versions import CATALOG, CatalogError, Version, read_catalog
from jjscrape.verify.archive import ArchiveCheck, check_folder
from jjscrape.verify.cdxj import named
from jjscrape.verify.fault import Report, fault
from jjscrape.verify.fixity import NAME, Entry, Known, Log, places, rot, sha256_of, stamp
from jjscrape.verify.release import catalog_faults, version_faults
from jjscrape.verify.wacz import check_wacz

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from jjscrape.verify.warc import Checked


def is_data(folder: Path) -> bool:
    """Other programs keep their WARC files in a folder called archive, too; only ours has one of these as well."""
    marks = (LOCK, f"{DATASETS}/{CATALOG}", f"{ARCHIVE}/{index.NAME}", f"{ARCHIVE}/{NAME}")
    return any((folder / mark).is_file() for mark in marks) or any(folder.glob(f"{ARCHIVE}/*/run.json"))


def is_busy(folder: Path) -> bool:
    """Whether a run holds this data folder at the moment."""
    lock = folder / LOCK
    if not lock.exists():
        return False
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return False  # nobody can write here


def fixity_log(folder: Path) -> Log:
    return Log(folder / ARCHIVE / NAME).read()


def check_data(folder: Path, now: datetime, *, log: bool, busy: bool | None = None) -> tuple[Report, ArchiveCheck]:
    """Everything in a data folder; with `log`, what each file is now is added to the fixity log.

    `busy` says whether a run is going on in it; None to find out.
    """
    busy = is_busy(folder) if busy is None else busy
    archive = folder / ARCHIVE
    checked = check_folder(archive, now, busy=busy, indexed=True) if archive.is_dir() else ArchiveCheck(Report())
    report = checked.report
    known = fixity_log(folder)
    report.faults += known.faults
    fixity = _Fixity(folder, known, now, report)
    fixity.archive(checked)
    for path in sorted(folder.glob("*.wacz")):
        packed = check_wacz(path, str(path), now)
        report.checked += packed.checked
        report.faults += packed.faults
    if busy:
        report.notes.append(f"{folder / DATASETS} was left out while a run is going on")
    elif (folder / DATASETS).is_dir():
        check_datasets(folder / DATASETS, report)
        fixity.versions(folder / DATASETS)
    if log and fixity.entries:
        try:
            known.append(fixity.entries)
        except OSError as error:
            report.notes.append(f"{known.path}: no entry was written ({error.strerror})")
    return report, checked


def check_datasets(datasets: Path, report: Report) -> None:
    report.checked.append(str(datasets / CATALOG))
    report.faults += catalog_faults(datasets)
    for path, version in versions(datasets):
        check_version(path, version, report)


def check_version(folder: Path, version: Version | None, report: Report) -> None:
    report.checked.append(str(folder))
    report.faults += version_faults(folder, version)


def versions(datasets: Path) -> Iterator[tuple[Path, Version | None]]:
    """The version folders that are there, each with its entry in the catalog, if it has one."""
    try:
        listed = {version.id: version for version in read_catalog(datasets)}
    except CatalogError:
        listed = {}
    for path in sorted(datasets.iterdir()):
        if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
            yield path, listed.get(path.name)


class _Fixity:
    def __init__(self, folder: Path, log: Log, now: datetime, report: Report) -> None:
        self._folder = folder
        self._log = log
        self._at = stamp(now)
        self._report = report
        self.entries: list[Entry] = []

    def archive(self, checked: ArchiveCheck) -> None:
        for path, file in checked.files.items():
            if not path.name.endswith(OPEN):
                self._file(path, file, sound=not file.faults)
        for name in sorted(self._log.known):
            if name.startswith(f"{ARCHIVE}/") and not (self._folder / name).exists():
                since = self._log.known[name].last.at
                what = f"it was known good on {since}, and is not there any more"
                self._report.faults.append(fault("fixity-missing", str(self._folder / name), None, what))

    def versions(self, datasets: Path) -> None:
        faulty = [f.file for f in self._report.faults]
        for path, _ in versions(datasets):
            sums = path / SUMS
            if not sums.is_file():
                continue
            name = path.relative_to(self._folder).as_posix()
            with sums.open("rb") as stream:
                digest = sha256_of(stream)
            mine = [file for file in faulty if file == str(path) or file.startswith(f"{path}/")]
            known = self._log.known.get(name)
            if mine and known is not None:
                self._report.notes.append(f"{path} was known good on {known.last.at}")
            held = [file for file in path.iterdir() if file.is_file()]
            size = sum(file.stat().st_size for file in held)
            self._add(name, size, digest, len(held), sound=not mine)

    def _file(self, path: Path, file: Checked, *, sound: bool) -> None:
        name = path.relative_to(self._folder).as_posix()
        known = self._log.known.get(name)
        try:
            with path.open("rb") as stream:
                digest = sha256_of(stream)
                if known is not None and known.last.sha256 == digest:
                    self._add(name, file.size, digest, len(file.seen), sound=sound)
                    return
                if known is not None:
                    self._report.faults += rot(known, stream, str(path), self._descriptions(known, file))
                spans = [(seen.offset, seen.length) for seen in file.seen if seen.length is not None]
                where = tuple(places(stream, spans)) if sound and known is None else ()
        except OSError:
            return  # said when its records were read
        self._add(name, file.size, digest, len(file.seen), sound=sound and known is None, where=where)

    def _descriptions(self, known: Known, file: Checked) -> dict[int, str]:
        """What is at the offsets of the records that were there: as they say themselves, else as the index has it."""
        descriptions = {}
        try:
            with ordinary(self._folder / ARCHIVE / index.NAME).open("rb") as lines:
                descriptions = dict(named(lines, file.source.key))
        except OSError:
            pass
        descriptions |= {seen.offset: f"the {seen.kind} of {seen.url}" for seen in file.seen if seen.url}
        return {offset: descriptions[offset] for offset, _, _ in known.places if offset in descriptions}

    def _add(
        self,
        name: str,
        size: int,
        digest: str,
        records: int,
        *,
        sound: bool,
        where: tuple[tuple[int, int, str], ...] = (),
    ) -> None:
        self.entries.append(
            Entry(
                at=self._at,
                file=name,
                bytes=size,
                sha256=digest,
                records=records,
                verdict="sound" if sound else "faulty",
                places=where,
            )
        )
