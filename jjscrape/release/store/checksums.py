"""SHA256SUMS of a folder, in the format of the sha256sum program."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NAME = "SHA256SUMS"


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write(folder: Path) -> None:
    lines = [f"{sha256_of(path)}  {path.name}\n" for path in sorted(folder.iterdir()) if path.name != NAME]
    (folder / NAME).write_text("".join(lines), encoding="utf-8")


def named(folder: Path) -> frozenset[str]:
    """The files that a folder's SHA256SUMS names; none where there is no such file."""
    sums = folder / NAME
    if not sums.is_file():
        return frozenset()
    lines = sums.read_text(encoding="utf-8", errors="replace").splitlines()
    return frozenset(line.partition("  ")[2] for line in lines)


def faults(folder: Path) -> list[str]:
    """Compare a folder with its SHA256SUMS; returns a sentence per fault, none if all is well."""
    sums = folder / NAME
    if not sums.is_file():
        return [f"{folder}: {NAME} is missing, so nothing here can be checked; publish this version again"]
    faulty, named = [], set()
    for number, line in enumerate(sums.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        digest, _, name = line.partition("  ")
        if len(digest) != 64 or not name or "/" in name:  # noqa: PLR2004
            faulty.append(f"{sums}:{number}: not a line of a checksum file")
            continue
        named.add(name)
        path = folder / name
        if path.is_symlink():
            faulty.append(f"{path}: a link, where a version has files; put the file itself there")
        elif not path.is_file():
            faulty.append(f"{path}: listed in {NAME}, but missing")
        elif (actual := sha256_of(path)) != digest:
            faulty.append(f"{path}: sha256 is {actual}, {NAME} says {digest}; the file was changed")
    extra = sorted(path.name for path in folder.iterdir() if path.name not in named | {NAME})
    return faulty + [f"{folder / name}: not listed in {NAME}" for name in extra]
