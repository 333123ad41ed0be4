"""Which WARC files the paths, folders and globs stand for that somebody names."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jjscrape.archive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterable

SUFFIXES = (".warc", ".warc.gz", ".warc.open", ".warc.gz.open")


class WarcFile(NamedTuple):
    """`name` is the path below the folder that was named, with `/`; the bare file name of a file named itself."""

    name: str
    path: Path


def find(sources: Iterable[Path | str]) -> list[WarcFile]:
    """The WARC files, each once, in the order of their names.

    Raises:
        ArchiveError: a source is not there, or a glob matches nothing.
    """
    found: dict[Path, WarcFile] = {}
    for source in sources:
        for file in _expanded(Path(source)):
            known = found.get(file.path.resolve())
            found[file.path.resolve()] = min(known, file) if known else file
    return sorted(found.values())


def _expanded(source: Path) -> list[WarcFile]:
    if source.is_dir():
        return _below(source, source)
    if source.exists():
        return [WarcFile(source.name, source)]
    if glob.has_magic(str(source)):
        root = Path(*_fixed_parts(source))
        files = []
        for match in sorted(glob.glob(str(source), recursive=True)):  # noqa: PTH207  (a Path has no absolute globs)
            path = Path(match)
            files += _below(path, root) if path.is_dir() else [WarcFile(path.relative_to(root).as_posix(), path)]
        if files:
            return files
    raise ArchiveError(f"no archive at {source}")


def _below(folder: Path, root: Path) -> list[WarcFile]:
    paths = (path for path in folder.rglob("*") if path.name.lower().endswith(SUFFIXES) and path.is_file())
    return [WarcFile(path.relative_to(root).as_posix(), path) for path in paths]


def _fixed_parts(pattern: Path) -> list[str]:
    """The parts of a pattern before its first wildcard."""
    parts: list[str] = []
    for part in pattern.parts[:-1]:
        if glob.has_magic(part):
            break
        parts.append(part)
    return parts
