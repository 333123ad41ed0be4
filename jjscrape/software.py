"""A digest of everything that computes: what it made once, it makes again, and no other software need do the same."""

from __future__ import annotations

import hashlib
import re
import sys
from functools import cache
from importlib import metadata
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from jjscrape.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

PACKAGES: Final = ("jjscrape", "jjscrape.spiders", "jjscrape.pipelines")
_SOURCES: Final = (".py", ".toml", ".json")
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")


@cache
def software() -> str:
    """Of the version, of the package's own source, which in a checkout may be newer, and of what it depends on.

    Python's version counts as well.
    """
    digest = hashlib.sha256(f"{VERSION} {sys.version_info[:3]} {' '.join(_dependencies())}".encode())
    for package in PACKAGES:
        for name, content in _sources(files(package), package):
            digest.update(f"\n{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _dependencies() -> Iterator[str]:
    for requirement in sorted(_requirements()):
        name = _NAME.match(requirement)
        try:
            yield f"{requirement}=={metadata.version(name[0])}" if name else requirement
        except metadata.PackageNotFoundError:
            yield f"{requirement} is not installed"


def _requirements() -> list[str]:
    try:
        return metadata.requires("jjscrape") or []
    except metadata.PackageNotFoundError:  # run from a checkout that was never installed
        return []


def _sources(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _sources(entry, f"{name}/{entry.name}")
        elif entry.name.endswith(_SOURCES):
            yield f"{name}/{entry.name}", entry.read_bytes()
