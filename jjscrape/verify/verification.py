"""Archives and releases against their own digests, indexes and rules; and the mends there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape import clock
from jjscrape.archive import index
from jjscrape.archive.journal import OPEN
from jjscrape.archive.sources import is_kept, is_unreadable
from jjscrape.archive.warcfile import holds_records
from jjscrape.datafolder import ARCHIVE, locked
from jjscrape.files import ordinary
from jjscrape.release.store.checksums import NAME as SUMS
from jjscrape.release.store.versions import CATALOG, CatalogError, read_catalog
from jjscrape.verify.archive import ArchiveCheck, check_file, check_folder, form_fault, is_warc
from jjscrape.verify.data import check_data, check_datasets, check_version, fixity_log, is_data
from jjscrape.verify.fault import Fault, Report, fault, in_order
from jjscrape.verify.fixity import Entry, Log, stamp
from jjscrape.verify.repair import mend
from jjscrape.verify.wacz import check_wacz

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from jjscrape.release.store.versions import Version

__all__ = ["Fault", "Report", "verify"]


def verify(paths: Iterable[Path], *, repair: bool = False, log: bool = True) -> Report:
    """Check data folders, version folders, archive folders, and WARC and WACZ files.

    Args:
        paths: what to check.
        repair: cut torn tails, give files that a killed process left their final names, rebuild indexes.
        log: add what the files of a data folder are now to its fixity log.

    Raises:
        Stop: a run holds a data folder that is to be repaired.
    """
    now, report = clock.now(), Report()
    for path in paths:
        checked = _repaired(path, now, log=log) if repair else _checked(path, now, log=log)[0]
        report.checked += checked.checked
        report.faults += checked.faults
        report.notes += checked.notes
        report.repairs += checked.repairs
    report.faults = in_order(report.faults)
    report.notes = list(dict.fromkeys(report.notes))
    return report


def _checked(path: Path, now: datetime, *, log: bool, busy: bool | None = None) -> tuple[Report, ArchiveCheck | None]:
    """What is at a path, by what it looks like."""
    report = Report()
    if not path.exists():
        report.faults.append(fault("path-missing", str(path), None, "there is no such file or folder"))
    elif path.is_dir():
        return _folder(path, now, log=log, busy=busy)
    elif path.name == CATALOG:
        check_datasets(path.parent, report)
    elif path.name == SUMS:
        return _folder(path.parent, now, log=log, busy=busy)
    elif path.suffix.lower() == ".wacz":
        return check_wacz(path, str(path), now), None
    elif is_kept(path):
        report.notes.append(f"{path} is a file as it was before a repair, and was left out")
    elif is_unreadable(path):
        report.faults.append(form_fault(path))
    elif is_warc(path) or _looks_like_warc(path):
        archive_check = check_file(path, now)
        return archive_check.report, archive_check
    else:
        report.faults.append(fault("path-unknown", str(path), None, "it is neither a WARC nor a WACZ file"))
    return report, None


def _folder(path: Path, now: datetime, *, log: bool, busy: bool | None) -> tuple[Report, ArchiveCheck | None]:
    report = Report()
    if is_data(path):
        return check_data(path, now, log=log, busy=busy)
    if (path / SUMS).is_file():
        check_version(path, _listed(path), report)
    elif (path / CATALOG).is_file():
        check_datasets(path, report)
    else:
        archive_check = check_folder(path, now)
        return archive_check.report, archive_check
    return report, None


def _listed(version: Path) -> Version | None:
    try:
        return next((listed for listed in read_catalog(version.parent) if listed.id == version.name), None)
    except CatalogError:
        return None


def _looks_like_warc(path: Path) -> bool:
    with ordinary(path).open("rb") as stream:
        return holds_records(stream)


def _repaired(path: Path, now: datetime, *, log: bool) -> Report:
    """Check, mend what can be mended, and check what then is there."""
    if not (path.is_dir() and is_data(path)):
        return _mended(path, now, None, log=log)
    with locked(path):
        return _mended(path, now, fixity_log(path), log=log)


def _mended(path: Path, now: datetime, known: Log | None, *, log: bool) -> Report:
    before, archive = _checked(path, now, log=False, busy=False if known else None)
    if archive is None:
        return before
    repairs: list[str] = []
    refused: list[str] = []
    for file, checked in archive.files.items():
        name = file.relative_to(path).as_posix() if known else ""
        sound = known.known.get(name) if known else None
        mended = mend(file, checked, sound.last.bytes if sound else None)
        if mended is not None and not mended.done:
            refused.append(mended.said)
        elif mended is not None:
            repairs.append(mended.said)
            if known is not None and log:
                entry = Entry(
                    at=stamp(now),
                    file=name,
                    bytes=checked.size,
                    sha256="",
                    records=len(checked.seen),
                    verdict="repaired",
                    what=mended.said,
                )
                known.append([entry])
    folder = path / ARCHIVE if known else path
    wrong = repairs or any(f.name.startswith("cdxj-") for f in before.faults)
    free = not (folder / index.NAME).is_dir()
    if wrong and folder.is_dir() and free and (known is not None or archive.indexed):
        repairs.append(f"{index.write_index(folder)}: rebuilt from the WARC files")
    left = path if path.exists() else path.with_name(path.name.removesuffix(OPEN))
    after = _checked(left, now, log=log, busy=False if known else None)[0] if left.exists() else Report()
    after.repairs = repairs
    after.notes += refused
    return after
