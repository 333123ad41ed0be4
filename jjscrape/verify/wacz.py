"""A WACZ file (version 1.1.1): its layout, its manifest, and what is in it."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import zipfile
from typing import IO, TYPE_CHECKING, Any, Final

from jjscrape.archive.digest import algorithm_of
from jjscrape.archive.foreign import parse_json
from jjscrape.archive.place import Place
from jjscrape.archive.sources import SUMMARY
from jjscrape.archive.surt import surt
from jjscrape.archive.wacz import BROKEN, PACKED_FROM
from jjscrape.verify.blocks import block_faults
from jjscrape.verify.cdxj import Index
from jjscrape.verify.checks import CHECKS
from jjscrape.verify.fault import Fault, Report, fault
from jjscrape.verify.pages import page_faults
from jjscrape.verify.references import Records, count_fault, reference_faults
from jjscrape.verify.warc import Checked, Source, check_warc
from jjscrape.verify.zipped import data_start, zip_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime
    from hashlib import _Hash
    from pathlib import Path

MANIFEST, DIGEST, PAGES = "datapackage.json", "datapackage-digest.json", "pages/pages.jsonl"
_WARCS: Final = (".warc", ".warc.gz")
_INDEXES: Final = (".cdxj", ".cdx", ".cdxj.gz", ".cdx.gz")
_FOLDERS: Final[dict[str, tuple[str, ...]]] = {
    "archive": _WARCS,
    "indexes": (*_INDEXES, ".idx"),
    "pages": (".jsonl",),
}
_STORED: Final = (".gz",)
_REMEDY: Final = CHECKS["wacz-layout"].remedy
_RESOURCE: Final = {"path": str, "name": str, "hash": str, "bytes": int}
_PIECE: Final = 1024 * 1024


def check_wacz(path: Path, name: str, now: datetime) -> Report:
    """`name` is how to call the file; a file in it is called `name/its path`."""
    report = Report(checked=[name])
    try:
        with path.open("rb") as stream:
            _Package(path, stream, name, report).check(now)
    except OSError as error:
        report.faults.append(fault("unreadable", name, None, str(error)))
    return report


class _Package:
    def __init__(self, path: Path, stream: IO[bytes], name: str, report: Report) -> None:
        self._path = path
        self._stream = stream
        self._name = name
        self._report = report
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._lost: set[str] = set()
        self._hashes: dict[str, str] = {}

    def check(self, now: datetime) -> None:
        try:
            self._zip = zipfile.ZipFile(self._stream)
        except (*BROKEN, ValueError, OSError) as error:
            self._say("zip-damaged", None, f"not a ZIP file that can be read ({error})")
            return
        self._entries = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        self._report.faults += zip_faults(self._stream, self._zip, self._name)
        self._layout()
        manifest = self._manifest()
        self._resources(manifest)
        captured = self._captures(now, _homes(manifest))
        if captured is not None:
            self._pages(captured)
            main = manifest.get("mainPageUrl")
            if main and surt(str(main)) not in captured:
                self._report.faults.append(fault("datapackage", self._inner(MANIFEST), None, f"{main} is not captured"))

    def _layout(self) -> None:
        needed = {MANIFEST: MANIFEST in self._entries, DIGEST: DIGEST in self._entries, PAGES: PAGES in self._entries}
        needed["a WARC file in archive/"] = bool(self._in("archive", _WARCS))
        needed["an index in indexes/"] = bool(self._in("indexes", _FOLDERS["indexes"]))
        for what, there in needed.items():
            if not there:
                self._say("wacz-layout", None, f"there is no {what}")
        for path, info in self._entries.items():
            folder = path.partition("/")[0]
            if "/" in path and folder in _FOLDERS and path not in self._in(folder, _FOLDERS[folder]):
                self._say("wacz-layout", info.header_offset, f"{path} has no place in {folder}/")
            packed = path.endswith(_STORED) or folder == "archive"
            if packed and info.compress_type != zipfile.ZIP_STORED:
                self._say("zip-mode", info.header_offset, f"{path} is compressed again")

    def _manifest(self) -> dict[str, Any]:
        """The fields of datapackage.json; none where it can't be read."""
        if MANIFEST not in self._entries:
            return {}
        data = self._read(MANIFEST)
        inner = self._inner(MANIFEST)
        if data is None:
            return {}
        if DIGEST in self._entries and (given := self._read(DIGEST)) is not None:
            self._signed(data, given)
        try:
            manifest = parse_json(data)
            for name, kind in (("profile", str), ("wacz_version", str), ("resources", list)):
                if not isinstance(manifest[name], kind):
                    raise TypeError(f"{name} is no {kind.__name__}")  # noqa: TRY301
            for resource in manifest["resources"]:
                if not all(isinstance(resource[name], kind) for name, kind in _RESOURCE.items()):
                    raise TypeError(f"{resource['path']}: no path, name, hash or number of bytes")  # noqa: TRY301
                if _hasher(resource["hash"]) is None:
                    raise ValueError(f"{resource['path']}: no hash that is known: {resource['hash'][:40]}")  # noqa: TRY301
            paths = [resource["path"] for resource in manifest["resources"]]
        except (ValueError, KeyError, TypeError) as error:
            what = f"not the manifest of a WACZ ({type(error).__name__}: {error})"
            self._report.faults.append(fault("datapackage", inner, None, what))
            return {}
        if manifest["profile"] not in ("data-package", "wacz-package"):
            self._report.faults.append(fault("datapackage", inner, None, f"its profile is {manifest['profile']!r}"))
        for path in sorted({path for path in paths if paths.count(path) > 1}):
            self._report.faults.append(fault("datapackage", inner, None, f"{path} is a resource twice"))
        return dict(manifest)

    def _signed(self, manifest: bytes, given: bytes) -> None:
        inner = self._inner(DIGEST)
        try:
            said = parse_json(given)
            value = str(said["hash"]).partition(":")[2]
            if (hasher := _hasher(said["hash"])) is None:
                raise ValueError(f"no hash that is known: {str(said['hash'])[:40]}")  # noqa: TRY301
            hasher.update(manifest)
            right = said["path"] == MANIFEST and hasher.hexdigest() == value.lower()
        except (ValueError, KeyError, TypeError) as error:
            self._report.faults.append(fault("datapackage-digest", inner, None, f"can't be read ({error})"))
            return
        if not right:
            what = f"{said['path']} does not have the hash {said['hash']}"
            self._report.faults.append(fault("datapackage-digest", inner, None, what))

    def _resources(self, manifest: dict[str, Any]) -> None:
        listed: dict[str, dict[str, Any]] = {resource["path"]: resource for resource in manifest.get("resources", [])}
        for path, info in self._entries.items():
            resource = listed.pop(path, None)
            labelled = str(resource["hash"]).lower() if resource else "sha256:"
            found = self._digested(path, labelled)
            if found is None or path in (MANIFEST, DIGEST):
                continue
            size, digest = found
            if resource is None:
                if manifest:
                    self._say("resource-missing", info.header_offset, f"{path} is in the ZIP, but is no resource")
                continue
            if size != resource["bytes"]:
                what = f"it has {size} bytes, {MANIFEST} says {resource['bytes']}"
                self._report.faults.append(fault("resource-bytes", self._inner(path), None, what))
            algorithm = labelled.partition(":")[0]
            if f"{algorithm}:{digest}" != labelled:
                what = f"its hash is {algorithm}:{digest}, {MANIFEST} says {resource['hash']}"
                self._report.faults.append(fault("resource-hash", self._inner(path), None, what))
        for path in sorted(map(str, listed)):
            self._say("resource-missing", None, f"{path} is a resource, but is not in the ZIP")

    def _captures(self, now: datetime, homes: dict[str, str]) -> dict[str, set[str]] | None:
        """Check WARC files and indexes; the addresses that these name, None where there is no index to ask.

        `homes` says in which folder each entry lay when it was packed.
        """
        files = []
        for path in self._in("archive", _WARCS):
            source = Source(self._inner(path), path.removeprefix("archive/"), lambda path=path: self._opened(path))  # type: ignore[misc]
            self._report.checked.append(source.name)
            files.append(check_warc(source, now))
            self._report.faults += files[-1].faults
        faults, notes = reference_faults(Records(files), whole=True)
        self._report.faults += faults
        self._report.notes += sorted(notes.union(*(file.notes for file in files)))
        self._crawls(files, homes)
        captured: dict[str, set[str]] = {}
        unlisted: set[Fault] | None = None
        for path in self._in("indexes", _INDEXES):
            index = Index(self._inner(path), files, _REMEDY)
            try:
                with self._lines(path) as lines:
                    self._report.faults += index.check(lines)
            except (*BROKEN, OSError) as error:
                self._report.faults.append(fault("cdxj-line", self._inner(path), None, f"can't be read ({error})"))
                continue
            captured |= {key: captured.get(key, set()) | stamps for key, stamps in index.captured.items()}
            missing = set(index.unlisted())
            unlisted = missing if unlisted is None else unlisted & missing
        for path in self._in("indexes", (".idx",)):
            if path not in self._lost:
                with self._zip.open(path) as lines:
                    self._report.faults += block_faults(lines, self._inner(path), self._block_file, _REMEDY)
        self._report.faults += unlisted or ()
        return None if unlisted is None else captured

    def _crawls(self, files: list[Checked], homes: dict[str, str]) -> None:
        """Hold what crawls say of themselves against the WARC files that lay beside it."""
        for path in self._in("logs", (SUMMARY,)):
            held = [file for file in files if path in homes and homes.get(f"archive/{file.source.key}") == homes[path]]
            data = self._read(path) if held else None
            if data is not None and (said := count_fault(data, self._inner(path), held)):
                self._report.faults.append(said)

    def _pages(self, captured: dict[str, set[str]]) -> None:
        for path in self._in("pages", (".jsonl",)):
            if path not in self._lost:
                with self._zip.open(path) as lines:
                    self._report.faults += page_faults(lines, self._inner(path), captured)

    def _block_file(self, name: str) -> bytes | None:
        path = f"indexes/{name}"
        return self._read(path) if path in self._entries else None

    def _in(self, folder: str, suffixes: tuple[str, ...]) -> list[str]:
        return sorted(p for p in self._entries if p.startswith(f"{folder}/") and p.lower().endswith(suffixes))

    def _digested(self, path: str, labelled: str) -> tuple[int, str] | None:
        """An entry's length and hash, of the kind that a label names; None where it can't be read."""
        hasher, size = _hasher(labelled) or hashlib.sha256(), 0
        try:
            with self._zip.open(path) as entry:
                while piece := entry.read(_PIECE):
                    hasher.update(piece)
                    size += len(piece)
        except (*BROKEN, OSError) as error:
            self._lost.add(path)
            self._say("zip-damaged", self._entries[path].header_offset, f"{path}: {error}")
            return None
        return size, hasher.hexdigest()

    def _read(self, path: str) -> bytes | None:
        with contextlib.suppress(*BROKEN, OSError):  # said when all entries are read
            return self._zip.read(path)
        return None

    def _opened(self, path: str) -> AbstractContextManager[IO[bytes]]:
        """Where they lie: read through the ZIP, a damaged entry would end before its damaged record is found."""
        info = self._entries[path]
        if info.compress_type != zipfile.ZIP_STORED:
            return self._zip.open(path)
        return Place(self._path, data_start(self._stream, info), info.compress_size).open()

    @contextlib.contextmanager
    def _lines(self, path: str) -> Iterator[IO[bytes]]:
        with self._zip.open(path) as entry:
            if path.endswith(".gz"):
                with gzip.GzipFile(fileobj=entry) as lines:
                    yield lines  # type: ignore[misc]  # it reads lines as any stream does
            else:
                yield entry

    def _inner(self, path: str) -> str:
        return f"{self._name}/{path}"

    def _say(self, name: str, offset: int | None, what: str) -> None:
        self._report.faults.append(fault(name, self._name, offset, what))


def _hasher(labelled: object) -> _Hash | None:
    algorithm = algorithm_of(str(labelled))
    return hashlib.new(algorithm, usedforsecurity=False) if algorithm else None


def _homes(manifest: dict[str, Any]) -> dict[str, str]:
    told = ((resource["path"], resource.get(PACKED_FROM)) for resource in manifest.get("resources", []))
    return {path: home.rpartition("/")[0] for path, home in told if isinstance(home, str)}
