"""Files of other archives, copied byte by byte once they are known to be readable."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.foreign import parse_json
from jjscrape.archive.journal import OPEN
from jjscrape.archive.reader import Archive
from jjscrape.archive.sources import SUFFIXES, SUMMARY
from jjscrape.archive.wacz_reader import warc_entries
from jjscrape.archive.wacz_writer import LOGGED
from jjscrape.files import UnsafeNameError, inside, replacing
from jjscrape.importing.har import is_har
from jjscrape.importing.naming import fault_of, home, safe
from jjscrape.outcome import Exit, Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from jjscrape.archive.byte_range import ByteRange
    from jjscrape.archive.sources import WarcFile

_STEP: Final = 1024 * 1024
_IN_WACZ: Final = re.compile(r"\.wacz/(archive/)?", re.IGNORECASE)


@dataclass(slots=True)
class Copied:
    """`files` tells what was copied; `known` names files that the archive has already; `faults` what is damaged.

    `beside` names what came along with the WARC files of crawls of ours: run.json and crawl.log. `renamed` tells, in
    sentences, which names could not be taken as they were, and what stands in their stead.
    """

    files: list[dict[str, str | int]] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    captures: int = 0
    faults: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)


def copy_files(source: str, archive: Path, new_folder: Callable[[], Path]) -> Copied:
    """Copy the WARC and ARC files that a path or glob stands for into an archive; those of a WACZ are unpacked.

    `new_folder` makes the folder they go into, once there is a file to put there. A file that says where in an archive
    it was packed goes back to that place. What is damaged is copied too, as long as a capture can be read from it.
    What a crawl of ours tells of itself comes along, where all its files do.

    Raises:
        ArchiveError: there is no such file, or one holds no capture.
        Stop: one is not what its WACZ says it is.
    """
    source_archive = Archive([source])
    unread = [
        f"{path}: left out, name it by itself to bring it in"
        if is_har(path.name)
        else f"{path}: left out, an archive in a form that can't be read"
        for path in source_archive.unread
    ]
    if not source_archive.files:
        reason = "; ".join(unread) or "there is no WARC, ARC or WACZ file in it"
        raise ArchiveError(f"{source}: {reason}")
    counts = _readable(source_archive)
    empty = [f"{name}: left out, as no capture can be read from it" for name, count in counts.items() if not count]
    done = Copied(captures=0, faults=[*map(str, source_archive.problems), *empty, *unread])
    listed = _listed_digests(source_archive.files)
    known = _Known(archive)
    folder: Path | None = None
    copies: dict[WarcFile, Path] = {}
    for file in source_archive.files:
        if not counts[file.name]:
            continue
        digest = _sha256(file.byte_range)
        _expect(file, file.name, listed.get(file.byte_range), digest)
        if (known_copy := known.find(file.byte_range, digest)) is not None:
            done.known.append(file.name)
            copies[file] = known_copy
            continue
        target, fault = _home(file, archive)
        if target is None:
            folder = folder or new_folder()
            name, renamed = _relative(file)
            target = _free(inside(folder, name))
            fault = renamed or fault
        if fault:
            done.renamed.append(f"{source}: {fault}; it came in as {target.relative_to(archive).as_posix()}")
        _copy(file.byte_range, target)
        known.add(target, digest)
        copies[file] = target
        done.captures += counts[file.name]
        size = target.stat().st_size
        done.files.append(
            {"name": target.relative_to(archive).as_posix(), "from": file.name, "bytes": size, "sha256": digest}
        )
    for path in _copy_beside(copies):
        done.beside.append(path.relative_to(archive).as_posix())
    return done


def _expect(file: WarcFile, name: str, expected: str | None, digest: str) -> None:
    if expected and expected != digest:
        raise Stop(
            Exit.FAULTY, f"{file.path}: {name} is not the file that was packed, its digest differs; get the WACZ anew"
        )


def _copy_beside(copies: Mapping[WarcFile, Path]) -> Iterator[Path]:
    """Put what crawls tell of themselves beside their files. `copies` says where each file of the source lies now."""
    crawls: dict[tuple[Path, str], list[WarcFile]] = {}
    for file in copies:
        crawls.setdefault((file.path if file.packed else file.path.parent, file.name.rpartition("/")[0]), []).append(
            file
        )
    for (where, _), files in crawls.items():
        folders = {copies[file].parent for file in files}
        if len(folders) > 1 or not _ours(files[0]) or not (files[0].packed or _warcs(where) == {f.path for f in files}):
            continue
        (folder,) = folders
        if _warcs(folder) != {copies[file] for file in files}:
            continue
        for name in LOGGED:
            entry, target = files[0].beside(name), folder / name
            if entry is not None and not target.exists():
                _expect(files[0], entry.name, entry.sha256, _sha256(entry.byte_range))
                _copy(entry.byte_range, target)
                yield target


def _ours(file: WarcFile) -> bool:
    """Whether the run.json beside a file is one of ours; one that is damaged may be."""
    entry = file.beside(SUMMARY)
    if entry is None:
        return False
    try:
        with entry.byte_range.open() as stream:
            summary = parse_json(stream.read())
    except ValueError:
        return True
    return isinstance(summary, dict) and "archive" in summary


def _warcs(folder: Path) -> set[Path]:
    return {path for path in folder.iterdir() if path.name.lower().endswith(SUFFIXES)}


def _readable(source_archive: Archive) -> dict[str, int]:
    """Captures by file.

    Raises:
        ArchiveError: there is none at all.
    """
    counts = {file.name: 0 for file in source_archive.files}
    for capture in source_archive.captures():
        counts[capture.warc_file] += 1
    if not any(counts.values()):
        problem = f": {source_archive.problems[0]}" if source_archive.problems else ""
        beside = ", ".join(f"{number} {kind}" for kind, number in sorted(source_archive.kinds().items()))
        others = f", but {beside}" if beside else ""
        raise ArchiveError(f"{min(counts)}: no capture can be read from it{others}{problem}")
    return counts


def _listed_digests(warc_files: list[WarcFile]) -> dict[ByteRange, str]:
    paths = {file.path for file in warc_files if file.packed}
    return {entry.byte_range: entry.sha256 for path in sorted(paths) for entry in warc_entries(path) if entry.sha256}


def _home(file: WarcFile, archive: Path) -> tuple[Path | None, str]:
    """The place a packed file had in the archive it is from, if that was in a crawl's folder and is free here.

    With it, why the place that is named can't be taken.
    """
    if file.packed_from is None or "/" not in file.packed_from:
        return None, ""
    try:
        target = home(archive, file.packed_from)
    except UnsafeNameError as error:
        return None, str(error)
    return (None if target.exists() else target), ""


def _relative(file: WarcFile) -> tuple[str, str]:
    """The name below a new folder, and why it is another than the file's own."""
    name = file.name.removesuffix(OPEN)
    name = _IN_WACZ.sub("/", name) if file.packed else name
    if fault := fault_of(name):
        return safe(name), f"{file.name!r} is no name for a file of the archive: {fault}"
    return name, ""


