"""Ways to break a sound data folder, each one small: cut, flip, swap, drop, duplicate, lie.

A mutant is made from a copy of the folder that `sound_archive` fills. The same seed makes the same mutants.
"""

from __future__ import annotations

import hashlib
import io
import json
import random
import re
import shutil
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sound_archive import CRAWLS

from jjscrape.archive.digest import label
from jjscrape.archive.http import head_length
from jjscrape.archive.index import write_index
from jjscrape.archive.record import member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FAMILIES = ("cut", "flip", "swap", "drop", "duplicate", "lie")
PARTS = ("WARC", "CDXJ", "WACZ", "release")
WARCS = tuple(f"archive/{crawl}/crawl-00000.warc.gz" for crawl in CRAWLS)
WARC, INDEX, WACZ = WARCS[0], "archive/index.cdxj", "archive.wacz"
CATALOG = "datasets/catalog.json"
SEED = 20261122


@dataclass(frozen=True)
class Mutant:
    """`part` is what it breaks; `file` what other tools are shown; `equivalent` says why it is no fault at all."""

    name: str
    family: str
    part: str
    file: str
    make: Callable[[Path], None] = field(repr=False)
    equivalent: str = ""


def mutants(sound: Path) -> list[Mutant]:
    """All mutants of a sound folder; names are unique."""
    draw = random.Random(SEED)
    found = [*_bytes(sound, draw), *_members(sound), *_lies(), *_cdxj(), *_wacz(sound), *_release(sound)]
    assert len({mutant.name for mutant in found}) == len(found)
    return found


def controls() -> list[Mutant]:
    """Changes that make nothing wrong: what finds a fault in one of these would find it in a mutant for no reason."""
    file, note = lying(added("X-Note", "nothing"), number=1)
    return [
        *(Mutant(f"nothing changed, {part}", "control", part, WARC, lambda _: None) for part in PARTS),
        Mutant("a field more in a record", "control", "WARC", file, note),
        Mutant("packed again", "control", "WACZ", WACZ, repacked(settled)),
        Mutant("index made anew", "control", "CDXJ", INDEX, reindex),
    ]


def replace(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)  # the copy may be a hard link
    path.write_bytes(data)


