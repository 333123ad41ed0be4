"""Copying versions to where readers are: an object store, a web server's folder, another disk.

An object store can't rename a folder or replace several objects at once, so order does it. First the files of each
version, under a name of their own that nobody reads yet, SHA256SUMS last; then `catalog.json`, which makes the version
known; then the page and the feeds that name it; then `latest.json`, which points at the newest. Each is put there
whole, in one step. A reader that begins at the catalog or at the pointer thus finds a whole version, and a copy that
was broken off goes on where it was.

Nothing is deleted, and no file of a version is ever replaced.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jjscrape import files
from jjscrape.datafolder import DATASETS
from jjscrape.release.store import checksums, versions
from jjscrape.release.store.storage import Folder, Storage
from jjscrape.release.store.versions import CATALOG, LATEST, Version
from jjscrape.release.web import web_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

POINTER = "latest.json"


class CopyError(ValueError):
    """What can't be copied, and why; the message names the file or version."""


class DamagedError(CopyError):
    """A version is not what was published with its name; nothing of it was copied."""


class OtherContentError(CopyError):
    """The target has a version of that name with other content; nothing of it was touched."""


@dataclass(slots=True, kw_only=True)
class Copied:
    """What a copy did. `sent` and `size` count files and bytes that were not there yet."""

    versions: list[str] = field(default_factory=list)
    latest: str = ""
    sent: int = 0
    size: int = 0
    already_there: int = 0


def copy(
    datasets: Path,
    target: Storage,
    wanted: list[str] | None = None,
    *,
    latest: bool = False,
    on_copied: Callable[[str], None] = lambda _: None,
) -> Copied:
    """Copy versions, the newest or those named, into `datasets/` of the target.

    With `latest`, the newest version's files are also put into `latest/`, for those who want one address for ever.
    Each of them is whole at any moment; while a copy is under way they may be of two versions, which the SHA256SUMS
    among them, put there last, tells.

    Raises:
        CopyError: there is no such version, or it is damaged here; or the target's catalog can't be read.
        OtherContentError: the target has other content under a version's name.
        OSError: the target can't be read or written.
    """
    ours = {version.id: version for version in versions.read_catalog(datasets)}
    if not ours:
        raise CopyError(f"nothing was published in {datasets}; `jjscrape run` or `jjscrape build` does that")
    chosen = wanted or [list(ours)[-1]]
    for version_id in chosen:
        if version_id not in ours:
            raise CopyError(f"there is no version {version_id!r} in {datasets}; there are {', '.join(ours)}")
    _compare_catalogs([ours[version_id] for version_id in chosen], _theirs(target)[0], target)
    done = Copied(versions=chosen)
    for version_id in chosen:
        _copy_version(datasets / version_id, ours[version_id], target, done)
        on_copied(version_id)
    # Read once more: somebody else may have published while the files were on their way.
    theirs, more = _theirs(target)
    _compare_catalogs([ours[version_id] for version_id in chosen], theirs, target)
    known = {version.id: version for version in theirs}
    listed = sorted((known | {i: ours[i] for i in chosen if i not in known}).values(), key=_order)
    _put(target, f"{DATASETS}/{CATALOG}", versions.catalog_text(listed, more).encode("utf-8"), done)
    for name, data in web_files(datasets, listed).items():
        _put(target, f"{DATASETS}/{name}", data, done)
    newest = listed[-1]
    if isinstance(target, Folder):
        versions.point_latest(target.root / DATASETS, newest.id)
    elif latest and newest.id in ours:
        _expect_sound(datasets / newest.id, ours[newest.id])
        names = sorted(path.name for path in (datasets / newest.id).iterdir())
        for name in sorted(names, key=checksums.NAME.__eq__):
            _put(target, f"{DATASETS}/{LATEST}/{name}", (datasets / newest.id / name).read_bytes(), done)
    pointer = {"version": newest.id, "folder": f"{newest.id}/", "sums_sha256": newest.sums_sha256}
    _put(target, f"{DATASETS}/{POINTER}", (json.dumps(pointer, indent=2) + "\n").encode("utf-8"), done)
    done.latest = newest.id
    return done


def _order(version: Version) -> tuple[int, ...]:
    return tuple(int(part) for part in version.id.split("."))


def _theirs(target: Storage) -> tuple[list[Version], dict[str, Any]]:
    """The target's versions, and what else its catalog holds."""
    path = f"{DATASETS}/{CATALOG}"
    try:
        text = target.read(path)
    except FileNotFoundError:
        return [], {}
    try:
        name = f"{target.name}/{path}"
        return versions.parse_catalog(text, name), versions.unknown_keys(text, name)
    except versions.CatalogError as error:
        raise CopyError(str(error)) from error


def _compare_catalogs(chosen: list[Version], theirs: list[Version], target: Storage) -> None:
    known = {version.id: version.sums_sha256 for version in theirs}
    for version in chosen:
        if known.get(version.id, version.sums_sha256) != version.sums_sha256:
            raise OtherContentError(
                f"{target.name} has another version {version.id}, with other files; copy to another address"
            )


def _expect_sound(folder: Path, version: Version) -> None:
    """Refuse to copy a file that is not the one that was published: a link could name anything on this machine."""
    if files.leads_out(folder.parent, folder):
        raise DamagedError(f"version {version.id} was not copied: {folder} is a link that leads out of {folder.parent}")
    sums = folder / checksums.NAME
    faults = checksums.faults(folder)
    if not faults and checksums.sha256_of(sums) != version.sums_sha256:
        faults = [f"{sums}: not the file that was published with this version"]
    if faults:
        raise DamagedError(f"version {version.id} is damaged, so it was not copied: {faults[0]}")


def _copy_version(folder: Path, version: Version, target: Storage, done: Copied) -> None:
    """Put the files there that are not, SHA256SUMS last: where it is, the others are too."""
    _expect_sound(folder, version)
    sizes = target.sizes(f"{DATASETS}/{version.id}")
    names = sorted(path.name for path in folder.iterdir() if path.name != checksums.NAME)
    if strange := sorted(set(sizes) - {*names, checksums.NAME}):
        raise OtherContentError(f"{target.name}/{DATASETS}/{version.id}/{strange[0]}: no file of this version")
    complete = checksums.NAME in sizes
    for name in (*names, checksums.NAME):
        path, data = f"{DATASETS}/{version.id}/{name}", (folder / name).read_bytes()
        if name not in sizes:
            target.write(path, data)
            done.sent, done.size = done.sent + 1, done.size + len(data)
            continue
        # Of a version that was copied to its end, SHA256SUMS speaks for the others, as long as their sizes are right.
        trusted = complete and name != checksums.NAME and sizes[name] == len(data)
        if not trusted and _digest(target.read(path)) != _digest(data):
            raise OtherContentError(f"{target.name}/{path}: has other content than this version; it was left alone")
        done.already_there += 1


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _put(target: Storage, path: str, data: bytes, done: Copied) -> None:
    try:
        if target.read(path) == data:
            done.already_there += 1
            return
    except FileNotFoundError:
        pass
    target.write(path, data)
    done.sent, done.size = done.sent + 1, done.size + len(data)
