"""Versions of the dataset: a folder each, immutable once it is there, listed in catalog.json; `latest` is a link.

A reader sees a whole version or none: a folder is filled aside and renamed, then the catalog, then the link. So a
folder that the catalog does not list is what a killed process left, as long as the catalog lists what `latest` names.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from jjscrape import files

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

CATALOG = "catalog.json"
LATEST = "latest"
_ID = re.compile(r"[0-9]{4}\.[0-9]{2}\.[0-9]{2}(\.[0-9]+)?")


class CatalogError(ValueError):
    """A catalog that can't be used; the message names the file, the fault and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One entry of the catalog. `captured_until` is the newest capture's time, `published_at` the clock's; both UTC.

    `crawls` are the crawls in the archive it was made from, `archive_sha256` is over their captures; `accepted` are the
    checks of the gate that a person overruled.
    """

    id: str
    published_at: str
    captured_until: str
    content_sha256: str
    sums_sha256: str
    schema_version: str
    software: str
    rows: dict[str, int]
    changes: dict[str, int] = field(default_factory=dict)
    crawls: list[str] = field(default_factory=list)
    archive_sha256: str = ""
    accepted: list[str] = field(default_factory=list)


def read_catalog(datasets: Path) -> list[Version]:
    """Return the versions, oldest first; none where nothing was published.

    Raises:
        CatalogError: the catalog is there but can't be read.
    """
    path = datasets / CATALOG
    return parse_catalog(path.read_bytes(), str(path)) if path.is_file() else []


def parse_catalog(text: bytes, name: str) -> list[Version]:
    """Return the versions of a catalog, oldest first. `name` is where it was read, for the message of an error.

    Raises:
        CatalogError: it is no catalog.
    """
    try:
        data: dict[str, Any] = json.loads(text.decode("utf-8"))
        return [Version(**entry) for entry in data["versions"]]
    except (ValueError, KeyError, TypeError) as error:
        raise CatalogError(
            f"{name}: not a catalog ({error}); restore it, or publish again into a new folder"
        ) from error


def catalog_text(versions: list[Version]) -> str:
    data = {"latest": versions[-1].id if versions else None, "versions": [asdict(version) for version in versions]}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def write_catalog(datasets: Path, versions: list[Version]) -> None:
    files.write_text(datasets / CATALOG, catalog_text(versions))


def next_id(datasets: Path, newest: datetime) -> str:
    """Return the id for a dataset whose newest capture is of that time: its date, then `.1`, `.2` if taken."""
    day = f"{newest:%Y.%m.%d}"
    taken = {version.id for version in read_catalog(datasets)} | {path.name for path in datasets.glob(f"{day}*")}
    if day not in taken:
        return day
    return next(name for number in range(1, 10_000) if (name := f"{day}.{number}") not in taken)


def unlisted(datasets: Path) -> list[Path]:
    """Return the version folders that the catalog does not list: complete, but never published.

    Raises:
        CatalogError: the catalog does not list what `latest` names either, so that it is the catalog that is wrong.
    """
    listed = {version.id for version in read_catalog(datasets)}
    latest = datasets / LATEST
    if latest.is_symlink() and latest.readlink().name not in listed:
        raise CatalogError(
            f"{datasets / CATALOG}: does not list {latest.readlink().name}, which {latest} names; restore the newest "
            "catalog, or publish into a new folder"
        )
    if not datasets.is_dir():
        return []
    found = (path for path in datasets.iterdir() if _ID.fullmatch(path.name) and path.is_dir())
    return sorted(path for path in found if path.name not in listed)


def point_latest(datasets: Path, version_id: str) -> None:
    """Let `latest` name the version, if it does not yet."""
    latest = datasets / LATEST
    if not latest.is_symlink() or latest.readlink().name != version_id:
        files.swap_link(latest, version_id)