def edited(file: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Change a file's bytes, and be sure that they did change."""

    def make(folder: Path) -> None:
        before = (folder / file).read_bytes()
        after = change(before)
        assert after != before, file
        replace(folder / file, after)

    return make


# Cuts and flips, anywhere in a file


def _bytes(sound: Path, draw: random.Random) -> Iterator[Mutant]:
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
            name = f"cut {_short(file)} to {at} bytes"
            yield Mutant(name, "cut", part, file, edited(file, lambda data, at=at: data[:at]))
        for at in sorted(draw.sample(range(size), flips)):
            bit = draw.randrange(8)
            name = f"flip bit {bit} of byte {at} of {_short(file)}"
            reason = _harmless_flip((sound / file).read_bytes(), at, bit, part)
            yield Mutant(name, "flip", part, file, edited(file, _flip(at, bit)), reason)
    offsets = _offsets((sound / WARC).read_bytes())
    for at in offsets[2:5]:
        name = f"cut {_short(WARC)} at byte {at}, between records"
        yield Mutant(name, "cut", "WARC", WARC, edited(WARC, lambda data, at=at: data[:at]))
    for at in range(10):
        place = offsets[3] + at
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
    start = max(offset for offset in _offsets(data) if offset <= at)
    if 4 <= at - start <= 9:
        return GZIP_NOTE
    return TEXT_NOTE if at - start == 3 and bit == 0 else ""


def _short(file: str) -> str:
    return file.removeprefix("archive/").removeprefix("datasets/")


# Whole records


def members_of(data: bytes) -> list[bytes]:
    found = []
    while data:
        inflater = zlib.decompressobj(31)
        inflater.decompress(data)
        found.append(data[: len(data) - len(inflater.unused_data)])
        data = inflater.unused_data
    return found


def _offsets(data: bytes) -> list[int]:
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


def _members(sound: Path) -> Iterator[Mutant]:
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
            swap = rearranged(WARC, lambda m, a=first, b=other: _swapped(m, a, b), indexed=indexed)
            reason = "the order of records means nothing (ISO 28500, 4)" if indexed else ""
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
    swap_files = _files_swapped(WARCS[0], WARCS[1])
    yield Mutant("swap the names of two WARC files", "swap", "WARC", WARC, swap_files)


def _swapped(items: list[bytes], one: int, other: int) -> list[bytes]:
    items = list(items)
    items[one], items[other] = items[other], items[one]
    return items


def _copied(file: str, other: str, *, indexed: bool) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        shutil.copyfile(folder / file, folder / other)
        if indexed:
            reindex(folder)

    return make


def _files_swapped(one: str, other: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        first, second = (folder / one).read_bytes(), (folder / other).read_bytes()
        replace(folder / one, second)
        replace(folder / other, first)

    return make


# Lies within a record: the record is compressed anew, and the index and run.json are made to agree with it


@dataclass
class Record:
    """A record taken apart."""

    fields: list[tuple[str, str]]
    block: bytes
    version: str = "WARC/1.1"
    end: bytes = b"\r\n\r\n"

    def get(self, name: str) -> str:
        return dict(self.fields)[name]

    def set(self, name: str, value: str) -> None:
        self.fields = [(n, value if n == name else v) for n, v in self.fields]

    def drop(self, name: str) -> None:
        assert any(n == name for n, _ in self.fields), name
        self.fields = [(n, v) for n, v in self.fields if n != name]

    def reblock(self, block: bytes, *, payload: bool = False) -> None:
        """Another block, with the length and the digests that it then has."""
        self.block = block
        self.set("Content-Length", str(len(block)))
        self.set("WARC-Block-Digest", label(block))
        if payload:
            self.set("WARC-Payload-Digest", label(block[head_length(block) or 0 :]))

    def bytes(self) -> bytes:
        lines = [self.version, *(f"{name}: {value}" for name, value in self.fields), "", ""]
        return "\r\n".join(lines).encode("latin-1") + self.block + self.end


def parsed(data: bytes) -> Record:
    head, _, rest = data.partition(b"\r\n\r\n")
    version, *lines = head.decode().split("\r\n")
    fields = [tuple(line.split(": ", 1)) for line in lines]
    return Record(fields, rest[:-4], version)


def lying(
    change: Callable[[Record], None], kind: str = "response", *, number: int = 0, index: bool = True
) -> tuple[str, Callable[[Path], None]]:
    """Change the so-many-th record of a kind; gives the file, too. Revisits are in the second crawl's."""
    file = WARCS[1] if kind == "revisit" else WARC

    def make(folder: Path) -> None:
        pieces, left = members_of((folder / file).read_bytes()), number
        for at, piece in enumerate(pieces):
            record = parsed(zlib.decompress(piece, 31))
            if record.get("WARC-Type") == kind:
                if left == 0:
                    change(record)
                    pieces[at] = member(record.bytes())
                    break
                left -= 1
        else:
            raise AssertionError(kind)
        edited(file, lambda _: b"".join(pieces))(folder)
        recount(folder)
        if index:
            reindex(folder)

    return file, make


def field_is(name: str, value: str | Callable[[str], str]) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        before = record.get(name)
        after = value if isinstance(value, str) else value(before)
        assert after != before, name
        record.set(name, after)

    return change


def added(name: str, value: str | None = None) -> Callable[[Record], None]:
    return lambda record: record.fields.append((name, value if value is not None else record.get(name)))


def dropped(name: str) -> Callable[[Record], None]:
    return lambda record: record.drop(name)


def block_is(change: Callable[[bytes], bytes], *, payload: bool = False) -> Callable[[Record], None]:
    def make(record: Record) -> None:
        after = change(record.block)
        assert after != record.block
        record.reblock(after, payload=payload)

    return make


def length_off(by: int) -> Callable[[Record], None]:
    return field_is("Content-Length", lambda length: str(int(length) + by))


def _ends(data: bytes) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        record.end = data

    return change


def _version(text: str) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        record.version = text

    return change


NOBODY = "<urn:uuid:00000000-0000-4000-8000-00000000dead>"
CHANGES: list[tuple[str, str, str, Callable[[Record], None]]] = [
    *(("lie", f"Content-Length is off by {by}", "response", length_off(by)) for by in (-9, -2, -1, 1, 2, 3, 4, 5, 99)),
    *(("lie", f"Content-Length is {v!r}", "response", field_is("Content-Length", v)) for v in ("0", "-1", "ten", "")),
    *(("drop", f"no {name}", "response", dropped(name)) for name in
      ("WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length", "WARC-Target-URI")),
    *(("drop", f"no {name}", "revisit", dropped(name)) for name in ("WARC-Profile", "WARC-Target-URI")),
    ("drop", "no CR LF CR LF behind the block", "response", _ends(b"")),
    ("drop", "one CR LF behind the block", "response", _ends(b"\r\n")),
    ("drop", "line feeds behind the block", "response", _ends(b"\n\n")),
    ("duplicate", "three CR LF behind the block", "response", _ends(b"\r\n" * 3)),
    *(("duplicate", f"{name} twice", "response", added(name)) for name in
      ("WARC-Record-ID", "WARC-Date", "WARC-Target-URI", "Content-Length", "WARC-Type", "WARC-Payload-Digest")),
    ("lie", "another's record id", "response", field_is("WARC-Record-ID", "<urn:uuid:00000000-0000-4000-0000-000000000002>")),
    *(("lie", f"the record id is {value!r}", "request", field_is("WARC-Record-ID", value)) for value in
      ("", "urn:uuid:00000000-0000-4000-8000-000000000002", "<urn:uuid:0000>", "<nothing>")),
    *(("lie", f"the date is {value!r}", "response", field_is("WARC-Date", value)) for value in
      ("yesterday", "2021-13-01T00:00:00Z", "20211201090000", "2999-01-01T00:00:00Z", "1970-01-01T00:00:00Z")),
    ("lie", "the request's date is another", "request", field_is("WARC-Date", "2021-12-01T10:00:00.000000Z")),
    ("lie", "the request's address is another", "request", field_is("WARC-Target-URI", "http://127.0.0.1:8947/other")),
    *(("lie", f"the address is {value!r}", "response", field_is("WARC-Target-URI", value)) for value in
      ("/blog", "http://127.0.0.1:8947/a b")),
    ("lie", "the type is unknown", "response", field_is("WARC-Type", "reply")),
    ("lie", "a request says it is a response", "request", field_is("WARC-Type", "response")),
    ("lie", "a response says it is a request", "response", field_is("WARC-Type", "request")),
    ("lie", "the version is 9.9", "response", _version("WARC/9.9")),
    ("lie", "the version is HTTP's", "response", _version("HTTP/1.1")),
    ("lie", "WARC 1.0 with microseconds", "response", _version("WARC/1.0")),
    ("lie", "the server's address is none", "response", field_is("WARC-IP-Address", "127.0.0.256")),
    ("lie", "truncated for no known reason", "response", added("WARC-Truncated", "tired")),
    ("lie", "Content-Type is no media type", "response", field_is("Content-Type", "http")),
    ("lie", "a response with a request's msgtype", "response", field_is("Content-Type", "application/http; msgtype=request")),
    ("lie", "a field with a blank in its name", "response", added("WARC Note", "x")),
    ("lie", "a field that is not UTF-8", "response", added("X-Note", "caf\xe9")),
    *(("lie", f"a wrong {name}", "response", field_is(name, label(b"another"))) for name in
      ("WARC-Block-Digest", "WARC-Payload-Digest")),
    *(("lie", f"{name} of an unknown algorithm", "response", field_is(name, lambda v: v.replace("sha256", "sha257")))
      for name in ("WARC-Block-Digest", "WARC-Payload-Digest")),
    *(("cut", f"half of {name}", "response", field_is(name, lambda v: v[:30])) for name in
      ("WARC-Block-Digest", "WARC-Payload-Digest")),
    *(("swap", f"two letters of {name}", "response", field_is(name, lambda v: v[:8] + _turned(v[8:]))) for name in
      ("WARC-Block-Digest", "WARC-Payload-Digest")),
    ("flip", "the bits of a digest that belong to no byte", "response",
     field_is("WARC-Block-Digest", lambda v: _last_bits(v))),
    ("lie", "a byte of the body, with a block digest to match", "response",
     block_is(lambda b: b[:-40] + b"#" + b[-39:])),
    ("lie", "a byte of the body, with no digest to match", "response",
     lambda record: setattr(record, "block", record.block[:-40] + b"#" + record.block[-39:])),
    ("cut", "the body's last chunk, with digests to match", "response", block_is(lambda b: b[:-5], payload=True)),
    ("cut", "half of the body, with digests to match", "response", block_is(lambda b: b[: len(b) // 2], payload=True)),
    ("duplicate", "the body's last chunk, with digests to match", "response", block_is(lambda b: b + b[-5:], payload=True)),
    ("lie", "a chunk's size, with digests to match", "response",
     block_is(lambda b: re.sub(rb"\r\n\r\n([0-9a-f]+)\r\n", rb"\r\n\r\n1\1\r\n", b, count=1), payload=True)),
    ("lie", "HTTP Content-Length in place of chunks, too large", "response",
     block_is(lambda b: b.replace(b"Transfer-Encoding: chunked", b"Content-Length: 999999"), payload=True)),
    ("lie", "HTTP Content-Length in place of chunks, too small", "response",
     block_is(lambda b: b.replace(b"Transfer-Encoding: chunked", b"Content-Length: 5"), payload=True)),
    ("lie", "HTTP Content-Length is a word", "response",
     block_is(lambda b: b.replace(b"Transfer-Encoding: chunked", b"Content-Length: five"), payload=True)),
    *(("lie", f"the status line is {line!r}", "response", block_is(lambda b, line=line: line + b[b.index(b"\r\n") :]))
      for line in (b"HTTP/1.1 OK", b"HTTP 200 OK", b"200 OK", b"HTTP/1.1 20 OK", b"")),
    ("lie", "the request line has no version", "request", block_is(lambda b: b.replace(b" HTTP/1.1", b""))),
    ("lie", "an HTTP header line without a colon", "response", block_is(lambda b: b.replace(b"\r\n", b"\r\nnonsense\r\n", 1))),
    ("lie", "an HTTP header line with a NUL", "response", block_is(lambda b: b.replace(b"\r\n", b"\r\nX: \0\r\n", 1))),
    ("drop", "the empty line behind the HTTP head", "revisit", block_is(lambda b: b[:-2])),
    ("lie", "a revisit of a record that is not here", "revisit", field_is("WARC-Refers-To", NOBODY)),
    ("lie", "a revisit of another address", "revisit", field_is("WARC-Refers-To-Target-URI", "http://127.0.0.1:8947/x")),
    ("lie", "a revisit of another date", "revisit", field_is("WARC-Refers-To-Date", "2021-11-30T09:00:01.000000Z")),
    ("lie", "a revisit of another payload", "revisit", field_is("WARC-Payload-Digest", label(b"another"))),
    ("lie", "a revisit of itself", "revisit",
     lambda record: record.set("WARC-Refers-To", record.get("WARC-Record-ID"))),
    ("drop", "what a revisit refers to, and its digest", "revisit",
     lambda record: [record.drop(n) for n in ("WARC-Refers-To", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date",
                                              "WARC-Payload-Digest")] and None),
    ("lie", "a revisit by address and date, neither here", "revisit",
     lambda record: (record.drop("WARC-Refers-To"), record.set("WARC-Refers-To-Date", "2021-11-30T09:00:01.000000Z")) and None),
    ("lie", "a request of an exchange that is not here", "request", field_is("WARC-Concurrent-To", NOBODY)),
    ("lie", "a warcinfo that is not here", "response", field_is("WARC-Warcinfo-ID", NOBODY)),
]  # fmt: skip


def _turned(value: str) -> str:
    at = next(at for at in range(len(value) - 1) if value[at] != value[at + 1])
    return value[:at] + value[at + 1] + value[at] + value[at + 2 :]


def _last_bits(value: str) -> str:
    bare = value.rstrip("=")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    other = letters[letters.index(bare[-1]) ^ 1]
    return bare[:-1] + other + "=" * (len(value) - len(bare))


def _lies() -> Iterator[Mutant]:
    for family, what, kind, change in CHANGES:
        file, make = lying(change, kind, number=1 if kind == "response" else 0)
        yield Mutant(f"{family} in a {kind}: {what}", family, "WARC", file, make)
    yield Mutant("swap the bodies of two responses, with digests to match", "swap", "WARC", WARC, _bodies_swapped)
    file, make = lying(field_is("WARC-Date", "2021-12-01T09:30:00.000000Z"), number=1, index=False)
    yield Mutant("lie about a response's date, which only the index and the request know", "lie", "WARC", file, make)


def _bodies_swapped(folder: Path) -> None:
    """Digests and lengths agree with the bodies; only the index still knows."""
    pieces = members_of((folder / WARC).read_bytes())
    places, records = [], []
    for at, piece in enumerate(pieces):
        record = parsed(zlib.decompress(piece, 31))
        if record.get("WARC-Type") == "response":
            places.append(at)
            records.append(record)
    one, other = records[1], records[2]
    heads = [record.block[: head_length(record.block)] for record in (one, other)]
    bodies = [record.block[len(head) :] for record, head in zip((one, other), heads, strict=True)]
    first_digest, second_digest = one.get("WARC-Payload-Digest"), other.get("WARC-Payload-Digest")
    one.reblock(heads[0] + bodies[1])
    other.reblock(heads[1] + bodies[0])
    one.set("WARC-Payload-Digest", second_digest)
    other.set("WARC-Payload-Digest", first_digest)
    pieces[places[1]], pieces[places[2]] = member(one.bytes()), member(other.bytes())
    edited(WARC, lambda _: b"".join(pieces))(folder)
    recount(folder)


# The index


def _line(number: int, **values: str) -> Callable[[bytes], bytes]:
    """Change the values of a line of CDXJ; None takes a value away."""

    def change(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        key, stamp, body = lines[number].decode().split(" ", 2)
        said = {**json.loads(body), **{name: v for name, v in values.items() if name not in ("key", "stamp")}}
        said = {name: value for name, value in said.items() if value is not None}
        lines[number] = f"{values.get('key', key)} {values.get('stamp', stamp)} {json.dumps(said)}\n".encode()
        return b"".join(lines)

    return change


def _lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    return lambda data: b"".join(change(data.splitlines(keepends=True)))


def _cdxj() -> Iterator[Mutant]:
    lies: list[tuple[str, Callable[[bytes], bytes]]] = [
        ("the status", _line(2, status="404")),
        ("the media type", _line(2, mime="image/png")),
        ("the digest", _line(2, digest=label(b"another"))),
        ("the offset, between two records", _line(2, offset="17")),
        ("the offset, of another record", _line(2, offset="0")),
        ("the offset, past the end", _line(2, offset="99999999")),
        ("the offset, a word", _line(2, offset="start")),
        ("the length", _line(2, length="12")),
        ("the file", _line(2, filename="20211201T090000Z/crawl-00009.warc.gz")),
        ("the folder of the file", _line(2, filename="20211208T090000Z/crawl-00000.warc.gz")),
        ("the file without its folder", _line(2, filename="crawl-00000.warc.gz")),
        ("the address", _line(2, url="http://127.0.0.1:8947/other")),
        ("the key", _line(2, key="1,0,0,127:8947)/another")),
        ("the time", _line(2, stamp="20211201090009")),
        ("the time, a word", _line(2, stamp="today")),
        ("the date", _line(2, date="2021-12-01T09:00:09.000000Z")),
        ("the id", _line(2, id="00000000-0000-4000-8000-00000000dead")),
        ("a revisit is a page", _line(1, mime="text/html")),
    ]
    drops = [(f"its {name}", _line(2, **{name: None})) for name in ("url", "filename", "offset", "mime", "digest", "date",
                                                                   "length", "status")]  # fmt: skip
    for what, change in lies:
        yield Mutant(f"lie in a line of the index: {what}", "lie", "CDXJ", INDEX, edited(INDEX, change))
    for what, change in drops:
        yield Mutant(f"drop in a line of the index: {what}", "drop", "CDXJ", INDEX, edited(INDEX, change))
    for family, what, change in (
        ("drop", "the first line", _lines(lambda found: found[1:])),
        ("drop", "a line", _lines(lambda found: found[:3] + found[4:])),
        ("drop", "all lines", lambda _: b""),
        ("duplicate", "a line", _lines(lambda found: [*found[:4], *found[3:]])),
        ("duplicate", "a line with a blank more", _lines(lambda found: [*found[:4], found[3].replace(b'": "', b'":  "', 1), *found[4:]])),
        ("swap", "two lines", _lines(lambda found: _swapped(found, 2, 5))),
        ("swap", "the offsets of two lines", _offsets_swapped),
    ):  # fmt: skip
        yield Mutant(f"{family} {what} of the index", family, "CDXJ", INDEX, edited(INDEX, change))
    yield Mutant("drop the index", "drop", "CDXJ", INDEX, lambda folder: (folder / INDEX).unlink())


def _offsets_swapped(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    one, other = (json.loads(lines[at].split(b" ", 2)[2])["offset"] for at in (2, 4))
    return _line(4, offset=one)(_line(2, offset=other)(data))


# The WACZ

WITHOUT_BLOCKS = "the secondary index only makes a compressed index quicker to search (WACZ 1.1.1, indexes)"
Files = dict[str, bytes]


def unpacked(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(found: Files, deflated: tuple[str, ...] = (), twice: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in found.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED if name in deflated else zipfile.ZIP_STORED
            archive.writestr(info, data)
            if name in twice:
                with zipfile.ZipFile(io.BytesIO(), "w"):  # a second entry of the name, without zipfile's warning
                    archive.NameToInfo.pop(name)
                    archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def settled(found: Files) -> Files:
    """Make the manifest and its digest agree with the files."""
    package = json.loads(found["datapackage.json"])
    kept = {r["path"]: r for r in package["resources"]}
    for path, data in found.items():
        if path in kept:
            kept[path] |= {"hash": f"sha256:{hashlib.sha256(data).hexdigest()}", "bytes": len(data)}
    package["resources"] = [r for path, r in kept.items() if path in found]
    found["datapackage.json"] = json.dumps(package, indent=2).encode()
    return signed(found)


def signed(found: Files) -> Files:
    digest = hashlib.sha256(found["datapackage.json"]).hexdigest()
    found["datapackage-digest.json"] = json.dumps({"path": "datapackage.json", "hash": f"sha256:{digest}"}).encode()
    return found


def repacked(change: Callable[[Files], Files | None], **how: tuple[str, ...]) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        found = unpacked(folder / WACZ)
        replace(folder / WACZ, packed(change(found) or found, **how))

    return make


def with_package(change: Callable[[dict], None]) -> Callable[[Path], None]:
    """Change the manifest; its digest is made to agree."""

    def make(found: Files) -> Files:
        package = json.loads(found["datapackage.json"])
        change(package)
        found["datapackage.json"] = json.dumps(package, indent=2).encode()
        return signed(found)

    return repacked(make)


def with_pages(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], None]:
    """Change the lines of pages.jsonl; everything else is made to agree."""

    def make(found: Files) -> Files:
        found["pages/pages.jsonl"] = b"".join(change(found["pages/pages.jsonl"].splitlines(keepends=True)))
        return settled(found)

    return repacked(make)


def _page(number: int, **values: str | None) -> Callable[[list[bytes]], list[bytes]]:
    def change(lines: list[bytes]) -> list[bytes]:
        said = {**json.loads(lines[number]), **values}
        said = {name: value for name, value in said.items() if value is not None}
        return [*lines[:number], json.dumps(said).encode() + b"\n", *lines[number + 1 :]]

    return change


def _without(*names: str) -> Callable[[Files], None]:
    def change(found: Files) -> None:
        for name in names:
            del found[name]

    return change


def _wacz(sound: Path) -> Iterator[Mutant]:
    names = list(unpacked(sound / WACZ))
    warcs = [name for name in names if name.startswith("archive/")]
    index = next(name for name in names if name.endswith(".cdx.gz"))

    def wacz(family: str, what: str, make: Callable[[Path], None], equivalent: str = "") -> Mutant:
        return Mutant(f"{family} in the WACZ: {what}", family, "WACZ", WACZ, make, equivalent)

    for name in names:
        yield wacz("drop", name, repacked(_without(name)))
    for name in names:
        if name not in ("datapackage.json", "datapackage-digest.json"):
            yield wacz("drop", f"{name}, with a manifest to match",
                       repacked(lambda found, name=name: (_without(name)(found), settled(found))[1]),
                       WITHOUT_BLOCKS if name.endswith(".idx") else "")  # fmt: skip
    yield wacz("drop", "every WARC file, with a manifest to match",
               repacked(lambda found: (_without(*warcs)(found), settled(found))[1]))  # fmt: skip
    yield wacz("lie", "a WARC file is compressed again", repacked(lambda _: None, deflated=(warcs[0],)))
    yield wacz("lie", "the compressed index is compressed again", repacked(lambda _: None, deflated=(index,)))
    yield wacz("duplicate", "an entry", repacked(lambda _: None, twice=(warcs[0],)))
    yield wacz("duplicate", "a file under a name that is no resource",
               repacked(lambda found: {**found, "archive/more.warc.gz": found[warcs[0]]}))  # fmt: skip
    yield wacz("duplicate", "a stranger in archive/", repacked(lambda found: {**found, "archive/notes.txt": b"notes"}))
    yield wacz(
        "duplicate", "an entry that leads out of the folder", repacked(lambda found: {**found, "../x.txt": b"x"})
    )
    yield wacz("swap", "the contents of two WARC files", repacked(
        lambda found: {**found, warcs[0]: found[warcs[1]], warcs[1]: found[warcs[0]]}))  # fmt: skip
    yield wacz("swap", "the contents of two WARC files, with a manifest to match", repacked(
        lambda found: settled({**found, warcs[0]: found[warcs[1]], warcs[1]: found[warcs[0]]})))  # fmt: skip
    yield wacz("duplicate", "bytes before the first entry", edited(WACZ, lambda data: b"#!/bin/sh\n" + data))
    yield wacz("duplicate", "bytes behind the end", edited(WACZ, lambda data: data + bytes(10)))

    def resource(number: int, **values: object) -> Callable[[Path], None]:
        return with_package(lambda package: package["resources"][number].update(values))

    yield wacz("lie", "a resource's hash", resource(0, hash="sha256:" + "0" * 64))
    yield wacz("lie", "a resource's hash of an unknown algorithm", resource(0, hash="sha0:" + "0" * 64))
    yield wacz("lie", "a resource's length", resource(0, bytes=5))
    yield wacz("lie", "a resource's length is a word", resource(0, bytes="five"))
    yield wacz("lie", "a resource's path", resource(0, path="archive/other.warc.gz"))
    yield wacz("lie", "the profile", with_package(lambda package: package.update(profile="anything")))
    yield wacz("lie", "a main page that was not captured",
               with_package(lambda package: package.update(mainPageUrl="http://127.0.0.1:8947/other")))  # fmt: skip
    yield wacz("drop", "the profile", with_package(lambda package: package.pop("profile")))
    yield wacz("drop", "the version", with_package(lambda package: package.pop("wacz_version")))
    yield wacz("drop", "a resource", with_package(lambda package: package["resources"].pop()))
    yield wacz("duplicate", "a resource",
               with_package(lambda package: package["resources"].append(package["resources"][0])))  # fmt: skip
    yield wacz("lie", "the manifest's own digest",
               repacked(lambda found: {**found, "datapackage-digest.json": b'{"path": "datapackage.json", "hash": "sha256:00"}'}))  # fmt: skip
    yield wacz("lie", "the manifest is no JSON", repacked(lambda found: signed({**found, "datapackage.json": b"{"})))
    yield wacz("lie", "a page that was not captured", with_pages(_page(1, url="http://127.0.0.1:8947/other")))
    yield wacz("lie", "a page's time", with_pages(_page(1, ts="2011-12-08T09:00:01Z")))
    yield wacz("lie", "a page's time is a word", with_pages(_page(1, ts="today")))
    yield wacz("lie", "the format of the pages", with_pages(_page(0, format="pages")))
    yield wacz("drop", "a page's address", with_pages(_page(1, url=None)))
    yield wacz("drop", "the first line of the pages", with_pages(lambda lines: lines[1:]))
    yield wacz("duplicate", "a page", with_pages(lambda lines: [*lines, lines[-1]]))
    yield wacz("cut", "the last page", with_pages(lambda lines: [*lines[:-1], lines[-1][:20]]))
    for what, change in (
        ("the index's offset", _line(2, offset="17")),
        ("the index's file", _line(2, filename="other.warc.gz")),
        ("the index's status", _line(2, status="500")),
    ):
        yield wacz("lie", f"{what}, with a manifest to match", repacked(_reindexed(index, change)))
    yield wacz("drop", "a line of the index, with a manifest to match",
               repacked(_reindexed(index, _lines(lambda found: found[:3] + found[4:]))))  # fmt: skip
    yield wacz("lie", "the secondary index's offset, with a manifest to match", repacked(
        lambda found: settled({**found, "indexes/index.idx": found["indexes/index.idx"].replace(b'"offset": 0', b'"offset": 7')})))  # fmt: skip


def _reindexed(index: str, change: Callable[[bytes], bytes]) -> Callable[[Files], Files]:
    def make(found: Files) -> Files:
        old = found[index]
        found[index] = member(change(zlib.decompress(old, 31)))
        lengths = [f'"length": {len(data)}'.encode() for data in (old, found[index])]
        found["indexes/index.idx"] = found["indexes/index.idx"].replace(*lengths)
        return settled(found)

    return make


# The release


def _release(sound: Path) -> Iterator[Mutant]:
    version = next((sound / "datasets").glob("2*")).name
    folder_of = f"datasets/{version}"
    sums, csv = f"{folder_of}/SHA256SUMS", f"{folder_of}/articles.csv"

    def release(family: str, what: str, make: Callable[[Path], None], file: str = sums) -> Mutant:
        return Mutant(f"{family} in the release: {what}", family, "release", file, make)

    for name in ("articles.csv", "articles.parquet", "README.md", "SHA256SUMS", "datapackage.json"):
        yield release("drop", name, lambda folder, name=name: (folder / folder_of / name).unlink(), name)
    yield release("drop", "a line of SHA256SUMS", edited(sums, _lines(lambda found: found[1:])))
    yield release("drop", "the version's folder", lambda folder: shutil.rmtree(folder / folder_of))
    yield release("drop", "the link to the newest version", lambda folder: (folder / "datasets/latest").unlink())
    yield release("duplicate", "a line of SHA256SUMS", edited(sums, _lines(lambda found: [*found, found[0]])))
    yield release("duplicate", "a file", lambda folder: shutil.copyfile(folder / csv, folder / folder_of / "more.csv"))
    yield release("duplicate", "the version's folder",
                  lambda folder: shutil.copytree(folder / folder_of, folder / "datasets/2021.12.09"))  # fmt: skip
    yield release("swap", "two files", _files_swapped(csv, f"{folder_of}/pages.csv"))
    yield release("swap", "two digests in SHA256SUMS", edited(sums, _digests_swapped))
    yield release("lie", "a digest in SHA256SUMS", edited(sums, lambda data: b"0" * 64 + data[64:]))
    yield release("lie", "a cell of a CSV file, with sums to match", _resummed(csv, b"Braai", b"Brava", folder_of))
    yield release("lie", "a cell of a CSV file, with sums and catalog to match",
                  _resummed(csv, b"Braai", b"Brava", folder_of, catalog=True))  # fmt: skip
    yield release("drop", "a row of a CSV file, with sums and catalog to match",
                  _resummed(csv, None, b"", folder_of, catalog=True))  # fmt: skip
    for what, key, value in (
        ("the content hash", "content_sha256", "0" * 64),
        ("the sums' hash", "sums_sha256", "0" * 64),
        ("the version's id", "id", "2021.12.10"),
    ):
        yield release(
            "lie", f"{what} in the catalog", _catalog(lambda entry, k=key, v=value: entry.update({k: v})), CATALOG
        )
    yield release(
        "lie", "a number of rows in the catalog", _catalog(lambda entry: entry["rows"].update(articles=99)), CATALOG
    )
    yield release("drop", "a field of the catalog", _catalog(lambda entry: entry.pop("sums_sha256")), CATALOG)
    yield release("drop", "the version from the catalog", _versions(lambda _: []), CATALOG)
    yield release("duplicate", "the version in the catalog", _versions(lambda found: found * 2), CATALOG)
    yield release("lie", "the link names no version", _relinked, "datasets/latest")


def _digests_swapped(data: bytes) -> bytes:
    first, second, *rest = data.splitlines(keepends=True)
    return b"".join([second[:64] + first[64:], first[:64] + second[64:], *rest])


def _relinked(folder: Path) -> None:
    latest = folder / "datasets/latest"
    latest.unlink()
    latest.symlink_to("2020.01.01")


def _versions(change: Callable[[list], list]) -> Callable[[Path], None]:
    def make(data: bytes) -> bytes:
        catalog = json.loads(data)
        catalog["versions"] = change(catalog["versions"])
        return json.dumps(catalog, indent=2).encode()

    return edited(CATALOG, make)


def _catalog(change: Callable[[dict], object]) -> Callable[[Path], None]:
    def make(found: list) -> list:
        change(found[0])
        return found

    return _versions(make)


def _resummed(
    file: str, before: bytes | None, after: bytes, folder_of: str, *, catalog: bool = False
) -> Callable[[Path], None]:
    """Change a file, and SHA256SUMS with it, and the catalog, too."""

    def change(data: bytes) -> bytes:
        return data[: data.rindex(b"\r\n", 0, -2) + 2] if before is None else data.replace(before, after)

    def make(folder: Path) -> None:
        old = hashlib.sha256((folder / file).read_bytes()).hexdigest()
        edited(file, change)(folder)
        new = hashlib.sha256((folder / file).read_bytes()).hexdigest()
        sums = folder / folder_of / "SHA256SUMS"
        replace(sums, sums.read_bytes().replace(old.encode(), new.encode()))
        if catalog:
            digest = hashlib.sha256(sums.read_bytes()).hexdigest()
            _catalog(lambda entry: entry.update(sums_sha256=digest))(folder)

    return make
