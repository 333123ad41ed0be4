"""Lies within a record, which is then compressed anew; the index and run.json are made to agree with it."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jjscrape.archive.digest import label
from jjscrape.archive.http import head_length
from jjscrape.archive.record_format import member
from mutation.members import members_of, recount, reindex
from mutation.mutant import WARC, WARCS, Mutant, edited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


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


def both(*changes: Callable[[Record], None]) -> Callable[[Record], None]:
    def make(record: Record) -> None:
        for change in changes:
            change(record)

    return make


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


def _turned(value: str) -> str:
    at = next(at for at in range(len(value) - 1) if value[at] != value[at + 1])
    return value[:at] + value[at + 1] + value[at] + value[at + 2 :]


def _last_bits(value: str) -> str:
    bare = value.rstrip("=")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    other = letters[letters.index(bare[-1]) ^ 1]
    return bare[:-1] + other + "=" * (len(value) - len(bare))


ANOTHER = "<urn:uuid:00000000-0000-4000-0000-000000000002>"
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
    ("lie", "another's record id", "response", field_is("WARC-Record-ID", ANOTHER)),
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
    ("lie", "a response with a request's msgtype", "response",
     field_is("Content-Type", "application/http; msgtype=request")),
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
     field_is("WARC-Block-Digest", _last_bits)),
    ("lie", "a byte of the body, with a block digest to match", "response",
     block_is(lambda b: b[:-40] + b"#" + b[-39:])),
    ("lie", "a byte of the body, with no digest to match", "response",
     lambda record: setattr(record, "block", record.block[:-40] + b"#" + record.block[-39:])),
    ("cut", "the body's last chunk, with digests to match", "response", block_is(lambda b: b[:-5], payload=True)),
    ("cut", "half of the body, with digests to match", "response", block_is(lambda b: b[: len(b) // 2], payload=True)),
    ("duplicate", "the body's last chunk, with digests to match", "response",
     block_is(lambda b: b + b[-5:], payload=True)),
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
    ("lie", "an HTTP header line without a colon", "response",
     block_is(lambda b: b.replace(b"\r\n", b"\r\nnonsense\r\n", 1))),
    ("lie", "an HTTP header line without a colon", "request",
     block_is(lambda b: b.replace(b"\r\n", b"\r\nnonsense\r\n", 1))),
    ("lie", "an HTTP header line with a NUL", "response", block_is(lambda b: b.replace(b"\r\n", b"\r\nX: \0\r\n", 1))),
    ("drop", "the empty line behind the HTTP head", "revisit", block_is(lambda b: b[:-2])),
    ("lie", "a revisit of a record that is not here", "revisit", field_is("WARC-Refers-To", NOBODY)),
    ("lie", "a revisit of another address", "revisit",
     field_is("WARC-Refers-To-Target-URI", "http://127.0.0.1:8947/x")),
    ("lie", "a revisit of another date", "revisit", field_is("WARC-Refers-To-Date", "2021-11-30T09:00:01.000000Z")),
    ("lie", "a revisit of another payload", "revisit", field_is("WARC-Payload-Digest", label(b"another"))),
    ("lie", "a revisit of itself", "revisit",
     lambda record: record.set("WARC-Refers-To", record.get("WARC-Record-ID"))),
    ("drop", "what a revisit refers to, and its digest", "revisit",
     both(*(dropped(f"WARC-{name}")
            for name in ("Refers-To", "Refers-To-Target-URI", "Refers-To-Date", "Payload-Digest")))),
    ("lie", "a revisit by address and date, neither here", "revisit",
     both(dropped("WARC-Refers-To"), field_is("WARC-Refers-To-Date", "2021-11-30T09:00:01.000000Z"))),
    ("lie", "a request of an exchange that is not here", "request", field_is("WARC-Concurrent-To", NOBODY)),
    ("lie", "a warcinfo that is not here", "response", field_is("WARC-Warcinfo-ID", NOBODY)),
]  # fmt: skip


_VOUCHED = "a digest vouches for it, so that the server sent it: a note"
_NOTED = {
    ("response", "an HTTP header line with a NUL"): _VOUCHED,
    ("response", "an HTTP header line without a colon"): _VOUCHED,
}


def within_records() -> Iterator[Mutant]:
    for family, what, kind, change in CHANGES:
        file, make = lying(change, kind, number=1 if kind == "response" else 0)
        yield Mutant(f"{family} in a {kind}: {what}", family, "WARC", file, make, _NOTED.get((kind, what), ""))
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
