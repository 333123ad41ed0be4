"""Versions of the dataset: a folder each, immutable once it is there, listed in catalog.json; `latest` is a link.

A reader sees a whole version or none: a folder is filled aside and renamed, then the catalog, then the link. So a
folder that the catalog does not list is what a killed process left, as long as the catalog lists what `latest` names.

A catalog that a newer jjscrape wrote may hold keys that this one does not know: they are left alone, and kept.
"""

from __future__ import annotations

import errno
import json
import os
import re
from dataclasses import MISSING, asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from jjscrape import files
from jjscrape.archive.foreign import parse_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

CATALOG = "catalog.json"
LATEST = "latest"
_ID = re.compile(r"[0-9]{4}\.[0-9]{2}\.[0-9]{2}(\.[0-9]{1,6})?")


class CatalogError(ValueError):
    """A catalog that can't be used; the message names the file, the fault and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One entry of the catalog. `captured_until` is the newest capture's time, `published_at` the clock's; both UTC.

    `crawls` are the crawls in the archive it was made from, `archive_sha256` is over their captures; `accepted` are the
    checks of the gate that a person overruled. `more` is what its entry holds under keys of a newer jjscrape.
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
    more: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The entry of the catalog."""
        known = asdict(self)
        more: dict[str, Any] = known.pop("more")
        return known | more


def read_catalog(datasets: Path) -> list[Version]:
    """Return the versions, oldest first; none where nothing was published.

    Raises:
        CatalogError: the catalog is there but can't be read.
    """
    path = datasets / CATALOG
    if not path.is_symlink() and not path.exists():
        return []
    try:
        return parse_catalog(files.ordinary(path).read_bytes(), str(path))
    except OSError as error:  # taken for a folder where nothing was published, all versions would be lost
        raise _no_catalog(str(path), str(error.strerror)) from error


def parse_catalog(text: bytes, name: str) -> list[Version]:
    """Return the versions of a catalog, oldest first. `name` is where it was read, for the message of an error.

    Raises:
        CatalogError: it is no catalog, or an entry lacks a key.
    """
    entries = _object(text, name).get("versions")
    if not isinstance(entries, list):
        raise _no_catalog(name, "it has no list under the key 'versions'")
    return [_version(entry, number, name) for number, entry in enumerate(entries, 1)]


def unknown_keys(text: bytes, name: str) -> dict[str, Any]:
    """Return what a catalog holds beside its versions and `latest`, for keeping it when the catalog is written anew.

    Raises:
        CatalogError: it is no catalog.
    """
    return {key: value for key, value in _object(text, name).items() if key not in {"latest", "versions"}}


_FIELDS = tuple(part for part in fields(Version) if part.name != "more")
_TYPES = get_type_hints(Version)
_MANDATORY = tuple(p.name for p in _FIELDS if p.default is MISSING and p.default_factory is MISSING)


def _version(entry: Any, number: int, name: str) -> Version:
    if not isinstance(entry, dict):
        raise _no_catalog(name, f"entry {number} of 'versions' is no object")
    if missing := [key for key in _MANDATORY if key not in entry]:
        called = f"version {entry['id']}" if "id" in entry else f"entry {number} of 'versions'"
        raise _no_catalog(name, f"{called} has no key {missing[0]!r}")
    if not isinstance(entry["id"], str) or not _ID.fullmatch(entry["id"]):  # it names a folder
        raise _no_catalog(name, f"entry {number} of 'versions' has the id {entry['id']!r}, which is no version's")
    names = {part.name for part in _FIELDS}
    known = {key: value for key, value in entry.items() if key in names}
    if strange := [key for key, value in known.items() if not _is(value, _TYPES[key])]:
        raise _no_catalog(name, f"version {entry['id']} has something else than it should under {strange[0]!r}")
    return Version(**known, more={key: value for key, value in entry.items() if key not in names})


def _is(value: Any, wanted: Any) -> bool:
    """Whether a value of JSON is of a field's type."""
    origin, parts = get_origin(wanted), get_args(wanted)
    if origin is list:
        return isinstance(value, list) and all(_is(one, parts[0]) for one in value)
    if origin is dict:
        return isinstance(value, dict) and all(_is(one, parts[1]) for one in value.values())
    return wanted is Any or type(value) is wanted


def _object(text: bytes, name: str) -> dict[str, Any]:
    try:
        data = parse_json(text.decode("utf-8"))
    except ValueError as error:
        raise _no_catalog(name, str(error)) from error
    if not isinstance(data, dict):
        raise _no_catalog(name, "it is no JSON object")
    return data


def _no_catalog(name: str, fault: str) -> CatalogError:
    return CatalogError(f"{name}: not a catalog ({fault}); restore it from a copy, or publish again into a new folder")


def catalog_text(versions: list[Version], more: Mapping[str, Any] | None = None) -> str:
    """Return a catalog. `more` is what else it held under keys that are not known here."""
    latest = versions[-1].id if versions else None
    data = {"latest": latest, "versions": [version.as_dict() for version in versions], **(more or {})}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def write_catalog(datasets: Path, versions: list[Version]) -> None:
    """Write the catalog; what the one that is there holds under keys not known here stays."""
    path = datasets / CATALOG
    more = unknown_keys(path.read_bytes(), str(path)) if path.is_file() else {}
    files.write_text(path, catalog_text(versions, more))


def next_id(datasets: Path, newest: datetime) -> str:
    """Return the id for a dataset whose newest capture is of that time: its date, then `.1`, `.2` if taken."""
    day = f"{newest:%Y.%m.%d}"
    taken = {version.id for version in read_catalog(datasets)} | {path.name for path in datasets.glob(f"{day}*")}
    if day not in taken:
        return day
    return next(name for number in range(1, 10_000) if (name := f"{day}.{number}") not in taken)


def check(datasets: Path) -> list[Version]:
    """Return the versions, oldest first, if another can be published beside them.

    Raises:
        CatalogError: the catalog is damaged or not the newest, or what it or `latest` names is not there.
        NotADirectoryError: there is a file in place of the folder.
    """
    if datasets.exists() and not datasets.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(datasets))
    catalog = read_catalog(datasets)
    unlisted(datasets)
    expect_link(datasets)
    if catalog and not (datasets / catalog[-1].id).is_dir():
        raise CatalogError(
            f"{datasets / CATALOG}: lists {catalog[-1].id}, whose folder is not there; restore it from a copy, or "
            "publish into a new folder"
        )
    return catalog


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
    version_folders = (path for path in datasets.iterdir() if _ID.fullmatch(path.name) and path.is_dir())
    return sorted(path for path in version_folders if path.name not in listed)


def point_latest(datasets: Path, version_id: str) -> None:
    """Let `latest` name the version, if it does not yet.

    Raises:
        CatalogError: it is no link.
    """
    expect_link(datasets)
    latest = datasets / LATEST
    if not latest.is_symlink() or latest.readlink().name != version_id:
        files.swap_link(latest, version_id)


def expect_link(datasets: Path) -> None:
    """Refuse a folder or file where the link to the newest version belongs: what copies folders may make one of it.

    Raises:
        CatalogError: so it is.
    """
    latest = datasets / LATEST
    if latest.exists() and not latest.is_symlink():
        raise CatalogError(
            f"{latest}: is no link to the newest version, as left by a copy that followed links; remove it, its files "
            "are in that version's own folder too, and do this again"
        )
