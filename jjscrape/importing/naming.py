"""Where in an archive a file of somebody else's goes: names that others wrote, made into names that do no harm.

A record is worth keeping whatever its file was called, so a name that can't be taken as it is gets a safe one in its
stead, and that is said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jjscrape import files
from jjscrape.archive.index import NAME as INDEX_NAME
from jjscrape.archive.journal import OPEN
from jjscrape.archive.sources import SUFFIXES, WACZ
from jjscrape.archive.wacz_writer import LOGGED
from jjscrape.datafolder import LOCK

if TYPE_CHECKING:
    from pathlib import Path

RECORD: Final = "import.json"
"""What an import tells of itself, beside the files it brought."""
RESERVED: Final = frozenset({INDEX_NAME, RECORD, LOCK, *LOGGED})
"""Names in an archive that have a meaning: no folder and no WARC file may take one."""
_INDEX: Final = ".cdxj"
_STRANGE = re.compile(r"[^\w .~+@=,-]+")
_LONGEST_STEM: Final = 80


def fault_of(name: str) -> str | None:
    """Say why a WARC file can't lie under a name in an archive; None if it can."""
    if fault := files.fault_of(name):
        return fault
    *folders, last = name.casefold().split("/")
    for part in (*folders, last):
        if part in RESERVED:
            return f"{part} has a meaning of its own in an archive"
        if part.startswith(".") or part.endswith((OPEN, files.ASIDE)):
            return "a part of it is named like what is hidden or still being written"
    if any(part.endswith((*SUFFIXES, WACZ, _INDEX)) for part in folders):
        return "a folder in it is named like a file"
    if not last.endswith(SUFFIXES):
        return "it does not end like a WARC file's name"
    return None


def home(archive: Path, name: str) -> Path:
    """The path of a name in an archive.

    Raises:
        UnsafeNameError: it can't be taken, or is not free for a folder.
    """
    if fault := fault_of(name):
        raise files.UnsafeNameError(f"{name!r} is no name for a file of the archive: {fault}")
    return files.inside(archive, name)


def safe(name: str) -> str:
    """A name for the archive made of one that can't be taken: what is strange becomes `-`, what climbs goes."""
    *folders, last = [part for part in re.split(r"[/\\]", name) if part.strip(" .")] or [""]
    ending = next((end for end in sorted(SUFFIXES, key=len, reverse=True) if last.lower().endswith(end)), SUFFIXES[0])
    stem = last[: -len(ending)] if last.lower().endswith(ending) else last
    parts = [_plain(part) for part in folders[-3:]]
    return "/".join([*parts, f"{_plain(stem)}{ending.removesuffix(OPEN)}"])


def _plain(part: str) -> str:
    """One part, never longer than a file system takes. The end is kept: numbers and dates stand there."""
    plain = _STRANGE.sub("-", part).encode("utf-8", "ignore")[-_LONGEST_STEM:].decode("utf-8", "ignore").strip(" .-")
    plain = plain or "file"
    taken = plain.casefold()
    reserved = taken in RESERVED or taken.endswith((*SUFFIXES, WACZ, _INDEX, OPEN, files.ASIDE))
    return f"{plain.replace('.', '-')}" if reserved else plain
