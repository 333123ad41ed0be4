"""A WACZ file (version 1.1.1): its layout, its manifest, and what is in it."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import zipfile
from typing import IO, TYPE_CHECKING, Any, Final

from jjscrape.archive.byte_range import ByteRange
from jjscrape.archive.digest import algorithm_of
from jjscrape.archive.foreign import parse_json
from jjscrape.archive.sources import SUMMARY
from jjscrape.archive.surt import surt
from jjscrape.archive.wacz_reader import BROKEN, MULTI, PACKED_FROM, of_now
from jjscrape.verify.blocks import block_faults
from jjscrape.verify.cdxj import Index
from jjscrape.verify.checks import CHECKS
from jjscrape.verify.fault import Fault, Report, fault
from jjscrape.verify.habits import note
from jjscrape.verify.pages import page_faults
from jjscrape.verify.references import Records, count_fault, reference_faults
from jjscrape.verify.signature import signature_of
from jjscrape.verify.warc import Checked, Source, check_warc
from jjscrape.verify.zipped import data_start, zip_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime
    from hashlib import _Hash
    from pathlib import Path

MANIFEST, DIGEST, PAGES = "datapackage.json", "datapackage-digest.json", "pages/pages.jsonl"
_WARCS: Final = (".warc", ".warc.gz", ".warc.zst")
_WACZ: Final = (".wacz",)
_DEEPEST: Final = 3
_LARGEST: Final = 64 * 1024 * 1024
_INDEXES: Final = (".cdxj", ".cdx", ".cdxj.gz", ".cdx.gz")
_FOLDERS: Final[dict[str, tuple[str, ...]]] = {
    "archive": _WARCS,
    "indexes": (*_INDEXES, ".idx"),
    "pages": (".jsonl",),
}
_THOROUGH: Final = ("jjscrape ", "py-wacz ")
_PROFILES: Final = ("data-package", "wacz-package")
_STORED: Final = (".gz", ".zst", ".wacz")
_REMEDY: Final = CHECKS["wacz-layout"].remedy
_RESOURCE: Final = {"path": str, "hash": str, "bytes": int}
_PIECE: Final = 1024 * 1024


def check_wacz(path: Path, name: str, now: datetime) -> Report:
    """`name` is how to call the file; a file in it is called `name/its path`."""
    report = Report()
    with contextlib.ExitStack() as opened:
        if (package := _opened_package(ByteRange(path), name, report, opened, 0)) is not None:
            package.read(now, opened)
            package.conclude(list(package.all()))
    return report


def _opened_package(
    place: ByteRange, name: str, report: Report, opened: contextlib.ExitStack, depth: int
) -> _Package | None:
    """`place` is where it lies, `depth` how many others it is in."""
    report.checked.append(name)
    try:
        return _Package(place, opened.enter_context(place.open()), name, report, depth)
    except OSError as error:
        report.faults.append(fault("unreadable", name, None, str(error)))
        return None


class _Package:
    """`within` are the WACZ files in it, `files` its own WARC files; `captured` what its indexes name, if it has any.

    Readers open a WACZ of others as one archive: what one of these refers to may lie in another.
    """

    def __init__(self, place: ByteRange, stream: IO[bytes], name: str, report: Report, depth: int) -> None:
        self._place = place
        self._depth = depth
        self._stream = stream
        self._name = name
        self._report = report
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._lost: set[str] = set()
        self._hashes: dict[str, str] = {}
        self._main = ""
        self.within: list[_Package] = []
        self.files: list[Checked] = []
        self.captured: dict[str, set[str]] | None = None

    def all(self) -> Iterator[_Package]:
        """This one and all that are in it."""
        yield self
        for package in self.within:
            yield from package.all()

    def read(self, now: datetime, opened: contextlib.ExitStack) -> None:
        """Check everything but what may lie in another WACZ of the same file."""
        try:
            self._read_package(now, opened)
        except OSError as error:
            self._report.faults.append(fault("unreadable", self._name, None, str(error)))

    def _read_package(self, now: datetime, opened: contextlib.ExitStack) -> None:
        try:
            self._zip = zipfile.ZipFile(self._stream)
        except (*BROKEN, ValueError, OSError) as error:
            self._say("zip-damaged", None, f"not a ZIP file that can be read ({error})")
            return
        self._entries = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        self._report.faults += zip_faults(self._stream, self._zip, self._name)
        inside = [path for path in self._entries if path.lower().endswith(_WACZ)] if self._depth < _DEEPEST else []
        manifest = self._manifest(multi=bool(inside))
        if not (inside and manifest.get("profile") == MULTI):
            self._layout()
        self._resources(manifest)
        for path in inside:
            self._inside(path, now, opened)
        if inside and not self._in("archive", _WARCS):
            return
        self._captures(now, _homes(manifest))
        self._main = str(manifest.get("mainPageUrl") or "")

    def conclude(self, packages: list[_Package]) -> None:
        """Check what refers to other records, of all the WACZ files in one."""
        captured: dict[str, set[str]] = {}
        for package in packages:
            for key, stamps in (package.captured or {}).items():
                captured[key] = captured.get(key, set()) | stamps
        together = None
        if len(packages) > 1:
            together = {*reference_faults(Records(f for p in packages for f in p.files), whole=True)[0]}
        for package in packages:
            package.settle(captured, together)

    def settle(self, captured: dict[str, set[str]], together: set[Fault] | None) -> None:
        """What is missing in one may be in another: `together` are the faults among all files, where there are more."""
        faults, notes = reference_faults(Records(self.files), whole=True)
        self._report.faults += [found for found in faults if together is None or found in together]
        found = sorted(notes.union(*(file.notes for file in self.files)))
        self._report.notes += [f"{said}: {self._name}" for said in found]
        if self.captured is not None:
            self._pages(captured)
            if self._main and surt(self._main) not in captured:
                what = f"{self._main} is not captured"
                self._report.faults.append(fault("datapackage", self._inner(MANIFEST), None, what))

    def _inside(self, path: str, now: datetime, opened: contextlib.ExitStack) -> None:
        """A WACZ in this one."""
        info = self._entries[path]
        if info.compress_type != zipfile.ZIP_STORED:
            self._say("zip-mode", info.header_offset, f"{path} is compressed again, and was not looked into")
        elif path not in self._lost:
            begin = self._place.begin + data_start(self._stream, info)
            place = ByteRange(self._place.path, begin, info.compress_size)
            package = _opened_package(place, self._inner(path), self._report, opened, self._depth + 1)
            if package is not None:
                self.within.append(package)
                package.read(now, opened)

    def _layout(self) -> None:
        needed = {MANIFEST: MANIFEST in self._entries, PAGES: PAGES in self._entries}
        needed["WARC file in archive/"] = bool(self._in("archive", _WARCS))
        needed["index in indexes/"] = bool(self._in("indexes", _FOLDERS["indexes"]))
        for what, present in needed.items():
            if not present:
                self._say("wacz-layout", None, f"there is no {what}")
        for path, info in self._entries.items():
            folder = path.partition("/")[0]
            if "/" in path and folder in _FOLDERS and path not in self._in(folder, _FOLDERS[folder]):
                self._say("wacz-layout", info.header_offset, f"{path} has no place in {folder}/")
            packed = path.endswith(_STORED) or folder == "archive"
            if packed and info.compress_type != zipfile.ZIP_STORED:
                self._say("zip-mode", info.header_offset, f"{path} is compressed again")

    def _manifest(self, *, multi: bool) -> dict[str, Any]:
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
            for name, kind in (("resources", list), ("profile", str), ("wacz_version", str)):
                if name not in manifest and name != "resources" and not _thorough(manifest):
                    if not (multi and name == "wacz_version"):
                        self._note("wacz-profile")
                elif not isinstance(manifest[name], kind):
                    raise TypeError(f"{name} is no {kind.__name__}")  # noqa: TRY301
            manifest["resources"] = [of_now(r) if isinstance(r, dict) else r for r in manifest["resources"]]
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
        if manifest.get("profile", _PROFILES[0]) not in (*_PROFILES, *((MULTI,) if multi else ())):
            self._report.faults.append(fault("datapackage", inner, None, f"its profile is {manifest['profile']!r}"))
        for path in sorted({path for path in paths if paths.count(path) > 1}):
            self._report.faults.append(fault("datapackage", inner, None, f"{path} is a resource twice"))
        if DIGEST not in self._entries and _thorough(manifest):
            self._say("wacz-layout", None, f"there is no {DIGEST}")
        elif DIGEST not in self._entries and not multi:
            self._note("wacz-digest")
        return dict(manifest)

    def _signed(self, manifest: bytes, given: bytes) -> None:
        inner = self._inner(DIGEST)
        try:
            signature = parse_json(given)
            value = str(signature["hash"]).partition(":")[2]
            if (hasher := _hasher(signature["hash"])) is None:
                raise ValueError(f"no hash that is known: {str(signature['hash'])[:40]}")  # noqa: TRY301
            hasher.update(manifest)
            right = signature["path"] == MANIFEST and hasher.hexdigest() == value.lower()
        except (ValueError, KeyError, TypeError) as error:
            self._report.faults.append(fault("datapackage-digest", inner, None, f"can't be read ({error})"))
            return
        if "signedData" in signature:
            signed = signature_of(signature)
            if signed.wrong is not None:
                self._report.faults.append(fault("signature", inner, None, signed.wrong))
            else:
                self._note(signed.habit, signed.detail)
        if not right:
            what = f"{signature['path']} does not have the hash {signature['hash']}"
            self._report.faults.append(fault("datapackage-digest", inner, None, what))

    def _resources(self, manifest: dict[str, Any]) -> None:
        listed: dict[str, dict[str, Any]] = {resource["path"]: resource for resource in manifest.get("resources", [])}
        for path, info in self._entries.items():
            resource = listed.pop(path, None)
            labelled = str(resource["hash"]).lower() if resource else "sha256:"
            measured = self._digested(path, labelled)
            if measured is None or path in (MANIFEST, DIGEST):
                continue
            size, digest = measured
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

    def _captures(self, now: datetime, homes: dict[str, str]) -> None:
        """Check WARC files and indexes. `homes` says in which folder each entry lay when it was packed."""
        files = self.files
        for path in self._in("archive", _WARCS):
            source = Source(self._inner(path), path.removeprefix("archive/"), lambda path=path: self._opened(path))  # type: ignore[misc]
            self._report.checked.append(source.name)
            files.append(check_warc(source, now))
            self._report.faults += files[-1].faults
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
            self._report.notes += [f"{text}: {self._inner(path)}" for text in sorted(index.notes)]
            captured |= {key: captured.get(key, set()) | stamps for key, stamps in index.captured.items()}
            missing = set(index.unlisted())
            unlisted = missing if unlisted is None else unlisted & missing
        for path in self._in("indexes", (".idx",)):
            if path not in self._lost:
                with self._zip.open(path) as lines:
                    self._report.faults += block_faults(lines, self._inner(path), self._block_file, _REMEDY)
        self._report.faults += unlisted or ()
        self.captured = None if unlisted is None else captured

    def _crawls(self, files: list[Checked], homes: dict[str, str]) -> None:
        """Hold what crawls say of themselves against the WARC files that lay beside it."""
        for path in self._in("logs", (SUMMARY,)):
            held = [file for file in files if path in homes and homes.get(f"archive/{file.source.key}") == homes[path]]
            data = self._read(path) if held else None
            if data is not None and (defect := count_fault(data, self._inner(path), held)):
                self._report.faults.append(defect)

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
            with self._zip.open(path) as entry:
                data = entry.read(_LARGEST + 1)
            return data if len(data) <= _LARGEST else None
        return None

    def _opened(self, path: str) -> AbstractContextManager[IO[bytes]]:
        """Where they lie: read through the ZIP, a damaged entry would end before its damaged record is found."""
        info = self._entries[path]
        if info.compress_type != zipfile.ZIP_STORED:
            return self._zip.open(path)
        return ByteRange(
            self._place.path, self._place.begin + data_start(self._stream, info), info.compress_size
        ).open()

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

    def _note(self, name: str, detail: str = "") -> None:
        text = f"{note(name)}{f' ({detail})' if detail else ''}: {self._name}"
        if text not in self._report.notes:
            self._report.notes.append(text)

    def _say(self, name: str, offset: int | None, what: str) -> None:
        self._report.faults.append(fault(name, self._name, offset, what))


def _thorough(manifest: dict[str, Any]) -> bool:
    """Whether a program made it that leaves nothing out: what is missing was lost."""
    return str(manifest.get("software", "")).startswith(_THOROUGH)


def _hasher(labelled: object) -> _Hash | None:
    algorithm = algorithm_of(str(labelled))
    return hashlib.new(algorithm, usedforsecurity=False) if algorithm else None


def _homes(manifest: dict[str, Any]) -> dict[str, str]:
    stored_at = ((resource["path"], resource.get(PACKED_FROM)) for resource in manifest.get("resources", []))
    return {path: home.rpartition("/")[0] for path, home in stored_at if isinstance(home, str)}
