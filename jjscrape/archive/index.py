"""The CDXJ index of a folder of WARC files, which pywb reads, and what a crawl asks it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from heapq import merge
from io import BytesIO
from sys import intern
from typing import IO, TYPE_CHECKING, Final

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.exchange import Reference
from jjscrape.archive.field_values import parse_date
from jjscrape.archive.foreign import parse_json
from jjscrape.archive.index_line import REVISIT, index_line
from jjscrape.archive.index_parts import part_of
from jjscrape.archive.journal import OPEN
from jjscrape.archive.reader import Archive
from jjscrape.files import ordinary, replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from jjscrape.archive.kept_scans import KeptScans
    from jjscrape.archive.sources import WarcFile

NAME: Final = "index.cdxj"
OK, NOT_MODIFIED, SERVER_ERROR = 200, 304, 500


def write_index(folder: Path, scans: KeptScans | None = None) -> Path:
    """Index every WARC file in a folder, in place of the index that is there; returns the index's path.

    With `scans`, files that are as they were are not read through again.

    Files still being written are left out, because their names are about to change, and so are those packed in a
    WACZ, which nothing finds by a name and an offset.

    Raises:
        ArchiveError: something else has its name.
    """
    path = place_of(folder)
    archive = Archive([folder], scans)
    archive.files = [file for file in archive.files if not file.name.endswith(OPEN) and not file.packed]
    lines = _kept_lines(archive.files, scans) if scans else None
    if lines is None:
        lines = sorted(index_line(capture, length) for capture, length in archive.placed_captures())
    with replacing(path) as stream:
        stream.writelines(line.encode("ascii", "backslashreplace") + b"\n" for line in lines)
    return path


def _kept_lines(files: Iterable[WarcFile], scans: KeptScans) -> Iterable[str] | None:
    """The lines of all files in order; None where it takes the whole archive to tell."""
    try:
        parts = [part_of(file, scans) for file in files]
    except OSError:
        return None  # the archive passes over what can't be read
    return merge(*(part.lines for part in parts)) if all(part.alone for part in parts) else None


def only_confirms(line: str) -> bool:
    """Tell a line of our index for a 304: shown, it would be an empty page, so readers of archives get none such."""
    return f'"mime": "{REVISIT}"' in line and f'"status": "{NOT_MODIFIED}"' in line


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of an index: a capture, and where it lies. `date` is a WARC date in UTC, `file` a name in the archive.

    `length` is what the record takes in its file, in bytes; 0 where that isn't told. `at` is where the line begins.
    """

    surt: str
    url: str
    date: str
    status: int
    digest: str
    mime: str
    file: str
    offset: int
    length: int
    id: str
    at: int

    @property
    def revisit(self) -> bool:
        return self.mime == REVISIT


def entries(index: Path) -> Iterator[Entry]:
    """What an index says of answers to GET, in its own order: those of one address follow each other, by time.

    Lines of other programs, which name no record, are left out. An index that is not there knows nothing.

    Raises:
        ArchiveError: a line is not CDXJ.
    """
    if not index.exists():
        return
    at = 0
    with ordinary(index).open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                entry = _entry(line, at)
            except (KeyError, ValueError, TypeError) as error:
                raise ArchiveError(f"{index}, line {number}: not a line of CDXJ ({error!r})") from error
            if entry is not None:
                yield entry
            at += len(line)


def entry_at(index: IO[bytes], at: int) -> Entry:
    """The entry whose line begins at a place of an open index that `entries` has read."""
    index.seek(at)
    entry = _entry(index.readline(), at)
    assert entry is not None
    return entry


def _entry(line: bytes, at: int) -> Entry | None:
    address, _, body = line.decode().split(" ", 2)
    values = parse_json(body)
    if "method" in values or "id" not in values or "date" not in values:
        return None
    return Entry(
        surt=address,
        url=values["url"],
        date=values["date"],
        status=int(values.get("status", 0)),
        digest=values.get("digest", "-"),
        mime=intern(values.get("mime", "")),
        file=intern(values["filename"]),
        offset=int(values["offset"]),
        length=int(values.get("length", 0)),
        id=values["id"],
        at=at,
    )


