"""Inputs with something strange in them: whatever it is, reading ends with a verdict, soon, and in little memory.

`python benchmarks/fuzz.py 250000 --seed 1` tries so many inputs, and prints errors of Python's, the slowest input and
the peak of memory. Several can run side by side with other seeds; what one input is follows from the seed and its
number alone, so `1 --at NUMBER` tries it again. Files are written to memory where there is a folder of that kind.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
import zipfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fuzzing import Share, one_of, run
from recorders import broken, sound
from written import HOST, arc, base32, http, info, members, page, record

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.index import write_index
from jjscrape.archive.reader import Archive
from jjscrape.archive.wacz_reader import log_entries
from jjscrape.importing.listing import ListingError, parse_listing, parse_pages
from jjscrape.verify.cdxj import Index
from jjscrape.verify.verification import verify
from jjscrape.verify.warc import Source, check_warc

if TYPE_CHECKING:
    import random

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PEAK = 200
"""MiB of memory for all inputs beyond which the run fails."""
PIECES = (
    *(b"\r\n\r\n", b"\n", b"\0" * 9, b"WARC/1.1\r\n", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"),
    b"\x50\x2a\x4d\x18\xff\xff\xff\xff",
    *(b"Content-Length: ", "²³".encode(), b"9" * 30, b"-1", b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-23:59"),
    *(b"http://[oops/", b"%25" * 50, b"sha1:", b"shake_128:", b"filedesc://", b"[" * 3000, b'{"a":', b"\xff\xfe", b"<"),
)  # fmt: skip
VALUES = (
    *("", " ", "0", "-1", "+5", "²³", "\u0663", "9" * 30, "1e9", "0x10", "NaN", "null", "true", "-", "<>", "<", "://"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-23:59", "2024-02-30T00:00:00Z", "2024-01-01T24:00:00Z", "2024"),
    *("00000000000000", "99991231235959", "20240230000000", "2024010100000012345", "20240101", "2024-03-01T10:00:00Z"),
    *("http://[oops/", "http://[::1", "http://a:99999999/", "http://%zz/", "HTTP://", "//", "dns:x", "filedesc:x"),
    *("urn:uuid:", "<urn:uuid:>", "<urn:uuid:00000000-0000-0000-0000-000000000000>", "sha1:", "sha1:AAAA"),
    *("shake_128:00", "sha256:" + "0" * 64, "md5:\udcff", "nosuch:" + "A" * 32, "application/http; msgtype="),
    *("response", "revisit", "request", "continuation", "warcinfo", "metadata", "RESPONSE", "1", "length", "\t\x0b"),
    *("a/b; charset=\x00", "gzip", "br", "chunked", "https://web.archive.org/web/2024id_/http://[oops/"),
    *("../../etc/passwd", "a\r\nWARC-Type: revisit", "ÿ" * 300),
)  # fmt: skip
FIELDS = (
    *("WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length", "Content-Type", "WARC-Target-URI", "WARC-Profile"),
    *("WARC-Payload-Digest", "WARC-Block-Digest", "WARC-Concurrent-To", "WARC-Refers-To", "WARC-Refers-To-Date"),
    *("WARC-Refers-To-Target-URI", "WARC-Warcinfo-ID", "WARC-Segment-Number", "WARC-Segment-Origin-ID"),
    *("WARC-Segment-Total-Length", "WARC-Filename", "WARC-Truncated", "WARC-IP-Address"),
    *("WARC-Identified-Payload-Type", "WARC-Other"),
)  # fmt: skip
HEADERS = ("Content-Length", "Content-Encoding", "Transfer-Encoding", "Content-Type", "Location", "Memento-Datetime")
KINDS = ("response", "revisit", "request", "resource", "metadata", "warcinfo", "continuation", "conversion")
COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length", "offset", "filename")


def strange(chance: random.Random) -> str:
    """A value that some program may have written."""
    match chance.randrange(8):
        case 0:
            return "".join(chr(chance.randrange(0x3000)) for _ in range(chance.randrange(12)))
        case 1:
            value = chance.choice(VALUES)
            return value[: chance.randint(0, len(value))] + chance.choice(VALUES)
        case 2:
            return str(chance.randrange(-9, 10 ** chance.randrange(1, 25)))
    return chance.choice(VALUES)


def anything(chance: random.Random, depth: int = 0) -> object:
    """A JSON value."""
    match chance.randrange(9 if depth < 3 else 6):
        case 0:
            return chance.choice((None, True, False, 0, -1, 10**18, 1e308, 0.5))
        case 6:
            return [anything(chance, depth + 1) for _ in range(chance.randrange(3))]
        case 7:
            return {strange(chance): anything(chance, depth + 1) for _ in range(chance.randrange(3))}
    return strange(chance)


def spoilt(data: bytes, chance: random.Random) -> bytes:
    whole = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(whole))
        end = at + chance.choice((0, 0, 1, 2, chance.randint(0, 400)))
        piece = chance.choice(PIECES) if chance.random() < 0.6 else chance.randbytes(chance.randint(0, 6))
        whole[at:end] = piece
    return bytes(whole)


def written(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def read(path: Path) -> None:
    """What a build does with a file."""
    try:
        archive = Archive([path])
    except ArchiveError:
        return
    for capture in list(archive.captures()):
        with contextlib.suppress(ArchiveError):
            archive.body(capture, 1 << 20)


@cache
def files() -> list[tuple[str, bytes]]:
    return [(file.suffix, file.data) for file in (*sound(), *broken())]


def a_file(chance: random.Random, folder: Path) -> None:
    """Bytes anywhere in a file of a dozen recorders."""
    suffix, data = chance.choice(files())
    path = folder / f"a{suffix}"
    path.write_bytes(spoilt(data, chance))
    verify([path], repair=True)
    read(path)


def a_header(chance: random.Random, folder: Path) -> None:
    """One or two fields of a record, or of the HTTP head in it."""
    header = f"{chance.choice(HEADERS)}: {strange(chance)}".encode("utf-8", "replace").decode()
    block = page() if chance.random() < 0.2 else http(page(), header)
    fields: dict[str, str | None] = {"WARC_Payload_Digest": base32(page())} if chance.random() < 0.5 else {}
    for name in chance.sample(FIELDS, chance.randint(1, 2)):
        fields[name.replace("-", "_")] = strange(chance) if chance.random() < 0.9 else None
    one = _record(block, chance.choice(KINDS), fields)
    data = [info(), record(http(page("Before")), "/before"), one, record(http(page("After")), "/after")]
    path = folder / ("a.warc.gz" if chance.random() < 0.5 else "a.warc")
    path.write_bytes(members(*data) if path.suffix == ".gz" else b"".join(data))
    check_warc(Source("a", "a", lambda: path.open("rb")), NOW)
    verify([path])
    read(path)


def _record(block: bytes, kind: str, fields: dict[str, str | None]) -> bytes:
    text = {"WARC-Type": kind, "WARC-Record-ID": "<urn:uuid:00000000-0000-4000-8000-000000000001>"} | {
        "WARC-Target-URI": f"{HOST}/one",
        "WARC-Date": "2024-03-01T10:00:00Z",
        "Content-Type": "application/http",
        "Content-Length": str(len(block)),
    }
    text |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in text.items() if value is not None)
    return b"WARC/1.1\r\n" + written(lines) + b"\r\n" + block + b"\r\n\r\n"


def a_line(chance: random.Random, folder: Path) -> None:
    """A header line of an ARC file."""
    block = http(page())
    cells = [f"{HOST}/one", "127.0.0.1", "20040511100000", "text/html", str(len(block))]
    for at in chance.sample(range(5), chance.randint(1, 2)):
        cells[at] = strange(chance)
    if chance.random() < 0.2:
        cells.insert(chance.randrange(6), strange(chance))
    one = written(" ".join(cells)) + b"\n" + block + b"\n"
    before, after = ("/a", "20040511100000", block), ("/b", "20040511100001", block)
    path = folder / "a.arc"
    start = arc(before) if chance.random() < 0.7 else b""
    path.write_bytes(start + one + arc(after, version_block=False))
    verify([path])
    read(path)


@cache
def _checked() -> tuple[object, tuple[bytes, ...]]:
    """A WARC file that was checked, and the lines of its index."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.warc.gz"
        path.write_bytes(members(info(), *(record(http(page(f"{n}")), f"/{n}") for n in range(3))))
        lines = write_index(Path(name)).read_bytes().splitlines()
        return check_warc(Source("a.warc.gz", "a.warc.gz", lambda: path.open("rb")), NOW), tuple(lines)


