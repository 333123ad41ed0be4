"""A mutant, and changing the bytes of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sound_archive import CRAWLS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FAMILIES = ("cut", "flip", "swap", "drop", "duplicate", "lie")
PARTS = ("WARC", "CDXJ", "WACZ", "release")
WARCS = tuple(f"archive/{crawl}/crawl-00000.warc.gz" for crawl in CRAWLS)
WARC, INDEX, WACZ = WARCS[0], "archive/index.cdxj", "archive.wacz"
CATALOG = "datasets/catalog.json"
SEED = 20261122


@dataclass(frozen=True)
class Mutant:
    """`part` is what it breaks; `file` what other tools are shown; `equivalent` says why it is no fault at all."""

    name: str
    family: str
    part: str
    file: str
    make: Callable[[Path], None] = field(repr=False)
    equivalent: str = ""


def replace(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)  # the copy may be a hard link
    path.write_bytes(data)


def edited(file: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Change a file's bytes, and be sure that they did change."""

    def make(folder: Path) -> None:
        before = (folder / file).read_bytes()
        after = change(before)
        assert after != before, file
        replace(folder / file, after)

    return make


def short(file: str) -> str:
    return file.removeprefix("archive/").removeprefix("datasets/")
