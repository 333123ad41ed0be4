"""What stands at an address of published data: a data folder, its folder of datasets, or one version by itself.

One version by itself is what comes from a deposit, or a folder among others below `datasets/`.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from jjscrape.archive.foreign import parse_json
from jjscrape.datafolder import DATASETS
from jjscrape.files import ordinary
from jjscrape.release.store import checksums
from jjscrape.release.store.versions import CATALOG, CatalogError, Version, catalog_text, parse_catalog, read_catalog

if TYPE_CHECKING:
    from os import PathLike

FILE = "file://"
PACKAGE = "datapackage.json"


def local(address: str | PathLike[str]) -> Path:
    """Return the path of a folder of this machine, named as a path or as a file:// address.

    Raises:
        LookupError: it is an address elsewhere.
    """
    text = str(address)
    if text.startswith(FILE):
        return Path(text.removeprefix(FILE))
    if "://" in text:
        raise LookupError(f"{text} is not on this machine; copy a version's folder from there, and name that")
    return Path(address)


def datasets_at(address: str | PathLike[str]) -> Path:
    """Return the folder of datasets that is meant, or the one version's folder that is.

    Raises:
        LookupError: it is an address elsewhere.
    """
    folder = local(address)
    itself = (folder / CATALOG).is_file() or is_version(folder)
    return folder if itself and not (folder / DATASETS).is_dir() else folder / DATASETS


def is_version(folder: Path) -> bool:
    return (folder / PACKAGE).is_file() and not (folder / CATALOG).exists()


def published_in(datasets: Path) -> list[Version]:
    """Return the versions of what `datasets_at` returned, oldest first; of one version's folder, that one.

    Raises:
        CatalogError: the catalog, or what the version says of itself, can't be read.
    """
    return [lone_version(datasets)] if is_version(datasets) else read_catalog(datasets)


def folder_of_version(datasets: Path, version_id: str) -> Path:
    """Return where one of those versions lies."""
    return datasets if is_version(datasets) else datasets / version_id


def elsewhere(address: str | PathLike[str]) -> bool:
    """Tell whether it is an address of another machine, or of another kind of storage."""
    return isinstance(address, str) and "://" in address and not address.startswith(FILE)


def described_version(package: bytes, sums: bytes | None, name: str) -> Version:
    """Return a catalog's entry of a version by what it says of itself in its `datapackage.json`; `name` is its place.

    Raises:
        CatalogError: that can't be read.
    """
    try:
        said = parse_json(package)
        return Version(
            id=said["version"],
            published_at=said["created"],
            captured_until=said["created"],
            content_sha256=said["id"].removeprefix("sha256:"),
            sums_sha256=hashlib.sha256(sums).hexdigest() if sums is not None else "",
            schema_version=said["schema_version"],
            software=said["software"],
            rows={resource["name"]: resource["rows"] for resource in said["resources"] if "rows" in resource},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CatalogError(f"{name}: does not describe a version ({error}); get the version's folder again") from error


def lone_version(folder: Path) -> Version:
    """Return the catalog's entry of a version's folder; where no catalog is beside it, what it says of itself.

    Raises:
        CatalogError: the catalog, or what the version says of itself, can't be read.
    """
    path, sums = folder / PACKAGE, folder / checksums.NAME
    try:
        package, listed_sums = ordinary(path).read_bytes(), sums.read_bytes() if sums.is_file() else None
    except OSError as error:
        raise CatalogError(f"{path}: can't be read ({error.strerror}); get the version's folder again") from error
    entry = described_version(package, listed_sums, str(path))
    beside = folder.resolve().parent / CATALOG
    listed = parse_catalog(beside.read_bytes(), str(beside)) if beside.is_file() else []
    return next((known for known in listed if known.id == entry.id), entry)


def lone_catalog(folder: Path) -> bytes:
    """Return a catalog that lists nothing but the version in this folder."""
    return catalog_text([lone_version(folder)]).encode("utf-8")
