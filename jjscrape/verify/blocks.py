"""The secondary index of a compressed CDXJ (ZipNum): where the gzip blocks lie, and what each begins with."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

from jjscrape.archive.digest import matches
from jjscrape.archive.foreign import parse_json
from jjscrape.verify.fault import Fault, fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def block_faults(
    lines: Iterable[bytes], name: str, index: Callable[[str], bytes | None], remedy: str | None = None
) -> Iterator[Fault]:
    """`index` gives the bytes of a compressed index by its file name; `name` is how to call the secondary one."""
    offset, default = 0, None
    ends: dict[str, int] = {}
    for raw in lines:
        try:
            first, brace, body = raw.decode("utf-8").partition(" {")
            values = parse_json(brace + body)
            if first.partition(" ")[0] == "!meta":
                default = str(values["filename"])
            else:
                file = str(values.get("filename", default))
                begin, length = int(values["offset"]), int(values["length"])
                index_bytes = index(file)
                if index_bytes is None:
                    yield fault("cdxj-blocks", name, offset, f"there is no index {file}", remedy)
                else:
                    for what in _wrong(index_bytes, begin, length, f"{first} ".encode(), values.get("digest")):
                        yield fault("cdxj-blocks", name, offset, what, remedy)
                    if begin != ends.get(file, 0):
                        what = f"the block starts at byte {begin} of {file}, not where the one before ends"
                        yield fault("cdxj-blocks", name, offset, what, remedy)
                    ends[file] = begin + length
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            yield fault("cdxj-blocks", name, offset, f"can't be read ({type(error).__name__}: {error})", remedy)
        offset += len(raw)
    if default is not None:
        ends.setdefault(default, 0)
    for file, end in ends.items():
        if (index_bytes := index(file)) is not None and end != len(index_bytes):
            yield fault("cdxj-blocks", name, None, f"the blocks end at byte {end} of {file}, not at its end", remedy)


def _wrong(index_bytes: bytes, begin: int, length: int, first: bytes, digest: object) -> Iterator[str]:
    block = index_bytes[begin : begin + length]
    try:
        lines = gzip.decompress(block)
    except (OSError, EOFError, zlib.error):
        yield f"no gzip block of {length} bytes is at byte {begin}"
        return
    if not lines.startswith(first):
        yield f"the block at byte {begin} does not begin with {first.decode()}"
    if isinstance(digest, str) and matches(block, digest) is not True:
        yield f"the block at byte {begin} does not have the recorded {digest}"
