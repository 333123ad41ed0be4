"""Versions of the dataset: against their SHA256SUMS, and those and the tables against the catalog."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Final

from jjscrape.release.read import read_csv, read_version
from jjscrape.release.store.checksums import NAME, sha256_of
from jjscrape.release.store.versions import CATALOG, LATEST, CatalogError, read_catalog, unlisted
from jjscrape.release.write import content_hash
from jjscrape.schema import HASHED_ALIKE, TABLES
from jjscrape.verify.fault import Fault, fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jjscrape.release.store.versions import Version

_UNREADABLE: Final = (
    *(OSError, ValueError, LookupError, TypeError, AttributeError, StopIteration),
    *(NotImplementedError, RuntimeError, csv.Error),
)
"""What reading a table that is none raises: an empty CSV file has no first line, Arrow's errors are of all kinds."""

_LINE: Final = re.compile(rb"([0-9a-f]{64})  ([^/\r\n]+)\n")


def catalog_faults(datasets: Path) -> Iterator[Fault]:
    """The catalog against the folders beside it. What is in a version's folder is not looked at here."""
    path = datasets / CATALOG
    try:
        versions, stray = read_catalog(datasets), unlisted(datasets)
    except (CatalogError, OSError) as error:
        yield fault("catalog", str(path), None, str(error).removeprefix(f"{path}: "))
        return
    for folder in stray:
        yield fault("version-unlisted", str(folder), None, f"{path} does not list this version")
    latest = datasets / LATEST
    if versions and (not latest.is_symlink() or latest.readlink().name != versions[-1].id):
        yield fault("latest", str(latest), None, f"it does not name the newest version, {versions[-1].id}")
    listed = [version.id for version in versions]
    for twice in sorted({version for version in listed if listed.count(version) > 1}):
        yield fault("catalog", str(path), None, f"it lists {twice} twice")
    for version in versions:
        if not (datasets / version.id).is_dir():
            yield fault(
                "version-missing", str(datasets / version.id), None, "the catalog lists it, but it is not there"
            )


def version_faults(folder: Path, version: Version | None) -> Iterator[Fault]:
    """A version's files against its SHA256SUMS, and both against its entry in the catalog, where it has one."""
    sums = folder / NAME
    if not sums.is_file():
        yield fault("file-missing", str(sums), None, "it is not there, so that no file of this version can be checked")
        return
    if version is not None and (actual := sha256_of(sums)) != version.sums_sha256:
        yield fault("sums-changed", str(sums), None, f"its sha256 is {actual}, the catalog says {version.sums_sha256}")
    changed = list(_against_sums(folder, sums))
    yield from changed
    if version is not None and not changed:
        yield from _against_catalog(folder, version)


def _against_sums(folder: Path, sums: Path) -> Iterator[Fault]:
    offset, named = 0, set()
    for line in sums.read_bytes().splitlines(keepends=True):
        match = _LINE.fullmatch(line)
        name = match[2].decode("utf-8", "replace") if match else ""
        if match is None or name in named:
            yield fault(
                "sums-line", str(sums), offset, f"not a line of a checksum file, or a second one: {line[:80]!r}"
            )
        else:
            yield from _against_sum(folder / name, match[1].decode())
        named.add(name)
        offset += len(line)
    for path in sorted(folder.iterdir()):
        if path.name not in named | {NAME}:
            yield fault("file-unlisted", str(path), None, f"{NAME} does not list it")


def _against_sum(path: Path, digest: str) -> Iterator[Fault]:
    if not path.is_file():
        yield fault("file-missing", str(path), None, f"{NAME} lists it, but it is not there")
    elif (actual := sha256_of(path)) != digest:
        yield fault("file-changed", str(path), None, f"its sha256 is {actual}, {NAME} says {digest}")


def _against_catalog(folder: Path, version: Version) -> Iterator[Fault]:
    """Only for a folder whose files are those that were published: reading a damaged table would say less.

    A version of a schema that hashed otherwise has its checksums alone.
    """
    if version.schema_version not in HASHED_ALIKE:
        return
    try:
        rows = read_version(folder)
        in_csv = {name: read_csv(folder / f"{name}.csv", TABLES[name]) for name in rows}
        hashes = {"Parquet": content_hash(rows), "CSV": content_hash(in_csv)}
    except _UNREADABLE as error:
        yield fault("content-hash", str(folder), None, f"the tables can't be read ({type(error).__name__}: {error})")
        return
    for form, actual in hashes.items():
        if actual != version.content_sha256:
            what = f"the {form} files have the content hash {actual}, the catalog says {version.content_sha256}"
            yield fault("content-hash", str(folder), None, what)
    for name, count in version.rows.items():
        if name in rows and not len(rows[name]) == len(in_csv[name]) == count:
            counts = f"{len(rows[name])} rows in Parquet, {len(in_csv[name])} in CSV"
            yield fault("content-hash", str(folder), None, f"{name} has {counts}, the catalog says {count}")
