"""Where published datasets lie: a folder of this machine, or any address that fsspec knows (s3://, https://, memory://).

Paths in a storage are relative, with `/`. A file is read and written as a whole: no reader sees half of one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from jjscrape import files
from jjscrape.datafolder import DATASETS
from jjscrape.release.store import checksums
from jjscrape.release.store.placing import PACKAGE, described_version, elsewhere, is_version, local, lone_catalog
from jjscrape.release.store.serving import cache_control, content_type
from jjscrape.release.store.versions import CATALOG, catalog_text

if TYPE_CHECKING:
    from pathlib import Path


class Storage(Protocol):
    name: str

    def read(self, path: str) -> bytes:
        """Return a file's bytes.

        Raises:
            FileNotFoundError: there is no such file.
            OSError: the storage can't be read; the message names the address.
        """

    def on_disk(self, path: str) -> Path | None:
        """Return where a file of this machine lies, for who reads parts of it; None if it is not there."""

    def sizes(self, folder: str) -> dict[str, int]:
        """Return the files of a folder with their sizes in bytes; none where there is no such folder."""

    def write(self, path: str, data: bytes) -> None:
        """Put a file there, in one step, whether or not there was one.

        Raises:
            OSError: the storage can't be written; the message names the address.
        """


class Folder:
    """A folder of this machine."""

    def __init__(self, root: Path) -> None:
        self.root, self.name = root, str(root)

    def read(self, path: str) -> bytes:
        return files.ordinary(self._at(path)).read_bytes()

    def on_disk(self, path: str) -> Path | None:
        return found if (found := self._at(path)).is_file() else None

    def sizes(self, folder: str) -> dict[str, int]:
        directory = self._at(folder)
        if not directory.is_dir():
            return {}
        return {
            p.name: p.stat().st_size for p in directory.iterdir() if p.is_file() and not p.name.endswith(files.ASIDE)
        }

    def write(self, path: str, data: bytes) -> None:
        files.write_bytes(self._at(path), data)

    def _at(self, path: str) -> Path:
        return self.root / path


class DatasetsAlone(Folder):
    """A folder with a catalog and versions, named without the data folder that it may lie in."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder.parent)
        self.folder, self.name = folder, str(folder)

    def _at(self, path: str) -> Path:
        return self.folder / path.removeprefix(f"{DATASETS}/")


class VersionAlone(Folder):
    """One version's folder, read as if it were the only version of a data folder. It takes nothing: it is finished."""

    def __init__(self, folder: Path) -> None:
        # Where it lies among others, the archive is beside those.
        super().__init__(folder.resolve().parent.parent)
        self.folder, self.name = folder, str(folder)

    def read(self, path: str) -> bytes:
        return lone_catalog(self.folder) if path == f"{DATASETS}/{CATALOG}" else super().read(path)

    def write(self, path: str, data: bytes) -> None:
        raise OSError(f"{self.folder} is a version, which never changes; {path} ({len(data)} bytes) can't go there")

    def _at(self, path: str) -> Path:
        return self.folder / path.removeprefix(f"{DATASETS}/").partition("/")[2]