def a_row(chance: random.Random, _folder: Path) -> None:
    """A row of a CDX server's list, in one of its forms, and the same as a line of an index."""
    checked, lines = _checked()
    rows = [list(_cells(line)) for line in lines]
    row = rows[chance.randrange(3)]
    for at in chance.sample(range(len(COLUMNS)), chance.randint(1, 2)):
        row[at] = strange(chance)
    told = [dict(zip(COLUMNS, one, strict=True)) for one in rows]
    if chance.random() < 0.2:
        told[0][chance.choice(COLUMNS)] = anything(chance)  # type: ignore[assignment]
    cdxj = "\n".join(f"{one['urlkey']} {one['timestamp']} {json.dumps(one | {'url': one['original']})}" for one in told)
    match chance.randrange(5):
        case 0:
            answer = json.dumps([COLUMNS, *rows, *([[], [strange(chance)]] if chance.random() < 0.3 else [])])
        case 1:
            answer = "\n".join(json.dumps(one) for one in told)
        case 2:
            answer = "\n".join(" ".join(one) for one in rows)
        case 3:
            answer = json.dumps(anything(chance))
        case _:
            answer = cdxj
    data = written(answer)
    for form in (data, spoilt(data, chance)):
        with contextlib.suppress(ListingError):
            parse_listing(form)
        parse_pages(form)
    index = Index("index.cdxj", [checked])  # type: ignore[list-item]
    for _ in (*index.check(io.BytesIO(written(cdxj))), *index.unlisted()):
        pass