def _free(path: Path) -> Path:
    number, free_path = 1, path
    while free_path.exists():
        number += 1
        free_path = path.with_name(f"{number}-{path.name}")
    return free_path


class _Known:
    """The files of an archive by size and digest; a digest is taken only where the sizes are the same."""

    def __init__(self, archive: Path) -> None:
        self._by_size: dict[int, list[Path]] = {}
        for file in Archive([archive]).files if archive.is_dir() else []:
            if not file.packed:
                self._by_size.setdefault(file.path.stat().st_size, []).append(file.path)
        self._digests: dict[Path, str] = {}

    def find(self, byte_range: ByteRange, digest: str) -> Path | None:
        same = self._by_size.get(byte_range.end - byte_range.begin, ())
        return next((path for path in same if self._digest(path) == digest), None)

    def add(self, path: Path, digest: str) -> None:
        self._by_size.setdefault(path.stat().st_size, []).append(path)
        self._digests[path] = digest

    def _digest(self, path: Path) -> str:
        if path not in self._digests:
            with path.open("rb") as stream:
                self._digests[path] = hashlib.file_digest(stream, "sha256").hexdigest()
        return self._digests[path]


def _pieces(byte_range: ByteRange) -> Iterator[bytes]:
    with byte_range.open() as stream:
        while piece := stream.read(_STEP):
            yield piece


def _sha256(byte_range: ByteRange) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(byte_range):
        digest.update(piece)
    return digest.hexdigest()


def _copy(byte_range: ByteRange, target: Path) -> None:
    with replacing(target) as stream:
        for piece in _pieces(byte_range):
            stream.write(piece)
