"""Reading WACZ files: which WARC files one holds, and where their bytes lie in it (WACZ 1.1.1)."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jjscrape.archive.byte_range import ByteRange
from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.foreign import parse_json

if TYPE_CHECKING:
    from pathlib import Path

DATAPACKAGE: Final = "datapackage.json"
PACKED_FROM: Final = "packed_from"
"""A property of ours in a resource: its path in the archive that was packed."""
LOGS: Final = "logs/"
"""Where what crawls tell of themselves lies, as py-wacz puts it; WACZ 1.1.1 allows other folders than its own three."""

BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, OverflowError),
    struct.error,
)
"""What reading a damaged ZIP file or entry raises, beside ValueError and OSError."""

MULTI: Final = "multi-wacz-package"
"""The profile of a WACZ that holds others."""
_WARC = re.compile(r"archive/.+\.w?arc(\.gz|\.zst)?", re.IGNORECASE)
_WACZ = re.compile(r".+\.wacz", re.IGNORECASE)
_DEEPEST = 3
_SAFE_PATH = re.compile(r"(?!.*(^|/)\.)[\w .~+@=,-]+(/[\w .~+@=,-]+)*")
_LOCAL_HEADER = 30
_LARGEST_DATAPACKAGE = 64 * 1024 * 1024


class Entry(NamedTuple):
    """A file in a WACZ. `name` is its path there; `sha256` is as the data package lists it, in hexadecimal."""

    name: str
    byte_range: ByteRange
    packed_from: str | None = None
    sha256: str | None = None


def warc_entries(path: Path, byte_range: ByteRange | None = None, depth: int = 0) -> list[Entry]:
    """The WARC files in a WACZ, in the order of their names; those of WACZ files in it too.

    `byte_range` is where in a file it lies, if it is no file itself. What comes from a WACZ within has that one's name
    before its own.

    Raises:
        ArchiveError: the file is no ZIP file, or a WARC file in it is compressed once more.
    """
    entries = []
    for info, resource in _listed(path, byte_range):
        inner = depth < _DEEPEST and _WACZ.fullmatch(info.filename) is not None
        if not inner and not _WARC.fullmatch(info.filename):
            continue
        if not _stored(info):
            raise ArchiveError(
                f"{path}: {info.filename} is compressed or encrypted in the ZIP, where the format wants it stored; "
                "unpack it and name the folder"
            )
        entry = _entry(path, byte_range, info, resource)
        if inner:
            entries += [
                inner_entry._replace(name=f"{info.filename}/{inner_entry.name}", packed_from=None)
                for inner_entry in warc_entries(path, entry.byte_range, depth + 1)
            ]
        else:
            entries.append(entry)
    return entries


def log_entries(path: Path) -> list[Entry]:
    """What lay beside the WARC files when we packed them (run.json, crawl.log), in the order of the names.

    Raises:
        ArchiveError: the file is no ZIP file.
    """
    logs = [pair for pair in _listed(path, None) if pair[0].filename.startswith(LOGS) and _stored(pair[0])]
    return [entry for info, resource in logs if (entry := _entry(path, None, info, resource)).packed_from]


def _listed(path: Path, byte_range: ByteRange | None) -> list[tuple[zipfile.ZipInfo, dict[str, Any]]]:
    try:
        with (byte_range or ByteRange(path)).open() as stream, zipfile.ZipFile(stream) as archive:
            resources = _resources(archive, path)
            infos = sorted(archive.infolist(), key=lambda info: info.filename)
            return [(info, resources.get(info.filename, {})) for info in infos]
    except (*BROKEN, ValueError, OSError) as error:
        raise ArchiveError(f"{path}: not a WACZ file that can be read ({error})") from error


def _stored(info: zipfile.ZipInfo) -> bool:
    return info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1


def _entry(path: Path, outer: ByteRange | None, info: zipfile.ZipInfo, resource: dict[str, Any]) -> Entry:
    algorithm, _, value = str(resource.get("hash", "")).partition(":")
    packed_from = resource.get(PACKED_FROM)
    return Entry(
        info.filename,
        ByteRange(path, _data_start(outer or ByteRange(path), info), info.file_size),
        packed_from if isinstance(packed_from, str) and _SAFE_PATH.fullmatch(packed_from) else None,
        value if algorithm == "sha256" else None,
    )


def _data_start(outer: ByteRange, info: zipfile.ZipInfo) -> int:
    """Past the entry's local header, whose name and extra field may differ in length from the directory's."""
    try:
        with outer.open() as stream:
            stream.seek(info.header_offset)
            name, extra = struct.unpack("<26xHH", stream.read(_LOCAL_HEADER))
    except (OSError, struct.error) as error:
        raise ArchiveError(f"{outer.path}: not a WACZ file that can be read ({error})") from error
    return outer.begin + info.header_offset + _LOCAL_HEADER + int(name) + int(extra)


def _resources(archive: zipfile.ZipFile, path: Path) -> dict[str, dict[str, Any]]:
    """What the data package says of each path. One that is missing or damaged says nothing: the WARC files count."""
    try:
        if archive.getinfo(DATAPACKAGE).file_size > _LARGEST_DATAPACKAGE:
            raise ArchiveError(f"{path}: its {DATAPACKAGE} is too large to be one")
        package = parse_json(archive.read(DATAPACKAGE))
    except (*BROKEN, KeyError, ValueError, OSError):
        return {}
    resources = package.get("resources") if isinstance(package, dict) else None
    objects = [of_now(r) for r in resources if isinstance(r, dict)] if isinstance(resources, list) else []
    return {r["path"]: r for r in objects if isinstance(r.get("path"), str)}


def of_now(resource: dict[str, Any]) -> dict[str, Any]:
    """A resource as later versions of WACZ write it; early ones have its hash and length apart, under `stats`."""
    stats = resource.get("stats")
    if "hash" in resource or not isinstance(stats, dict) or not {"hash", "bytes"} <= stats.keys():
        return resource
    told = f"{resource.get('hashing') or 'sha256'}:{stats['hash']}"
    return {"name": resource.get("path"), **resource, "hash": told, "bytes": stats["bytes"]}