def _cells(line: bytes) -> tuple[str, ...]:
    key, stamp, body = line.decode().split(" ", 2)
    told = json.loads(body)
    return key, stamp, *(told[name] for name in ("url", "mime", "status", "digest", "length", "offset", "filename"))


@cache
def _packed() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "data.warc.gz"
        path.write_bytes(members(info(), record(http(page()), "/one")))
        held = {"archive/data.warc.gz": path.read_bytes(), "indexes/index.cdx": write_index(Path(name)).read_bytes()}
    listed = {"url": f"{HOST}/one", "ts": "2024-03-01T10:00:00Z", "id": "1", "title": "One"}
    held["pages/pages.jsonl"] = b'{"format": "json-pages-1.0", "id": "pages"}\n' + json.dumps(listed).encode() + b"\n"
    where = {"offset": 0, "length": 9, "filename": "index.cdx", "digest": "sha256:" + "0" * 64}
    meta = b'!meta 0 {"format": "cdxj-gzip-1.0"}\norg,a)/ 2024 '
    held["indexes/index.idx"] = meta + json.dumps(where).encode() + b"\n"
    return held


def a_package(chance: random.Random, folder: Path) -> None:
    """A value in the JSON of a WACZ: its manifest, digest, signature, pages or secondary index."""
    held = dict(_packed())
    resources = [
        {"path": path, "name": path, "hash": "sha256:" + "0" * 64, "bytes": len(data)} for path, data in held.items()
    ]
    package: dict[str, object] = {"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}
    digest: dict[str, object] = {"path": "datapackage.json", "hash": "sha256:" + "0" * 64}
    if chance.random() < 0.3:
        digest["signedData"] = {"hash": digest["hash"], "signature": "AAAA", "publicKey": "AAAA", "created": "2024"}
    match chance.randrange(6):
        case 0:
            package[chance.choice((*package, "mainPageUrl", "software", "title"))] = anything(chance)
        case 1:
            chance.choice(resources)[chance.choice(("path", "name", "hash", "bytes", "packed_from"))] = anything(chance)
        case 2:
            digest[chance.choice(("path", "hash", "signedData"))] = anything(chance)
        case 3 if "signedData" in digest:
            name = chance.choice(("hash", "signature", "publicKey", "domain", "domainCert", "created"))
            digest["signedData"][name] = anything(chance)  # type: ignore[index]
        case _:
            path = chance.choice(("pages/pages.jsonl", "indexes/index.idx", "indexes/index.cdx"))
            *before, last = held[path].splitlines()
            told = json.loads(last[last.index(b"{") :])
            told[chance.choice([*told])] = anything(chance)
            start = last[: last.index(b"{")]
            held[path] = b"".join(one + b"\n" for one in (*before, start + json.dumps(told).encode()))
    path = folder / "a.wacz"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data)
        archive.writestr("datapackage.json", json.dumps(package))
        archive.writestr("datapackage-digest.json", json.dumps(digest))
    verify([path])
    read(path)
    with contextlib.suppress(ArchiveError):
        log_entries(path)


SHARES = (
    Share("bytes of files", 10, a_file),
    Share("header fields", 25, a_header),
    Share("ARC lines", 20, a_line),
    Share("CDX rows", 35, a_row),
    Share("WACZ JSON", 10, a_package),
)


def one_input(seed: int, number: int, folder: Path, only: str = "") -> str:
    """Try an input; the name of its kind."""
    return one_of(SHARES, seed, number, folder, only)


if __name__ == "__main__":
    sys.exit(run(__doc__, SHARES, PEAK))