class Remote:
    """A folder at an address that fsspec knows."""

    def __init__(self, address: str) -> None:
        self.name = address.rstrip("/")
        self._fs, self._root = _file_system(self.name)

    def read(self, path: str) -> bytes:
        try:
            content: bytes = self._fs.cat_file(self._at(path))
        except FileNotFoundError:
            raise
        except Exception as error:  # each kind of storage has errors of its own
            raise self._failure(path, error) from error
        return content

    def on_disk(self, path: str) -> Path | None:
        """None: a file elsewhere is read as a whole."""

    def holds(self, path: str) -> bool:
        """Whether a file is there. What goes wrong in asking is said when the file is read."""
        try:
            self.read(path)
        except OSError:
            return False
        return True

    def sizes(self, folder: str) -> dict[str, int]:
        try:
            entries = self._fs.ls(self._at(folder), detail=True)
        except FileNotFoundError:
            return {}
        except Exception as error:
            raise self._failure(folder, error) from error
        return {str(e["name"]).rpartition("/")[2]: int(e["size"]) for e in entries if e["type"] == "file"}

    def write(self, path: str, data: bytes) -> None:
        try:
            self._fs.pipe_file(self._at(path), data, **self._headers(path))
        except Exception as error:
            raise self._failure(path, error) from error

    def _headers(self, path: str) -> dict[str, Any]:
        """What an object store is told to serve a file with, in its library's words; other storages have none."""
        names = self._fs.protocol
        protocols = {names} if isinstance(names, str) else set(names)
        kind, kept = content_type(path), cache_control(path)
        if "s3" in protocols:
            return {"ContentType": kind, "CacheControl": kept}
        if "gs" in protocols:
            return {"content_type": kind, "fixed_key_metadata": {"cache_control": kept}}
        if "abfs" in protocols:
            return {"content_settings": {"content_type": kind, "cache_control": kept}}
        return {}

    def place(self, path: str) -> str:
        """Return a file's address."""
        return f"{self.name}/{self._below(path)}"

    def _at(self, path: str) -> str:
        return f"{self._root}/{self._below(path)}"

    def _below(self, path: str) -> str:
        return path

    def _failure(self, path: str, error: Exception) -> OSError:
        return OSError(f"{self.place(path)}: {type(error).__name__}: {error}")


class RemoteDatasets(Remote):
    """A folder with a catalog and versions, at an address that does not name the data folder around it."""

    def _below(self, path: str) -> str:
        return path.removeprefix(f"{DATASETS}/")


class RemoteVersion(Remote):
    """One version at an address of its own, read as if it were the only one. It takes nothing: it is finished."""

    def read(self, path: str) -> bytes:
        if path != f"{DATASETS}/{CATALOG}":
            return super().read(path)
        package = super().read(f"{DATASETS}/-/{PACKAGE}")
        try:
            sums = super().read(f"{DATASETS}/-/{checksums.NAME}")
        except FileNotFoundError:
            sums = None
        version = described_version(package, sums, f"{self.name}/{PACKAGE}")
        return catalog_text([version]).encode("utf-8")

    def write(self, path: str, data: bytes) -> None:
        raise OSError(f"{self.name} is a version, which never changes; {path} ({len(data)} bytes) can't go there")

    def _below(self, path: str) -> str:
        return path.removeprefix(f"{DATASETS}/").partition("/")[2]


def remote_at(address: str) -> Remote:
    """Return what lies at an address elsewhere: a data folder, its datasets or one version; a data folder if nothing.

    What is there is tried, for not every storage can list its files.
    """
    here = Remote(address)
    for path, kind in ((f"{DATASETS}/{CATALOG}", Remote), (CATALOG, RemoteDatasets), (PACKAGE, RemoteVersion)):
        if here.holds(path):
            return kind(address)
    return here


def storage_at(data: str | Path) -> Storage:
    """Return the storage at a data folder, its folder of datasets or one version, by path or by address.

    Raises:
        ImportError: what reads such an address is not installed.
        LookupError: no such kind of address is known.
    """
    if isinstance(data, str) and elsewhere(data):
        return remote_at(data)
    folder = local(data)
    if (folder / DATASETS).is_dir():
        return Folder(folder)
    if is_version(folder):
        return VersionAlone(folder)
    return DatasetsAlone(folder) if (folder / CATALOG).is_file() else Folder(folder)


def _file_system(address: str) -> tuple[Any, str]:
    try:
        # A listing that was kept would hide what was published since.
        fs, root = import_module("fsspec.core").url_to_fs(address, use_listings_cache=False)
    except ImportError as error:
        raise ImportError(f"{address}: can't be read as it is ({error}); pip install 'jjscrape[remote]'") from error
    except ValueError as error:
        raise LookupError(f"{address}: {error}") from error
    return fs, str(root).rstrip("/")
