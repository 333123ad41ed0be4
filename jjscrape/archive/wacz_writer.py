"""Packing an archive as one WACZ file (WACZ 1.1.1): WARC files, pages, index, data package, digest.

https://specs.webrecorder.net/wacz/1.1.1/ is the specification; the index is in the compressed form of its example,
with the list of blocks beside it that lets a browser fetch parts of a large one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.index import only_confirms
from jjscrape.archive.index_line import index_line
from jjscrape.archive.record_format import member
from jjscrape.archive.sorting import sorted_lines
from jjscrape.archive.sources import SUMMARY
from jjscrape.archive.wacz_reader import DATAPACKAGE, LOGS, PACKED_FROM
from jjscrape.archive.zip_writer import Zipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from typing import IO

    from jjscrape.archive.reader import Archive
    from jjscrape.archive.sources import WarcFile
    from jjscrape.archive.wacz_reader import Entry

VERSION: Final = "1.1.1"
DIGEST: Final = "datapackage-digest.json"
PAGES: Final = "pages/pages.jsonl"
INDEX, BLOCKS = "indexes/index.cdx.gz", "indexes/index.idx"
BLOCK_LINES: Final = 1024
LOGGED: Final = (SUMMARY, "crawl.log")
"""What a crawl tells of itself, beside its WARC files: the first is what gives its silence a meaning."""
_UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page for readers to begin at. `captured_at` is the capture's, in UTC, to which the index leads."""

    id: str
    url: str
    captured_at: datetime
    title: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the data package says of the archive. `software` is name and version; `main_page` a URL in the archive."""

    title: str
    description: str
    software: str
    main_page: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was packed. `left_out` names files that a WACZ can't hold: those still being written, and ARC files."""

    files: int
    captures: int
    pages: int
    left_out: tuple[str, ...]


def write_wacz(stream: IO[bytes], archive: Archive, pages: Iterable[Page], about: About) -> Contents:
    """Pack an archive into a stream that can be sought in. No clock is read: its date is that of the newest capture.

    The same WARC files, pages and description give the same bytes, wherever they lie. What is held in memory does not
    grow with the archive, but for one line a file.

    Raises:
        ArchiveError: there is nothing to pack.
        OSError: a file can't be read, or the stream not be written.
    """
    files = [file for file in archive.files if _fits(file)]
    left_out = tuple(file.name for file in archive.files if not _fits(file))
    if not files:
        raise ArchiveError("there is no finished WARC file to pack")
    logs = _logs(files)
    names = _flat_names([*(file.name for file in files), *logs])
    zipped = Zipped(stream)
    for file in files:
        with file.byte_range.open() as source:
            zipped.copy(f"archive/{names[file.name]}", source)
    newest = _Newest()
    _write_index(zipped, sorted_lines(newest.seen(_index_lines(archive, names))))
    main, listed = _write_pages(zipped, pages, about.main_page)
    for name, entry in logs.items():
        with entry.byte_range.open() as source:
            zipped.copy(f"{LOGS}{names[name]}", source)
    packed_from = {f"{LOGS if name in logs else 'archive/'}{flat}": name for name, flat in names.items()}
    package = _package(zipped, packed_from, about, newest.moment, main)
    data = _json(package)
    zipped.add(DATAPACKAGE, data)
    zipped.add(DIGEST, _json({"path": DATAPACKAGE, "hash": f"sha256:{zipped.entries[-1].sha256}"}))
    zipped.close()
    return Contents(files=len(files), captures=newest.count, pages=listed, left_out=left_out)


def _fits(file: WarcFile) -> bool:
    return file.name.lower().endswith((".warc", ".warc.gz"))


def _logs(files: Iterable[WarcFile]) -> dict[str, Entry]:
    """What crawls tell of themselves, by its path in the archive."""
    folders = {file.name.rpartition("/")[0]: file for file in reversed(list(files))}
    logs = {}
    for folder, file in sorted(folders.items()):
        for name in LOGGED:
            if entry := file.beside(name):
                logs[f"{folder}/{name}" if folder else name] = entry
    return logs


def _flat_names(paths: Iterable[str]) -> dict[str, str]:
    """A name for each path in a folder without folders: the format allows no other for WARC files.

    py-wacz wants the same of any folder.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in paths:
        flat = _UNSAFE.sub("-", path)
        while flat.lower() in taken:  # file systems and data packages may not tell cases apart
            flat = f"_{flat}"
        taken.add(flat.lower())
        names[path] = flat
    return names


class _Newest:
    """Counts index lines that pass, and keeps the newest of their dates."""

    def __init__(self) -> None:
        self.count = 0
        self.moment: datetime | None = None

    def seen(self, lines: Iterable[tuple[datetime, bytes]]) -> Iterator[bytes]:
        for moment, line in lines:
            self.count += 1
            self.moment = max(moment, self.moment or moment)
            yield line


def _index_lines(archive: Archive, names: dict[str, str]) -> Iterator[tuple[datetime, bytes]]:
    for capture, length in archive.placed_captures():
        if flat := names.get(capture.warc_file):
            line = index_line(replace(capture, warc_file=flat), length)
            if only_confirms(line):
                continue
            yield capture.captured_at, line.encode("ascii", "backslashreplace")


def _write_index(zipped: Zipped, lines: Iterator[bytes]) -> None:
    blocks = [b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}']
    with zipped.entry(INDEX) as index:
        while block := list(islice(lines, BLOCK_LINES)):
            data = member(b"".join(line + b"\n" for line in block))
            key, stamp, _ = block[0].split(b" ", 2)
            where = json.dumps({"offset": index.size, "length": len(data), "filename": "index.cdx.gz"})
            blocks.append(b"%s %s %s" % (key, stamp, where.encode()))
            index.write(data)
    zipped.add(BLOCKS, b"".join(line + b"\n" for line in blocks))


def _write_pages(zipped: Zipped, pages: Iterable[Page], main_page: str | None) -> tuple[Page | None, int]:
    """The main page, the first one listed where none is named, and how many there are."""
    main, count = None, 0
    with zipped.entry(PAGES) as entry:
        entry.write(_line({"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}))
        for page in pages:
            count += 1
            if main is None or page.url == main_page:
                main = replace(page, text=None)
            row = {
                "id": page.id,
                "url": page.url,
                "ts": _date(page.captured_at),
                "title": page.title,
                "text": page.text,
            }
            entry.write(_line({key: value for key, value in row.items() if value is not None}))
    return main, count


def _package(
    zipped: Zipped, packed_from: dict[str, str], about: About, newest: datetime | None, main: Page | None
) -> dict[str, Any]:
    resources = []
    for entry in zipped.entries:
        resource = {
            "name": _resource_name(entry.path),
            "path": entry.path,
            "hash": f"sha256:{entry.sha256}",
            "bytes": entry.size,
        }
        if entry.path in packed_from:
            resource[PACKED_FROM] = packed_from[entry.path]
        resources.append(resource)
    package = {
        "profile": "data-package",
        "wacz_version": VERSION,
        "title": about.title,
        "description": about.description,
        "created": _date(newest) if newest else None,
        "modified": _date(newest) if newest else None,
        "software": about.software,
        "mainPageUrl": main.url if main else None,
        "mainPageDate": _date(main.captured_at) if main else None,
        "resources": resources,
    }
    return {key: value for key, value in package.items() if value is not None}


def _resource_name(path: str) -> str:
    """Frictionless wants names of lower-case letters, digits, `.`, `_` and `-`, each once."""
    return path.rpartition("/")[2].lower()


def _date(moment: datetime) -> str:
    """To the second, as the index has it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _line(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode("utf-8", "replace")
