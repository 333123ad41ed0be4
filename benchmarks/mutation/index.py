"""The index broken."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jjscrape.archive.digest import label
from mutation.members import swapped
from mutation.mutant import INDEX, Mutant, edited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def line_is(number: int, **values: str) -> Callable[[bytes], bytes]:
    """Change the values of a line of CDXJ; None takes a value away."""

    def change(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        key, stamp, body = lines[number].decode().split(" ", 2)
        said = {**json.loads(body), **{name: v for name, v in values.items() if name not in ("key", "stamp")}}
        said = {name: value for name, value in said.items() if value is not None}
        lines[number] = f"{values.get('key', key)} {values.get('stamp', stamp)} {json.dumps(said)}\n".encode()
        return b"".join(lines)

    return change


def lines_are(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    return lambda data: b"".join(change(data.splitlines(keepends=True)))


def in_index() -> Iterator[Mutant]:
    lies: list[tuple[str, Callable[[bytes], bytes]]] = [
        ("the status", line_is(2, status="404")),
        ("the media type", line_is(2, mime="image/png")),
        ("the digest", line_is(2, digest=label(b"another"))),
        ("the offset, between two records", line_is(2, offset="17")),
        ("the offset, of another record", line_is(2, offset="0")),
        ("the offset, past the end", line_is(2, offset="99999999")),
        ("the offset, a word", line_is(2, offset="start")),
        ("the length", line_is(2, length="12")),
        ("the file", line_is(2, filename="20211201T090000Z/crawl-00009.warc.gz")),
        ("the folder of the file", line_is(2, filename="20211208T090000Z/crawl-00000.warc.gz")),
        ("the file without its folder", line_is(2, filename="crawl-00000.warc.gz")),
        ("the address", line_is(2, url="http://127.0.0.1:8947/other")),
        ("the key", line_is(2, key="1,0,0,127:8947)/another")),
        ("the time", line_is(2, stamp="20211201090009")),
        ("the time, a word", line_is(2, stamp="today")),
        ("the date", line_is(2, date="2021-12-01T09:00:09.000000Z")),
        ("the id", line_is(2, id="00000000-0000-4000-8000-00000000dead")),
        ("a revisit is a page", line_is(1, mime="text/html")),
    ]
    needed = ("url", "filename", "offset", "mime", "digest", "date", "length", "status")
    drops = [(f"its {name}", line_is(2, **{name: None})) for name in needed]
    for what, change in lies:
        yield Mutant(f"lie in a line of the index: {what}", "lie", "CDXJ", INDEX, edited(INDEX, change))
    for what, change in drops:
        yield Mutant(f"drop in a line of the index: {what}", "drop", "CDXJ", INDEX, edited(INDEX, change))
    for family, what, change in (
        ("drop", "the first line", lines_are(lambda found: found[1:])),
        ("drop", "a line", lines_are(lambda found: found[:3] + found[4:])),
        ("drop", "all lines", lambda _: b""),
        ("duplicate", "a line", lines_are(lambda found: [*found[:4], *found[3:]])),
        ("duplicate", "a line with a blank more", lines_are(
            lambda found: [*found[:4], found[3].replace(b'": "', b'":  "', 1), *found[4:]])),
        ("swap", "two lines", lines_are(lambda found: swapped(found, 2, 5))),
        ("swap", "the offsets of two lines", _offsets_swapped),
    ):  # fmt: skip
        yield Mutant(f"{family} {what} of the index", family, "CDXJ", INDEX, edited(INDEX, change))
    yield Mutant("drop the index", "drop", "CDXJ", INDEX, lambda folder: (folder / INDEX).unlink())


def _offsets_swapped(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    one, other = (json.loads(lines[at].split(b" ", 2)[2])["offset"] for at in (2, 4))
    return line_is(4, offset=one)(line_is(2, offset=other)(data))
