"""Cuts and flips, anywhere in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mutation.members import offsets
from mutation.mutant import CATALOG, INDEX, WACZ, WARC, WARCS, Mutant, edited, short

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator
    from pathlib import Path


def anywhere(sound: Path, draw: random.Random) -> Iterator[Mutant]:
    version = next((sound / "datasets").glob("2*")).name
    release = [f"datasets/{version}/{name}" for name in ("articles.csv", "articles.parquet", "SHA256SUMS", "README.md")]
    for file, part, cuts, flips in (
        (WARC, "WARC", 24, 36),
        (WARCS[1], "WARC", 8, 8),
        (INDEX, "CDXJ", 6, 12),
        (WACZ, "WACZ", 12, 24),
        *((name, "release", 1, 3) for name in release),
        (CATALOG, "release", 2, 0),
    ):
        size = (sound / file).stat().st_size
        edges = [0, 1, 2, size - 1] if part == "WARC" else [0, size - 1]
        places = edges[: cuts // 2] + sorted(draw.sample(range(3, size - 1), cuts - len(edges[: cuts // 2])))
        for at in places:
            name = f"cut {short(file)} to {at} bytes"
            yield Mutant(name, "cut", part, file, edited(file, lambda data, at=at: data[:at]))
        for at in sorted(draw.sample(range(size), flips)):
            bit = draw.randrange(8)
            name = f"flip bit {bit} of byte {at} of {short(file)}"
            reason = _harmless_flip((sound / file).read_bytes(), at, bit, part)
            yield Mutant(name, "flip", part, file, edited(file, _flip(at, bit)), reason)
    starts = offsets((sound / WARC).read_bytes())
    for at in starts[2:5]:
        name = f"cut {short(WARC)} at byte {at}, between records"
        yield Mutant(name, "cut", "WARC", WARC, edited(WARC, lambda data, at=at: data[:at]))
    for at in range(10):
        place = starts[3] + at
        reason = _harmless_flip((sound / WARC).read_bytes(), place, 0, "WARC")
        name = f"flip bit 0 of byte {at} of a gzip header"
        yield Mutant(name, "flip", "WARC", WARC, edited(WARC, _flip(place, 0)), reason)


def _flip(at: int, bit: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


GZIP_NOTE = "the time, the level and the system in a gzip header are a note for people (RFC 1952, 2.3.1)"
TEXT_NOTE = "FTEXT in a gzip header is a hint that says nothing about the data (RFC 1952, 2.3.1)"


def _harmless_flip(data: bytes, at: int, bit: int, part: str) -> str:
    if part != "WARC":
        return ""
    start = max(offset for offset in offsets(data) if offset <= at)
    if 4 <= at - start <= 9:
        return GZIP_NOTE
    return TEXT_NOTE if at - start == 3 and bit == 0 else ""
