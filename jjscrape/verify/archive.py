"""A folder of WARC files: each by itself, all together, and against the indexes beside them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from jjscrape.archive import index
from jjscrape.archive.journal import OPEN
from jjscrape.archive.sources import SUMMARY, unreadable
from jjscrape.files import ordinary
from jjscrape.verify.cdxj import Index
from jjscrape.verify.fault import Fault, Report, fault
from jjscrape.verify.references import Records, count_fault, reference_faults
from jjscrape.verify.wacz import check_wacz
from jjscrape.verify.warc import NOTHING_WHOLE, Checked, Source, check_warc

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from pathlib import Path

_FOREIGN: Final = "index the WARC files again with the program that wrote this index"
_BARE: Final = ("warc", "arc")


@dataclass(slots=True)
class ArchiveCheck:
    """What was found in a folder. `files` holds the WARC files by path; `indexed` says that our index is there."""

    report: Report
    files: dict[Path, Checked] = field(default_factory=dict)
    indexed: bool = False


def is_warc(path: Path) -> bool:
    suffixes = path.name.lower().removesuffix(OPEN).removesuffix(".gz").removesuffix(".zst").rpartition(".")
    return suffixes[2] in _BARE and bool(suffixes[1])


def form_fault(path: Path) -> Fault:
    remedy = "bring it in with `jjscrape import`" if path.name.lower().endswith((".har", ".har.gz")) else None
    return fault("form-unread", str(path), None, "an archive, by its name, in a form that is not read", remedy)


def check_file(path: Path, now: datetime) -> ArchiveCheck:
    """A WARC file by itself: what it refers to may be elsewhere."""
    result = ArchiveCheck(Report())
    _check_warcs(result, [(path, path.name)], now, busy=False, whole=False)
    return result


def check_folder(folder: Path, now: datetime, *, busy: bool = False, indexed: bool = False) -> ArchiveCheck:
    """WARC and WACZ files in a folder and below.

    `busy`: a run is writing into it, so that files still being written, and captures not indexed yet, are no fault.
    `indexed`: it has to have an index.
    """
    result = ArchiveCheck(Report())
    paths = sorted(path for path in folder.rglob("*") if is_warc(path) and path.is_file())
    for path in unreadable([folder]):
        result.report.faults.append(form_fault(path))
    keys = [(path, path.relative_to(folder).as_posix()) for path in paths]
    left = _left_by_runs(folder, keys) if indexed else set()
    _check_warcs(result, keys, now, busy=busy, whole=True, left=left)
    for crawl in sorted({path.parent for path in result.files}):
        in_crawl = [file for path, file in result.files.items() if path.parent == crawl]
        try:
            problem = count_fault(ordinary(crawl / SUMMARY).read_bytes(), str(crawl / SUMMARY), in_crawl)
        except FileNotFoundError:
            continue
        except OSError as error:
            problem = fault("unreadable", str(crawl / SUMMARY), None, str(error))
        result.report.faults += [problem] if problem else []
    _check_indexes(result, folder, busy=busy, needed=indexed)
    for path in sorted(folder.rglob("*.wacz")):
        inside = check_wacz(path, str(path), now)
        result.report.checked += inside.checked
        result.report.faults += inside.faults
        result.report.notes += inside.notes
    return result


def _left_by_runs(folder: Path, paths: list[tuple[Path, str]]) -> set[Path]:
    """Files that killed runs left in a data folder, which the next run closes: no index has known their names."""
    unclosed = {path: key.removesuffix(OPEN) for path, key in paths if key.endswith(OPEN) and path.parent != folder}
    known: set[str] = set()
    with suppress(OSError):
        text = ordinary(folder / index.NAME).read_text("utf-8", "replace") if unclosed else ""
        known = {name for name in unclosed.values() if f'"filename": "{name}"' in text}
    return {path for path, name in unclosed.items() if name not in known}


def _check_warcs(
    result: ArchiveCheck,
    paths: list[tuple[Path, str]],
    now: datetime,
    *,
    busy: bool,
    whole: bool,
    left: Collection[Path] = (),
) -> None:
    report, noted = result.report, dict[str, list[str]]()
    for path, key in paths:
        if path.name.endswith(OPEN) and busy:
            report.notes.append(f"{path} is being written, and was left out")
            continue
        checked = check_warc(Source(str(path), key, lambda path=path: path.open("rb")), now)  # type: ignore[misc]
        report.checked.append(str(path))
        if path in left and checked.seen and {fault.name for fault in checked.faults} <= {"warc-torn"}:
            report.notes.append(
                f"{path} was left by a run that was killed: run again, and it is closed and gone on with"
            )
            result.files[path] = checked
            continue
        if path.name.endswith(OPEN):
            remedy = None if checked.seen else NOTHING_WHOLE
            report.faults.append(fault("warc-open", str(path), None, "the process that wrote it was killed", remedy))
        report.faults += checked.faults
        for note in checked.notes:
            noted.setdefault(note, []).append(str(path))
        result.files[path] = checked
    for note, where in sorted(noted.items()):
        report.notes.append(f"{note}: {where[0]}" + (f" and {len(where) - 1} more" if len(where) > 1 else ""))
    faults, notes = reference_faults(Records(result.files.values()), whole=whole)
    report.faults += faults
    report.notes += sorted(notes)


def _check_indexes(result: ArchiveCheck, folder: Path, *, busy: bool, needed: bool) -> None:
    report = result.report
    files = [file for path, file in result.files.items() if not path.name.endswith(OPEN)]
    ours = folder / index.NAME
    if needed and files and not ours.exists() and not busy:
        report.faults.append(fault("cdxj-missing", str(ours), None, "there is no index of the WARC files"))
    for path in sorted(folder.rglob("*.cdxj")):
        if path.is_dir():
            remedy = "move it away, or give it another name"
            report.faults.append(fault("unreadable", str(path), None, "a folder that is called like an index", remedy))
            continue
        result.indexed = result.indexed or path == ours
        report.checked.append(str(path))
        checking = Index(str(path), files, None if path == ours else _FOREIGN)
        try:
            with ordinary(path).open("rb") as stream:
                report.faults += checking.check(stream)
        except OSError as error:
            report.faults.append(fault("unreadable", str(path), None, str(error)))
            continue
        report.notes += [f"{text}: {path}" for text in sorted(checking.notes)]
        if busy:
            report.notes.append(f"{path}: what is not indexed was not looked for while a run is going on")
        elif path == ours or len(files) == len(result.files):
            report.faults += checking.unlisted()
