"""The fixity log: what every file of a data folder was at each verification, so that rot has a record and a date."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final, Literal

from jjscrape import files
from jjscrape.archive.foreign import parse_json
from jjscrape.verify.fault import Fault, fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

NAME: Final = "fixity.jsonl"
_PIECE: Final = 1024 * 1024

Place = tuple[int, int, str]
"""Of a record: its offset and length in the file, and the CRC-32 of those bytes, in hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file at one verification.

    `at` is in UTC; `file` is relative to the data folder; `records` counts a version's files where `file` is one.
    `places` are given when the file is new to the log or is not what it was; later entries have the same `sha256`.
    """

    at: str
    file: str
    bytes: int
    sha256: str
    records: int
    verdict: Literal["sound", "faulty", "repaired", "pruned"]
    what: str | None = None
    places: tuple[Place, ...] = ()

    def line(self) -> str:
        values: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        kept = {name: value for name, value in values.items() if value not in (None, ())}
        return json.dumps(kept, ensure_ascii=False) + "\n"


@dataclass(slots=True)
class Known:
    """What is known of a file from before: its newest sound entry, the first with the same bytes, and the places."""

    first: Entry
    last: Entry
    places: tuple[Place, ...] = ()


@dataclass(slots=True)
class Log:
    """The log of a data folder, as read. What can't be read of it is in `faults`, and stays in the file."""

    path: Path
    known: dict[str, Known] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def read(self) -> Log:
        if not self.path.exists():
            return self
        offset = 0
        with files.ordinary(self.path).open("rb") as stream:
            for line in stream:
                try:
                    values = parse_json(line)
                    values["places"] = tuple((int(o), int(n), str(c)) for o, n, c in values.get("places", ()))
                    entry = Entry(**values)
                    if not (isinstance(entry.file, str) and isinstance(entry.at, str) and entry.bytes >= 0):
                        raise TypeError("a name, a date or a number is none")  # noqa: TRY301
                    self._learn(entry)
                except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
                    what = f"not an entry of a fixity log ({type(error).__name__}: {error})"
                    self.faults.append(fault("fixity-log", str(self.path), offset, what))
                offset += len(line)
        return self

    def _learn(self, entry: Entry) -> None:
        if entry.verdict in ("repaired", "pruned"):
            self.known.pop(entry.file, None)
        elif entry.verdict == "sound":
            before = self.known.get(entry.file)
            if before is not None and before.last.sha256 == entry.sha256:
                self.known[entry.file] = Known(before.first, entry, entry.places or before.places)
            else:
                self.known[entry.file] = Known(entry, entry, entry.places)

    def append(self, entries: Iterable[Entry]) -> None:
        """Add entries at the end.

        Raises:
            OSError: the folder can't be written to; the log is as before.
        """
        before = files.ordinary(self.path).read_bytes() if self.path.exists() else b""
        if before and not before.endswith(b"\n"):
            before += b"\n"
        files.write_bytes(self.path, before + "".join(entry.line() for entry in entries).encode())


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def sha256_of(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def places(stream: IO[bytes], spans: Iterable[tuple[int, int]]) -> Iterator[Place]:
    """The CRC-32 of each (offset, length); of a span beyond the end, that of the bytes there are."""
    for offset, length in spans:
        stream.seek(offset)
        crc, left = 0, length
        while left and (piece := stream.read(min(left, _PIECE))):
            crc = zlib.crc32(piece, crc)
            left -= len(piece)
        yield offset, length, f"{crc:08x}"


def rot(known: Known, stream: IO[bytes], name: str, descriptions: dict[int, str]) -> Iterator[Fault]:
    """Which records of a file that was sound have changed; `descriptions` says of some offsets what is there."""
    since = f"known good from {known.first.at} to {known.last.at}"
    if known.first.at == known.last.at:
        since = f"known good on {known.last.at}"
    changed = False
    spans = [(offset, length) for offset, length, _ in known.places]
    for number, (before, after) in enumerate(zip(known.places, places(stream, spans), strict=True), 1):
        if before != after:
            changed = True
            what = descriptions.get(before[0], "a record")
            yield fault("fixity-changed", name, before[0], f"{what}, number {number} of {len(spans)}, {since}")
    if not changed:
        yield fault("fixity-changed", name, None, f"the file has other bytes, but every record is as it was; {since}")
