"""Records in segments: whether all are there, over all the files of an archive, and what holds for them as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.field_values import bare_id
from jjscrape.archive.wacz_reader import BROKEN
from jjscrape.archive.warcfile import scan
from jjscrape.verify.block import read_block
from jjscrape.verify.fault import Fault, fault
from jjscrape.verify.message import framing_fault, is_message
from jjscrape.verify.warc import payload_faults

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from jjscrape.archive.warcfile import StoredRecord
    from jjscrape.verify.warc import Checked, Seen

_SEGMENT: Final = "warc-segment-number"
Where = tuple["Checked", "Seen"]
"""A record, and the file it is in."""


def segment_faults(files: Iterable[Checked]) -> tuple[bool, list[Fault]]:
    """Whether there are any segments, and the faults of those that make no whole record, or a wrong one."""
    held: dict[str, dict[int, Where]] = {}
    firsts: list[Where] = []
    for file in files:
        for seen in file.seen:
            if seen.part is None:
                continue
            if seen.part.origin is None:
                firsts.append((file, seen))
            else:
                held.setdefault(seen.part.origin, {}).setdefault(seen.part.number, (file, seen))
    faults: list[Fault] = []
    for file, first in firsts:
        others = held.pop(first.id, {})
        name = file.source.name
        if defect := _missing(first, others):
            faults.append(fault("segment-missing", name, first.offset, defect))
            continue
        parts = [(file, first), *(others[number] for number in sorted(others))]
        faults += [fault(check, name, first.offset, defect) for check, defect in _as_a_whole(parts)]
    return bool(firsts or held), faults


def _missing(first: Seen, others: dict[int, Where]) -> str | None:
    parts = [part for _, seen in (others[number] for number in sorted(others)) if (part := seen.part)]
    missing = next((number for number in range(2, len(others) + 2) if number not in others), None)
    if missing is not None or not parts or parts[-1].total is None:
        return f"segment {missing or len(others) + 2} of the {first.kind} of {first.url} is not here"
    size = (first.part.length if first.part else 0) + sum(part.length for part in parts)
    if size != parts[-1].total:
        return f"the segments of the {first.kind} of {first.url} have {size} bytes, the last one says {parts[-1].total}"
    return None


def _as_a_whole(parts: list[Where]) -> Iterator[tuple[str, str]]:
    """A payload digest, and what an HTTP head says of its body, are of all segments together."""
    try:
        whole = _Whole(parts)
        block = read_block(whole, http=is_message(whole))
    except (ArchiveError, OSError, *BROKEN):
        return  # said where the file was read
    if (labelled := whole.get("WARC-Payload-Digest")) is not None:
        yield from payload_faults(whole, block, labelled, set())
    if (short := framing_fault(whole, block, set())) is not None:
        yield short


class _Whole:
    """Segments put together: the header of the first, and the blocks of all one after the other."""

    def __init__(self, parts: list[Where]) -> None:
        self._blocks = [_stored(*part) for part in parts]
        self._first = next(self._blocks[0])
        self._now: StoredRecord | None = self._first
        self.kind = self._first.kind
        self.block_length = self._first.block_length

    def get(self, name: str) -> str | None:
        return None if name.lower() == _SEGMENT else self._first.get(name)

    def read(self, size: int | None = None) -> bytes:
        while self._blocks:
            self._now = self._now or next(self._blocks[0])
            if piece := self._now.read(size):
                return piece
            self._blocks.pop(0).close()
            self._now = None
        return b""

    def finish(self) -> None:
        """There is nothing behind the last block that was not looked at before."""


def _stored(file: Checked, seen: Seen) -> Generator[StoredRecord]:
    with file.source.open() as stream:
        for record in scan(stream, lambda *_: None, seen.offset):
            if record.offset != seen.offset:
                break
            if bare_id(record.get("WARC-Record-ID") or "") == seen.id:
                yield record
                return
    raise ArchiveError(f"the record {seen.id} is not there any more")
