"""A version of the dataset broken, or its catalog."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING

from mutation.index import lines_are
from mutation.members import files_swapped
from mutation.mutant import CATALOG, Mutant, edited, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def in_release(sound: Path) -> Iterator[Mutant]:
    version = next((sound / "datasets").glob("2*")).name
    folder_of = f"datasets/{version}"
    sums, csv = f"{folder_of}/SHA256SUMS", f"{folder_of}/articles.csv"

    def release(family: str, what: str, make: Callable[[Path], None], file: str = sums) -> Mutant:
        return Mutant(f"{family} in the release: {what}", family, "release", file, make)

    for name in ("articles.csv", "articles.parquet", "README.md", "SHA256SUMS", "datapackage.json"):
        yield release("drop", name, lambda folder, name=name: (folder / folder_of / name).unlink(), name)
    yield release("drop", "a line of SHA256SUMS", edited(sums, lines_are(lambda found: found[1:])))
    yield release("drop", "the version's folder", lambda folder: shutil.rmtree(folder / folder_of))
    yield release("drop", "the link to the newest version", lambda folder: (folder / "datasets/latest").unlink())
    yield release("duplicate", "a line of SHA256SUMS", edited(sums, lines_are(lambda found: [*found, found[0]])))
    yield release("duplicate", "a file", lambda folder: shutil.copyfile(folder / csv, folder / folder_of / "more.csv"))
    yield release("duplicate", "the version's folder",
                  lambda folder: shutil.copytree(folder / folder_of, folder / "datasets/2021.12.09"))  # fmt: skip
    yield release("swap", "two files", files_swapped(csv, f"{folder_of}/pages.csv"))
    yield release("swap", "two digests in SHA256SUMS", edited(sums, _digests_swapped))
    yield release("lie", "a digest in SHA256SUMS", edited(sums, lambda data: b"0" * 64 + data[64:]))
    yield release("lie", "a cell of a CSV file, with sums to match", _resummed(csv, b"Braai", b"Brava", folder_of))
    yield release("lie", "a cell of a CSV file, with sums and catalog to match",
                  _resummed(csv, b"Braai", b"Brava", folder_of, catalog=True))  # fmt: skip
    yield release("drop", "a row of a CSV file, with sums and catalog to match",
                  _resummed(csv, None, b"", folder_of, catalog=True))  # fmt: skip
    for what, key, value in (
        ("the content hash", "content_sha256", "0" * 64),
        ("the sums' hash", "sums_sha256", "0" * 64),
        ("the version's id", "id", "2021.12.10"),
    ):
        yield release(
            "lie", f"{what} in the catalog", _catalog(lambda entry, k=key, v=value: entry.update({k: v})), CATALOG
        )
    yield release(
        "lie", "a number of rows in the catalog", _catalog(lambda entry: entry["rows"].update(articles=99)), CATALOG
    )
    yield release("drop", "a field of the catalog", _catalog(lambda entry: entry.pop("sums_sha256")), CATALOG)
    yield release("drop", "the version from the catalog", _versions(lambda _: []), CATALOG)
    yield release("duplicate", "the version in the catalog", _versions(lambda found: found * 2), CATALOG)
    yield release("lie", "the link names no version", _relinked, "datasets/latest")


def _digests_swapped(data: bytes) -> bytes:
    first, second, *rest = data.splitlines(keepends=True)
    return b"".join([second[:64] + first[64:], first[:64] + second[64:], *rest])


def _relinked(folder: Path) -> None:
    latest = folder / "datasets/latest"
    latest.unlink()
    latest.symlink_to("2020.01.01")


def _versions(change: Callable[[list], list]) -> Callable[[Path], None]:
    def make(data: bytes) -> bytes:
        catalog = json.loads(data)
        catalog["versions"] = change(catalog["versions"])
        return json.dumps(catalog, indent=2).encode()

    return edited(CATALOG, make)


def _catalog(change: Callable[[dict], object]) -> Callable[[Path], None]:
    def make(found: list) -> list:
        change(found[0])
        return found

    return _versions(make)


def _resummed(
    file: str, before: bytes | None, after: bytes, folder_of: str, *, catalog: bool = False
) -> Callable[[Path], None]:
    """Change a file, and SHA256SUMS with it, and the catalog, too."""

    def change(data: bytes) -> bytes:
        return data[: data.rindex(b"\r\n", 0, -2) + 2] if before is None else data.replace(before, after)

    def make(folder: Path) -> None:
        old = hashlib.sha256((folder / file).read_bytes()).hexdigest()
        edited(file, change)(folder)
        new = hashlib.sha256((folder / file).read_bytes()).hexdigest()
        sums = folder / folder_of / "SHA256SUMS"
        replace(sums, sums.read_bytes().replace(old.encode(), new.encode()))
        if catalog:
            digest = hashlib.sha256(sums.read_bytes()).hexdigest()
            _catalog(lambda entry: entry.update(sums_sha256=digest))(folder)

    return make
