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


class Segments:
    """The continuations of an archive, by the record they go on with."""

    def __init__(self) -> None:
        self._held: dict[str, dict[int, Segment]] = {}

    def see(self, record: StoredRecord, byte_range: ByteRange, nth: int) -> None:
        origin, number = record.get("WARC-Segment-Origin-ID"), whole_number(record.get("WARC-Segment-Number") or "")
        if record.kind == "continuation" and origin and number is not None:
            total = whole_number(record.get("WARC-Segment-Total-Length") or "")
            name = bare_id(record.get("WARC-Record-ID") or "")
            segment = Segment(byte_range, record.offset, nth, name, record.block_length, total)
            self._held.setdefault(bare_id(origin), {}).setdefault(number, segment)

    def after(self, record: StoredRecord) -> tuple[Segment, ...]:
        """What goes on with a first segment, to the last.

        Raises:
            RecordError: a segment is not here, or they have not the bytes that the last one says.
        """
        if record.get("WARC-Segment-Number") != "1":
            raise RecordError(IN_PARTS, "a segment of a record that is none of its kind")
        held = self._held.get(bare_id(record.get("WARC-Record-ID") or ""), {})
        parts = [held[number] for number in sorted(held)]
        missing = next((number for number in range(2, len(held) + 2) if number not in held), None)
        if missing is not None or not parts or parts[-1].total is None:
            raise RecordError(IN_PARTS, f"a record in segments, of which number {missing or len(held) + 2} is not here")
        size = record.block_length + sum(part.length for part in parts)
        if size != parts[-1].total:
            raise RecordError(
                IN_PARTS, f"a record in segments of {size} bytes, where the last one says {parts[-1].total}"
            )
        return tuple(parts)
