"""Records that were written in segments (ISO 28500, clause 7): the first is a response or resource, others go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jjscrape.archive.errors import IN_PARTS, RecordError
from jjscrape.archive.field_values import bare_id
from jjscrape.archive.foreign import whole_number

if TYPE_CHECKING:
    from jjscrape.archive.byte_range import ByteRange
    from jjscrape.archive.warcfile import StoredRecord


class Segment(NamedTuple):
    """Where a record lies that goes on with another one. `total` is what the last one says of all blocks together."""

    byte_range: ByteRange
    offset: int
    nth: int
    record_id: str
    length: int
    total: int | None


class Part(NamedTuple):
    """What a record says of being one of several segments, as it says it. `length` is that of its own block."""

    record_id: str
    number: str
    origin: str | None
    total: str | None
    length: int

    @classmethod
    def of(cls, record: StoredRecord) -> Part | None:
        number = record.get("WARC-Segment-Number")
        if not number:
            return None
        return cls(
            bare_id(record.get("WARC-Record-ID") or ""),
            number,
            record.get("WARC-Segment-Origin-ID"),
            record.get("WARC-Segment-Total-Length"),
            record.block_length,
        )


class Segments:
    """The continuations of an archive, by the record they go on with."""

    def __init__(self) -> None:
        self._held: dict[str, dict[int, Segment]] = {}

    def see(self, kind: str, part: Part, byte_range: ByteRange, offset: int, nth: int) -> None:
        number = whole_number(part.number)
        if kind == "continuation" and part.origin and number is not None:
            total = whole_number(part.total or "")
            segment = Segment(byte_range, offset, nth, part.record_id, part.length, total)
            self._held.setdefault(bare_id(part.origin), {}).setdefault(number, segment)

    def after(self, part: Part) -> tuple[Segment, ...]:
        """What goes on with a first segment, to the last.

        Raises:
            RecordError: a segment is not here, or they have not the bytes that the last one says.
        """
        if part.number != "1":
            raise RecordError(IN_PARTS, "a segment of a record that is none of its kind")
        held = self._held.get(part.record_id, {})
        parts = [held[number] for number in sorted(held)]
        missing = next((number for number in range(2, len(held) + 2) if number not in held), None)
        if missing is not None or not parts or parts[-1].total is None:
            raise RecordError(IN_PARTS, f"a record in segments, of which number {missing or len(held) + 2} is not here")
        size = part.length + sum(segment.length for segment in parts)
        if size != parts[-1].total:
            raise RecordError(
                IN_PARTS, f"a record in segments of {size} bytes, where the last one says {parts[-1].total}"
            )
        return tuple(parts)
