"""Which WARC files the paths, folders and globs stand for that somebody names."""

from __future__ import annotations

import glob
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jjscrape.archive.byte_range import ByteRange
from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.wacz_reader import Entry, log_entries, warc_entries
from jjscrape.run_record import NAME as RUN_RECORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SUFFIXES = (
    *(".warc", ".warc.gz", ".warc.zst", ".warc.open", ".warc.gz.open", ".warc.zst.open"),
    *(".arc", ".arc.gz", ".arc.zst"),
)
WACZ = ".wacz"
_UNREADABLE = re.compile(
    r"\.(w?arc\.(lz4|bz2|xz|lzma|lz|lzo|br|sz|z|zip|7z|rar|tar|tgz|zstd)|har|har\.gz|mht|mhtml|maff|webarchive)$",
    re.IGNORECASE,
)
KEPT = ".before-repair"
"""Ends the name of a file as it was before it was mended; a number may follow. It is no part of an archive."""
_KEPT_NAME = re.compile(re.escape(KEPT) + r"(-\d+)?")
SUMMARY = RUN_RECORD
"""The record of a crawl of ours, beside its WARC files."""
AFTER = "after"
"""The key in it that names the crawls made before, by their folders, whatever the dates say."""


class WarcFile(NamedTuple):
    """`name` is the path below the folder that was named, with `/`; the bare file name of a file named itself.

    Of a file within a WACZ it is the path it had in the archive that was packed, if the WACZ says so, else its path
    below the WACZ. `packed_from` is that path as the WACZ says it.
    """

    name: str
    byte_range: ByteRange
    packed_from: str | None = None

    @property
    def path(self) -> Path:
        return self.byte_range.path

    @property
    def packed(self) -> bool:
        return self.byte_range.size is not None

    def beside(self, name: str) -> Entry | None:
        """A file that lies in the same folder, or lay there when this one was packed into a WACZ.

        Raises:
            ArchiveError: the WACZ can't be read.
        """
        if not self.packed:
            path = self.path.parent / name
            return Entry(name, ByteRange(path)) if path.is_file() else None
        if self.packed_from is None:
            return None
        packed_path = f"{self.packed_from.rpartition('/')[0]}/{name}".removeprefix("/")
        return next((entry for entry in log_entries(self.path) if entry.packed_from == packed_path), None)


def find(sources: Iterable[Path | str]) -> list[WarcFile]:
    """The WARC files (and ARC files), each once, in the order of their names.

    Raises:
        ArchiveError: a source is not there, a glob matches nothing, or a WACZ can't be read.
    """
    by_place: dict[ByteRange, WarcFile] = {}
    for source in sources:
        for file in _expanded(Path(source)):
            key = file.byte_range._replace(path=file.path.resolve())
            known = by_place.get(key)
            by_place[key] = min(known, file, key=_order) if known else file
    return sorted(by_place.values(), key=_order)


def unreadable(sources: Iterable[Path | str]) -> list[Path]:
    """Files among the sources that hold archives, by their names, in a form that can't be read: none is passed over."""
    paths: set[Path] = set()
    for source in map(Path, sources):
        if source.is_dir():
            paths.update(path for path in source.rglob("*") if is_unreadable(path) and path.is_file())
        elif source.exists():
            paths.update([source] if is_unreadable(source) else ())
        elif glob.has_magic(str(source)):
            matches = map(Path, glob.glob(str(source), recursive=True))  # noqa: PTH207  (as below)
            paths.update(path for path in matches if is_unreadable(path) and path.is_file())
    return sorted(paths)


def is_unreadable(path: Path) -> bool:
    return _UNREADABLE.search(path.name) is not None


def is_kept(path: Path) -> bool:
    """Whether `verify --repair` kept this file as it was."""
    return _KEPT_NAME.fullmatch(path.name[path.name.rfind(KEPT) :]) is not None


def _order(file: WarcFile) -> tuple[str, str, int]:
    return file.name, str(file.path), file.byte_range.begin


def _expanded(source: Path) -> Iterable[WarcFile]:
    if source.is_dir():
        return _below(source, source)
    if is_kept(source) and source.is_file():
        raise ArchiveError(
            f"{source} is a file as it was before a repair; name the mended one, or give it another name"
        )
    if source.exists():
        return [] if is_unreadable(source) else _files(source, source.parent)
    if glob.has_magic(str(source)):
        root = Path(*_fixed_parts(source))
        files, unread = list[WarcFile](), False
        for match in sorted(glob.glob(str(source), recursive=True)):  # noqa: PTH207  (a Path has no absolute globs)
            path = Path(match)
            if is_kept(path) or is_unreadable(path):
                unread = unread or is_unreadable(path)
                continue
            files += _below(path, root) if path.is_dir() else _files(path, root)
        if files or unread:
            return files
    raise ArchiveError(f"no archive at {source}")


def _below(folder: Path, root: Path) -> Iterator[WarcFile]:
    for path in folder.rglob("*"):
        if path.name.lower().endswith((*SUFFIXES, WACZ)) and path.is_file():
            yield from _files(path, root)


def _files(path: Path, root: Path) -> Iterator[WarcFile]:
    name = path.relative_to(root).as_posix()
    if not name.lower().endswith(WACZ):
        yield WarcFile(name, ByteRange(path))
        return
    folder = name.rpartition("/")[0]
    for entry in warc_entries(path):
        inner = entry.packed_from or f"{path.name}/{entry.name}"
        yield WarcFile(f"{folder}/{inner}" if folder else inner, entry.byte_range, entry.packed_from)


def _fixed_parts(pattern: Path) -> list[str]:
    """The parts of a pattern before its first wildcard."""
    parts: list[str] = []
    for part in pattern.parts[:-1]:
        if glob.has_magic(part):
            break
        parts.append(part)
    return parts
