"""Whole records dropped, doubled and swapped."""

from __future__ import annotations

import json
import re
import shutil
import zlib
from typing import TYPE_CHECKING

from sound_archive import CRAWLS

from jjscrape.archive.index import write_index
from jjscrape.archive.record_format import member
from mutation.mutant import INDEX, WARC, WARCS, Mutant, edited, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def members_of(data: bytes) -> list[bytes]:
    found = []
    while data:
        inflater = zlib.decompressobj(31)
        inflater.decompress(data)
        found.append(data[: len(data) - len(inflater.unused_data)])
        data = inflater.unused_data
    return found


def offsets(data: bytes) -> list[int]:
    found, at = [], 0
    for piece in members_of(data):
        found.append(at)
        at += len(piece)
    return found


def rearranged(file: str, change: Callable[[list[bytes]], list[bytes]], *, indexed: bool) -> Callable[[Path], None]:
    """Change the order or number of records; `indexed` makes the index anew afterwards, so that it can't tell."""

    def make(folder: Path) -> None:
        edited(file, lambda data: b"".join(change(members_of(data))))(folder)
        if indexed:
            reindex(folder)

    return make


def reindex(folder: Path) -> None:
    (folder / INDEX).unlink()  # the copy may be a hard link
    write_index(folder / "archive")


def recount(folder: Path) -> None:
    """Make each run.json agree with its WARC file."""
    for file in WARCS:
        path = folder / file
        data = path.read_bytes()
        numbers = {"bytes": len(data), "records": len(members_of(data))}
        replace(path.with_name("run.json"), (json.dumps({"archive": numbers}) + "\n").encode())


def whole_records(sound: Path) -> Iterator[Mutant]:
    kinds = {}
    for at, piece in enumerate(members_of((sound / WARC).read_bytes())):
        kinds.setdefault(re.search(rb"WARC-Type: (\w+)", zlib.decompress(piece, 31))[1].decode(), at)
    last = len(members_of((sound / WARC).read_bytes())) - 1
    kinds["last"] = last
    for indexed in (False, True):
        also = ", index made anew" if indexed else ""
        for kind, at in kinds.items():
            drop = rearranged(WARC, lambda m, at=at: m[:at] + m[at + 1 :], indexed=indexed)
            yield Mutant(f"drop the {kind} record{also}", "drop", "WARC", WARC, drop)
            twice = rearranged(WARC, lambda m, at=at: [*m[: at + 1], *m[at:]], indexed=indexed)
            yield Mutant(f"duplicate the {kind} record{also}", "duplicate", "WARC", WARC, twice)
        first = kinds["response"]
        for other in (first + 1, first + 2, last):
            swap = rearranged(WARC, lambda m, a=first, b=other: swapped(m, a, b), indexed=indexed)
            reason = "no rule asks for an order of records" if indexed else ""
            yield Mutant(f"swap records {first} and {other}{also}", "swap", "WARC", WARC, swap, reason)
    copy = f"archive/{CRAWLS[1]}/crawl-00001.warc.gz"
    for indexed in (False, True):
        also = ", index made anew" if indexed else ""
        name = f"duplicate a WARC file under another name{also}"
        yield Mutant(name, "duplicate", "WARC", WARC, _copied(WARC, copy, indexed=indexed))
    merge = rearranged(WARC, lambda m: [*m[:3], member(b"".join(zlib.decompress(p, 31) for p in m[3:5])), *m[5:]],
                       indexed=True)  # fmt: skip
    yield Mutant("lie that two records are one gzip member", "lie", "WARC", WARC, merge)
    empty = rearranged(WARC, lambda m: [*m[:3], member(b""), *m[3:]], indexed=True)
    yield Mutant("duplicate a gzip member's frame without its record", "duplicate", "WARC", WARC, empty)
    for what, behind in (("zeros", bytes(64)), ("a line end", b"\r\n"), ("text", b"the end")):
        name = f"duplicate the end of the file as {what}"
        yield Mutant(name, "duplicate", "WARC", WARC, edited(WARC, lambda data, more=behind: data + more))
    swap_files = files_swapped(WARCS[0], WARCS[1])
    yield Mutant("swap the names of two WARC files", "swap", "WARC", WARC, swap_files)


def swapped(items: list[bytes], one: int, other: int) -> list[bytes]:
    items = list(items)
    items[one], items[other] = items[other], items[one]
    return items


def _copied(file: str, other: str, *, indexed: bool) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        shutil.copyfile(folder / file, folder / other)
        if indexed:
            reindex(folder)

    return make


def files_swapped(one: str, other: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        first, second = (folder / one).read_bytes(), (folder / other).read_bytes()
        replace(folder / one, second)
        replace(folder / other, first)

    return make
