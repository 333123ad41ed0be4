"""Archives and releases against their own digests and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.archive.digest import matches
from jjscrape.archive.http import head_length, split_interim
from jjscrape.archive.reader import Archive
from jjscrape.archive.warcfile import FaultError, StoredRecord, records
from jjscrape.archive.writer import payload
from jjscrape.release import checksums
from jjscrape.release.versions import CATALOG, LATEST, CatalogError, read_catalog, unlisted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def verify(paths: Iterable[Path]) -> tuple[int, list[str]]:
    """Check data folders, version folders, archive folders and WARC files.

    Returns:
        How many things were checked, and a sentence per fault.
    """
    checked, faults = 0, []
    for path in paths:
        if not path.exists():
            faults.append(f"{path}: there is no such file or folder")
            continue
        for part in parts(path):
            checked += 1
            faults += check(part)
    return checked, faults


def parts(path: Path) -> list[Path]:
    """What is to be checked at a path: of a data folder its catalog, every version and every crawl."""
    if path.is_file() or (path / checksums.NAME).is_file():
        return [path]
    found = []
    for datasets in (path, path / "datasets"):
        if (datasets / CATALOG).is_file():
            found.append(datasets / CATALOG)
            found += sorted(p for p in datasets.iterdir() if p.is_dir() and not p.is_symlink() and p.name[0] != ".")
    archive = path / "archive" if (path / "archive").is_dir() else path
    found += sorted(p for p in archive.rglob("*") if p.is_file() and is_warc(p))
    return found


def is_warc(path: Path) -> bool:
    return path.name.removesuffix(".open").endswith((".warc", ".warc.gz"))


def check(path: Path) -> list[str]:
    if path.name == CATALOG:
        return check_catalog(path)
    if path.is_dir():
        return checksums.faults(path)
    return check_warc(path)


def check_warc(path: Path) -> list[str]:
    archive = Archive([path])
    for _ in archive.captures():
        pass
    faults = [(problem.offset, problem.fault) for problem in archive.problems]
    if not faults:  # a file that can't be read to its end is at fault already
        for record in records(path, lambda *_: None):
            try:
                faults += [(record.offset, f"{fault}; the record was changed") for fault in mismatches(record)]
            except FaultError as fault:
                faults.append((record.offset, str(fault)))
    return [f"{path}: offset {offset}: {fault}" for offset, fault in faults]


def mismatches(record: StoredRecord) -> list[str]:
    """Compare a record with its own digests.

    Recorders disagree whether a payload has its chunks, so either is right. A revisit's payload digest is that of
    another record's payload. A digest that is missing or of an unknown algorithm says nothing.
    """
    block = record.read()
    found = []
    if matches(block, record.get("WARC-Block-Digest") or "") is False:
        found.append("the block does not have its WARC-Block-Digest")
    if (recorded := record.get("WARC-Payload-Digest")) and record.kind == "response":
        _, message = split_interim(block)
        payloads = (payload(message), message[head_length(message) or len(message) :])
        if all(matches(data, recorded) is False for data in payloads):
            found.append("the payload does not have its WARC-Payload-Digest")
    return found


def check_catalog(path: Path) -> list[str]:
    try:
        versions = read_catalog(path.parent)
    except CatalogError as error:
        return [str(error)]
    datasets, listed = path.parent, {version.id for version in versions}
    try:
        faults = [
            f"{folder}: the catalog does not list this version; the next one that is published clears it away"
            for folder in unlisted(datasets)
        ]
    except CatalogError as error:
        faults = [str(error)]
    latest = datasets / LATEST
    if versions and (not latest.is_symlink() or latest.readlink().name in listed - {versions[-1].id}):
        faults.append(f"{latest}: does not name the newest version, {versions[-1].id}; the next run mends that")
    for version in versions:
        sums = path.parent / version.id / checksums.NAME
        if not sums.is_file():
            faults.append(f"{sums}: the catalog lists this version, but it is not there")
        elif checksums.sha256_of(sums) != version.sums_sha256:
            faults.append(f"{sums}: not the file that was published with this version")
    return faults