def place_of(folder: Path) -> Path:
    """Where the index of an archive lies, or will.

    Raises:
        ArchiveError: a folder has its name.
    """
    path = folder / NAME
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder, where the index has its place; move it away, or give it another name")
    return path


def newest_answers(index: Path, wanted: Callable[[str], bool] = lambda _: True) -> Iterator[tuple[str, int, str]]:
    """The newest answer at each wanted address that an index knows, but for server errors: url, status and media type.

    A revisit has the type `warc/revisit`; one by 304 counts as what it confirms. An index that is not there knows
    nothing.

    Raises:
        ArchiveError: a line is not CDXJ, or a folder has its name.
    """
    answers: dict[str, tuple[str, str, int, str]] = {}
    for url, status, mime, moment in _answers(index):
        if status < SERVER_ERROR and wanted(url):
            first, newest, *_ = before = answers.get(url, (moment, moment, 0, ""))
            newer = (moment, OK if (status, mime) == (NOT_MODIFIED, REVISIT) else status, intern(mime))
            answers[url] = (min(first, moment), *(newer if moment >= newest else before[1:]))
    for url, (_, _, status, mime) in sorted(answers.items(), key=lambda one: one[1][0]):
        yield url, status, mime


def _answers(index: Path) -> Iterator[tuple[str, int, str, str]]:
    place_of(index.parent)
    with ordinary(index).open("rb") if index.exists() else BytesIO() as lines:
        for number, line in enumerate(lines, 1):
            try:
                _, moment, body = line.decode().split(" ", 2)
                values = parse_json(body)
                yield (
                    values["url"],
                    int(values.get("status", 0)),
                    values.get("mime", ""),
                    moment + values.get("date", ""),
                )
            except (KeyError, ValueError, TypeError) as error:
                raise ArchiveError(f"{index}, line {number}: not a line of CDXJ ({error!r})") from error


def known_payloads(index: Path) -> Callable[[str, str], Reference | None]:
    """What `ArchiveWriter` takes as `known`: the newest whole capture of a URL with a payload digest.

    An index that is not there knows nothing.

    Raises:
        ArchiveError: a line is not CDXJ, or a folder has its name.
    """
    place_of(index.parent)
    # Where each line begins: the references of a large archive would fill the memory, and few are ever asked for.
    begins: dict[int, int] = {}
    offset = 0
    with ordinary(index).open("rb") if index.exists() else BytesIO() as lines:
        for number, line in enumerate(lines, 1):
            try:
                values = parse_json(line.decode().split(" ", 2)[2])
                if values["mime"] != REVISIT and "id" in values and "method" not in values:
                    url, digest, captured_at = values["url"], values["digest"], parse_date(values["date"])
                    before = _reference(index, begins.get(_key(url, digest)), url, digest)
                    if before is None or before.captured_at < captured_at:
                        begins[_key(url, digest)] = offset
            except (IndexError, KeyError, ValueError) as error:
                raise ArchiveError(f"{index}, line {number}: not a line of CDXJ ({error!r})") from error
            offset += len(line)
    return lambda url, digest: _reference(index, begins.get(_key(url, digest)), url, digest)


def _key(url: str, digest: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{digest} {url}".encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _reference(index: Path, begin: int | None, url: str, digest: str) -> Reference | None:
    """What a line of the index says, if it is of this payload: two may have one key, and the index may be another."""
    if begin is None:
        return None
    try:
        with ordinary(index).open("rb") as lines:
            lines.seek(begin)
            values = parse_json(lines.readline().decode().split(" ", 2)[2])
        if (values["url"], values["digest"]) == (url, digest):
            return Reference(values["id"], url, parse_date(values["date"]))
    except (OSError, IndexError, KeyError, ValueError, TypeError):
        pass
    return None
