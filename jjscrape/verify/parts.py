"""Records in segments: whether all of them are there, over all the files of an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.verify.fault import Fault, fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.verify.warc import Checked, Part, Seen


def segment_faults(files: Iterable[Checked]) -> tuple[bool, list[Fault]]:
    """Whether there are any segments, and the faults of those that do not make a whole record."""
    held: dict[str, dict[int, Part]] = {}
    firsts: list[tuple[str, Seen]] = []
    for file in files:
        for seen in file.seen:
            if seen.part is None:
                continue
            if seen.part.origin is None:
                firsts.append((file.source.name, seen))
            else:
                held.setdefault(seen.part.origin, {}).setdefault(seen.part.number, seen.part)
    faults = [
        fault("segment-missing", name, first.offset, defect)
        for name, first in firsts
        if (defect := _wrong(first, held.pop(first.id, {})))
    ]
    return bool(firsts or held), faults


def _wrong(first: Seen, others: dict[int, Part]) -> str | None:
    parts = [others[number] for number in sorted(others)]
    missing = next((number for number in range(2, len(others) + 2) if number not in others), None)
    if missing is not None or not parts or parts[-1].total is None:
        return f"segment {missing or len(others) + 2} of the {first.kind} of {first.url} is not here"
    size = (first.part.length if first.part else 0) + sum(part.length for part in parts)
    if size != parts[-1].total:
        return f"the segments of the {first.kind} of {first.url} have {size} bytes, the last one says {parts[-1].total}"
    return None
