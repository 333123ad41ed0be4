"""Brings what a command reads onto this machine, where it lies elsewhere, for as long as the command takes."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from jjscrape import files
from jjscrape.datafolder import DATASETS
from jjscrape.release.store import checksums
from jjscrape.release.store.checked import ChecksumError, read_checked
from jjscrape.release.store.placing import datasets_at, elsewhere, folder_of_version, published_in
from jjscrape.release.store.storage import remote_at, storage_at
from jjscrape.release.store.versions import CATALOG, LATEST, Version, parse_catalog

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from jjscrape.release.store.storage import Storage

TABLES = ("*.parquet", "datapackage.json")
"""The files that hold the rows, and what the version says of itself."""


def published_at(address: str) -> list[Version]:
    """Return the versions at an address, oldest first; at least one.

    Raises:
        LookupError: nothing was published there.
        CatalogError: the catalog, or what a version says of itself, can't be read.
        OSError: the address can't be read.
        ImportError: what reads such an address is not installed.
    """
    known = _listed(storage_at(address)) if elsewhere(address) else published_in(datasets_at(address))
    if not known:
        where = f"{address}/{DATASETS}" if elsewhere(address) else datasets_at(address)
        raise LookupError(f"nothing was published in {where}; `jjscrape run` or `jjscrape build` does that")
    return known


def chosen(known: Sequence[Version], version: str | None, address: str) -> Version:
    """Return the version of that id; the newest where none is named, or `latest`.

    Raises:
        LookupError: there is no such version.
    """
    if version in {None, LATEST}:
        return known[-1]
    for listed in known:
        if listed.id == version:
            return listed
    raise LookupError(
        f"there is no version {version!r} in {address}; there are {', '.join(listed.id for listed in known)}"
    )


@contextmanager
def near(address: str, versions: Iterable[str | None] = (None,), patterns: Sequence[str] = TABLES) -> Iterator[Path]:
    """Give the folder of datasets that an address means; of one elsewhere a copy of the versions named, checked.

    `patterns` say which files of each are read. The copy goes when this ends.

    Raises:
        LookupError: nothing was published there, or no such version.
        CatalogError: the catalog can't be read.
        OSError: the address can't be read, or a file is not the one that was published.
        ImportError: what reads such an address is not installed.
    """
    known = published_at(address)
    wanted = [chosen(known, version, address) for version in versions]
    if not elsewhere(address):
        yield datasets_at(address)
        return
    storage = storage_at(address)
    with tempfile.TemporaryDirectory(prefix="jjscrape-near-") as scratch:
        datasets = Path(scratch) / DATASETS
        datasets.mkdir()
        (datasets / CATALOG).write_bytes(storage.read(f"{DATASETS}/{CATALOG}"))
        for version in wanted:
            _bring(storage, version, datasets / version.id, patterns)
        yield datasets


def page_of(address: str, version: str | None, name: str) -> str:
    """Return the path or address of a file of a version, which has to be there.

    Raises:
        LookupError: nothing was published there, or no such version, or it has no such file.
        CatalogError: the catalog can't be read.
        OSError: the address can't be read.
        ImportError: what reads such an address is not installed.
    """
    wanted = chosen(published_at(address), version, address)
    missing = f"is not there: software before this one published version {wanted.id} without it"
    if not elsewhere(address):
        path = folder_of_version(datasets_at(address), wanted.id) / name
        if not path.is_file():
            raise LookupError(f"{path} {missing}")
        return str(path)
    storage, inner = remote_at(address), f"{DATASETS}/{wanted.id}/{name}"
    if not storage.holds(inner):
        raise LookupError(f"{storage.place(inner)} {missing}")
    return storage.place(inner)


def _listed(storage: Storage) -> list[Version]:
    path = f"{DATASETS}/{CATALOG}"
    try:
        return parse_catalog(storage.read(path), f"{storage.name}/{path}")
    except FileNotFoundError:
        return []


def _bring(storage: Storage, version: Version, folder: Path, patterns: Sequence[str]) -> None:
    """Copy the files of a version that SHA256SUMS lists; a server of web pages could not list them."""
    folder.mkdir(exist_ok=True)
    sums = f"{DATASETS}/{version.id}/{checksums.NAME}"
    try:
        listed = storage.read(sums).decode("utf-8", "replace").splitlines()
        for name in (line.partition("  ")[2] for line in listed):
            if any(fnmatch(name, pattern) for pattern in patterns):
                files.inside(folder, name).write_bytes(read_checked(storage, version, name))
    except (ChecksumError, files.UnsafeNameError) as error:
        raise OSError(str(error)) from error
    except FileNotFoundError as error:
        raise OSError(f"{storage.name}: version {version.id} lacks a file ({error}); publish it there again") from error
